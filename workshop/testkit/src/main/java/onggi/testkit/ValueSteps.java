package onggi.testkit;

import java.util.ArrayList;
import java.util.List;

/** Random commands that give a key a value of any type, with texts of every kind. */
public final class ValueSteps {

    /** The types that a value can have. */
    public static final List<String> TYPES =
            List.of("string", "list", "set", "hash", "zset", "stream");

    private static final String[] NUMBERS = {
        "0",
        "-1",
        "127",
        "128",
        "-4096",
        "4095",
        "32767",
        "-32769",
        "8388607",
        "-8388609",
        "2147483648",
        "-9223372036854775808",
        "9223372036854775807",
        "01",
        "+1",
        "12345678901"
    };
    private static final String[] SCORES = {
        "0", "1", "-1", "1.5", "-0.1", "1e300", "inf", "-inf", "12345678901234567", "3.0e-7"
    };

    private ValueSteps() {}

    /** Returns commands that give a key, which does not exist, a value. */
    public static List<List<String>> of(String type, String key, Gen gen) {
        int count = gen.pick(1, 2, 5, 40, 140, 600);
        List<List<String>> steps = new ArrayList<>();
        switch (type) {
            case "string" -> steps.add(List.of("SET", key, text(gen)));
            case "list" -> steps.addAll(many(List.of("RPUSH", key), count, g -> one(text(g)), gen));
            case "set" -> {
                boolean numbers = gen.chance(40);
                steps.addAll(
                        many(
                                List.of("SADD", key),
                                count,
                                g -> one(numbers ? number(g) : text(g)),
                                gen));
            }
            case "hash" ->
                    steps.addAll(
                            many(List.of("HSET", key), count, g -> List.of(text(g), text(g)), gen));
            case "zset" ->
                    steps.addAll(
                            many(
                                    List.of("ZADD", key),
                                    count,
                                    g -> List.of(score(g), text(g)),
                                    gen));
            default -> steps.addAll(stream(key, count, gen));
        }
        return steps;
    }

    private interface Part {
        List<String> draw(Gen gen);
    }

    private static List<String> one(String text) {
        return List.of(text);
    }

    private static List<List<String>> many(List<String> head, int count, Part part, Gen gen) {
        List<List<String>> steps = new ArrayList<>();
        int left = count;
        while (left > 0) {
            List<String> step = new ArrayList<>(head);
            int now = Math.min(left, 50);
            for (int i = 0; i < now; i++) {
                step.addAll(part.draw(gen));
            }
            steps.add(step);
            left -= now;
        }
        return steps;
    }

    private static String number(Gen gen) {
        return gen.chance(20)
                ? gen.pick(NUMBERS[0], NUMBERS[3], NUMBERS[10], NUMBERS[11])
                : Long.toString(gen.anyLong() >> gen.between(0, 60));
    }

    private static String score(Gen gen) {
        return gen.chance(50) ? Integer.toString(gen.between(-20, 200)) : gen.pick(SCORES);
    }

    /** Returns a text of one character a byte. */
    public static String text(Gen gen) {
        int kind = gen.below(100);
        if (kind < 20) {
            return gen.pick(NUMBERS);
        }
        if (kind < 40) {
            return number(gen);
        }
        if (kind < 75) {
            return gen.word(gen.between(0, 12));
        }
        if (kind < 90) {
            return gen.word(gen.between(1, 4)).repeat(gen.between(1, 16));
        }
        StringBuilder noise = new StringBuilder();
        for (byte b : gen.bytes(gen.pick(10, 63, 64, 65, 200))) {
            noise.append((char) (b & 0xff));
        }
        return kind < 98 ? noise.toString() : noise.toString().repeat(40);
    }

    private static List<List<String>> stream(String key, int count, Gen gen) {
        List<List<String>> steps = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        List<String> fields = List.of(gen.word(3), gen.word(2), text(gen));
        long ms = 1_700_000_000_000L;
        int seq = 0;
        for (int i = 0; i < count; i++) {
            boolean later = gen.chance(70);
            ms += later ? gen.between(1, 3000) : 0;
            seq = later ? gen.below(3) : seq + gen.between(1, 300);
            ids.add(ms + "-" + seq);
            List<String> step = new ArrayList<>(List.of("XADD", key, ids.getLast()));
            int pairs = gen.chance(70) ? fields.size() : gen.between(1, 4);
            for (int k = 0; k < pairs; k++) {
                step.add(pairs == fields.size() ? fields.get(k) : gen.word(2));
                step.add(text(gen));
            }
            steps.add(step);
        }
        for (int i = gen.below(4); i > 0; i--) {
            steps.add(List.of("XDEL", key, gen.pick(ids)));
        }
        if (gen.chance(20)) {
            steps.add(List.of("XTRIM", key, "MAXLEN", Integer.toString(gen.below(count + 1))));
        }
        for (int i = gen.below(3); i > 0; i--) {
            group(key, "group" + i, ids, steps, gen);
        }
        return steps;
    }

    private static void group(
            String key, String name, List<String> ids, List<List<String>> steps, Gen gen) {
        steps.add(List.of("XGROUP", "CREATE", key, name, gen.pick("0", gen.pick(ids), "$")));
        for (int i = gen.below(4); i > 0; i--) {
            String consumer = gen.pick("alice", "bob", "7", "");
            steps.add(
                    List.of(
                            "XREADGROUP",
                            "GROUP",
                            name,
                            consumer,
                            "COUNT",
                            Integer.toString(gen.between(1, 60)),
                            "STREAMS",
                            key,
                            ">"));
        }
        if (gen.chance(50)) {
            steps.add(List.of("XACK", key, name, gen.pick(ids), gen.pick(ids)));
        }
    }
}
