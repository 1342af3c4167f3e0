package onggi.sentinel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import onggi.bytes.Bytes;
import onggi.bytes.RandomSource;
import onggi.bytes.SeededRandom;
import onggi.resp.Reply;
import org.jspecify.annotations.Nullable;

/** Servers and sentinels in one time and one network, which a seed decides everything about. */
final class SimulatedNetwork {

    static final String HOST = "127.0.0.1";
    private static final long MOST_LATENCY_MS = 5;

    private record Event(long atMs, long order, Runnable action) {}

    /** Something at a port that answers. */
    abstract class Node {

        final int port;
        boolean alive = true;

        Node(int port) {
            this.port = port;
            nodes.put(port, this);
        }

        abstract Reply answer(SimulatedWire wire, String... words);

        void kill() {
            alive = false;
            for (SimulatedWire wire : new ArrayList<>(wires)) {
                if (wire.from == port || wire.to == port) {
                    wire.cut();
                }
            }
        }
    }

    /** A server that can do what sentinels ask of it. */
    final class Server extends Node {

        String runId;
        int primaryPort;
        long offset = 100;
        int priority = 100;
        final List<String> history = new ArrayList<>();
        private final Set<SimulatedWire> subscribers = new HashSet<>();

        Server(int port, int primaryPort) {
            super(port);
            this.primaryPort = primaryPort;
            this.runId = id("server" + port);
        }

        boolean isPrimary() {
            return primaryPort == 0;
        }

        @Override
        Reply answer(SimulatedWire wire, String... words) {
            switch (words[0]) {
                case "PING" -> {
                    return new Reply.Simple("PONG");
                }
                case "INFO" -> {
                    return bulk(info());
                }
                case "SUBSCRIBE" -> subscribers.add(wire);
                case "PUBLISH" -> publish(words[1], words[2]);
                case "SLAVEOF" -> {
                    primaryPort = words[1].equals("NO") ? 0 : Integer.parseInt(words[2]);
                    history.add(nowMs + " " + String.join(" ", words));
                }
                default -> {}
            }
            return new Reply.Simple("OK");
        }

        private void publish(String channel, String text) {
            Reply message = new Reply.Array(List.of(bulk("message"), bulk(channel), bulk(text)));
            subscribers.removeIf(wire -> wire.closed);
            subscribers.forEach(wire -> wire.deliver(message));
        }

        private String info() {
            StringBuilder text = new StringBuilder("run_id:" + runId + "\r\n");
            text.append("role:").append(isPrimary() ? "master" : "slave").append("\r\n");
            if (isPrimary()) {
                int index = 0;
                for (Node node : nodes.values()) {
                    if (node instanceof Server other && other.primaryPort == port && other.alive) {
                        text.append("slave" + index++ + ":ip=" + HOST + ",port=" + other.port)
                                .append(",state=online,offset=1,lag=0\r\n");
                    }
                }
            } else {
                Node primary = nodes.get(primaryPort);
                boolean up = primary != null && primary.alive && mayTalk(port, primaryPort);
                text.append("master_host:" + HOST + "\r\nmaster_port:" + primaryPort + "\r\n")
                        .append("master_link_status:" + (up ? "up" : "down") + "\r\n")
                        .append("slave_priority:" + priority + "\r\n")
                        .append("slave_repl_offset:" + offset + "\r\n");
            }
            return text.toString();
        }
    }

    /** A sentinel and its world. */
    final class Watcher extends Node implements World {

        Sentinel sentinel = new Sentinel(this);
        List<String> saved = List.of();
        final List<String> told = new ArrayList<>();
        final List<List<String>> scripts = new ArrayList<>();
        boolean diskFull;
        private long skewMs;
        private int life;

        Watcher(int port) {
            super(port);
        }

