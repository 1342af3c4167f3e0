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
 * Random commands on streams to a store and to a real server, with nodes of few entries: replies,
 * key events, and what replicas are told are the same but for times.
 */
@NeedsRedis
class StreamComparisonTest {

    private static final int RUNS = 60;
    private static final int STEPS = 60;

    private static final String[] KEYS = {"s", "s", "t"};
    private static final String[] GROUPS = {"g1", "g1", "g2"};
    private static final String[] CONSUMERS = {"Alice", "Bob", "c3"};

    private static SideBySide pair;

    @BeforeAll
    static void start() {
        pair = new SideBySide().effects(StreamComparisonTest::timeless);
        pair.control().call("CONFIG", "SET", "stream-node-max-entries", "4");
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
                gen -> {
                    int[] ids = {0};
                    return gen.list(STEPS, each -> step(each, ids));
                },
                (gen, steps) ->
                        pair.compare(protocol, limits -> limits.streamNodeEntries = 4, steps));
    }

    private static List<String> timeless(List<String> commands) {
        return commands.stream()
                .map(command -> command.replaceAll("TIME \\d+", "TIME <ms>"))
                .toList();
    }

    private static List<String> step(Gen gen, int[] ids) {
        String key = gen.pick(KEYS);
        String group = gen.pick(GROUPS);
        String consumer = gen.pick(CONSUMERS);
        return switch (gen.below(24)) {
            case 0, 1, 2, 3, 4, 5 -> add(gen, key, ids);
            case 6 -> List.of("XDEL", key, id(gen, ids), id(gen, ids));
            case 7 -> trim(gen, new ArrayList<>(List.of("XTRIM", key)), ids);
            case 8 -> List.of("XSETID", key, id(gen, ids));
            case 9, 10 -> create(gen, key, group, ids);
            case 11 -> List.of("XGROUP", "SETID", key, group, gen.pick("$", "0", id(gen, ids)));
            case 12 ->
                    gen.chance(30)
                            ? List.of("XGROUP", "DESTROY", key, group)
                            : List.of("XGROUP", "CREATECONSUMER", key, group, consumer);
            case 13 -> List.of("XGROUP", "DELCONSUMER", key, group, consumer);
            case 14, 15, 16, 17 -> read(gen, key, group, consumer);
            case 18, 19 -> List.of("XACK", key, group, id(gen, ids), id(gen, ids), id(gen, ids));
            case 20, 21 -> claim(gen, key, group, consumer, ids);
            case 22 ->
                    List.of(
                            "XAUTOCLAIM",
                            key,
                            group,
                            consumer,
                            gen.pick("0", "1000000"),
                            gen.pick("-", id(gen, ids)),
                            "COUNT",
                            gen.pick("1", "3", "100"));
            default -> List.of("XPENDING", key, group);
        };
    }

    private static List<String> add(Gen gen, String key, int[] ids) {
        List<String> step = new ArrayList<>(List.of("XADD", key));
        if (gen.chance(15)) {
            step.add("NOMKSTREAM");
        }
        if (gen.chance(30)) {
            trim(gen, step, ids);
        }
        ids[0] += gen.between(1, 3);
        step.add(gen.chance(20) ? ids[0] / 4 + 1 + "-*" : text(ids[0]));
        for (int i = gen.between(1, 3); i > 0; i--) {
            step.add(gen.pick("f", "g", "1"));
            step.add(gen.pick("v", "1", "-5000", "x".repeat(100)));
        }
        return step;
    }

    private static List<String> trim(Gen gen, List<String> step, int[] ids) {
        boolean byLength = gen.chance(60);
        boolean approximate = gen.chance(60);
        step.add(byLength ? "MAXLEN" : "MINID");
        if (approximate || gen.chance(30)) {
            step.add(approximate ? "~" : "=");
        }
        step.add(byLength ? Integer.toString(gen.below(20)) : id(gen, ids));
        if (approximate && gen.chance(40)) {
            step.add("LIMIT");
            step.add(gen.pick("0", "4", "10"));
        }
        return step;
    }

    private static List<String> create(Gen gen, String key, String group, int[] ids) {
        List<String> step =
                new ArrayList<>(
                        List.of("XGROUP", "CREATE", key, group, gen.pick("$", "0", id(gen, ids))));
        if (gen.chance(60)) {
            step.add("MKSTREAM");
        }
        if (gen.chance(20)) {
            step.add("ENTRIESREAD");
            step.add(Integer.toString(gen.below(10)));
        }
        return step;
    }

    private static List<String> read(Gen gen, String key, String group, String consumer) {
        List<String> step = new ArrayList<>(List.of("XREADGROUP", "GROUP", group, consumer));
        if (gen.chance(60)) {
            step.add("COUNT");
            step.add(gen.pick("1", "3"));
        }
        if (gen.chance(25)) {
            step.add("NOACK");
        }
        step.addAll(List.of("STREAMS", key, gen.pick(">", ">", ">", "0")));
        return step;
    }

    private static List<String> claim(
            Gen gen, String key, String group, String consumer, int[] ids) {
        List<String> step = new ArrayList<>(List.of("XCLAIM", key, group, consumer));
        step.add(gen.pick("0", "0", "1000000"));
        for (int i = gen.between(1, 4); i > 0; i--) {
            step.add(id(gen, ids));
        }
        if (gen.chance(30)) {
            step.addAll(List.of(gen.pick("IDLE", "TIME", "RETRYCOUNT"), gen.pick("0", "5")));
        }
        if (gen.chance(30)) {
            step.add("FORCE");
        }
        if (gen.chance(30)) {
            step.add("JUSTID");
        }
        if (gen.chance(20)) {
            step.addAll(List.of("LASTID", id(gen, ids)));
        }
        return step;
    }

    private static String id(Gen gen, int[] ids) {
        return text(Math.max(1, ids[0] - gen.below(25)));
    }

    private static String text(int id) {
        return (id / 4 + 1) + "-" + id % 4;
    }
}
