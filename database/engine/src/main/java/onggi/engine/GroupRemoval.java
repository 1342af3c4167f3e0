package onggi.engine;

import java.util.function.Consumer;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;
import onggi.types.Encoding;
import onggi.types.Record;
import onggi.types.StreamGrave;
import onggi.types.StreamGroup;
import onggi.types.StreamValue;
import onggi.types.ValueType;

/**
 * Removes consumer groups of streams, and their consumers. What a large one has becomes a stream
 * under no key, which is freed in the background as a removed one is; so do nodes that are trimmed.
 */
final class GroupRemoval {

    /** What has more pending entries is freed in the background. */
    private static final int PENDING_AT_ONCE = 1_000;

    private static final byte[] NO_KEY = {};

    private GroupRemoval() {}

    /** Removes a group of a stream of a shard; returns whether there was one of this name. */
    static boolean run(Shard shard, StreamValue stream, byte[] name, int offset, int length) {
        if (!stream.findGroup(name, offset, length)) {
            return false;
        }
        if (stream.group().pendingCount() > PENDING_AT_ONCE) {
            bury(shard, grave -> grave.take(stream.group()));
        }
        return stream.destroyGroup(name, offset, length);
    }

    /**
     * Removes a consumer of the present group of a stream of a shard. What is pending at it leaves
     * the group one by one, unless it is all that the group has.
     *
     * @return how many entries were pending, or -1 when there is no such consumer
     */
    static long runForConsumer(
            Shard shard, StreamGroup group, byte[] name, int offset, int length) {
        if (!group.findConsumer(name, offset, length)) {
            return -1;
        }
        long pending = group.consumer().pendingCount();
        if (pending > PENDING_AT_ONCE && pending == group.pendingCount()) {
            bury(shard, grave -> grave.takePending(group));
        }
        group.removeConsumer(name, offset, length);
        return pending;
    }

    /** Without memory for another record all stays where it is, and is freed at once. */
    static boolean bury(Shard shard, Consumer<StreamGrave> giver) {
        Slab slab = shard.slab();
        int bytes = (int) Record.length(0, StreamValue.HEADER_BYTES, false, false);
        int grave = slab.tryAllocate(bytes);
        if (grave == Slab.NONE) {
            return false;
        }
        Memory memory = shard.memory();
        long address = slab.address(grave);
        Record.write(memory, address, NO_KEY, 0, 0, StreamValue.HEADER_BYTES, false, false);
        Record.setTypeAndEncoding(memory, address, ValueType.STREAM, Encoding.STREAM);
        boolean done = false;
        try {
            giver.accept(new StreamGrave(shard.cell(grave)));
            done = true;
        } catch (SlabFullException _) {
            // What it has by now is freed with it.
        }
        shard.discard(grave);
        return done;
    }
}
