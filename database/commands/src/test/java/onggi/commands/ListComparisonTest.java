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
 * Random commands on lists, valid and not, to a store and to a real server: replies, effects, key
 * events and the digest of all data are the same, with nodes of any size.
 */
@NeedsRedis
class ListComparisonTest {

    private static final int RUNS = Integer.getInteger("rounds", 25);
    private static final int STEPS = 120;

    private static final String[] KEYS = {"a", "b", "{t}c", "d", "s"};
    private static final String[] INDEXES = {
        "0",
        "1",
        "2",
        "3",
        "5",
        "9",
        "20",
        "-1",
        "-2",
        "-4",
        "-9",
        "-30",
        "-9223372036854775808",
        "9223372036854775807",
        "x",
        ""
    };
    private static final String[] COUNTS = {"1", "2", "3", "10", "0", "-1", "-2", "x", "99999999"};
    private static final String[] SIDES = {"LEFT", "right", "LEFT", "RIGHT", "UP"};

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
    @CsvSource({"2, -2", "3, -1", "2, 3", "3, 1", "2, -5", "3, 16"})
    void randomCommands_inBothServers_sayAndDoTheSame(int protocol, int nodeSize) {
        pair.control().call("CONFIG", "SET", "list-max-listpack-size", Integer.toString(nodeSize));
        Gen.checkSteps(
                RUNS,
                gen -> gen.list(STEPS, ListComparisonTest::step),
                (gen, steps) ->
                        pair.compare(protocol, limits -> limits.listNodeSize = nodeSize, steps));
    }

    private static List<String> step(Gen gen) {
        List<String> step = new ArrayList<>(command(gen));
        if (gen.chance(2)) {
            step.add(gen.pick(KEYS));
        } else if (gen.chance(2) && step.size() > 1) {
            step.removeLast();
        }
        return step;
    }

    private static String element(Gen gen) {
        return switch (gen.below(12)) {
            case 0 -> Long.toString(gen.anyLong() >> gen.below(64));
            case 1 -> "v".repeat(gen.pick(63, 64, 200, 1000, 5000));
            case 2 -> gen.pick("", "\r\n", "\0\u00ff", "-0", "01", "9223372036854775808");
            default -> gen.pick("x", "y", "z", "1", "2", "300");
        };
    }

    private static List<String> command(Gen gen) {
        String key = gen.pick(KEYS);
        return switch (gen.below(26)) {
            case 0, 1, 2, 3, 4, 5 -> push(gen, gen.pick("LPUSH", "RPUSH"), key);
            case 6 -> push(gen, gen.pick("lpushx", "RPUSHX"), key);
            case 7 -> List.of(gen.pick("LPOP", "RPOP"), key);
            case 8 -> List.of(gen.pick("LPOP", "RPOP"), key, gen.pick(COUNTS));
            case 9 -> List.of("LLEN", key);
            case 10 -> List.of("LINDEX", key, gen.pick(INDEXES));
            case 11, 12 -> List.of("LSET", key, gen.pick(INDEXES), element(gen));
            case 13, 14 ->
                    List.of(
                            "LINSERT",
                            key,
                            gen.pick("BEFORE", "after", "NEAR"),
                            element(gen),
                            element(gen));
            case 15 -> List.of("LRANGE", key, gen.pick(INDEXES), gen.pick(INDEXES));
            case 16 -> List.of("LTRIM", key, gen.pick(INDEXES), gen.pick(INDEXES));
            case 17 -> List.of("LREM", key, gen.pick(COUNTS), element(gen));
            case 18, 19 -> position(gen, key);
            case 20, 21 -> List.of("LMOVE", key, gen.pick(KEYS), gen.pick(SIDES), gen.pick(SIDES));
            case 22 -> List.of("RPOPLPUSH", key, gen.pick(KEYS));
            case 23 -> popSeveral(gen);
            case 24 -> List.of(gen.pick("COPY", "RENAME"), key, gen.pick(KEYS));
            default ->
                    gen.chance(30)
                            ? List.of("DEL", key)
                            : gen.chance(20) ? List.of("SET", "s", "v") : List.of("GET", key);
        };
    }

    private static List<String> push(Gen gen, String name, String key) {
        List<String> step = new ArrayList<>(List.of(name, key));
        for (int i = gen.between(1, 5); i > 0; i--) {
            step.add(element(gen));
        }
        return step;
    }

    private static List<String> position(Gen gen, String key) {
        List<String> step = new ArrayList<>(List.of("LPOS", key, element(gen)));
        for (int i = gen.below(3); i > 0; i--) {
            step.add(gen.pick("RANK", "count", "MAXLEN", "FOO"));
            step.add(gen.pick(COUNTS));
        }
        return step;
    }

    private static List<String> popSeveral(Gen gen) {
        int keys = gen.between(1, 3);
        List<String> step = new ArrayList<>(List.of("LMPOP"));
        step.add(gen.chance(90) ? Integer.toString(keys) : gen.pick(COUNTS));
        for (int i = 0; i < keys; i++) {
            step.add(gen.pick(KEYS));
        }
        step.add(gen.pick(SIDES));
        if (gen.chance(50)) {
            step.add("COUNT");
            step.add(gen.pick(COUNTS));
        }
        return step;
    }
}
