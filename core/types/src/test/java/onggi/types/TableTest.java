package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import onggi.bytes.Memory;
import onggi.bytes.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TableTest {

    enum Kind {
        RAW,
        CHECKED,
        GUARDED,
        IN_VALUE,
        IN_GUARDED_VALUE;

        Memory memory() {
            return switch (this) {
                case RAW -> Memory.best();
                case CHECKED -> Memory.checked();
                case GUARDED -> Memory.guarded();
                case IN_VALUE -> Memory.best();
                case IN_GUARDED_VALUE -> Memory.guarded();
            };
        }

        StoreModel model() {
            return name().startsWith("IN_")
                    ? StoreModel.inValue(memory())
                    : new StoreModel(memory());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void randomOperations_agreeWithAMap(Kind kind) {
        for (long seed = 1; seed <= 3; seed++) {
            var model = kind.model();
            var random = new Random(seed);
            for (int phase = 0; phase < 6; phase++) {
                int deletesOfTen = phase % 2 == 0 ? 2 : 8;
                for (int i = 0; i < 6_000; i++) {
                    operate(model, random, deletesOfTen);
                }
                model.check();
            }
        }
    }

    private static void operate(StoreModel model, Random random, int deletesOfTen) {
        String key = "key:" + random.nextInt(8_000);
        if (random.nextInt(10) < deletesOfTen) {
            boolean present = model.expected.containsKey(key);
            assertThat(model.delete(key)).isEqualTo(present);
        } else {
            model.set(key, value(random));
        }
    }

    private static byte[] value(Random random) {
        int length =
                switch (random.nextInt(20)) {
                    case 0 -> random.nextInt(3_000);
                    case 1 -> random.nextInt(200) == 0 ? random.nextInt(100_000) : 300;
                    default -> random.nextInt(60);
                };
        var value = new byte[length];
        random.nextBytes(value);
        return value;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void deletingEverything_leavesNoByteLive(Kind kind) {
        var model = kind.model();
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            model.set("key:" + i, value(random));
        }

        for (int i = 0; i < 20_000; i++) {
            assertThat(model.delete("key:" + i)).isTrue();
        }

        model.check();
        assertThat(model.liveBytes()).isZero();
        model.close();
        assertThat(model.memory.liveBlocks()).isEmpty();
        assertThat(model.memory.allocatedBytes()).isZero();
    }

    @Test
    void freeSome_ofALargeTableInAValue_endsWithNothing() {
        var model = StoreModel.inValue(Memory.guarded());
        for (int i = 0; i < 30_000; i++) {
            model.set("key:" + i, new byte[i % 1000 == 0 ? 20_000 : 10]);
        }
        model.check();

        int calls = 1;
        while (!model.table.freeSome(100, reference -> Record.free(model.slab, reference))) {
            calls++;
        }

        assertThat(calls).isBetween(30, 400);
        assertThat(model.liveBytes()).isZero();
    }

    @Test
    void clear_freesRecordsAndSegments() {
        var model = new StoreModel(Memory.guarded());
        for (int i = 0; i < 5_000; i++) {
            model.set("key:" + i, new byte[i % 100 == 0 ? 20_000 : 10]);
        }

        model.table.clear(reference -> Record.free(model.slab, reference));

        model.expected.clear();
        model.check();
        assertThat(model.slab.liveBytes()).isZero();
    }

    @Test
    void clearOfTheSlab_andForget_leaveAnEmptyTable() {
        var model = new StoreModel(Memory.guarded());
        for (int i = 0; i < 5_000; i++) {
            model.set("key:" + i, new byte[i % 100 == 0 ? 20_000 : 10]);
        }

        model.slab.clear();
        model.table.forget();

        model.expected.clear();
        model.check();
        model.set("again", new byte[5]);
        model.check();
    }

    @Test
    void forEach_visitsEachEntryOnce() {
        var model = new StoreModel(Memory.guarded());
        for (int i = 0; i < 3_000; i++) {
            model.set("key:" + i, new byte[8]);
        }

        List<String> seen = new ArrayList<>();
        model.table.forEach(reference -> seen.add(model.key(reference)));

        assertThat(seen).hasSize(3_000);
        assertThat(new HashSet<>(seen)).isEqualTo(model.expected.keySet());
    }

    @Test
    void forEach_mayRemoveWhatItVisits() {
        var model = new StoreModel(Memory.guarded());
        for (int i = 0; i < 3_000; i++) {
            model.set("key:" + i, new byte[8]);
        }
        var random = new Random(3);

        model.table.forEach(reference -> {
            if (random.nextInt(10) > 0) {
                model.deleteVisited(reference);
            }
        });

        model.check();
        model.table.forEach(model::deleteVisited);
        model.check();
        assertThat(model.slab.liveBytes()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void scan_whileTheTableGrowsAndShrinks_returnsWhatIsPresentThroughout(Kind kind) {
        for (long seed = 1; seed <= 20; seed++) {
            var model = kind.model();
            var random = new Random(seed);
            for (int i = 0; i < 1_000; i++) {
                model.set("stays:" + i, new byte[4]);
            }
            Set<String> seen = new HashSet<>();
            long position = 0;
            int step = 0;
            do {
                boolean grows = step / 20 % 2 == 0;
                for (int i = 0; i < 150; i++) {
                    String key = "comes:" + random.nextInt(8_000);
                    if (grows) {
                        model.set(key, new byte[4]);
                    } else {
                        model.delete("comes:" + random.nextInt(8_000));
                        model.delete(key);
                    }
                }
                position =
                        model.table.scan(
                                position, 1 + random.nextInt(40), r -> seen.add(model.key(r)));
                assertThat(position).isBetween(0L, (1L << Table.POSITION_BITS) - 1);
                step++;
            } while (position != 0);
            for (int i = 0; i < 1_000; i++) {
                assertThat(seen).as("seed " + seed).contains("stays:" + i);
            }
            model.check();
        }
    }

    @Test
    void scan_ofATableAtRest_returnsEachKeyOnce() {
        var model = new StoreModel(Memory.guarded());
        for (int i = 0; i < 5_000; i++) {
            model.set("key:" + i, new byte[4]);
        }

        List<String> seen = new ArrayList<>();
        long position = 0;
        do {
            position = model.table.scan(position, 10, r -> seen.add(model.key(r)));
        } while (position != 0);

        assertThat(seen).hasSize(5_000);
        assertThat(new HashSet<>(seen)).hasSize(5_000);
    }

    @Test
    void scan_fromAnyNumber_isSafe() {
        var model = new StoreModel(Memory.guarded());
        var random = new Random(9);
        for (int i = 0; i < 5_000; i++) {
            model.set("key:" + i, new byte[4]);
        }

        for (int i = 0; i < 2_000; i++) {
            long next = model.table.scan(random.nextLong() >>> random.nextInt(60), 3, r -> {});
            assertThat(next).isBetween(0L, (1L << Table.POSITION_BITS) - 1);
        }
    }

    @Test
    void random_isUniform_alsoAmongSegmentsOfUnlikeDepth() {
        var model = new StoreModel(Memory.best());
        var random = new SeededRandom(1);
        int keys = 5_400;
        for (int i = 0; i < keys; i++) {
            model.set("key:" + i, new byte[4]);
        }
        Map<String, Integer> drawn = new HashMap<>();
        int draws = keys * 100;
        for (int i = 0; i < draws; i++) {
            drawn.merge(model.key(model.table.random(random)), 1, Integer::sum);
        }

        double chiSquare = 0;
        for (int i = 0; i < keys; i++) {
            double difference = drawn.getOrDefault("key:" + i, 0) - 100;
            chiSquare += difference * difference / 100;
        }
        assertThat(chiSquare).isBetween(keys * 0.9, keys * 1.1);
    }

    @Test
    void random_ofOneKeyInManySlots_findsIt() {
        var model = new StoreModel(Memory.guarded());
        model.set("only", new byte[4]);

        for (int i = 0; i < 100; i++) {
            assertThat(model.key(model.table.random(new SeededRandom(i)))).isEqualTo("only");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void compact_afterMostIsDeleted_emptiesRunsAndKeepsTheRest(Kind kind) {
        var model = kind.model();
        var random = new Random(8);
        for (int i = 0; i < 60_000; i++) {
            model.set("key:" + i, new byte[16]);
        }
        long before = model.slab.reservedBytes();
        for (int i = 0; i < 60_000; i++) {
            if (random.nextInt(20) != 0) {
                model.delete("key:" + i);
            }
        }

        long position = 0;
        do {
            position = model.table.compact(position, 100, (from, to) -> {});
        } while (position != 0);
        model.slab.trim(Integer.MAX_VALUE, 0);

        model.check();
        if (kind != Kind.CHECKED) {
            assertThat(model.slab.reservedBytes()).isLessThan(before / 8);
        }
        assertThat(model.slab.looseBytes()).isLessThan(before / 10);
    }

    @Test
    void indexBytes_followTheSizeDown() {
        var model = new StoreModel(Memory.guarded());
        for (int i = 0; i < 20_000; i++) {
            model.set("key:" + i, new byte[1]);
        }
        long full = model.table.indexBytes();

        for (int i = 0; i < 19_000; i++) {
            model.delete("key:" + i);
        }

        assertThat(model.table.indexBytes()).isLessThan(full / 4);
    }

    @Test
    void touch_isHarmlessAnywhere() {
        var model = new StoreModel(Memory.best());
        var random = new Random(4);
        for (int i = 0; i < 3_000; i++) {
            model.table.touchBucket(random.nextLong());
            model.table.touchRecord(random.nextLong());
            model.slab.touch(random.nextInt());
            model.set("key:" + i, new byte[8]);
        }
        model.check();
    }
}
