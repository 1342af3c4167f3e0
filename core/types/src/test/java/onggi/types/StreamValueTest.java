package onggi.types;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

/** Streams against a sorted map of entries and of pending ids. */
class StreamValueTest {

    private static final int STEPS = 1500;
    private static final int ENTRIES = 200_000;

    private final Memory memory = Memory.guarded();
    private final SlabCell cell = new SlabCell(memory);
    private final StreamValue stream = new StreamValue(cell);

    /** What a stream should hold. */
    private static final class Model {
        final NavigableMap<Long, List<String>> entries = new TreeMap<>();
        final NavigableMap<String, NavigableMap<Long, String>> groups = new TreeMap<>();
        long last;

        NavigableMap<Long, String> pendingOf(StreamGroup group) {
            return requireNonNull(groups.get(nameOf(group)));
        }
    }

    @Test
    void randomChanges_leaveWhatTheModelHas() {
        Gen.check(16, this::run);
    }

    private void run(Gen gen) {
        cell.limits().streamNodeEntries = gen.pick(1, 3, 10, 100, 0);
        cell.limits().streamNodeBytes = gen.pick(100, 400, 4096, 0);
        stream.init();
        Model model = new Model();
        int growing = gen.pick(30, 50, 80);
        for (int i = 0; i < STEPS; i++) {
            step(gen, model, gen.chance(growing));
            if (gen.chance(2)) {
                compact(gen);
            }
        }
        stream.check();
        compare(model, stream);
        SlabCell copy = new SlabCell(gen.chance(50) ? memory : Memory.guarded());
        stream.copyTo(copy);
        StreamValue twin = new StreamValue(copy);
        twin.check();
        compare(model, twin);
        assertThat(stream.blockBytes()).isEqualTo(cell.leakedBytes());
        assertThat(twin.blockBytes()).isEqualTo(copy.leakedBytes());
        free(stream, gen);
        free(twin, gen);
        assertThat(copy.leakedBytes()).isZero();
        assertThat(cell.leakedBytes()).isZero();
    }

    private static void free(StreamValue stream, Gen gen) {
        while (!stream.freeSome(gen.between(1, 20))) {
            // Each call frees a part.
        }
    }

    private void compact(Gen gen) {
        long position = 0;
        do {
            position = stream.compact(position, gen.between(1, 10));
        } while (position != 0);
    }

    private void step(Gen gen, Model model, boolean grows) {
        if (grows) {
            add(gen, model);
            return;
        }
        switch (gen.below(10)) {
            case 0, 1, 2 -> delete(gen, model);
            case 3 -> trim(gen, model);
            case 4 -> createGroup(gen, model);
            case 5, 6 -> deliver(gen, model);
            case 7, 8 -> acknowledge(gen, model);
            default -> removeConsumer(gen, model);
        }
    }

    private void add(Gen gen, Model model) {
        List<String> items = new ArrayList<>();
        int pairs = gen.chance(80) ? 2 : gen.between(1, 40);
        for (int i = 0; i < pairs; i++) {
            items.add(gen.chance(90) ? "field" + i : gen.pick("", "17", "x".repeat(70)));
            items.add(item(gen));
        }
        long id = model.last + (gen.chance(70) ? 1 : gen.between(1, 1 << 20));
        StreamDraft draft = stream.draft();
        for (String item : items) {
            byte[] bytes = item.getBytes(StandardCharsets.ISO_8859_1);
            draft.add(bytes, 0, bytes.length);
        }
        stream.append(id >>> 8, id & 0xFF);
        model.entries.put(id, items);
        model.last = id;
    }

    private static String item(Gen gen) {
        return switch (gen.below(8)) {
            case 0 -> Integer.toString(gen.below(128));
            case 1 -> Integer.toString(gen.between(-4096, 4095));
            case 2 -> Long.toString(gen.anyLong() >> gen.below(64));
            case 3 -> gen.word(gen.between(0, 63));
            case 4 -> gen.word(gen.pick(64, 127, 128, 4095, 4096, 5000));
            case 5 -> gen.pick("", "-0", "00", "-1", "9223372036854775808", "-4097");
            case 6 -> gen.chance(5) ? gen.word(40_000) : "small";
            default -> "value" + gen.below(10);
        };
    }

    private void delete(Gen gen, Model model) {
        Long id = gen.chance(50) ? model.entries.ceilingKey(anyId(gen, model)) : anyId(gen, model);
        if (id != null) {
            boolean was = model.entries.remove(id) != null;
            assertThat(stream.delete(id >>> 8, id & 0xFF)).isEqualTo(was);
            stream.recordFirst();
        }
    }

    private static Long anyId(Gen gen, Model model) {
        return (long) (gen.fraction() * (model.last + 2));
    }

