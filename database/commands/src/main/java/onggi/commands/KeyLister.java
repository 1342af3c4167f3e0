package onggi.commands;

import onggi.bytes.Memory;
import onggi.engine.KeyReading;
import onggi.engine.LateReply;
import onggi.engine.Shard;
import onggi.types.Record;

/** Writes the keys of a shard that match a pattern and have not expired, for KEYS. */
final class KeyLister implements KeyReading.Taker {

    /*
     * A table is visited in the order of hashes, so nearly every record is a cache miss. Records are
     * therefore gathered, and the length of every key of a gathering is read before the first is
     * written: loads that do not depend on one another, so that their misses overlap.
     */

    private static final int GATHERED = 64;

    private final Shard shard;
    private final KeyFilter filter;
    private final long nowMs;
    private final LateReply.Part reply;
    private final int[] references = new int[GATHERED];
    private final int[] lengths = new int[GATHERED];
    private int gathered;
    private int count;

    KeyLister(Shard shard, KeyFilter filter, long nowMs, LateReply.Part reply) {
        this.shard = shard;
        this.filter = filter;
        this.nowMs = nowMs;
        this.reply = reply;
    }

    /** Returns how many keys were written. */
    int count() {
        return count;
    }

    @Override
    public void visit(int reference) {
        references[gathered++] = reference;
        if (gathered == GATHERED) {
            write();
        }
    }

    @Override
    public void settle() {
        write();
        reply.settle();
    }

    private void write() {
        Memory memory = shard.memory();
        for (int i = 0; i < gathered; i++) {
            lengths[i] = Record.keyLength(memory, shard.slab().address(references[i]));
        }
        for (int i = 0; i < gathered; i++) {
            write(references[i], lengths[i]);
        }
        gathered = 0;
    }

    private void write(int reference, int length) {
        if (shard.isGone(reference, nowMs)) {
            return;
        }
        if (filter.passesAll()) {
            long address = shard.slab().address(reference);
            reply.writer().bulk(shard.memory(), Record.keyAddress(shard.memory(), address), length);
            count++;
            return;
        }
        byte[] key = shard.key(reference);
        if (filter.passes(key, KeyFilter.ANY_TYPE)) {
            reply.writer().bulk(key);
            count++;
        }
    }
}
