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
 * Random commands on places, valid and not, to a store and to a real server: replies, effects, key
 * events and the digest of all data are the same, in both encodings.
 */
@NeedsRedis
class GeoComparisonTest {

    private static final int RUNS = Integer.getInteger("rounds", 25);
    private static final int STEPS = 100;

    private static final String[] KEYS = {"a", "b", "{t}c", "a", "b", "s", "none"};
    private static final String[] TARGETS = {"d", "a", "s", "e"};
    private static final String[] MEMBERS = {
        "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "", "1", "\0\u00ff", "x".repeat(65)
    };
    private static final String[] UNITS = {"m", "km", "KM", "ft", "mi", "km", "M", "yd", ""};
    private static final String[] COUNTS = {"1", "2", "3", "10", "0", "-1", "x"};

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
    @CsvSource({"2, 128", "3, 128", "2, 3", "3, 0"})
    void randomCommands_inBothServers_sayAndDoTheSame(int protocol, int entries) {
        pair.control().call("CONFIG", "SET", "zset-max-listpack-entries", "" + entries);
        Gen.checkSteps(
                RUNS,
                gen -> gen.list(STEPS, GeoComparisonTest::step),
                (gen, steps) ->
                        pair.compare(protocol, limits -> limits.zsetEntries = entries, steps));
    }

    private static List<String> step(Gen gen) {
        List<String> step = new ArrayList<>(valid(gen));
        if (gen.chance(3)) {
            step.add(gen.pick("WITHDIST", "ANY", "COUNT", "foo", "STORE"));
        }
        return step;
    }

    private static List<String> valid(Gen gen) {
        return switch (gen.below(16)) {
            case 0, 1, 2, 3 -> geoadd(gen);
            case 4 -> members(gen, "GEOPOS", gen.pick(KEYS));
            case 5 -> members(gen, "GEOHASH", gen.pick(KEYS));
            case 6 -> dist(gen);
            case 7, 8, 9 -> search(gen);
            case 10 -> searchStore(gen);
            case 11, 12 -> radius(gen);
            case 13 -> byMember(gen);
            case 14 -> List.of("ZREM", gen.pick(KEYS), gen.pick(MEMBERS));
            default ->
                    gen.pick(
                            List.of("DEL", gen.pick(KEYS)),
                            List.of("SET", "s", "text"),
                            List.of("ZRANGE", gen.pick(TARGETS), "0", "-1", "WITHSCORES"),
                            List.of("OBJECT", "ENCODING", gen.pick(TARGETS)));
        };
    }

    /** Numbers near one another, near the poles and the edge of the map, and wrong ones. */
    private static String longitude(Gen gen) {
        return switch (gen.below(12)) {
            case 0 -> gen.pick("180", "-180", "179.9999", "-179.9999", "0", "-0");
            case 1 -> Double.toString(gen.fraction() * 360 - 180);
            case 2 -> gen.chance(30) ? gen.pick("180.1", "inf", "x", "", "-1e300", "nan") : "13";
            default -> Double.toString(13 + gen.fraction() * 4);
        };
    }

    private static String latitude(Gen gen) {
        return switch (gen.below(12)) {
            case 0 -> gen.pick("85.05112878", "-85.05112878", "85", "-85", "0", "67", "-81");
            case 1 -> Double.toString(gen.fraction() * 170 - 85);
            case 2 -> gen.chance(30) ? gen.pick("85.06", "-90", "x", "") : "38";
            default -> Double.toString(36 + gen.fraction() * 3);
        };
    }

    private static List<String> geoadd(Gen gen) {
        List<String> step = new ArrayList<>(List.of("GEOADD", gen.pick(KEYS)));
        while (gen.chance(15)) {
            step.add(gen.pick("NX", "xx", "CH"));
        }
        int count = gen.between(1, 4);
        for (int i = 0; i < count; i++) {
            step.addAll(List.of(longitude(gen), latitude(gen), gen.pick(MEMBERS)));
        }
        return step;
    }

