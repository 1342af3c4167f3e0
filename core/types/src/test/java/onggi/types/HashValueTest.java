package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onggi.bytes.Memory;
import onggi.bytes.SeededRandom;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

class HashValueTest {

    private static final long NEVER = HashValue.NO_EXPIRY;

    private record Field(String value, long expiryMs) {}

    /** A hash, and a map that must agree. */
    private static final class Model {

        final SlabCell cell;
        final HashValue hash;
        final Map<String, Field> expected = new HashMap<>();
        long nowMs = 1;

        Model(Memory memory) {
            cell = new SlabCell(memory);
            hash = new HashValue(cell);
            hash.init();
        }

        void put(String field, String value, boolean keepExpiry) {
            byte[] f = bytes(field);
            byte[] v = bytes(value);
            boolean added = hash.put(f, 0, f.length, v, 0, v.length, keepExpiry);
            Field before = expected.get(field);
            assertThat(added).isEqualTo(before == null);
            long expiry = keepExpiry && before != null ? before.expiryMs : NEVER;
            expected.put(field, new Field(value, expiry));
        }

        void remove(String field) {
            byte[] f = bytes(field);
            assertThat(hash.remove(f, 0, f.length)).isEqualTo(expected.remove(field) != null);
        }

        void expire(String field, long expiryMs) {
            hash.makeRoomForMoments();
            if (find(field)) {
                hash.expireAt(expiryMs);
                expected.computeIfPresent(field, (f, old) -> new Field(old.value, expiryMs));
            }
        }

        void persist(String field) {
            if (find(field) && hash.expiryMs() != NEVER) {
                hash.persist();
                expected.computeIfPresent(field, (f, old) -> new Field(old.value, NEVER));
            }
        }

        void pass(long ms) {
            nowMs += ms;
            List<String> seen = new ArrayList<>();
            List<Long> moments = new ArrayList<>();
            List<String> due = new ArrayList<>();
            expected.forEach((field, at) -> {
                if (at.expiryMs != NEVER && at.expiryMs <= nowMs) {
                    due.add(field);
                }
            });
            while (hash.expireDue(
                            nowMs,
                            3,
                            h -> {
                                seen.add(text(h.field()));
                                moments.add(h.expiryMs());
                            })
                    > 0) {}
            assertThat(seen).containsExactlyInAnyOrderElementsOf(due);
            assertThat(moments).isSorted();
            expected.keySet().removeAll(due);
        }

        boolean find(String field) {
            byte[] f = bytes(field);
            boolean found = hash.find(f, 0, f.length);
            assertThat(found).as(field).isEqualTo(expected.containsKey(field));
            return found;
        }

        void check() {
            assertThat(hash.size()).isEqualTo(expected.size());
            if (!expected.isEmpty()) {
                hash.check();
            }
            cell.slab().check();
            assertThat(hash.blockBytes()).isEqualTo(cell.leakedBytes());
            expected.forEach((field, at) -> {
                assertThat(find(field)).isTrue();
                assertThat(text(hash.value())).isEqualTo(at.value);
                assertThat(hash.expiryMs()).isEqualTo(at.expiryMs);
            });
            assertThat(contents(hash)).isEqualTo(expected);
        }

        void close() {
            while (!hash.freeSome(100)) {}
            assertThat(cell.leakedBytes()).isZero();
            cell.close();
            cell.slab().close();
        }
    }

