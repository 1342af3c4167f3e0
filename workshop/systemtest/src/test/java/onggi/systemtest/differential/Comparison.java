package onggi.systemtest.differential;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import onggi.testkit.RespClient;
import onggi.testkit.Shrink;
import onggi.testkit.Wire;
import onggi.testkit.Wire.Value;
import org.jspecify.annotations.Nullable;

/**
 * Runs histories on two servers and finds the first reply that differs.
 *
 * <p>Neighbouring steps of one connection travel as a pipeline, and the next connection waits for
 * all replies, so that both servers execute the steps in one order. After each pipeline the
 * subscribers are asked for a sign of life, so that messages are compared at a defined place. At
 * the end of a history both servers' contents are compared.
 */
final class Comparison implements AutoCloseable {

    private static final int DATABASES = 16;
    private static final int SHOWN = 400;

    /** A reply that differs. */
    record Difference(int step, String command, String expected, String actual) {

        @Override
        public String toString() {
            return "step %d: %s%n  expected %s%n  but got  %s"
                    .formatted(step, command, expected, actual);
        }
    }

    private final int expectedPort;
    private final int actualPort;
    private final Peer peer;
    private final RespClient[] expected = new RespClient[Step.CONNECTIONS];
    private final RespClient[] actual = new RespClient[Step.CONNECTIONS];
    private final boolean[] inTransaction = new boolean[Step.CONNECTIONS];
    private final List<Queue<Step>> queued = new ArrayList<>();
    private boolean mayHaveMessages;
    private int markers;
    private long commands;

    Comparison(int expectedPort, int actualPort) {
        this.expectedPort = expectedPort;
        this.actualPort = actualPort;
        this.peer = Peer.of(expectedPort);
        for (int i = 0; i < Step.CONNECTIONS; i++) {
            queued.add(new ArrayDeque<>());
        }
    }

    /** Returns how many commands were compared. */
    long commands() {
        return commands;
    }

    /** Runs the history on two emptied servers; returns the first difference, or null. */
    @Nullable Difference run(List<Step> steps) {
        begin();
        for (int from = 0; from < steps.size(); ) {
            int to = endOfPipeline(steps, from);
            Difference difference = pipeline(steps, from, to);
            if (difference != null) {
                return difference;
            }
            from = to;
        }
        return contents(steps.size());
    }

    /** Returns the shortest history found that shows a difference, given one that does. */
    List<Step> shrink(List<Step> steps, Difference difference) {
        List<Step> upToHere = steps.subList(0, Math.min(steps.size(), difference.step() + 1));
        Predicate<List<Step>> differs = fewer -> run(fewer) != null;
        return Shrink.list(differs.test(upToHere) ? upToHere : steps, differs);
    }

    private void begin() {
        mayHaveMessages = false;
        for (int i = 0; i < Step.CONNECTIONS; i++) {
            reopen(i);
        }
        for (RespClient[] side : List.of(expected, actual)) {
            side[0].call("FLUSHALL");
        }
    }

    private void reopen(int connection) {
        expected[connection] = reopened(expected[connection], expectedPort, connection);
        actual[connection] = reopened(actual[connection], actualPort, connection);
        inTransaction[connection] = false;
        queued.get(connection).clear();
    }

    private static RespClient reopened(@Nullable RespClient old, int port, int connection) {
        if (old != null) {
            old.abort();
        }
        RespClient client = RespClient.connect(port);
        if (connection % 2 == 1) {
            client.call("HELLO", "3");
        }
        return client;
    }

    private static int endOfPipeline(List<Step> steps, int from) {
        int to = from + 1;
        while (to < steps.size()
                && steps.get(to).connection() == steps.get(from).connection()
                && !steps.get(to - 1).is("quit")) {
            to++;
        }
        return to;
    }

    private @Nullable Difference pipeline(List<Step> steps, int from, int to) {
        int connection = steps.get(from).connection();
        var out = new ByteArrayOutputStream();
        for (Step step : steps.subList(from, to)) {
            Wire.request(out, step.arguments().toArray(byte[][]::new));
        }
        Step first = steps.get(from);
        Difference difference;
        if (first.subscribes()) {
            mayHaveMessages = true;
            byte[] marker = marker();
            Wire.request(out, "PING".getBytes(StandardCharsets.US_ASCII), marker);
            send(connection, out.toByteArray());
            difference = compareUpTo(connection, marker, to - 1, shown(steps, from, to));
        } else {
            send(connection, out.toByteArray());
            difference = compareReplies(steps, from, to);
            if (difference == null && mayHaveMessages) {
                difference = compareMessages(to - 1, shown(steps, from, to));
            }
        }
        commands += to - from;
        if (steps.get(to - 1).is("quit")) {
            reopen(connection);
        }
        return difference;
    }

