package onggi.systemtest.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of several connections some of which wait in blocking commands, to a real server
 * and to Onggi with one and with several event loops: after each command the same connections wait,
 * and those that were served got the same answers.
 */
@NeedsRedis
class BlockingDifferenceTest {

    private static final int HISTORIES = Integer.getInteger("blocking.histories", 12);
    private static final int STEPS = 150;
    private static final int PUSHERS = 2;
    private static final int CONNECTIONS = 8;
    private static final long PATIENCE_NS = 5_000_000_000L;

    private static final String[] KEYS = {"a", "b", "{a}c", "d"};
    private static final String[] SIDES = {"LEFT", "RIGHT"};

    /** What one connection does next; each on its own is a whole pipeline. */
    private record Action(int connection, List<List<String>> commands) {

        @Override
        public String toString() {
            return "#" + connection + " " + commands;
        }
    }

    /** One server with its connections. */
    private static final class Side implements AutoCloseable {

        private final RealServer server;
        private final RespClient control;
        private final RespClient[] clients = new RespClient[CONNECTIONS];
        private final String[] ids = new String[CONNECTIONS];
        private final int[] owed = new int[CONNECTIONS];

        Side(RealServer server) {
            this.server = server;
            this.control = server.connect();
            control.call("FLUSHALL");
            for (int i = 0; i < CONNECTIONS; i++) {
                open(i);
            }
        }

        private void open(int i) {
            clients[i] = server.connect(i % 2 == 0 ? 2 : 3);
            ids[i] = clients[i].call("CLIENT", "ID").substring(1).strip();
            owed[i] = 0;
        }

        void reopen(int i) {
            clients[i].close();
            String id = ids[i];
            while (control.call("CLIENT", "LIST", "ID", id).contains("id=")) {
                Thread.onSpinWait();
            }
            open(i);
        }

        void send(Action action) {
            int i = action.connection;
            for (List<String> command : action.commands) {
                String[] words = command.toArray(String[]::new);
                for (int k = 0; k < words.length; k++) {
                    words[k] =
                            words[k].startsWith("id:") ? ids[words[k].charAt(3) - '0'] : words[k];
                }
                clients[i].command(words);
                owed[i]++;
            }
        }

        boolean isBlocked(int i) {
            String line = control.call("CLIENT", "LIST", "ID", ids[i]);
            int flags = line.indexOf(" flags=") + " flags=".length();
            return line.substring(flags, line.indexOf(' ', flags)).contains("b");
        }

        /** Reads what has come; returns whether a connection owes nothing or waits. */
        boolean collect(int i, Map<Integer, List<String>> answers) {
            while (owed[i] > 0 && clients[i].hasInput()) {
                answers.computeIfAbsent(i, k -> new ArrayList<>()).add(clients[i].frame());
                owed[i]--;
            }
            return owed[i] == 0 || isBlocked(i);
        }

        /** Waits until every connection was answered or waits; returns the answers. */
        Map<Integer, List<String>> settle(int actor) {
            Map<Integer, List<String>> answers = new TreeMap<>();
            long end = System.nanoTime() + PATIENCE_NS;
            while (!collect(actor, answers)) {
                assertThat(System.nanoTime()).as("answer of #" + actor).isLessThan(end);
            }
            collectAll(answers);
            return answers;
        }

        void collectAll(Map<Integer, List<String>> answers) {
            for (int i = 0; i < CONNECTIONS; i++) {
                while (!collect(i, answers)) {
                    Thread.onSpinWait();
                }
            }
        }

        Set<Integer> waiting() {
            Set<Integer> waiting = new TreeSet<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                if (owed[i] > 0) {
                    waiting.add(i);
                }
            }
            return waiting;
        }

        List<String> contents() {
            List<String> contents = new ArrayList<>();
            for (String key : KEYS) {
                contents.add(
                        key + control.call("TYPE", key) + control.call("LRANGE", key, "0", "-1"));
            }
            return contents;
        }

