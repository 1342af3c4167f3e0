package onggi.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a real server makes of numbers and patterns, and what we make of them. */
@NeedsRedis
final class RealServerComparisonTest {

    private static final int ROUNDS = Integer.getInteger("rounds", 4);
    private static final int BATCH = 1_000;

    private static RealServer server;
    private static RespClient client;

    @BeforeAll
    static void start() {
        server = RealServer.redis();
        client = server.connect();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void integers_areReadAlike() {
        Gen.check(
                ROUNDS,
                gen -> {
                    List<String> texts = gen.list(BATCH, RealServerComparisonTest::integerText);
                    List<String> replies =
                            ask(
                                    texts,
                                    text -> new String[][] {{"DEL", "k"}, {"INCRBY", "k", text}});
                    for (int i = 0; i < texts.size(); i++) {
                        byte[] text = bytes(texts.get(i));
                        String ours =
                                Numbers.isLong(text, 0, text.length)
                                        ? ":" + Numbers.parseLong(text, 0, text.length)
                                        : "-ERR value is not an integer or out of range";
                        assertThat(ours).as(texts.get(i)).isEqualTo(replies.get(i));
                    }
                });
    }

    @Test
    void floats_areReadAndWrittenAlike() {
        Gen.check(
                ROUNDS,
                gen -> {
                    List<String> texts = gen.list(BATCH, RealServerComparisonTest::floatText);
                    List<String> replies =
                            ask(
                                    texts,
                                    text ->
                                            new String[][] {
                                                {"DEL", "k"}, {"ZADD", "k", "INCR", text, "m"}
                                            });
                    for (int i = 0; i < texts.size(); i++) {
                        assertThat(scoreOf(texts.get(i)))
                                .as(texts.get(i))
                                .isEqualTo(replies.get(i));
                    }
                });
    }

    @Test
    void longDoubles_areAddedAlike() {
        Gen.check(
                ROUNDS,
                gen -> {
                    List<String> texts = new ArrayList<>();
                    List<String> increments = new ArrayList<>();
                    for (int i = 0; i < BATCH; i++) {
                        texts.add(floatText(gen));
                        increments.add(floatText(gen));
                    }
                    List<String> replies = new ArrayList<>();
                    String[][] commands = new String[2 * BATCH][];
                    for (int i = 0; i < BATCH; i++) {
                        commands[2 * i] = new String[] {"SET", "k", texts.get(i)};
                        commands[2 * i + 1] = new String[] {"INCRBYFLOAT", "k", increments.get(i)};
                    }
                    String[] all = client.pipeline(commands);
                    for (int i = 0; i < BATCH; i++) {
                        replies.add(strip(all[2 * i + 1]));
                    }
                    for (int i = 0; i < BATCH; i++) {
                        assertThat(sumOf(texts.get(i), increments.get(i)))
                                .as("%s + %s", texts.get(i), increments.get(i))
                                .isEqualTo(replies.get(i));
                    }
                });
    }

    @Test
    void patterns_matchAlike() {
        client.call("FLUSHALL");
        Gen setup = new Gen(Gen.firstSeed());
        List<String> keys = setup.list(300, gen -> patternText(gen, 6));
        keys.add("");
        for (String key : keys) {
            client.call("SET", key, "");
        }
        Gen.check(
                ROUNDS,
                gen -> {
                    for (int i = 0; i < BATCH / 2; i++) {
                        String pattern = patternText(gen, 9);
                        if (pattern.equals("*")) {
                            continue; // means all keys, the empty one included
                        }
                        var theirs = new TreeSet<String>();
                        for (Wire.Value key : client.ask("KEYS", pattern).parts()) {
                            theirs.add(key.text());
                        }
                        var ours = new TreeSet<String>();
                        for (String key : keys) {
                            if (Glob.matches(bytes(pattern), bytes(key), false)) {
                                ours.add(key);
                            }
                        }
                        assertThat(ours).as(pattern).isEqualTo(theirs);
                    }
                });
    }

    @Test
    void patterns_withoutCase_matchAlike() {
        List<String> names = new ArrayList<>();
        for (Wire.Value name : client.ask("COMMAND", "LIST").parts()) {
            names.add(name.text());
        }
        Gen.check(
                ROUNDS,
                gen -> {
                    for (int i = 0; i < BATCH / 4; i++) {
                        String pattern = namePattern(gen, gen.pick(names));
                        var theirs = new TreeSet<String>();
                        for (Wire.Value name :
                                client.ask("COMMAND", "LIST", "FILTERBY", "PATTERN", pattern)
                                        .parts()) {
                            theirs.add(name.text());
                        }
                        var ours = new TreeSet<String>();
                        for (String name : names) {
                            if (Glob.matches(bytes(pattern), bytes(name), true)) {
                                ours.add(name);
                            }
                        }
                        assertThat(ours).as(pattern).isEqualTo(theirs);
                    }
                });
    }

    @Test
    void crc64_ofDump_isThatAtItsEnd() {
        client.call("SET", "k", "some value");
        byte[] payload = bytes(client.ask("DUMP", "k").text());

        long sum = 0;
        for (int i = 1; i <= 8; i++) {
            sum = sum << 8 | (payload[payload.length - i] & 0xff);
        }

        assertThat(Crc64.of(payload, 0, payload.length - 8)).isEqualTo(sum);
    }

    private interface Commands {
        String[][] of(String text);
    }

    /** Sends the commands of each text and gives the last reply of each. */
    private static List<String> ask(List<String> texts, Commands commands) {
        List<String[]> all = new ArrayList<>();
        int each = 0;
        for (String text : texts) {
            String[][] some = commands.of(text);
            each = some.length;
            all.addAll(List.of(some));
        }
        String[] replies = client.pipeline(all.toArray(new String[0][]));
        List<String> last = new ArrayList<>();
        for (int i = each - 1; i < replies.length; i += each) {
            last.add(strip(replies[i]));
        }
        return last;
    }

    /** A line, or the payload of a bulk string. */
    private static String strip(String reply) {
        String text = reply.startsWith("$") ? reply.substring(reply.indexOf('\n') + 1) : reply;
        return text.substring(0, text.length() - 2);
    }

    private static String scoreOf(String text) {
        double value = Doubles.parse(bytes(text), 0, text.length());
        if (Double.isNaN(value)) {
            return "-ERR value is not a valid float";
        }
        // Adding to the score 0 of a new member makes of -0 what Redis makes of it.
        byte[] out = new byte[Doubles.MAX_TEXT_LENGTH];
        return new String(out, 0, Doubles.write(value, out, 0), ISO_8859_1);
    }

    private static String sumOf(String text, String increment) {
        LongDouble value = LongDouble.parse(bytes(text), 0, text.length());
        LongDouble other = LongDouble.parse(bytes(increment), 0, increment.length());
        if (value == null || other == null) {
            return "-ERR value is not a valid float";
        }
        LongDouble sum = value.plus(other);
        return sum.isFinite()
                ? new String(sum.toText(), ISO_8859_1)
                : "-ERR increment would produce NaN or Infinity";
    }

    private static String integerText(Gen gen) {
        return switch (gen.below(8)) {
            case 0 -> Long.toString(gen.anyLong());
            case 1 -> Long.toString(gen.anyLong() >> gen.below(63));
            case 2 ->
                    gen.pick(
                            "9223372036854775807",
                            "9223372036854775808",
                            "-9223372036854775808",
                            "-9223372036854775809",
                            "18446744073709551615",
                            "18446744073709551616",
                            "99999999999999999999",
                            "-99999999999999999999",
                            "9999999999999999999",
                            "0",
                            "-0",
                            "00",
                            "01",
                            "-01",
                            "+1",
                            "",
                            "-",
                            " 1",
                            "1 ",
                            "1x",
                            "--1",
                            "0x1",
                            "1.0",
                            "1e3",
                            "\0",
                            "1\0",
                            "123456789012345678901");
            default -> digits(gen, "0123456789-+ .e", gen.between(1, 22));
        };
    }

    static String floatText(Gen gen) {
        return switch (gen.below(12)) {
            case 0 ->
                    Double.toString(Double.longBitsToDouble(gen.anyLong()))
                            .replace("Infinity", "inf")
                            .replace("NaN", "nan");
            case 1 -> Double.toString(gen.fraction() * Math.pow(10, gen.between(-8, 20)));
            case 2 -> Long.toString(gen.anyLong() >> gen.below(63));
            case 3 -> String.format(Locale.ROOT, "%.2f", gen.fraction() * 1000 - 500);
            case 4 -> gen.below(100_000) + "." + gen.below(1_000_000);
            case 5 ->
                    digits(gen, "0123456789", gen.between(1, 40))
                            + "."
                            + digits(gen, "0123456789", gen.between(0, 40));
            case 6 ->
                    "0x"
                            + digits(gen, "0123456789abcdefABCDEF.", gen.between(0, 22))
                            + gen.pick("", "p3", "P-7", "p", "p+900", "p-1100");
            case 7 -> digits(gen, "0123456789.eE+-", gen.between(1, 9));
            case 8 -> gen.below(1000) + "e" + gen.between(-420, 400);
            case 9 ->
                    gen.pick(
                            "inf",
                            "-inf",
                            "+inf",
                            "INF",
                            "Infinity",
                            "-infinity",
                            "infinit",
                            "nan",
                            "-nan",
                            "NaN",
                            "nan(1)",
                            "",
                            " 1",
                            "1 ",
                            "\t1",
                            "1\0",
                            ".",
                            "-",
                            "+",
                            ".5",
                            "5.",
                            "-.5",
                            "+5",
                            "e5",
                            "1e",
                            "1e+",
                            "1e5",
                            "1E-5",
                            "0x",
                            "0x.",
                            "0x.8",
                            "0X1P4",
                            "1f",
                            "1d",
                            "1L",
                            "0",
                            "-0",
                            "0e999999999",
                            "0e-999999999999999",
                            "1e4932",
                            "1e-4950",
                            "1e-4951",
                            "3.6e-4951",
                            "1.18973149535723176502e+4932",
                            "1.2e4932",
                            "5e-324",
                            "2e-324",
                            "3e-324",
                            "1e-400",
                            "1.7976931348623157e308",
                            "1.7976931348623159e308",
                            "9007199254740993",
                            "4611686018427387904",
                            "1e17",
                            "99999999999999999",
                            "100000000000000000",
                            "0.1",
                            "0.0001",
                            "0.00001",
                            "123456789012345678",
                            "1e16",
                            "1e22",
                            "1e23");
            case 10 -> (gen.chance(50) ? "-" : "") + gen.fraction();
            default ->
                    (gen.chance(50) ? "-" : "")
                            + gen.below(10)
                            + "."
                            + digits(gen, "0123456789", 17);
        };
    }

    private static String digits(Gen gen, String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(gen.below(alphabet.length())));
        }
        return text.toString();
    }

    private static String patternText(Gen gen, int most) {
        return digits(gen, "aabbcZ-[]^*?\\\u0080\u00ff", gen.between(1, most));
    }

    private static String namePattern(Gen gen, String name) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            switch (gen.below(9)) {
                case 0 -> pattern.append('*');
                case 1 -> pattern.append('?');
                case 2 ->
                        pattern.append('[')
                                .append(digits(gen, "acgsACGSZ-z^\\", gen.between(1, 5)))
                                .append(']');
                case 3 -> pattern.append('\\').append(c);
                case 4 -> pattern.append('[').append(c).append("-Z]");
                case 5 -> pattern.append("[^A-").append(c).append(']');
                default -> pattern.append(gen.chance(50) ? Character.toUpperCase(c) : c);
            }
        }
        return pattern.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