        /** Begins with what it has on disk, or else with these directives. */
        void begin(String... directives) {
            sentinel = new Sentinel(this);
            List<String> lines = saved.isEmpty() ? List.of(directives) : saved;
            for (int round = 0; round < Directives.ROUNDS; round++) {
                for (String line : lines) {
                    List<String> words = List.of(line.split(" ", -1));
                    words =
                            words.getFirst().equals("sentinel")
                                    ? words.subList(1, words.size())
                                    : words;
                    if (Directives.round(words.getFirst()) == round) {
                        take(words);
                    }
                }
            }
            alive = true;
            sentinel.begin(id("sentinel" + port), nowMs);
            int mine = ++life;
            at(nowMs, () -> tick(mine));
        }

        private void take(List<String> words) {
            try {
                sentinel.directives().take(words, nowMs);
            } catch (RefusedException e) {
                throw new AssertionError(e.reason(), e);
            }
        }

        private void tick(int mine) {
            if (alive && mine == life) {
                long nextMs = sentinel.tick(nowMs + skewMs);
                at(nowMs + nextMs, () -> tick(mine));
            }
        }

        /** Lets its clock jump. */
        void skew(long ms) {
            skewMs += ms;
        }

        Primary primary(String name) {
            Primary primary = sentinel.state.primaries.get(name);
            if (primary == null) {
                throw new AssertionError("no primary " + name);
            }
            return primary;
        }

        @Override
        Reply answer(SimulatedWire wire, String... words) {
            switch (words[0]) {
                case "PING" -> {
                    return new Reply.Simple("PONG");
                }
                case "PUBLISH" -> sentinel.hello.take(words[2], nowMs + skewMs);
                case "SENTINEL" -> {
                    Election.Answer answer =
                            sentinel.election.answer(
                                    words[2],
                                    Integer.parseInt(words[3]),
                                    Long.parseLong(words[4]),
                                    words[5],
                                    nowMs + skewMs);
                    if (!answer.leader().equals(Election.NOBODY)) {
                        vote(port, answer.epoch(), answer.leader());
                    }
                    return new Reply.Array(
                            List.of(
                                    new Reply.Int(answer.down() ? 1 : 0),
                                    bulk(answer.leader()),
                                    new Reply.Int(answer.epoch())));
                }
                default -> {}
            }
            return new Reply.Simple("OK");
        }

        // ---- the world

        @Override
        public Wire connect(String address, int to, Wire.Listener listener) {
            return new SimulatedWire(port, to, listener);
        }

        @Override
        public String resolve(String name) {
            return "10.0.0." + name.length();
        }

        @Override
        public void publish(String channel, String message) {
            told.add(channel + " " + message);
            if (channel.equals("+promoted-slave")) {
                promotions.add(
                        message
                                + " in "
                                + sentinel.state
                                        .primaries
                                        .values()
                                        .iterator()
                                        .next()
                                        .failoverEpoch);
            }
        }

        @Override
        public @Nullable String save() {
            if (diskFull) {
                return "disk full";
            }
            saved = List.copyOf(sentinel.lines());
            return null;
        }

        @Override
        public boolean isExecutable(String path) {
            return !path.contains("missing");
        }

        @Override
        public long startScript(List<String> command) {
            if (command.getFirst().contains("broken")) {
                return -1;
            }
            scripts.add(command);
            return scripts.size();
        }

        @Override
        public void killScript(long pid) {
            told.add("kill " + pid);
        }

        @Override
        public void crash() {
            told.add("crash");
            kill();
        }

        @Override
        public long random(long bound) {
            return random.nextLong(bound);
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public String password() {
            return "";
        }

        @Override
        public void logLevel(String name) {
            told.add("loglevel " + name);
        }

        @Override
        public String logLevel() {
            return "notice";
        }

        /** Returns how many of what was told begins so. */
        long count(String start) {
            return told.stream().filter(text -> text.startsWith(start)).count();
        }
    }

    /** A connection; bytes take a while, and nothing passes a cut. */
    final class SimulatedWire implements Wire {