    private static String shown(List<Step> steps, int from, int to) {
        String last = steps.get(to - 1).toString();
        return to - from == 1
                ? last
                : "(messages during " + (to - from) + " commands up to) " + last;
    }

    private void send(int connection, byte[] bytes) {
        expected[connection].send(bytes);
        actual[connection].send(bytes);
    }

    private byte[] marker() {
        return ("marker-" + markers++).getBytes(StandardCharsets.US_ASCII);
    }

    private @Nullable Difference compareReplies(List<Step> steps, int from, int to) {
        int connection = steps.get(from).connection();
        for (int i = from; i < to; i++) {
            byte[] want = expected[connection].frameOrEnd();
            byte[] got = actual[connection].frameOrEnd();
            Step step = steps.get(i);
            if (!Arrays.equals(want, got) && !tolerated(step, want, got)) {
                return difference(i, step.toString(), want, got);
            }
            follow(step, want);
        }
        return null;
    }

    /**
     * Keeps what is queued in a transaction, so that the parts of EXEC's reply can be told apart.
     */
    private void follow(Step step, byte[] reply) {
        int connection = step.connection();
        if (reply.length == 0) {
            return;
        }
        boolean good = reply[0] != '-';
        if (inTransaction[connection]) {
            if (step.is("exec") || step.is("discard") || step.is("reset")) {
                if (good || step.is("exec")) { // an EXEC that is refused ends the transaction too
                    inTransaction[connection] = false;
                    queued.get(connection).clear();
                }
            } else if (reply[0] == '+' && reply[1] == 'Q') {
                queued.get(connection).add(step);
            }
        } else if (step.is("multi") && good) {
            inTransaction[connection] = true;
        }
    }