        @Override
        public void close() {
            for (RespClient client : clients) {
                client.close();
            }
            control.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void waitingConnections_areServedAlike(int loops) {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        try (var redis = RealServer.redis();
                var onggi = RealServer.onggi("--io-threads", Integer.toString(loops))) {
            Gen.check(HISTORIES, gen -> compare(gen, redis, onggi));
        }
    }

    private static void compare(Gen gen, RealServer redis, RealServer onggi) {
        List<String> history = new ArrayList<>();
        try (var expected = new Side(redis);
                var actual = new Side(onggi)) {
            for (int i = 0; i < STEPS; i++) {
                int gone = gen.chance(3) ? gen.below(CONNECTIONS) : -1;
                if (gone >= 0) {
                    history.add("#" + gone + " closes");
                    expected.reopen(gone);
                    actual.reopen(gone);
                }
                Action action = draw(gen, expected.waiting());
                history.add(action.toString());
                run(action, expected, actual, history);
            }
            assertThat(actual.contents()).as("%s", history).isEqualTo(expected.contents());
        }
    }

    private static void run(Action action, Side expected, Side actual, List<String> history) {
        expected.send(action);
        actual.send(action);
        Map<Integer, List<String>> right = expected.settle(action.connection);
        Map<Integer, List<String>> ours = actual.settle(action.connection);
        long end = System.nanoTime() + PATIENCE_NS;
        // What other event loops answer may take a moment, and Redis writes to whom it served last
        // first.
        while (System.nanoTime() < end
                && !(ours.equals(right) && actual.waiting().equals(expected.waiting()))) {
            expected.collectAll(right);
            actual.collectAll(ours);
        }
        assertThat(ours).as("answers after %s", history).isEqualTo(right);
        assertThat(actual.waiting()).as("waiting after %s", history).isEqualTo(expected.waiting());
    }

    private static Action draw(Gen gen, Set<Integer> waiting) {
        List<Integer> free = new ArrayList<>();
        for (int i = PUSHERS; i < CONNECTIONS; i++) {
            if (!waiting.contains(i)) {
                free.add(i);
            }
        }
        if (free.isEmpty() || gen.chance(45)) {
            return new Action(gen.below(PUSHERS), change(gen));
        }
        List<List<String>> commands = new ArrayList<>();
        commands.add(blocking(gen));
        if (gen.chance(25)) {
            commands.add(gen.chance(40) ? blocking(gen) : push(gen));
        }
        return new Action(gen.pick(free), commands);
    }

    private static List<String> blocking(Gen gen) {
        String key = gen.pick(KEYS);
        return switch (gen.below(6)) {
            case 0 -> List.of("BLPOP", key, "0");
            case 1 -> List.of("BRPOP", key, gen.pick(KEYS), "0");
            case 2 -> List.of("BLPOP", key, gen.pick(KEYS), gen.pick(KEYS), "0");
            case 3 -> List.of("BLMOVE", key, gen.pick(KEYS), gen.pick(SIDES), gen.pick(SIDES), "0");
            case 4 -> List.of("BRPOPLPUSH", key, gen.pick(KEYS), "0");
            default ->
                    List.of(
                            "BLMPOP",
                            "0",
                            "2",
                            key,
                            gen.pick(KEYS),
                            gen.pick(SIDES),
                            "COUNT",
                            Integer.toString(gen.between(1, 4)));
        };
    }

    private static List<String> push(Gen gen) {
        List<String> push = new ArrayList<>(List.of(gen.pick("LPUSH", "RPUSH"), gen.pick(KEYS)));
        for (int i = gen.between(1, 4); i > 0; i--) {
            push.add("e" + gen.below(1_000));
        }
        return push;
    }

    private static List<List<String>> change(Gen gen) {
        return switch (gen.below(12)) {
            case 0 -> List.of(List.of("DEL", gen.pick(KEYS)));
            case 1 -> List.of(List.of("SET", gen.pick(KEYS), "text"));
            case 2 -> List.of(List.of(gen.pick("RENAME", "COPY"), gen.pick(KEYS), gen.pick(KEYS)));
            case 3, 4 -> transaction(gen);
            case 5 ->
                    List.of(
                            List.of(
                                    "CLIENT",
                                    "UNBLOCK",
                                    "id:" + gen.between(PUSHERS, CONNECTIONS - 1),
                                    gen.pick("TIMEOUT", "ERROR")));
            case 6 ->
                    List.of(
                            List.of(
                                    "LMOVE",
                                    gen.pick(KEYS),
                                    gen.pick(KEYS),
                                    gen.pick(SIDES),
                                    gen.pick(SIDES)));
            default -> List.of(push(gen));
        };
    }

    private static List<List<String>> transaction(Gen gen) {
        List<List<String>> commands = new ArrayList<>(List.of(List.of("MULTI")));
        for (int i = gen.between(1, 4); i > 0; i--) {
            commands.add(
                    switch (gen.below(4)) {
                        case 0 -> blocking(gen);
                        case 1 -> List.of("DEL", gen.pick(KEYS));
                        default -> push(gen);
                    });
        }
        commands.add(List.of("EXEC"));
        return commands;
    }
}
