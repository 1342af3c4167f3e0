package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

/** The map of ids against a sorted map of the JDK. */
class StreamIndexTest {

    private static final int STEPS = 4000;

    private final Memory memory = Memory.guarded();
    private final Slab slab = new Slab(memory);
    private final long handle = memory.allocate(StreamTree.HANDLE_BYTES);

    @Test
    void randomChanges_leaveWhatASortedMapHas() {
        Gen.check(
                24,
                gen -> {
                    int width = gen.pick(4, 8, 20);
                    StreamIndex index = new StreamIndex(width, slab);
                    StreamIndex.init(memory, handle);
                    NavigableMap<Long, Integer> model = new TreeMap<>();
                    int ids = gen.pick(30, 500, 3000);
                    int growing = gen.pick(40, 55, 90);
                    long next = 0;
                    for (int i = 0; i < STEPS; i++) {
                        index.at(slab, handle);
                        boolean ascends = gen.chance(30);
                        long id = ascends ? ids + next++ : gen.below(ids);
                        if (gen.chance(growing)) {
                            put(index, model, id, i);
                        } else {
                            remove(gen, index, model, id);
                        }
                    }
                    index.at(slab, handle).check();
                    compare(gen, index, model, ids);
                    while (index.first()) {
                        index.removeLeaf();
                    }
                    index.check();
                    assertThat(slab.liveBytes()).isZero();
                });
        slab.close();
        memory.release(handle);
        assertThat(memory.liveBlocks()).isEmpty();
    }

    private void put(StreamIndex index, NavigableMap<Long, Integer> model, long id, int value) {
        long at = index.find(id >>> 4, id & 15) ? index.value() : index.insert(id >>> 4, id & 15);
        memory.putInt(at, value);
        model.put(id, value);
        assertThat(id(index)).isEqualTo(id);
    }

    private void remove(Gen gen, StreamIndex index, NavigableMap<Long, Integer> model, long near) {
        Map.Entry<Long, Integer> entry =
                gen.chance(50) ? model.firstEntry() : model.ceilingEntry(near);
        if (entry != null) {
            assertThat(index.find(entry.getKey() >>> 4, entry.getKey() & 15)).isTrue();
            index.remove();
            model.remove(entry.getKey());
        }
    }

    private void compare(Gen gen, StreamIndex index, NavigableMap<Long, Integer> model, int ids) {
        assertThat(index.size()).isEqualTo(model.size());
        boolean more = index.first();
        for (var entry : model.entrySet()) {
            assertThat(more).isTrue();
            assertThat(id(index)).isEqualTo(entry.getKey());
            assertThat(memory.intAt(index.value())).isEqualTo(entry.getValue());
            more = index.next();
        }
        assertThat(more).isFalse();
        more = index.last();
        for (long id : model.descendingKeySet()) {
            assertThat(more).isTrue();
            assertThat(id(index)).isEqualTo(id);
            more = index.previous();
        }
        assertThat(more).isFalse();
        for (int i = 0; i < 100; i++) {
            long id = gen.below(2 * ids);
            Long ceiling = model.ceilingKey(id);
            Long floor = model.floorKey(id);
            assertThat(index.seek(id >>> 4, id & 15) ? id(index) : null).isEqualTo(ceiling);
            assertThat(index.seekBack(id >>> 4, id & 15) ? id(index) : null).isEqualTo(floor);
        }
        assertThat(index.blockBytes()).isEqualTo(slab.liveBytes());
    }

    @Test
    void moveBefore_makesTwoMapsOfOne() {
        long other = memory.allocate(StreamTree.HANDLE_BYTES);
        Gen.check(
                60,
                gen -> {
                    int width = gen.pick(4, 8, 20);
                    StreamIndex index = new StreamIndex(width, slab);
                    StreamIndex target = new StreamIndex(width, slab);
                    StreamIndex.init(memory, handle);
                    StreamIndex.init(memory, other);
                    NavigableMap<Long, Integer> model = new TreeMap<>();
                    index.at(slab, handle);
                    int count = gen.pick(1, 20, 500, 5000);
                    for (int i = 0; i < count; i++) {
                        put(index, model, gen.chance(70) ? 8L * count + i : gen.below(count), i);
                    }
                    for (int i = gen.below(count); i > 0 && model.size() > 1; i--) {
                        remove(gen, index, model, gen.below(9 * count));
                    }
                    long at = model.ceilingKey((long) gen.below((int) (model.lastKey() + 1)));
                    NavigableMap<Long, Integer> before = new TreeMap<>(model.headMap(at));
                    model.keySet().removeAll(before.keySet());
                    assertThat(index.find(at >>> 4, at & 15)).isTrue();

                    index.moveBefore(target.at(slab, other), before.size());

                    index.at(slab, handle);
                    for (int i = 0; i < 100; i++) {
                        put(index, model, 9L * count + i, i);
                    }
                    index.check();
                    target.at(slab, other).check();
                    assertThat(contents(index)).isEqualTo(model);
                    assertThat(contents(target)).isEqualTo(before);
                    assertThat(index.blockBytes() + target.blockBytes())
                            .isEqualTo(slab.liveBytes());
                    while (index.first()) {
                        index.remove();
                    }
                    while (target.last()) {
                        target.remove();
                    }
                    assertThat(slab.liveBytes()).isZero();
                });
        memory.release(other);
    }

    private NavigableMap<Long, Integer> contents(StreamIndex index) {
        NavigableMap<Long, Integer> contents = new TreeMap<>();
        for (boolean more = index.first(); more; more = index.next()) {
            contents.put(id(index), memory.intAt(index.value()));
        }
        assertThat(index.size()).isEqualTo(contents.size());
        return contents;
    }

    private static Long id(StreamIndex index) {
        return index.ms() << 4 | index.seq();
    }

    @Test
    void ascendingIds_fillTheirBlocks() {
        StreamIndex index = new StreamIndex(StreamPending.VALUE_BYTES, slab);
        StreamIndex.init(memory, handle);
        index.at(slab, handle);

        for (int i = 0; i < 100_000; i++) {
            index.insert(i, 0);
        }

        index.check();
        assertThat(index.blockBytes()).isLessThan(100_000L * 40);
    }

    @Test
    void firstIdsRemoved_asIfAcknowledged_leaveNoTrail() {
        StreamIndex index = new StreamIndex(0, slab);
        StreamIndex.init(memory, handle);
        index.at(slab, handle);

        for (int i = 0; i < 20_000; i++) {
            index.insert(i, i);
            if (i >= 100) {
                index.first();
                index.remove();
            }
        }

        index.check();
        assertThat(index.blockBytes()).isLessThan(100 * 60);
    }
}