    private static Map<String, Field> contents(HashValue hash) {
        Map<String, Field> contents = new HashMap<>();
        hash.forEach(h -> contents.put(text(h.field()), new Field(text(h.value()), h.expiryMs())));
        return contents;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(ElementText text) {
        return new String(text.copy(), StandardCharsets.ISO_8859_1);
    }

    private static String value(Gen gen, int longest) {
        return switch (gen.below(4)) {
            case 0 -> Long.toString(gen.below(1_000_000) - 500_000L);
            case 1 -> "" + gen.below(200);
            default -> "v".repeat(gen.below(longest));
        };
    }

    private static void step(Model model, Gen gen, int fields, int longest) {
        String field = gen.below(2) == 0 ? "f" + gen.below(fields) : "" + gen.below(fields);
        switch (gen.below(10)) {
            case 0, 1, 2 -> model.put(field, value(gen, longest), false);
            case 3 -> model.put(field, value(gen, longest), true);
            case 4 -> model.remove(field);
            case 5, 6, 7 -> model.expire(field, model.nowMs + 1 + gen.below(200));
            case 8 -> model.persist(field);
            default -> model.pass(gen.below(20));
        }
    }

    @Test
    void randomOperationsOnASmallHash_agreeWithAMap() {
        Gen.check(
                10,
                gen -> {
                    Model model = new Model(Memory.guarded());
                    for (int i = 0; i < 1_000; i++) {
                        step(model, gen, 40, 60);
                        if (gen.below(20) == 0) {
                            model.check();
                        }
                    }
                    assertThat(model.cell.encoding()).isNotEqualTo(Encoding.HASHTABLE);
                    model.check();
                    model.close();
                });
    }

    @Test
    void randomOperationsOnALargeHash_agreeWithAMap() {
        Gen.check(
                4,
                gen -> {
                    Model model = new Model(Memory.guarded());
                    model.cell.limits().hashEntries = 3;
                    long position = 0;
                    for (int i = 0; i < 10_000; i++) {
                        step(model, gen, i < 5_000 ? 2_000 : 50, gen.below(100) == 0 ? 9_000 : 100);
                        if (gen.below(10) == 0) {
                            position = model.hash.compact(position, 5);
                        }
                        if (gen.below(2_000) == 0) {
                            model.check();
                        }
                    }
                    assertThat(model.cell.encoding()).isEqualTo(Encoding.HASHTABLE);
                    model.check();
                    model.close();
                });
    }

    @Test
    void randomGrowth_keepsMomentsInEveryConversion() {
        Gen.check(
                200,
                gen -> {
                    Model model = new Model(Memory.guarded());
                    model.cell.limits().hashEntries = 1 + gen.below(20);
                    for (int i = 0; i < 60; i++) {
                        step(model, gen, 30, 80);
                        model.check();
                    }
                    model.close();
                });
    }

    @Test
    void compact_ofASparseTable_movesFieldsWithMoments() {
        Model model = new Model(Memory.guarded());
        model.cell.limits().hashEntries = 1;
        for (int i = 0; i < 6_000; i++) {
            model.put("f" + i, "value" + i, false);
            if (i % 2 == 0) {
                model.expire("f" + i, 1_000 + i % 37);
            }
        }
        for (int i = 0; i < 6_000; i++) {
            if (i % 8 != 0) {
                model.remove("f" + i);
            }
        }

        long position = 0;
        do {
            position = model.hash.compact(position, 3);
        } while (position != 0);

        model.check();
        model.pass(1_010);
        model.check();
        model.close();
    }

    @Test
    void copyTo_copiesFieldsAndMoments() {
        Gen.check(
                20,
                gen -> {
                    Model model = new Model(Memory.guarded());
                    model.cell.limits().hashEntries = gen.below(100);
                    for (int i = 0; i < 200; i++) {
                        step(model, gen, 60, 50);
                    }
                    model.put("last", "one", false);
                    SlabCell copy = new SlabCell(model.cell.memory(), model.cell.slab());

                    model.hash.copyTo(copy);

                    HashValue copied = new HashValue(copy);
                    copied.check();
                    assertThat(contents(copied)).isEqualTo(model.expected);
                    while (!copied.freeSome(10)) {}
                    copy.close();
                    model.check();
                    model.close();
                });
    }

    @Test
    void smallHash_keepsTheOrderOfInsertion_andOfMomentsBeforeIt() {
        Model model = new Model(Memory.guarded());
        for (String field : List.of("a", "b", "c", "d")) {
            model.put(field, "1", false);
        }
        model.put("b", "2", false);
        assertThat(order(model)).containsExactly("a", "b", "c", "d");

        model.expire("c", 100);
        model.expire("d", 100);
        model.expire("a", 101);
        assertThat(order(model)).containsExactly("d", "c", "a", "b");

        model.put("c", "9", false);
        model.put("e", "5", false);
        model.persist("a");
        assertThat(order(model)).containsExactly("d", "b", "c", "e", "a");
        model.close();
    }

    private static List<String> order(Model model) {
        List<String> order = new ArrayList<>();
        model.hash.forEach(h -> order.add(text(h.field())));
        return order;
    }

    @Test
    void random_choosesEveryField() {
        for (int entries : new int[] {1, 512}) {
            Model model = new Model(Memory.guarded());
            model.cell.limits().hashEntries = entries;
            for (int i = 0; i < 10; i++) {
                model.put("f" + i, "" + i, false);
            }
            SeededRandom random = new SeededRandom(7);
            int[] drawn = new int[10];
            for (int i = 0; i < 2_000; i++) {
                model.hash.random(random);
                drawn[Integer.parseInt(text(model.hash.value()))]++;
            }
            assertThat(Arrays.stream(drawn).min().orElse(0)).isGreaterThan(120);
            model.close();
        }
    }
}
