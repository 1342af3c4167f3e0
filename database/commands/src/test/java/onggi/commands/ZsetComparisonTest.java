package onggi.commands;

import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random commands on sorted sets, valid and not, to a store and to a real server: replies, effects,
 * key events and the digest of all data are the same, in both encodings.
 */
@NeedsRedis
class ZsetComparisonTest {

    private static final int RUNS = Integer.getInteger("rounds", 25);
    private static final int STEPS = 120;

    private static final String[] KEYS = {"a", "b", "{t}c", "d", "a", "b", "s", "none", "u"};
    private static final String[] TARGETS = {"a", "b", "d", "s", "x"};
    private static final String[] MEMBERS = {
        "m1",
        "m2",
        "m3",
        "m4",
        "m5",
        "m6",
        "a",
        "b",
        "aa",
        "",
        "1",
        "2",
        "-7",
        "01",
        "\0\u00ff",
        "x".repeat(64),
        "y".repeat(65),
        "9223372036854775807"
    };
    private static final String[] SCORES = {
        "0",
        "1",
        "2",
        "3",
        "1",
        "2",
        "-1",
        "-2.5",
        "2.5",
        "0.1",
        "1e17",
        "-0",
        "3.0e3",
        "inf",
        "-inf",
        "+inf",
        "4503599627370497",
        "123456789012345680000",
        "5e-324",
        "0x10"
    };
    private static final String[] NO_SCORES = {"nan", "abc", "", " 1", "1 ", "1e400", "--1"};
    private static final String[] BOUNDS = {
        "0", "1", "2", "(1", "(2", "-1", "(-1", "3", "inf", "-inf", "+inf", "(inf", "(-inf", "2.5",
        "(", "", "(nan", "x", " 1", "1e400", "0x1p3"
    };
    private static final String[] LEX = {
        "-", "+", "[a", "(a", "[m2", "(m2", "[m5", "(m5", "[", "(", "[b", "(zz", "m", "", "+x",
        "[\u00ff"
    };
    private static final String[] RANKS = {
        "0",
        "1",
        "2",
        "5",
        "-1",
        "-2",
        "-5",
        "100",
        "-100",
        "x",
        "",
        "9223372036854775807",
        "-9223372036854775808"
    };
    private static final String[] COUNTS = {"0", "1", "2", "3", "10", "-1", "x", "100"};

    private static SideBySide pair;

