package onggi.commands;

import onggi.bytes.Memory;
import onggi.engine.Call;
import onggi.engine.Shard;
import onggi.types.Record;
import onggi.types.Table;

/** Writes the keys of a shard that match a pattern and have not expired, for KEYS. */
final class KeyLister implements Table.Visitor {

    /*
     * A table is visited in the order of hashes, so nearly every record is a cache miss. Records are
     * therefore gathered, and the length of every key of a gathering is read before the first is
     * written: loads that do not depend on one another, so that their misses overlap.
     */

    private static final int GATHERED = 64;

    private final Call call;
    private final Shard shard;
    private final KeyFilter filter;
    private final int[] references = new int[GATHERED];
    private final int[] lengths = new int[GATHERED];
    private int gathered;
    private int count;

    KeyLister(Call call, Shard shard, KeyFilter filter) {
        this.call = call;
        this.shard = shard;
        this.filter = filter;
    }

    /** Writes the keys of a table of the shard; returns how many. */
    int list(Table table) {
        table.forEach(this);
        write();
        return count;
    }

    @Override
    public void visit(int reference) {
        references[gathered++] = reference;
        if (gathered == GATHERED) {
            write();
        }
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
        if (shard.isExpired(reference, call.nowMs())) {
            return;
        }
        if (filter.passesAll()) {
            long address = shard.slab().address(reference);
            call.reply().bulk(shard.memory(), Record.keyAddress(shard.memory(), address), length);
            count++;
            return;
        }
        byte[] key = shard.key(reference);
        if (filter.passes(key, KeyFilter.ANY_TYPE)) {
            call.reply().bulk(key);
            count++;
        }
    }
}