    private void trim(Gen gen, Model model) {
        StreamTrim trim = new StreamTrim();
        trim.deletion = gen.pick(StreamDeletion.values());
        trim.approximate = gen.chance(40);
        trim.limit = trim.approximate && gen.chance(50) ? gen.between(1, 50) : 0;
        boolean byLength = gen.chance(50);
        long threshold = anyId(gen, model);
        if (byLength) {
            trim.most = gen.between(0, model.entries.size());
        } else {
            trim.ms = threshold >>> 8;
            trim.seq = threshold & 0xFF;
        }
        NavigableMap<Long, List<String>> expected = new TreeMap<>(model.entries);
        long surplus = byLength ? model.entries.size() - trim.most : Long.MAX_VALUE;
        for (long id : model.entries.keySet()) {
            if (surplus-- <= 0 || (!byLength && id >= threshold)) {
                break;
            }
            if (trim.deletion != StreamDeletion.IF_ACKNOWLEDGED
                    || !stream.isReferenced(id >>> 8, id & 0xFF)) {
                expected.remove(id);
            }
        }

        long removed = stream.trim(trim, StreamBurial.NONE);

        assertThat(removed).isEqualTo(model.entries.size() - stream.size());
        if (!trim.approximate) {
            assertThat(stream.size()).isEqualTo(expected.size());
        } else {
            assertThat(stream.size()).isGreaterThanOrEqualTo(expected.size());
            assertThat(trim.limit == 0 || removed <= trim.limit).isTrue();
        }
        List<Long> gone = new ArrayList<>(model.entries.keySet());
        gone.removeIf(id -> stream.contains(id >>> 8, id & 0xFF));
        for (long id : gone) {
            assertThat(expected).doesNotContainKey(id);
            model.entries.remove(id);
            if (trim.deletion == StreamDeletion.DELETE_REFERENCES) {
                model.groups.values().forEach(pending -> pending.remove(id));
            }
        }
    }

    private void createGroup(Gen gen, Model model) {
        String name = "group" + gen.below(4);
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        if (model.groups.containsKey(name) && gen.chance(20)) {
            assertThat(stream.destroyGroup(bytes, 0, bytes.length)).isTrue();
            model.groups.remove(name);
        } else if (!model.groups.containsKey(name)) {
            assertThat(stream.findGroup(bytes, 0, bytes.length)).isFalse();
            stream.createGroup(bytes, 0, bytes.length, 0, 0, 0);
            model.groups.put(name, new TreeMap<>());
        }
    }

    private boolean findGroup(Gen gen, Model model) {
        if (model.groups.isEmpty()) {
            return false;
        }
        byte[] bytes =
                gen.pick(List.copyOf(model.groups.keySet())).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(stream.findGroup(bytes, 0, bytes.length)).isTrue();
        return true;
    }

    private void deliver(Gen gen, Model model) {
        if (!findGroup(gen, model)) {
            return;
        }
        StreamGroup group = stream.group();
        String consumer = "consumer" + gen.below(5);
        byte[] name = consumer.getBytes(StandardCharsets.ISO_8859_1);
        if (!group.findConsumer(name, 0, name.length)) {
            group.createConsumer(name, 0, name.length, 5);
        }
        int owner = group.consumer().reference();
        NavigableMap<Long, String> owners = model.pendingOf(group);
        StreamPending pending = group.pending();
        for (int i = gen.below(30); i > 0; i--) {
            long id = anyId(gen, model);
            boolean releases = gen.chance(10);
            if (pending.find(id >>> 8, id & 0xFF)) {
                pending.assign(releases ? StreamPending.NOBODY : owner);
                pending.touch(id, pending.deliveries() + 1);
            } else {
                int to = releases ? StreamPending.NOBODY : owner;
                pending.add(id >>> 8, id & 0xFF, to, id, 1);
            }
            owners.put(id, releases ? "" : consumer);
        }
    }

    private void acknowledge(Gen gen, Model model) {
        if (!findGroup(gen, model)) {
            return;
        }
        StreamGroup group = stream.group();
        NavigableMap<Long, String> pending = model.pendingOf(group);
        for (int i = gen.below(40); i > 0; i--) {
            Map.Entry<Long, String> entry =
                    gen.chance(50) ? pending.firstEntry() : pending.ceilingEntry(anyId(gen, model));
            if (entry != null) {
                long id = entry.getKey();
                assertThat(group.pending().find(id >>> 8, id & 0xFF)).isTrue();
                group.pending().remove();
                pending.remove(id);
            }
        }
    }

    private void removeConsumer(Gen gen, Model model) {
        if (!gen.chance(20) || !findGroup(gen, model)) {
            return;
        }
        StreamGroup group = stream.group();
        String consumer = "consumer" + gen.below(5);
        byte[] name = consumer.getBytes(StandardCharsets.ISO_8859_1);
        boolean was = group.findConsumer(name, 0, name.length);
        NavigableMap<Long, String> pending = model.pendingOf(group);
        int before = pending.size();
        pending.values().removeIf(owner -> owner.equals(consumer));
        assertThat(group.removeConsumer(name, 0, name.length))
                .isEqualTo(was ? before - pending.size() : -1);
    }

