package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

class OrderedIndexTest {

    private record Item(double score, String member, int reference) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            if (score != other.score) {
                return score < other.score ? -1 : 1;
            }
            return Arrays.compareUnsigned(bytes(member), bytes(other.member));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** An index in a slab of its own beside a tree of the JDK. */
    private static final class Model {

        final Slab slab;
        final OrderedIndex index;
        final long header;
        final TreeSet<Item> items = new TreeSet<>();
        final Map<String, Item> byMember = new HashMap<>();

        Model(Memory memory) {
            slab = new Slab(memory);
            index = new OrderedIndex(slab);
            header = slab.allocateLarge(OrderedIndex.HEADER_BYTES);
            index.open(slab, header);
            index.create();
        }

        int member(String member) {
            byte[] key = bytes(member);
            int length = (int) Record.length(key.length, Long.BYTES, false, false);
            int reference = slab.allocate(length);
            Record.write(
                    slab.memory(),
                    slab.address(reference),
                    key,
                    0,
                    key.length,
                    Long.BYTES,
                    false,
                    false);
            return reference;
        }

        void set(double score, String member) {
            Item old = byMember.get(member);
            if (old == null) {
                var item = new Item(score, member, member(member));
                index.insert(score, item.reference);
                items.add(item);
                byMember.put(member, item);
                return;
            }
            index.rescore(old.score, score, old.reference);
            var item = new Item(score, member, old.reference);
            items.remove(old);
            items.add(item);
            byMember.put(member, item);
        }

        void remove(String member) {
            Item old = byMember.remove(member);
            if (old != null) {
                index.remove(old.score, old.reference);
                items.remove(old);
                slab.free(old.reference);
            }
        }

        void removeRange(int rank, int count) {
            List<Item> gone = new ArrayList<>(items).subList(rank, rank + count);
            List<Integer> seen = new ArrayList<>();

            index.removeRange(
                    rank,
                    count,
                    reference -> {
                        seen.add(reference);
                        slab.free(reference);
                    });

            assertThat(seen).isEqualTo(gone.stream().map(Item::reference).toList());
            for (Item item : List.copyOf(gone)) {
                items.remove(item);
                byMember.remove(item.member);
            }
        }

        void move(String member) {
            Item old = byMember.get(member);
            if (old != null) {
                int to = member(member);
                index.replace(old.score, old.reference, to);
                slab.free(old.reference);
                var item = new Item(old.score, member, to);
                items.remove(old);
                items.add(item);
                byMember.put(member, item);
            }
        }

        void check() {
            index.check();
            assertThat(index.size()).isEqualTo(items.size());
            index.seek(0);
            for (Item item : items) {
                assertThat(index.isOnEntry()).isTrue();
                assertThat(index.member()).isEqualTo(item.reference);
                assertThat(index.score()).isEqualTo(item.score);
                index.next();
            }
            assertThat(index.isOnEntry()).isFalse();
            index.seek(items.size() - 1);
            for (Item item : items.descendingSet()) {
                assertThat(index.member()).isEqualTo(item.reference);
                index.previous();
            }
            assertThat(index.isOnEntry()).isFalse();
            long members = items.stream().mapToLong(item -> slab.capacityOf(item.reference)).sum();
            assertThat(slab.liveBytes())
                    .isEqualTo(index.nodeBytes() + members + slab.capacityOfLarge(header));
        }

        void checkRanks(Gen gen) {
            if (items.isEmpty()) {
                return;
            }
            Item item = new ArrayList<>(items).get(gen.below(items.size()));
            assertThat(index.rank(item.score, item.reference))
                    .isEqualTo(items.headSet(item, false).size());
            double score = score(gen);
            checkCount(score, false);
            checkCount(score, true);
            checkCount(item.score, gen.chance(50));
        }

        private void checkCount(double score, boolean orEqual) {
            long expected =
                    items.stream()
                            .filter(i -> i.score < score || (orEqual && i.score == score))
                            .count();
            assertThat(index.countBelow(score, orEqual)).isEqualTo((int) expected);
            assertThat(index.isOnEntry()).isEqualTo(expected < items.size());
            if (index.isOnEntry()) {
                double next = index.score();
                assertThat(orEqual ? next > score : next >= score).isTrue();
            }
        }
    }

    /** Few scores, so that members decide, or many. */
    private static double score(Gen gen) {
        return switch (gen.below(12)) {
            case 0 -> Double.POSITIVE_INFINITY;
            case 1 -> Double.NEGATIVE_INFINITY;
            case 2 -> gen.chance(50) ? 0.0 : -0.0;
            case 3, 4, 5 -> gen.fraction() * 1000 - 500;
            default -> gen.below(5);
        };
    }

    private static String member(Gen gen, int among) {
        int number = gen.below(among);
        String prefix = number % 3 == 0 ? "" : "a long prefix that all share ";
        return prefix + (char) (number % 251) + number;
    }

    @Test
    void randomOperations_agreeWithATree() {
        Gen.check(
                8,
                gen -> {
                    boolean large = gen.seed() == 4;
                    var model = new Model(large ? Memory.checked() : Memory.guarded());
                    int among = large ? 40_000 : 2_000;
                    for (int phase = 0; phase < 6; phase++) {
                        int removals = phase % 2 == 0 ? 10 : 85;
                        for (int i = 0; i < among; i++) {
                            step(model, gen, among, removals);
                        }
                        model.check();
                    }
                });
    }

