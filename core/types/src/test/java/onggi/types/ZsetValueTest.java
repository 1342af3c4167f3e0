package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZsetValueTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A sorted set in a slab of its own beside a map. */
    private static final class Model {

        final SlabCell cell;
        final ZsetValue zset;
        final Map<String, Double> scores = new HashMap<>();

        Model(Memory memory, int entries) {
            cell = new SlabCell(memory);
            cell.limits().zsetEntries = entries;
            zset = new ZsetValue(cell);
            zset.init();
        }

        double scoreOf(String member) {
            return Objects.requireNonNull(scores.get(member));
        }

        List<String> order() {
            List<String> order = new ArrayList<>(scores.keySet());
            order.sort(
                    Comparator.<String>comparingDouble(m -> scoreOf(m) + 0.0)
                            .thenComparing(ZsetValueTest::bytes, Arrays::compareUnsigned));
            return order;
        }

        void put(String member, double score) {
            boolean isNew = zset.put(padded(member), 1, member.length(), score);

            assertThat(isNew).isEqualTo(!scores.containsKey(member));
            scores.put(member, zset.isTree() ? score : score + 0.0); // no -0 in a pack
        }

        void remove(String member) {
            boolean found = zset.find(padded(member), 1, member.length());
            assertThat(found).isEqualTo(scores.containsKey(member));
            if (found) {
                zset.remove();
                scores.remove(member);
            }
        }

        void removeRange(int rank, int count) {
            List<String> gone = order().subList(rank, rank + count);
            zset.removeRange(rank, count);
            scores.keySet().removeAll(new HashSet<>(gone));
        }

        void check() {
            zset.check();
            List<String> order = order();
            assertThat(zset.size()).isEqualTo(order.size());
            assertThat(members(true)).isEqualTo(order);
            assertThat(members(false)).isEqualTo(order.reversed());
            if (!zset.isTree()) {
                assertThat(order.size()).isLessThanOrEqualTo(cell.limits().zsetEntries);
            }
            assertThat(cell.leakedBytes()).isEqualTo(zset.blockBytes());
        }

        List<String> members(boolean forward) {
            List<String> seen = new ArrayList<>();
            zset.seek(forward ? 0 : zset.size() - 1);
            while (zset.isOnMember()) {
                String member = text(zset);
                seen.add(member);
                assertThat(zset.score()).isEqualTo(scores.get(member));
                if (forward) {
                    zset.next();
                } else {
                    zset.previous();
                }
            }
            return seen;
        }

        void look(Gen gen) {
            String member = member(gen);
            List<String> order = order();
            assertThat(zset.find(padded(member), 1, member.length()))
                    .isEqualTo(scores.containsKey(member));
            if (scores.containsKey(member)) {
                assertThat(zset.score()).isEqualTo(scores.get(member));
                assertThat(text(zset)).isEqualTo(member);
                assertThat(zset.rank()).isEqualTo(order.indexOf(member));
            }
            var range = new ScoreRange();
            range.between(score(gen), score(gen));
            range.minExcluded = gen.chance(50);
            range.maxExcluded = gen.chance(50);
            zset.select(range);
            List<String> expected = order.stream().filter(m -> isIn(range, scoreOf(m))).toList();
            assertThat(zset.rangeEnd() - zset.rangeBegin()).isEqualTo(expected.size());
            if (!expected.isEmpty()) {
                assertThat(zset.rangeBegin()).isEqualTo(order.indexOf(expected.getFirst()));
            }
        }
    }

    private static boolean isIn(ScoreRange range, double score) {
        return (range.minExcluded ? score > range.min : score >= range.min)
                && (range.maxExcluded ? score < range.max : score <= range.max);
    }

    private static byte[] padded(String member) {
        return bytes("<" + member + ">");
    }

    private static String text(ZsetValue zset) {
        return new String(zset.member().copy(), StandardCharsets.ISO_8859_1);
    }

    private static String member(Gen gen) {
        int number = gen.below(60);
        return switch (gen.below(8)) {
            case 0 -> "";
            case 1 -> Integer.toString(number - 30);
            case 2 -> "a rather long member " + number;
            case 3 -> gen.chance(10) ? "l".repeat(65 + number) : "\0\u00ff" + number;
            case 4 -> gen.chance(2) ? "L".repeat(17_000) : "0" + number;
            default -> "m" + number;
        };
    }

    private static double score(Gen gen) {
        return switch (gen.below(14)) {
            case 0 -> Double.POSITIVE_INFINITY;
            case 1 -> Double.NEGATIVE_INFINITY;
            case 2 -> gen.chance(50) ? 0.0 : -0.0;
            case 3 ->
                    gen.pick(
                            1e17,
                            -1e300,
                            Double.MIN_VALUE,
                            0x1p62,
                            0x1p63,
                            4503599627370497.0,
                            0.1);
            case 4, 5 -> gen.fraction() * 10 - 5;
            default -> gen.between(-3, 5);
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 30, 100_000})
    void randomOperations_agreeWithAMap(int entries) {
        Gen.check(
                4,
                gen -> {
                    var model = new Model(Memory.guarded(), entries);
                    for (int i = 0; i < 1_500; i++) {
                        step(model, gen, i / 300 % 2 == 0 ? 25 : 60);
                    }
                    model.check();
                });
    }

    private static void step(Model model, Gen gen, int removals) {
        if (gen.chance(removals)) {
            model.remove(member(gen));
        } else {
            model.put(member(gen), score(gen));
        }
        if (gen.chance(20)) {
            model.look(gen);
        }
        if (gen.chance(2)) {
            int rank = gen.below(model.scores.size() + 1);
            model.removeRange(rank, gen.below(model.scores.size() - rank + 1));
        }
        if (gen.chance(5)) {
            model.check();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 1_000})
    void lexRanges_ofEqualScores_agreeWithAFilter(int entries) {
        var gen = new Gen(5);
        var model = new Model(Memory.guarded(), entries);
        for (int i = 0; i < 200; i++) {
            model.put(member(gen), 7);
        }
        for (int i = 0; i < 2_000; i++) {
            LexBound min = new LexBound();
            LexBound max = new LexBound();
            bound(min, gen);
            bound(max, gen);
            List<String> expected =
                    model.order().stream()
                            .filter(m -> min.admitsFromBelow(order(m, min)))
                            .filter(m -> max.admitsFromAbove(order(m, max)))
                            .toList();

            model.zset.select(min, max, gen.chance(50));

            List<String> seen =
                    model.order()
                            .subList((int) model.zset.rangeBegin(), (int) model.zset.rangeEnd());
            assertThat(seen).isEqualTo(expected);
        }
    }

    private static void bound(LexBound bound, Gen gen) {
        byte[] member = padded(member(gen));
        bound.set(gen.pick(LexBound.Kind.values()), member, 1, member.length - 2);
    }

    private static int order(String member, LexBound bound) {
        return Arrays.compareUnsigned(
                bytes(member),
                0,
                member.length(),
                bound.bytes,
                bound.offset,
                bound.offset + bound.length);
    }

    @Test
    void aLongMember_endsTheCompactForm() {
        var model = new Model(Memory.guarded(), 128);
        model.put("x".repeat(64), 1);
        assertThat(model.zset.isTree()).isFalse();

        model.put("x".repeat(65), 1);

        assertThat(model.zset.isTree()).isTrue();
        model.check();
    }

    @Test
    void scan_whileItChanges_visitsWhatStays() {
        var gen = new Gen(9);
        var model = new Model(Memory.guarded(), 10);
        for (int i = 0; i < 3_000; i++) {
            model.put("stays" + i, i);
        }
        Set<String> seen = new HashSet<>();
        long position = 0;
        do {
            position = model.zset.scan(position, 50, zset -> seen.add(text(zset)));
            for (int i = 0; i < 100; i++) {
                model.put("comes" + gen.below(5_000), i);
                model.remove("comes" + gen.below(5_000));
            }
        } while (position != 0);

        for (int i = 0; i < 3_000; i++) {
            assertThat(seen).contains("stays" + i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100_000})
    void copyTo_copiesAll_andFreeSome_freesAll(int entries) {
        var gen = new Gen(2);
        var model = new Model(Memory.guarded(), entries);
        for (int i = 0; i < 5_000; i++) {
            model.put(i % 50 == 0 ? member(gen) : "m" + i, score(gen));
        }
        var target = new SlabCell(Memory.guarded());
        var copy = new ZsetValue(target);

        model.zset.copyTo(target);

        copy.check();
        model.zset.seek(0);
        for (copy.seek(0); copy.isOnMember(); copy.next()) {
            assertThat(text(copy)).isEqualTo(text(model.zset));
            assertThat(copy.score()).isEqualTo(model.zset.score());
            model.zset.next();
        }
        assertThat(copy.size()).isEqualTo(model.zset.size());
        free(copy);
        free(model.zset);
        assertThat(target.leakedBytes()).isZero();
        assertThat(model.cell.leakedBytes()).isZero();
    }

    private static void free(ZsetValue zset) {
        while (!zset.freeSome(7)) {
            // until all is gone
        }
    }

    @Test
    void compact_gathersRecordsAndNodes_alsoWhileItChanges() {
        var gen = new Gen(4);
        var model = new Model(Memory.guarded(), 10);
        Slab slab = model.cell.slab();
        var other = new ZsetValue(new SlabCell(model.cell.memory(), slab));
        other.cell().limits().zsetEntries = 10;
        other.init();
        for (int i = 0; i < 20_000; i++) {
            model.put("m" + i, gen.fraction());
            byte[] member = bytes("o" + i);
            other.put(member, 0, member.length, gen.fraction());
        }
        free(other);
        long loose = slab.looseBytes();

        long position = 0;
        do {
            position = model.zset.compact(position, 1 + gen.below(30));
            model.put("m" + gen.below(20_000), gen.fraction());
        } while (position != 0);

        model.zset.check();
        assertThat(slab.looseBytes()).isLessThan(loose / 2);
        assertThat(model.zset.compact(-1, 3)).isZero();
    }

    @Test
    void estimateBytes_isNearBlockBytes() {
        var model = new Model(Memory.guarded(), 10);
        for (int i = 0; i < 10_000; i++) {
            model.put("member" + i, i);
        }

        long exact = model.zset.blockBytes();

        assertThat(model.zset.estimateBytes(0)).isEqualTo(exact);
        assertThat(model.zset.estimateBytes(5)).isBetween(exact * 9 / 10, exact * 11 / 10);
    }
}
