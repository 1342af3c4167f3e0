package onggi.engine;

import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;
import onggi.types.Encoding;
import onggi.types.Record;
import onggi.types.StreamValue;
import onggi.types.ValueType;

/**
 * Removes consumer groups of streams. What a large group has becomes a stream under no key, which
 * is freed in the background as a removed one is.
 */
final class GroupRemoval {

    /** A group with more pending entries is freed in the background. */
    private static final int PENDING_AT_ONCE = 1_000;

    private static final byte[] NO_KEY = {};

    private GroupRemoval() {}

    /** Removes a group of a stream of a shard; returns whether there was one of this name. */
    static boolean run(Shard shard, StreamValue stream, byte[] name, int offset, int length) {
        if (!stream.findGroup(name, offset, length)) {
            return false;
        }
        if (stream.group().pendingCount() > PENDING_AT_ONCE) {
            bury(shard, stream, name, offset, length);
        }
        return stream.destroyGroup(name, offset, length);
    }

    /** Without memory for another record the group stays as it is, and is freed at once. */
    private static void bury(Shard shard, StreamValue stream, byte[] name, int offset, int length) {
        Slab slab = shard.slab();
        int bytes = (int) Record.length(0, StreamValue.HEADER_BYTES, false, false);
        int grave = slab.tryAllocate(bytes);
        if (grave == Slab.NONE) {
            return;
        }
        Memory memory = shard.memory();
        long address = slab.address(grave);
        Record.write(memory, address, NO_KEY, 0, 0, StreamValue.HEADER_BYTES, false, false);
        Record.setTypeAndEncoding(memory, address, ValueType.STREAM, Encoding.STREAM);
        try {
            stream.bury(name, offset, length, shard.cell(grave));
        } catch (SlabFullException e) {
            Record.free(slab, grave); // it holds nothing yet
            return;
        }
        shard.discard(grave);
    }
}