    private static void step(Model model, Gen gen, int among, int removals) {
        if (gen.chance(removals)) {
            model.remove(member(gen, among));
        } else {
            model.set(score(gen), member(gen, among));
        }
        int kind = gen.below(among);
        if (kind < 8) {
            model.checkRanks(gen);
        } else if (kind < 12) {
            int rank = gen.below(model.items.size() + 1);
            model.removeRange(rank, gen.below(Math.min(500, model.items.size() - rank) + 1));
        } else if (kind < 40) {
            model.move(member(gen, among));
        }
        if (kind == 0) {
            model.check();
        }
    }

    @Test
    void risingScores_fillLeaves() {
        var model = new Model(Memory.guarded());

        for (int i = 0; i < 20_000; i++) {
            model.set(i, "m" + i);
        }

        model.check();
        assertThat(model.index.nodeBytes()).isLessThan(20_000 * 13L);
    }

    @Test
    void fallingScores_fillLeaves() {
        var model = new Model(Memory.guarded());

        for (int i = 0; i < 20_000; i++) {
            model.set(-i, "m" + i);
        }

        model.check();
        assertThat(model.index.nodeBytes()).isLessThan(20_000 * 13L);
    }

    @Test
    void equalScores_areOrderedByMember_andCountedByIt() {
        var model = new Model(Memory.guarded());
        Gen gen = new Gen(7);
        for (int i = 0; i < 5_000; i++) {
            model.set(1, member(gen, 3_000));
        }
        model.check();

        for (int i = 0; i < 500; i++) {
            String bound = member(gen, 3_500);
            boolean orEqual = gen.chance(50);
            long expected =
                    model.items.stream()
                            .map(item -> Arrays.compareUnsigned(bytes(item.member), bytes(bound)))
                            .filter(order -> order < 0 || (orEqual && order == 0))
                            .count();
            byte[] padded = bytes("xx" + bound);

            int count = model.index.countBelow(padded, 2, padded.length - 2, orEqual);

            assertThat(count).isEqualTo((int) expected);
        }
    }

    @Test
    void removingEverything_inAnyOrder_leavesNoNode() {
        for (int order = 0; order < 3; order++) {
            var model = new Model(Memory.guarded());
            for (int i = 0; i < 10_000; i++) {
                model.set(i % 3_000, "m" + i);
            }
            List<Item> all = new ArrayList<>(model.items);
            if (order == 1) {
                java.util.Collections.reverse(all);
            } else if (order == 2) {
                java.util.Collections.shuffle(all, new java.util.Random(1));
            }

            for (Item item : all) {
                model.remove(item.member);
            }

            model.check();
            assertThat(model.index.nodeBytes()).isZero();
        }
    }

    @Test
    void freeSome_freesAllNodes_aLittleAtATime() {
        var model = new Model(Memory.guarded());
        for (int i = 0; i < 30_000; i++) {
            model.set(i % 777, "m" + i);
        }
        model.items.forEach(item -> model.slab.free(item.reference));

        int calls = 1;
        while (!model.index.freeSome(10)) {
            calls++;
        }

        assertThat(calls).isGreaterThan(10);
        assertThat(model.slab.liveBytes()).isEqualTo(model.slab.capacityOfLarge(model.header));
    }

    @Test
    void compact_movesNodesOutOfSparseRuns_alsoWhileEntriesChange() {
        var model = new Model(Memory.guarded());
        List<Runnable> others = new ArrayList<>();
        Gen gen = new Gen(3);
        for (int i = 0; i < 30_000; i++) {
            model.set(gen.fraction(), "m" + i);
            if (i % 2 == 0) {
                others.add(small(model));
            }
        }
        others.forEach(Runnable::run);
        long loose = model.slab.looseBytes();

        int position = 0;
        do {
            position = model.index.compact(position, 1 + gen.below(20));
            model.set(gen.fraction(), "m" + gen.below(30_000));
        } while (position != 0);
        model.items.stream().toList().forEach(item -> model.move(item.member));

        model.check();
        assertThat(model.slab.looseBytes()).isLessThan(loose / 2);
        assertThat(model.index.compact(-5, 3)).isZero();
        assertThat(model.index.compact(1 << 30, 3)).isZero();
    }

    /** Makes an index of one entry; what is returned frees it. */
    private static Runnable small(Model model) {
        Slab slab = model.slab;
        int header = slab.allocate(OrderedIndex.HEADER_BYTES);
        int member = model.member("m");
        var other = new OrderedIndex(slab);
        other.open(slab, slab.address(header));
        other.create();
        other.insert(1, member);
        return () -> {
            other.freeSome(1);
            slab.free(header);
            slab.free(member);
        };
    }

    @Test
    void check_findsADamage() {
        var model = new Model(Memory.guarded());
        for (int i = 0; i < 1_000; i++) {
            model.set(i, "m" + i);
        }
        model.index.descendTo(500);
        IndexNode.setScore(model.slab.memory(), model.index.nodes[0], model.index.slots[0], 9e9);

        assertThatThrownBy(model.index::check).hasMessageContaining("out of order");
    }
}