    private static List<String> members(Gen gen, String... beginning) {
        List<String> step = new ArrayList<>(List.of(beginning));
        for (int i = gen.below(4); i > 0; i--) {
            step.add(gen.pick(MEMBERS));
        }
        return step;
    }

    private static List<String> dist(Gen gen) {
        List<String> step = new ArrayList<>(List.of("GEODIST", gen.pick(KEYS)));
        step.addAll(List.of(gen.pick(MEMBERS), gen.pick(MEMBERS)));
        if (gen.chance(50)) {
            step.add(gen.pick(UNITS));
        }
        return step;
    }

    private static String length(Gen gen) {
        return switch (gen.below(8)) {
            case 0 -> gen.pick("0", "-1", "x", "1e9", "inf", "0.5");
            case 1 -> "5000";
            default -> Integer.toString(gen.between(1, 400));
        };
    }

    private static List<String> search(Gen gen) {
        List<String> step = new ArrayList<>(List.of("GEOSEARCH", gen.pick(KEYS)));
        shape(gen, step);
        options(gen, step, 40);
        return step;
    }

    private static void shape(Gen gen, List<String> step) {
        if (gen.chance(50)) {
            step.addAll(List.of("FROMMEMBER", gen.pick(MEMBERS)));
        } else if (gen.chance(95)) {
            step.addAll(List.of("fromlonlat", longitude(gen), latitude(gen)));
        }
        String unit = gen.chance(70) ? "km" : gen.pick(UNITS);
        if (gen.chance(50)) {
            step.addAll(List.of("BYRADIUS", length(gen), unit));
        } else if (gen.chance(95)) {
            step.addAll(List.of("BYBOX", length(gen), length(gen), unit));
        }
    }

    /** With COUNT alone equally distant places come in any order, so ANY or none of them. */
    private static void options(Gen gen, List<String> step, int percent) {
        if (gen.chance(50)) {
            step.add(gen.pick("ASC", "desc"));
        }
        if (gen.chance(30)) {
            step.addAll(List.of("COUNT", gen.pick(COUNTS)));
            if (gen.chance(50)) {
                step.add("ANY");
            }
        }
        for (String word : List.of("WITHCOORD", "WITHDIST", "withhash")) {
            if (gen.chance(percent)) {
                step.add(word);
            }
        }
    }

    private static List<String> searchStore(Gen gen) {
        List<String> step =
                new ArrayList<>(List.of("GEOSEARCHSTORE", gen.pick(TARGETS), gen.pick(KEYS)));
        shape(gen, step);
        options(gen, step, 3);
        if (gen.chance(40)) {
            step.add("STOREDIST");
        }
        return step;
    }

    private static List<String> radius(Gen gen) {
        boolean reads = gen.chance(40);
        List<String> step = new ArrayList<>();
        step.add(reads ? "GEORADIUS_RO" : "GEORADIUS");
        step.addAll(List.of(gen.pick(KEYS), longitude(gen), latitude(gen)));
        step.addAll(List.of(length(gen), gen.pick(UNITS)));
        store(gen, step, reads);
        return step;
    }

    private static List<String> byMember(Gen gen) {
        boolean reads = gen.chance(40);
        List<String> step = new ArrayList<>();
        step.add(reads ? "GEORADIUSBYMEMBER_RO" : "GEORADIUSBYMEMBER");
        step.addAll(List.of(gen.pick(KEYS), gen.pick(MEMBERS), length(gen), gen.pick(UNITS)));
        store(gen, step, reads);
        return step;
    }

    private static void store(Gen gen, List<String> step, boolean reads) {
        boolean stores = gen.chance(reads ? 3 : 40);
        options(gen, step, stores ? 3 : 40);
        if (stores) {
            step.addAll(List.of(gen.pick("STORE", "storedist"), gen.pick(TARGETS)));
        }
    }
}