    @BeforeAll
    static void start() {
        pair = new SideBySide();
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    @ParameterizedTest
    @CsvSource({"2, 128", "3, 128", "2, 3", "3, 3", "2, 0", "3, 0"})
    void randomCommands_inBothServers_sayAndDoTheSame(int protocol, int entries) {
        pair.control().call("CONFIG", "SET", "zset-max-listpack-entries", "" + entries);
        Gen.checkSteps(
                RUNS,
                gen -> gen.list(STEPS, g -> step(g, entries)),
                (gen, steps) ->
                        pair.compare(protocol, limits -> limits.zsetEntries = entries, steps));
    }

    private static List<String> step(Gen gen, int entries) {
        List<String> step = new ArrayList<>(valid(gen, entries));
        boolean isNewer = step.getFirst().contains("RANK"); // it takes an option since 7.2
        if (gen.chance(3) && !isNewer) {
            step.add(gen.pick("WITHSCORES", "NX", "LIMIT", "foo", "REV", "BYLEX"));
        }
        return step;
    }

    private static List<String> valid(Gen gen, int entries) {
        return switch (gen.below(24)) {
            case 0, 1, 2, 3 -> zadd(gen);
            case 4 -> List.of("ZINCRBY", gen.pick(KEYS), score(gen), gen.pick(MEMBERS));
            case 5 -> with(gen, MEMBERS, 1, 4, "ZREM", gen.pick(KEYS));
            case 6 -> List.of("ZCARD", gen.pick(KEYS));
            case 7 -> List.of("ZSCORE", gen.pick(KEYS), gen.pick(MEMBERS));
            case 8 -> with(gen, MEMBERS, 1, 3, "ZMSCORE", gen.pick(KEYS));
            case 9 -> List.of(gen.pick("ZRANK", "ZREVRANK"), gen.pick(KEYS), gen.pick(MEMBERS));
            case 10 -> List.of("ZCOUNT", gen.pick(KEYS), gen.pick(BOUNDS), gen.pick(BOUNDS));
            case 11 -> lexCount(gen, entries);
            case 12 -> removal(gen, entries);
            case 13, 14 -> range(gen, entries);
            case 15 -> oldRange(gen, entries);
            case 16 -> rangeStore(gen);
            case 17 -> pop(gen);
            case 18 -> mpop(gen);
            case 19, 20 -> algebra(gen, false);
            case 21 -> algebra(gen, true);
            case 22 -> cardinality(gen);
            default -> other(gen, entries);
        };
    }

    private static String score(Gen gen) {
        return gen.chance(95) ? gen.pick(SCORES) : gen.pick(NO_SCORES);
    }

    private static List<String> zadd(Gen gen) {
        List<String> step = new ArrayList<>(List.of("ZADD", gen.pick(KEYS)));
        while (gen.chance(25)) {
            step.add(gen.pick("NX", "XX", "GT", "lt", "CH", "INCR"));
        }
        int count = gen.chance(60) ? 1 : gen.between(1, 6);
        for (int i = 0; i < count; i++) {
            step.add(score(gen));
            step.add(gen.pick(MEMBERS));
        }
        return step;
    }

    private static List<String> with(
            Gen gen, String[] pool, int least, int most, String... beginning) {
        List<String> step = new ArrayList<>(List.of(beginning));
        int count = gen.between(least, most);
        for (int i = 0; i < count; i++) {
            step.add(gen.pick(pool));
        }
        return step;
    }

    /**
     * In large sets the order by text is defined for equal scores only: those of {@code l}; {@code
     * p} is small.
     */
    private static String lexKey(Gen gen, int entries) {
        return entries == 128 && gen.chance(50) ? "p" : "l";
    }

    private static List<String> lexCount(Gen gen, int entries) {
        if (gen.chance(20)) {
            return List.of("ZADD", "l", "0", gen.pick(MEMBERS), "0", gen.pick(MEMBERS));
        }
        if (gen.chance(20)) {
            return List.of("ZADD", "p", gen.pick("0", "1", "2"), gen.pick("a", "b", "m2", "m4"));
        }
        return List.of("ZLEXCOUNT", lexKey(gen, entries), gen.pick(LEX), gen.pick(LEX));
    }

    private static List<String> removal(Gen gen, int entries) {
        return switch (gen.below(3)) {
            case 0 -> List.of("ZREMRANGEBYRANK", gen.pick(KEYS), gen.pick(RANKS), gen.pick(RANKS));
            case 1 ->
                    List.of("ZREMRANGEBYSCORE", gen.pick(KEYS), gen.pick(BOUNDS), gen.pick(BOUNDS));
            default ->
                    List.of("ZREMRANGEBYLEX", lexKey(gen, entries), gen.pick(LEX), gen.pick(LEX));
        };
    }

    private static List<String> range(Gen gen, int entries) {
        List<String> step = new ArrayList<>();
        int kind = gen.below(3);
        String[] pool = kind == 0 ? RANKS : kind == 1 ? BOUNDS : LEX;
        step.add("ZRANGE");
        step.add(kind == 2 ? lexKey(gen, entries) : gen.pick(KEYS));
        step.add(gen.pick(pool));
        step.add(gen.pick(pool));
        if (kind > 0) {
            step.add(kind == 1 ? "BYSCORE" : "bylex");
        }
        options(gen, step, kind);
        return step;
    }

    private static void options(Gen gen, List<String> step, int kind) {
        if (gen.chance(40)) {
            step.add("REV");
        }
        if (gen.chance(kind == 0 ? 5 : 40)) {
            step.addAll(List.of("LIMIT", gen.pick(COUNTS), gen.pick(COUNTS)));
        }
        if (gen.chance(kind == 2 ? 5 : 40)) {
            step.add("WITHSCORES");
        }
    }

    private static List<String> oldRange(Gen gen, int entries) {
        List<String> step = new ArrayList<>();
        int kind = gen.below(3);
        boolean reverse = gen.chance(50);
        step.add(
                kind == 0
                        ? "ZREVRANGE"
                        : (reverse ? "ZREVRANGEBY" : "ZRANGEBY") + (kind == 1 ? "SCORE" : "LEX"));
        String[] pool = kind == 0 ? RANKS : kind == 1 ? BOUNDS : LEX;
        step.add(kind == 2 ? lexKey(gen, entries) : gen.pick(KEYS));
        step.add(gen.pick(pool));
        step.add(gen.pick(pool));
        if (gen.chance(kind == 2 ? 5 : 40)) {
            step.add("WITHSCORES");
        }
        if (kind > 0 && gen.chance(40)) {
            step.addAll(List.of("LIMIT", gen.pick(COUNTS), gen.pick(COUNTS)));
        }
        return step;
    }

    private static List<String> rangeStore(Gen gen) {
        boolean ranks = gen.chance(50);
        String[] pool = ranks ? RANKS : BOUNDS;
        List<String> step =
                new ArrayList<>(
                        List.of(
                                "ZRANGESTORE",
                                gen.pick(TARGETS),
                                gen.pick(KEYS),
                                gen.pick(pool),
                                gen.pick(pool)));
        if (!ranks) {
            step.add("BYSCORE");
        }
        options(gen, step, ranks ? 2 : 1);
        if (gen.chance(95)) {
            step.remove("WITHSCORES");
        }
        if (ranks) {
            step.remove("LIMIT");
        }
        return step;
    }

    private static List<String> pop(Gen gen) {
        List<String> step = new ArrayList<>();
        step.add(gen.pick("ZPOPMIN", "ZPOPMAX"));
        step.add(gen.pick(KEYS));
        if (gen.chance(40)) {
            step.add(gen.pick(COUNTS));
        }
        return step;
    }

    private static List<String> mpop(Gen gen) {
        int keys = gen.between(1, 3);
        List<String> step = with(gen, KEYS, keys, keys, "ZMPOP", number(gen, keys));
        step.add(gen.pick("MIN", "max", "MIN", "MAX", "MID"));
        if (gen.chance(50)) {
            step.addAll(List.of("COUNT", gen.pick(COUNTS)));
        }
        return step;
    }

    private static String number(Gen gen, int keys) {
        return gen.chance(93) ? Integer.toString(keys) : gen.pick("0", "-1", "x", "9", "");
    }

    private static List<String> algebra(Gen gen, boolean stores) {
        int keys = gen.between(1, 3);
        int operation = gen.below(3);
        String name = gen.pick("ZUNION", "ZINTER", "ZDIFF");
        List<String> step = new ArrayList<>();
        step.add(stores ? name + "STORE" : name);
        if (stores) {
            step.add(gen.pick(TARGETS));
        }
        step.add(number(gen, keys));
        for (int i = 0; i < keys; i++) {
            step.add(gen.pick(KEYS));
        }
        if (operation < 2 && gen.chance(name.equals("ZDIFF") ? 5 : 40)) {
            step.add("WEIGHTS");
            for (int i = 0; i < keys; i++) {
                step.add(score(gen));
            }
        }
        if (gen.chance(name.equals("ZDIFF") ? 3 : 40)) {
            step.addAll(List.of("AGGREGATE", gen.pick("SUM", "min", "MAX", "SUM", "AVG")));
        }
        if (gen.chance(stores ? 3 : 60)) {
            step.add("WITHSCORES");
        }
        return step;
    }

    private static List<String> cardinality(Gen gen) {
        int keys = gen.between(1, 3);
        List<String> step = with(gen, KEYS, keys, keys, "ZINTERCARD", number(gen, keys));
        if (gen.chance(50)) {
            step.addAll(List.of("LIMIT", gen.pick(COUNTS)));
        }
        return step;
    }

    private static List<String> other(Gen gen, int entries) {
        return switch (gen.below(10)) {
            case 0 -> List.of("DEL", gen.pick(KEYS));
            case 1 -> List.of("SET", "s", "text");
            case 2, 3 -> List.of("OBJECT", "ENCODING", gen.pick(TARGETS));
            case 4 -> List.of("ZRANDMEMBER", gen.pick(KEYS), gen.pick("0", "x", ""));
            case 5 -> List.of("COPY", gen.pick(TARGETS), gen.pick(TARGETS), "REPLACE");
            case 6 -> List.of("RENAME", gen.pick(TARGETS), gen.pick(TARGETS));
            case 7 -> scan(gen, entries);
            case 8 -> with(gen, MEMBERS, 1, 5, "SADD", "u");
            default -> List.of("TYPE", gen.pick(KEYS));
        };
    }

    /** A large set is scanned in an order of its own. */
    private static List<String> scan(Gen gen, int entries) {
        String key = entries == 128 ? "p" : "missing";
        List<String> step = new ArrayList<>(List.of("ZSCAN", key, gen.pick("0", "x", "0")));
        if (gen.chance(40)) {
            step.addAll(List.of("MATCH", gen.pick("m*", "*", "?", "[1-9]")));
        }
        if (gen.chance(40)) {
            step.addAll(List.of("COUNT", gen.pick(COUNTS)));
        }
        return step;
    }
}