        private final int from;
        private final int to;
        private final Listener listener;
        private boolean closed;
        private long sentAtMs;

        SimulatedWire(int from, int to, Listener listener) {
            this.from = from;
            this.to = to;
            this.listener = listener;
            wires.add(this);
            at(
                    nowMs + latency(),
                    () -> {
                        Node node = nodes.get(to);
                        if (node == null || !node.alive) {
                            cut();
                        }
                    });
        }

        @Override
        public void send(String... words) {
            at(
                    inOrder(),
                    () -> {
                        Node node = nodes.get(to);
                        if (closed || node == null || !node.alive || !mayTalk(from, to)) {
                            return;
                        }
                        deliver(node.answer(this, words));
                    });
        }

        private long inOrder() {
            sentAtMs = Math.max(sentAtMs, nowMs + latency());
            return sentAtMs;
        }

        private void deliver(Reply reply) {
            at(
                    inOrder(),
                    () -> {
                        Node node = nodes.get(from);
                        if (!closed && node != null && node.alive && mayTalk(from, to)) {
                            listener.received(reply, nowMs);
                        }
                    });
        }

        private void cut() {
            if (!closed) {
                close();
                Node node = nodes.get(from);
                if (node != null && node.alive) {
                    listener.lost("cut");
                }
            }
        }

        @Override
        public void close() {
            closed = true;
            wires.remove(this);
        }

        @Override
        public String localAddress() {
            return HOST;
        }
    }

    long nowMs = 1_700_000_000_000L;
    final Map<Integer, Node> nodes = new LinkedHashMap<>();

    /** Who was promoted in which epoch, by every sentinel that did so. */
    final List<String> promotions = new ArrayList<>();

    /** What a sentinel has answered as its vote, by sentinel and epoch. */
    final Map<String, String> votes = new LinkedHashMap<>();

    private final Set<SimulatedWire> wires = new HashSet<>();
    private final Set<Integer> isolated = new HashSet<>();
    private final RandomSource random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::atMs).thenComparingLong(Event::order));
    private long order;

    SimulatedNetwork(long seed) {
        random = new SeededRandom(seed);
    }

    RandomSource random() {
        return random;
    }

    static String id(String text) {
        StringBuilder id = new StringBuilder(Integer.toHexString(text.hashCode()));
        while (id.length() < State.ID_LENGTH) {
            id.insert(0, '0');
        }
        return id.toString();
    }

    private static Reply bulk(String text) {
        return new Reply.Bulk(Bytes.ofLatin1(text));
    }

    private long latency() {
        return 1 + random.nextLong(MOST_LATENCY_MS);
    }

    private void at(long atMs, Runnable action) {
        events.add(new Event(atMs, order++, action));
    }

    /** A sentinel votes once in an epoch, whatever happens to it. */
    private void vote(int port, long epoch, String leader) {
        String before = votes.putIfAbsent(port + " " + epoch, leader);
        if (before != null && !before.equals(leader)) {
            throw new AssertionError(port + " voted twice in epoch " + epoch);
        }
    }

    /** Cuts the node off from all others, or joins it again. */
    void isolate(int port, boolean cut) {
        if (cut) {
            isolated.add(port);
        } else {
            isolated.remove(port);
        }
    }

    private boolean mayTalk(int a, int b) {
        return !isolated.contains(a) && !isolated.contains(b);
    }

    Server server(int port, int primaryPort) {
        return new Server(port, primaryPort);
    }

    Watcher watcher(int port) {
        return new Watcher(port);
    }

    /** Lets time pass. */
    void run(long ms) {
        long endMs = nowMs + ms;
        while (!events.isEmpty() && events.element().atMs() <= endMs) {
            Event event = events.remove();
            nowMs = Math.max(nowMs, event.atMs());
            event.action().run();
        }
        nowMs = endMs;
    }
}
