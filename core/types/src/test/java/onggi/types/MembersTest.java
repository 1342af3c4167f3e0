package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onggi.bytes.Memory;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

class MembersTest {

    /** Where the header stands, so that what is before and behind it would be noticed. */
    private static final int HEADER_AT = 8;

    private static final int VALUE_BYTES = HEADER_AT + Table.HEADER_BYTES + 8;

    /** A value with members, and a map that must agree. */
    private static final class Model {

        final SlabCell cell;
        final Members members;
        final Map<String, byte[]> expected = new HashMap<>();

        Model(Memory memory) {
            cell = new SlabCell(memory);
            cell.reshape(Encoding.HASHTABLE, VALUE_BYTES, 0, 0);
            cell.memory().putLong(cell.valueAddress(), -1);
            cell.memory().putLong(cell.valueAddress() + VALUE_BYTES - 8, -1);
            members = new Members(cell, HEADER_AT);
            members.init();
        }

        void put(String key, byte[] value, boolean hasExpiry) {
            byte[] bytes = bytes(key);
            boolean found = members.find(bytes, 0, bytes.length);
            assertThat(found).isEqualTo(expected.containsKey(key));
            long address =
                    found
                            ? members.revalue(value.length, hasExpiry)
                            : members.add(bytes, 0, bytes.length, value.length, hasExpiry);
            cell.memory()
                    .copyIn(value, 0, Record.valueAddress(cell.memory(), address), value.length);
            assertThat(Record.hasExpiry(cell.memory(), address)).isEqualTo(hasExpiry);
            expected.put(key, value);
        }

        void remove(String key) {
            byte[] bytes = bytes(key);
            boolean found = members.find(bytes, 0, bytes.length);
            assertThat(found).isEqualTo(expected.remove(key) != null);
            if (found) {
                members.remove();
            }
        }

        String key(int reference) {
            long address = cell.slab().address(reference);
            byte[] key = new byte[Record.keyLength(cell.memory(), address)];
            cell.memory().copyOut(Record.keyAddress(cell.memory(), address), key, 0, key.length);
            return new String(key, StandardCharsets.ISO_8859_1);
        }

        void check() {
            members.check();
            cell.slab().check();
            assertThat(members.size()).isEqualTo(expected.size());
            assertThat(members.blockBytes()).isEqualTo(cell.leakedBytes());
            assertThat(cell.memory().longAt(cell.valueAddress())).isEqualTo(-1);
            expected.forEach((key, value) -> {
                byte[] bytes = bytes(key);
                assertThat(members.find(bytes, 0, bytes.length)).isTrue();
                long at = Record.valueAddress(cell.memory(), members.address());
                assertThat(Record.valueLength(cell.memory(), members.address()))
                        .isEqualTo(value.length);
                assertThat(cell.memory().equal(at, value, 0, value.length)).isTrue();
            });
        }
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String key(Gen gen) {
        String key = "m" + gen.below(2_000);
        return gen.below(100) == 0 ? key.repeat(1 + gen.below(30_000) / 5) : key;
    }

    private static byte[] value(Gen gen) {
        byte[] value = new byte[gen.below(50) == 0 ? gen.below(40_000) : gen.below(40)];
        Arrays.fill(value, (byte) gen.below(256));
        return value;
    }

    @Test
    void randomOperations_agreeWithAMap() {
        Gen.check(
                4,
                gen -> {
                    Model model = new Model(Memory.guarded());
                    for (int phase = 0; phase < 4; phase++) {
                        for (int i = 0; i < 4_000; i++) {
                            if (gen.below(10) < (phase % 2 == 0 ? 2 : 8)) {
                                model.remove(key(gen));
                            } else {
                                model.put(key(gen), value(gen), gen.below(4) == 0);
                            }
                        }
                        model.check();
                    }
                });
    }

    @Test
    void removingEverything_leavesNoByteLive() {
        Gen.check(
                2,
                gen -> {
                    Model model = new Model(Memory.guarded());
                    for (int i = 0; i < 3_000; i++) {
                        model.put(key(gen), value(gen), false);
                    }

                    for (String key : List.copyOf(model.expected.keySet())) {
                        model.remove(key);
                    }

                    assertThat(model.cell.leakedBytes()).isZero();
                });
    }

    @Test
    void freeSome_freesEverythingInSteps() {
        Model model = new Model(Memory.guarded());
        Gen gen = new Gen(3);
        for (int i = 0; i < 3_000; i++) {
            model.put("m" + i, value(gen), false);
        }

        int calls = 1;
        while (!model.members.freeSome(100)) {
            calls++;
        }

        assertThat(calls).isGreaterThan(3);
        assertThat(model.cell.leakedBytes()).isZero();
    }

    @Test
    void copyTo_anotherMemory_isEqualAndApart() {
        Model model = new Model(Memory.guarded());
        Gen gen = new Gen(4);
        for (int i = 0; i < 2_000; i++) {
            model.put(key(gen), value(gen), gen.below(3) == 0);
        }
        Model copy = new Model(Memory.guarded());

        model.members.copyTo(copy.members);

        copy.expected.putAll(model.expected);
        copy.check();
        for (String key : List.copyOf(model.expected.keySet())) {
            model.remove(key);
        }
        copy.check();
    }

    @Test
    void walks_mayRemoveWhatTheyVisit() {
        Model model = new Model(Memory.guarded());
        for (int i = 0; i < 3_000; i++) {
            model.put("m" + i, new byte[3], false);
        }

        List<String> seen = new ArrayList<>();
        model.members.forEach(reference -> {
            seen.add(model.key(reference));
            if (seen.size() % 5 != 0) {
                model.expected.remove(model.key(reference));
                model.members.remove(reference);
            }
        });

        assertThat(seen).hasSize(3_000).doesNotHaveDuplicates();
        model.check();
    }

    @Test
    void scan_seesEveryone() {
        Model model = new Model(Memory.guarded());
        for (int i = 0; i < 3_000; i++) {
            model.put("m" + i, new byte[0], false);
        }

        Set<String> seen = new HashSet<>();
        long position = 0;
        do {
            position =
                    model.members.scan(position, 10, reference -> seen.add(model.key(reference)));
        } while (position != 0);

        assertThat(seen).isEqualTo(model.expected.keySet());
    }

    @Test
    void compact_movesMembersTogether() {
        Model model = new Model(Memory.guarded());
        for (int i = 0; i < 30_000; i++) {
            model.put("member:" + i, new byte[8], false);
        }
        long before = model.cell.slab().looseBytes();
        for (int i = 0; i < 30_000; i++) {
            if (i % 20 != 0) {
                model.remove("member:" + i);
            }
        }
        long loose = model.cell.slab().looseBytes();

        long position = 0;
        do {
            position = model.members.compact(position, 7, (from, to) -> {});
        } while (position != 0);

        model.check();
        assertThat(model.cell.slab().looseBytes()).isLessThan(before + loose / 4);
    }

    @Test
    void estimateBytes_isNearTheTruth() {
        Model model = new Model(Memory.guarded());
        for (int i = 0; i < 5_000; i++) {
            model.put("member:" + i, new byte[8], false);
        }

        assertThat(model.members.estimateBytes(5))
                .isBetween(
                        model.members.blockBytes() * 8 / 10, model.members.blockBytes() * 12 / 10);
        assertThat(model.members.estimateBytes(0)).isEqualTo(model.members.blockBytes());
    }
}
