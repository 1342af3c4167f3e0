package onggi.commands;

import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SORT and SORT_RO with random options, valid and not, on a store and on a real server: replies,
 * effects, key events and the digest of all data are the same. Left out is what the real server
 * leaves to chance: the order of a set that is not sorted, and of elements whose texts to sort by
 * are equal where it does not sort stably.
 */
@NeedsRedis
class SortComparisonTest {

    private static final int RUNS = Integer.getInteger("rounds", 40);
    private static final int STEPS = 100;

    private static final String[] NUMBERS = {
        "1", "2", "3", "10", "-5", "1.5", "0", "007", " 4", "1e3", "0x10", "inf", "-0", ""
    };
    private static final String[] TEXTS = {"a", "b", "abc", "A", "\u00ff", "", "a\0b", "nan", "1x"};

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
    @ValueSource(ints = {2, 3})
    void randomCommands_inBothServers_sayAndDoTheSame(int protocol) {
        Gen.checkSteps(
                RUNS,
                gen -> gen.list(STEPS, SortComparisonTest::step),
                (gen, steps) -> pair.compare(protocol, limits -> {}, steps));
    }

    private static List<String> step(Gen gen) {
        return switch (gen.between(0, 9)) {
            case 0 -> List.of("RPUSH", list(gen), element(gen), element(gen));
            case 1, 2 -> List.of("SADD", gen.pick("s", "t"), element(gen), element(gen));
            case 3 -> List.of("ZADD", "z", gen.pick("1", "2", "-3"), element(gen));
            case 6 -> List.of("HSET", "h_" + element(gen), "f", element(gen));
            case 4 -> List.of("SET", "w_" + element(gen), element(gen));
            case 5 -> List.of("DEL", gen.pick("l", "m", "s", "z", "d"));
            default -> sort(gen);
        };
    }

    private static String list(Gen gen) {
        return gen.pick("l", "m");
    }

    /** Mostly numbers, so that sorting by number seldom fails. */
    private static String element(Gen gen) {
        return gen.chance(8) ? gen.pick(TEXTS) : gen.pick(NUMBERS);
    }

    private static List<String> sort(Gen gen) {
        List<String> sort = new ArrayList<>();
        boolean readOnly = gen.chance(25);
        String key = gen.pick("l", "m", "s", "z", "none", "w_1");
        sort.add(readOnly ? "SORT_RO" : gen.pick("SORT", "sort"));
        sort.add(key);
        boolean isSet = key.equals("s");
        boolean unordered = isSet || key.equals("z");
        boolean alpha = gen.chance(33);
        boolean by = gen.chance(40) && !(unordered && alpha);
        if (by) {
            sort.addAll(
                    List.of(
                            "BY",
                            isSet
                                    ? gen.pick("w_*", "h_*->f")
                                    : gen.pick(
                                            "w_*", "h_*->f", "nosort", "w_1", "#", "*", "h_*->")));
        }
        if (alpha) {
            sort.add("ALPHA");
        }
        if (gen.chance(33) && !(by && alpha)) {
            sort.addAll(
                    List.of(
                            "LIMIT",
                            gen.pick("0", "1", "3", "-2", "99"),
                            gen.pick("0", "2", "-1", "9")));
        }
        if (gen.chance(33)) {
            sort.add(gen.pick("ASC", "DESC", "desc"));
        }
        for (int i = gen.between(0, 5); i > 3; i--) {
            sort.addAll(List.of("GET", gen.pick("#", "w_*", "h_*->f", "w_1", "*->f", "h_*->none")));
        }
        if (gen.chance(33)) {
            sort.addAll(List.of("STORE", gen.pick("d", "l", "s", "w_1")));
        }
        if (gen.chance(5)) {
            sort.add(gen.pick("STORE", "LIMIT", "BY", "GET", "what"));
        }
        return sort;
    }
}
