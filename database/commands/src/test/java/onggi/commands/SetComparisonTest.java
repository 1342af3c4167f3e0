package onggi.commands;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands on sets, valid and not, under limits that change, to a store and to a real
 * server: replies, effects, key events and the digest of all data are the same.
 */
@NeedsRedis
class SetComparisonTest {

    private static final int RUNS = 60;
    private static final int STEPS = 150;

    private static final String[] KEYS = {"a", "b", "c", "{t}d", "text"};
    private static final String[] COUNTS = {
        "0", "1", "3", "1000", "-1", "x", "", "-9223372036854775808"
    };
    private static final Set<String> UNORDERED =
            Set.of("SMEMBERS", "SPOP", "SINTER", "SUNION", "SDIFF", "SSCAN");

    private static SideBySide pair;

    @BeforeAll
    static void start() {
        pair =
                new SideBySide()
                        .replies(SetComparisonTest::ordered)
                        .effects(SetComparisonTest::withoutDatabase);
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
                gen -> gen.list(STEPS, SetComparisonTest::step),
                (gen, steps) -> compare(protocol, gen, steps));
    }

    private static void compare(int protocol, Gen gen, List<List<String>> steps) {
        int integers = gen.pick(0, 3, 20, 512);
        pair.control().call("CONFIG", "SET", "set-max-intset-entries", Integer.toString(integers));
        pair.compare(
                protocol,
                limits -> {
                    limits.intsetEntries = integers;
                    limits.setEntries = gen.pick(0, 3, 20, 128);
                    limits.setValueBytes = gen.pick(0, 3, 64);
                },
                steps);
    }

    /** A reply in which the order of members does not count. */
    private static String ordered(String command, String reply) {
        if (!UNORDERED.contains(command)) {
            return reply;
        }
        return reply.charAt(0) + sorted(Wire.parse(reply.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String sorted(Wire.Value value) {
        return value.parts().isEmpty()
                ? value.toString()
                : value.parts().stream()
                        .map(SetComparisonTest::sorted)
                        .sorted()
                        .toList()
                        .toString();
    }

    private static List<String> withoutDatabase(List<String> commands) {
        return commands.stream().map(command -> command.replaceFirst("^\\d+: ", "")).toList();
    }

    private static List<String> step(Gen gen) {
        List<String> step = new ArrayList<>(command(gen));
        if (gen.chance(2)) {
            step.add(gen.pick(KEYS));
        } else if (gen.chance(2) && step.size() > 1 && !step.getFirst().equals("SPOP")) {
            step.removeLast();
        }
        return step;
    }

    private static List<String> command(Gen gen) {
        String key = gen.pick(KEYS);
        return switch (gen.below(24)) {
            case 0, 1, 2, 3 -> with(gen, "SADD", key);
            case 4 -> with(gen, "SREM", key);
            case 5 -> List.of("SCARD", key);
            case 6 -> List.of("SISMEMBER", key, member(gen));
            case 7 -> with(gen, "SMISMEMBER", key);
            case 8 -> List.of("SMEMBERS", key);
            case 9 -> List.of("SPOP", key, gen.pick("1000", "0", "-1", "x", "1000"));
            case 10 -> List.of("SRANDMEMBER", "none", gen.pick(COUNTS));
            case 11, 12 -> List.of("SMOVE", key, gen.pick(KEYS), member(gen));
            case 13 -> keys(gen, "SINTER");
            case 14 -> keys(gen, "SUNION");
            case 15 -> keys(gen, "SDIFF");
            case 16 -> keys(gen, "SINTERSTORE", key);
            case 17 -> keys(gen, "SUNIONSTORE", key);
            case 18 -> keys(gen, "SDIFFSTORE", key);
            case 19 -> intercard(gen);
            case 20 -> scan(gen, key);
            case 21 -> gen.chance(50) ? List.of("SET", "text", "x") : List.of("TYPE", key);
            case 22 ->
                    gen.pick(
                            List.of("COPY", key, gen.pick(KEYS), "REPLACE"),
                            List.of("RENAME", key, gen.pick(KEYS)),
                            List.of("DEL", key),
                            List.of("PEXPIREAT", key, "1"));
            default -> List.of("DEBUG", "DIGEST-VALUE", key);
        };
    }

    private static List<String> with(Gen gen, String name, String key) {
        List<String> words = new ArrayList<>(List.of(name, key));
        int count = gen.chance(5) ? gen.between(20, 150) : gen.between(1, 5);
        for (int i = 0; i < count; i++) {
            words.add(member(gen));
        }
        return words;
    }

    private static List<String> keys(Gen gen, String... begin) {
        List<String> words = new ArrayList<>(Arrays.asList(begin));
        int count = gen.between(1, gen.chance(20) ? 9 : 3);
        for (int i = 0; i < count; i++) {
            words.add(gen.chance(5) ? "none" : gen.pick(KEYS));
        }
        return words;
    }

    private static List<String> intercard(Gen gen) {
        int count = gen.between(1, 4);
        List<String> words = new ArrayList<>(List.of("SINTERCARD", Integer.toString(count)));
        for (int i = 0; i < count; i++) {
            words.add(gen.pick(KEYS));
        }
        if (gen.chance(60)) {
            words.add(gen.pick("LIMIT", "limit", "FOO"));
            words.add(gen.pick("0", "1", "5", "-1", "x"));
        }
        return words;
    }

    private static List<String> scan(Gen gen, String key) {
        List<String> words = new ArrayList<>(List.of("SSCAN", key, gen.pick("0", "0", "0", "x")));
        words.addAll(List.of("COUNT", gen.pick("100000", "100000", "0", "x")));
        if (gen.chance(50)) {
            words.addAll(List.of(gen.pick("MATCH", "match", "FOO"), gen.pick("*", "m*", "[1-3]?")));
        }
        return words;
    }

    private static String member(Gen gen) {
        return switch (gen.below(5)) {
            case 0, 1 -> Integer.toString(gen.between(-5, 30));
            case 2 -> "m" + gen.below(20);
            case 3 -> Long.toString(gen.anyLong() >> gen.below(60));
            default ->
                    gen.pick("", "01", "-0", "x".repeat(70), "1 ", "\0\r\n", "40000", "3000000000");
        };
    }
}
