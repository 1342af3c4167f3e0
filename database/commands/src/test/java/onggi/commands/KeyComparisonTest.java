package onggi.commands;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands on keys and whole databases, valid and not, to a store and to a real server:
 * replies, effects, key events and the digest of all data are the same. Keys expire far away or in
 * the past.
 */
@NeedsRedis
class KeyComparisonTest {

    private static final int RUNS = 60;
    private static final int STEPS = 80;

    private static final String[] KEYS = {"a", "b", "{t}c", "d", ""};
    private static final String[] DATABASES = {"0", "1", "2", "16", "-1", "x"};
    private static final String[] TIMES = {
        "99999999", "88888888", "-1", "0", "9223372036854775807", "-9223372036854775808", "x", ""
    };
    private static final String[] MOMENTS = {
        "5000000000", "6000000000", "1", "-5", "9223372036854775807", "1.5"
    };
    private static final String[] CONDITIONS = {"NX", "XX", "GT", "lt", "FOO"};

    private static SideBySide pair;

    @BeforeAll
    static void start() {
        pair =
                new SideBySide()
                        .replies(KeyComparisonTest::ordered)
                        .effects(KeyComparisonTest::timeless);
        pair.control().call("DEBUG", "SET-ACTIVE-EXPIRE", "0");
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void randomCommands_inBothServers_sayAndDoTheSame(int protocol) {
        Gen.checkSteps(
                RUNS,
                gen -> gen.list(STEPS, KeyComparisonTest::step),
                (gen, steps) -> pair.compare(protocol, limits -> {}, steps));
    }

    /** A reply in which the order of keys does not count. */
    private static String ordered(String command, String reply) {
        if (!command.equals("KEYS") && !command.equals("SCAN")) {
            return reply;
        }
        String[] lines = reply.split("\r\n", -1);
        Arrays.sort(lines);
        return String.join(" ", lines);
    }

    /** Without moments of expiry, which pass, and the selection of databases. */
    private static List<String> timeless(List<String> commands) {
        return commands.stream()
                .map(command -> command.replaceFirst("^\\d+: ", ""))
                .map(command -> command.replaceAll("(PXAT|PEXPIREAT \\S*) \\d+", "$1 <ms>"))
                .toList();
    }

    private static List<String> step(Gen gen) {
        List<String> step = new ArrayList<>(command(gen));
        if (step.getFirst().equals("SELECT")) {
            return step;
        }
        if (gen.chance(2)) {
            step.add(gen.pick(KEYS));
        } else if (gen.chance(2) && step.size() > 1) {
            step.removeLast();
        }
        return step;
    }

    private static List<String> command(Gen gen) {
        String key = gen.pick(KEYS);
        return switch (gen.below(24)) {
            case 0, 1, 2 -> List.of("SET", key, gen.pick("v", "1", "-5", "x".repeat(50), ""));
            case 3 -> List.of("SET", key, "w", "EX", "99999999");
            case 4 -> List.of(gen.pick("DEL", "UNLINK"), key, gen.pick(KEYS));
            case 5 -> List.of(gen.pick("EXISTS", "TOUCH"), key, gen.pick(KEYS), key);
            case 6 -> List.of("TYPE", key);
            case 7, 8 -> List.of(gen.pick("RENAME", "RENAMENX"), key, gen.pick(KEYS));
            case 9, 10 -> copy(gen, key);
            case 11, 12 -> List.of("MOVE", key, gen.pick(DATABASES));
            case 13, 14 -> conditional(gen, gen.pick("EXPIRE", "PEXPIRE"), key, gen.pick(TIMES));
            case 15, 16 ->
                    conditional(gen, gen.pick("EXPIREAT", "PEXPIREAT"), key, gen.pick(MOMENTS));
            case 17 -> List.of("PERSIST", key);
            case 18 -> List.of("DBSIZE");
            case 19 -> List.of("SELECT", gen.pick("0", "0", "1", "2"));
            case 20 -> List.of("SWAPDB", gen.pick(DATABASES), gen.pick(DATABASES));
            case 21 -> List.of("KEYS", gen.pick("*", "[ab]", "{*", "", "\\a"));
            case 22 -> List.of("SCAN", "0", "COUNT", gen.pick("100", "0", "x"), "MATCH", "[a-c]*");
            default ->
                    gen.chance(30)
                            ? List.of(
                                    gen.pick("FLUSHDB", "FLUSHALL"),
                                    gen.pick("ASYNC", "sync", "FOO"))
                            : List.of("OBJECT", "ENCODING", key);
        };
    }

    private static List<String> copy(Gen gen, String key) {
        List<String> step = new ArrayList<>(List.of("COPY", key, gen.pick(KEYS)));
        if (gen.chance(40)) {
            step.addAll(List.of("DB", gen.pick(DATABASES)));
        }
        if (gen.chance(40)) {
            step.add("REPLACE");
        }
        return step;
    }

    private static List<String> conditional(Gen gen, String name, String key, String time) {
        List<String> step = new ArrayList<>(List.of(name, key, time));
        for (int i = gen.below(3); i > 0; i--) {
            step.add(gen.pick(CONDITIONS));
        }
        return step;
    }
}