    private boolean tolerated(Step step, byte[] want, byte[] got) {
        if (want.length == 0 || got.length == 0) {
            return false;
        }
        Value a = Wire.parse(want);
        Value b = Wire.parse(got);
        if (!step.is("exec")
                || a.parts().size() != b.parts().size()
                || a.isNull() != b.isNull()
                || a.type() != b.type()) {
            return accepts(step, a, b);
        }
        List<Step> inside = List.copyOf(queued.get(step.connection()));
        if (inside.size() != a.parts().size()) {
            return false;
        }
        for (int i = 0; i < inside.size(); i++) {
            if (!accepts(inside.get(i), a.parts().get(i), b.parts().get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean accepts(Step step, Value want, Value got) {
        return Tolerance.accepts(step, want, got) || peer.accepts(step, want, got);
    }

    private @Nullable Difference compareMessages(int step, String shown) {
        for (int i = Step.COMMAND_CONNECTIONS; i < Step.CONNECTIONS; i++) {
            byte[] marker = marker();
            send(i, Wire.request("PING".getBytes(StandardCharsets.US_ASCII), marker));
            Difference difference =
                    compareUpTo(i, marker, step, "messages on #" + i + " after " + shown);
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private @Nullable Difference compareUpTo(
            int connection, byte[] marker, int step, String shown) {
        List<byte[]> want = upTo(expected[connection], marker);
        List<byte[]> got = upTo(actual[connection], marker);
        if (same(want, got)) {
            return null;
        }
        List<String> a = peer.canonical(ordered(want));
        List<String> b = peer.canonical(ordered(got));
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            String x = i < a.size() ? a.get(i) : "nothing more";
            String y = i < b.size() ? b.get(i) : "nothing more";
            if (!x.equals(y)) {
                return new Difference(step, shown, x, y);
            }
        }
        return null;
    }

    private static boolean same(List<byte[]> a, List<byte[]> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!Arrays.equals(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<byte[]> upTo(RespClient client, byte[] marker) {
        List<byte[]> frames = new ArrayList<>();
        String last = new String(marker, StandardCharsets.ISO_8859_1) + "\r\n";
        while (true) {
            byte[] frame = client.frameOrEnd();
            frames.add(frame);
            if (frame.length == 0
                    || new String(frame, StandardCharsets.ISO_8859_1).endsWith(last)) {
                return frames;
            }
        }
    }

    /**
     * Two orders are hash order in Redis and so not compared: that of the channels which an
     * UNSUBSCRIBE without arguments leaves, and that of the patterns of one client which match one
     * message.
     */
    private static List<String> ordered(List<byte[]> frames) {
        List<Value> values =
                new ArrayList<>(
                        frames.stream()
                                .map(frame ->
                                        frame.length == 0
                                                ? new Value(
                                                        '-', "connection closed", false, List.of())
                                                : Wire.parse(frame))
                                .toList());
        List<String> out = new ArrayList<>();
        for (int from = 0; from < values.size(); ) {
            int to = from + 1;
            while (to < values.size() && group(values.get(to)).equals(group(values.get(from)))) {
                to++;
            }
            List<Value> run = values.subList(from, to);
            String group = group(values.get(from));
            if (group.endsWith("unsubscribe")) {
                run.stream().map(v -> v.parts().get(1).toString()).sorted().forEach(out::add);
                run.forEach(v -> out.add(v.type() + group + " " + v.parts().get(2)));
            } else if (group.startsWith("pmessage")) {
                run.stream()
                        .sorted(Comparator.comparing(Value::toString))
                        .forEach(v -> out.add(v.toString()));
            } else {
                run.forEach(v -> out.add(v.toString()));
            }
            from = to;
        }
        return out;
    }

    private static String group(Value value) {
        if (value.parts().size() < 3) {
            return "";
        }
        String kind = value.parts().get(0).text();
        return switch (kind) {
            case "unsubscribe", "punsubscribe", "sunsubscribe" -> kind;
            case "pmessage" -> kind + value.parts().subList(2, value.parts().size());
            default -> "";
        };
    }

    private static final Step WHOLE_DIGEST = Step.of(0, "DEBUG", "DIGEST");

    private @Nullable Difference contents(int step) {
        reopen(0);
        for (int database = 0; database < DATABASES; database++) {
            Step select = Step.of(0, "SELECT", Integer.toString(database));
            Step keys = Step.of(0, "KEYS", "*");
            Difference difference =
                    compareReplies(sent(List.of(select, keys, Step.of(0, "DBSIZE"))), 0, 3);
            if (difference == null) {
                difference = compareKeys();
            }
            if (difference == null && database == 0) {
                difference = compareReplies(sent(List.of(WHOLE_DIGEST)), 0, 1);
            }
            if (difference != null) {
                return new Difference(
                        step,
                        "contents of database " + database + " at the end, " + difference.command(),
                        difference.expected(),
                        difference.actual());
            }
        }
        return null;
    }

    private List<Step> sent(List<Step> steps) {
        var out = new ByteArrayOutputStream();
        for (Step step : steps) {
            Wire.request(out, step.arguments().toArray(byte[][]::new));
        }
        send(0, out.toByteArray());
        return steps;
    }

    private @Nullable Difference compareKeys() {
        List<Step> checks = new ArrayList<>();
        for (Value key : expected[0].ask("KEYS", "*").parts()) {
            checks.add(Step.of(0, "TYPE", key.text()));
            checks.add(Step.of(0, "GET", key.text()));
            checks.add(Step.of(0, "PEXPIRETIME", key.text()));
            checks.add(Step.of(0, "OBJECT", "ENCODING", key.text()));
            checks.add(Step.of(0, "XINFO", "STREAM", key.text(), "FULL", "COUNT", "0"));
            if (expected[0].ask("TYPE", key.text()).text().equals("hash")) {
                checks.add(Step.of(0, "HGETALL", key.text()));
            }
            checks.add(Step.of(0, "DEBUG", "DIGEST-VALUE", key.text()));
        }
        return checks.isEmpty() ? null : compareReplies(sent(checks), 0, checks.size());
    }

    private static Difference difference(int step, String command, byte[] want, byte[] got) {
        int from = Math.max(0, Arrays.mismatch(want, got) - SHOWN / 2);
        return new Difference(step, command, shown(want, from), shown(got, from));
    }

    private static String shown(byte[] frame, int from) {
        if (frame.length == 0) {
            return "the end of the connection";
        }
        int to = Math.min(frame.length, from + SHOWN);
        String part = Wire.quote(Arrays.copyOfRange(frame, Math.min(from, to), to));
        return part
                + (from > 0 || to < frame.length
                        ? " (bytes " + from + " to " + to + " of " + frame.length + ")"
                        : "");
    }

    @Override
    public void close() {
        for (RespClient[] side : List.of(expected, actual)) {
            for (RespClient client : side) {
                if (client != null) {
                    client.abort();
                }
            }
        }
    }
}
