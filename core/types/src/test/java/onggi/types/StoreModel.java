package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onggi.bytes.KeyHash;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import org.jspecify.annotations.Nullable;

/** A table of strings and a map that must agree with it. */
final class StoreModel {

    static final long SEED = 42;

    final Memory memory;
    final Slab slab;
    final Table table;
    final Map<String, byte[]> expected = new HashMap<>();
    final List<String> keys = new ArrayList<>();

    /** The value the table lies in, if it lies in one. */
    private final @Nullable SlabCell cell;

    StoreModel(Memory memory) {
        this.memory = memory;
        this.slab = new Slab(memory);
        this.table = new Table(slab, SEED);
        this.cell = null;
    }

    private StoreModel(SlabCell cell) {
        this.memory = cell.memory();
        this.slab = cell.slab();
        this.table = Table.ofValue(cell);
        this.cell = cell;
    }

    /** A model whose table lies in a value that moves before each operation. */
    static StoreModel inValue(Memory memory) {
        return new StoreModel(new SlabCell(memory));
    }

    /** Lets everything about the table but its bytes be forgotten. */
    private void reopen() {
        if (cell != null) {
            int length = cell.valueLength() == 24 ? 32 : Table.HEADER_BYTES;
            cell.reshape(Encoding.HASHTABLE, length, 0, 0);
            table.close(cell.valueAddress());
            table.begin(cell);
            table.open(cell, cell.valueAddress());
        }
    }

    /** Returns the bytes in blocks that belong to records or the table. */
    long liveBytes() {
        return cell == null ? slab.liveBytes() : cell.leakedBytes();
    }

    /** Gives everything back. */
    void close() {
        if (cell != null) {
            cell.close();
        }
        slab.close();
    }

    static long hash(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return KeyHash.of(SEED, bytes, 0, bytes.length);
    }

    long find(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return table.find(hash(key), bytes, 0, bytes.length);
    }

    void set(String key, byte[] value) {
        reopen();
        long slot = find(key);
        if (slot == Table.NONE) {
            table.insert(hash(key), newRecord(key, value));
        } else {
            overwrite(slot, key, value);
        }
        if (expected.put(key, value) == null) {
            keys.add(key);
        }
    }

    private void overwrite(long slot, String key, byte[] value) {
        int old = table.reference(slot);
        long address = slab.address(old);
        if (Record.fits(memory, address, slab.capacityOf(old), value.length)) {
            Record.setValueLength(memory, address, value.length);
            memory.copyIn(value, 0, Record.valueAddress(memory, address), value.length);
        } else {
            int fresh = newRecord(key, value);
            table.replace(slot, fresh);
            Record.free(slab, old);
        }
    }

    int newRecord(String key, byte[] value) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        long length = Record.length(bytes.length, value.length, false, false);
        boolean external = length > Slab.MAX_BLOCK_BYTES;
        length = Record.length(bytes.length, value.length, false, external);
        int reference = slab.allocate((int) length);
        long address = slab.address(reference);
        Record.write(memory, address, bytes, 0, bytes.length, value.length, false, external);
        if (external) {
            long block = slab.allocateLarge(value.length);
            Record.setExternal(memory, address, block, slab.capacityOfLarge(block));
        }
        memory.copyIn(value, 0, Record.valueAddress(memory, address), value.length);
        return reference;
    }

    boolean delete(String key) {
        reopen();
        long slot = find(key);
        if (slot == Table.NONE) {
            return false;
        }
        int reference = table.reference(slot);
        table.remove(slot, hash(key));
        Record.free(slab, reference);
        expected.remove(key);
        return true;
    }

    /** Deletes what a walk found. */
    void deleteVisited(int reference) {
        String key = key(reference);
        expected.remove(key);
        table.remove(table.slotOf(hash(key), reference), hash(key));
        Record.free(slab, reference);
    }

    String key(int reference) {
        long address = slab.address(reference);
        var bytes = new byte[Record.keyLength(memory, address)];
        memory.copyOut(Record.keyAddress(memory, address), bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    byte[] value(int reference) {
        long address = slab.address(reference);
        var bytes = new byte[Record.valueLength(memory, address)];
        memory.copyOut(Record.valueAddress(memory, address), bytes, 0, bytes.length);
        return bytes;
    }

    void check() {
        slab.check();
        table.check();
        assertThat(table.size()).isEqualTo(expected.size());
        expected.forEach((key, value) -> {
            long slot = find(key);
            assertThat(slot).as(key).isNotEqualTo(Table.NONE);
            assertThat(Arrays.equals(value(table.reference(slot)), value)).as(key).isTrue();
        });
    }
}