    private static String nameOf(StreamGroup group) {
        return text(group.memory(), group.nameAddress(), group.nameLength());
    }

    private static String text(Memory memory, long address, int length) {
        byte[] bytes = new byte[length];
        memory.copyOut(address, bytes, 0, length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void compare(Model model, StreamValue stream) {
        assertThat(stream.size()).isEqualTo(model.entries.size());
        StreamEntries walk = stream.range(0, 0, -1, -1);
        for (var entry : model.entries.entrySet()) {
            assertThat(walk.next()).isTrue();
            compareEntry(entry, walk);
        }
        assertThat(walk.next()).isFalse();
        walk = stream.rangeBack(-1, -1, 0, 0);
        for (var entry : model.entries.descendingMap().entrySet()) {
            assertThat(walk.next()).isTrue();
            compareEntry(entry, walk);
        }
        assertThat(walk.next()).isFalse();
        assertThat(stream.groupCount()).isEqualTo(model.groups.size());
        int i = 0;
        for (var entry : model.groups.entrySet()) {
            StreamGroup group = stream.groupAt(i++);
            assertThat(nameOf(group)).isEqualTo(entry.getKey());
            compareGroup(entry.getValue(), group);
        }
    }

    private static void compareGroup(NavigableMap<Long, String> model, StreamGroup group) {
        assertThat(group.pendingCount()).isEqualTo(model.size());
        StreamPending pending = group.pending();
        boolean more = pending.seek(0, 0);
        for (var entry : model.entrySet()) {
            assertThat(more).isTrue();
            assertThat(pending.ms() << 8 | pending.seq()).isEqualTo(entry.getKey());
            assertThat(pending.timeMs()).isEqualTo(entry.getKey());
            int owner = pending.consumer();
            String name =
                    owner == StreamPending.NOBODY
                            ? ""
                            : text(
                                    group.memory(),
                                    group.owner(owner).nameAddress(),
                                    group.owner(owner).nameLength());
            assertThat(name).isEqualTo(entry.getValue());
            more = pending.next();
        }
        assertThat(more).isFalse();
    }

    private static void compareEntry(Map.Entry<Long, List<String>> expected, StreamEntries walk) {
        assertThat(walk.ms() << 8 | walk.seq()).isEqualTo(expected.getKey());
        List<String> items = new ArrayList<>();
        int pairs = walk.open();
        for (int i = 0; i < pairs; i++) {
            walk.field();
            items.add(itemOf(walk));
            walk.value();
            items.add(itemOf(walk));
        }
        assertThat(items).isEqualTo(expected.getValue());
    }

    private static String itemOf(StreamEntries walk) {
        return walk.isNumber()
                ? Long.toString(walk.number())
                : text(walk.memory(), walk.textAddress(), walk.textLength());
    }

    @Test
    void aMillionEntriesOfThreeFields_takeLittleMoreThanTheirValues() {
        SlabCell plain = new SlabCell(Memory.checked());
        StreamValue log = new StreamValue(plain);
        log.init();
        int entries = 100_000;
        for (int i = 0; i < entries; i++) {
            StreamDraft draft = log.draft();
            for (String item :
                    List.of(
                            "sensor",
                            "s-" + (100_000 + i % 977),
                            "temp",
                            "v" + (1_000_000 + i),
                            "unit",
                            "celsius8")) {
                byte[] bytes = item.getBytes(StandardCharsets.ISO_8859_1);
                draft.add(bytes, 0, bytes.length);
            }
            log.append(1_700_000_000_000L + i / 3, i % 3);
        }

        assertThat(log.blockBytes()).isLessThan(entries * 33L);
        assertThat(log.nodeCount()).isGreaterThanOrEqualTo(entries / 100);
    }

    @Test
    void compaction_afterMostWasDeleted_movesBlocksTogether() {
        SlabCell plain = new SlabCell(Memory.checked());
        plain.limits().streamNodeEntries = 4;
        StreamValue log = new StreamValue(plain);
        log.init();
        byte[] name = {'g'};
        log.createGroup(name, 0, 1, 0, 0, 0);
        log.group().createConsumer(name, 0, 1, 0);
        for (int i = 0; i < ENTRIES; i++) {
            StreamDraft draft = log.draft();
            draft.add(name, 0, 1);
            draft.add(name, 0, 1);
            log.append(i + 1, 0);
            log.group().pending().add(i + 1, 0, log.group().consumer().reference(), i, 1);
        }
        for (int i = 0; i < ENTRIES; i++) {
            if (i / 4 % 10 != 0) {
                log.delete(i + 1, 0);
                log.group().pending().find(i + 1, 0);
                log.group().pending().remove();
            }
        }
        log.recordFirst();
        Slab slab = plain.slab();
        long before = slab.looseBytes();

        long position = 0;
        do {
            position = log.compact(position, 7);
        } while (position != 0);

        log.check();
        assertThat(slab.looseBytes()).isLessThan(before / 2);
        assertThat(log.size()).isEqualTo(ENTRIES / 10);
    }
}
