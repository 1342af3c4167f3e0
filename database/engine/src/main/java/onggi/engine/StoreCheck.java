package onggi.engine;

import static onggi.bytes.Invariant.check;

import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.types.HashValue;
import onggi.types.HashWatch;
import onggi.types.Record;
import onggi.types.Table;
import org.jspecify.annotations.Nullable;

/** Verifies a whole store; slow, for tests and {@code DEBUG}. The caller holds every shard. */
public final class StoreCheck {

    private final Keyspace keyspace;
    private long blockBytes;
    private long volatileKeys;
    private long volatileHashes;

    private StoreCheck(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    /** Returns a check of a keyspace. */
    public static StoreCheck of(Keyspace keyspace) {
        return new StoreCheck(keyspace);
    }

    /**
     * Verifies that every structure is sound, every record is in the shard and table where its key
     * is looked for and in the wheel when it has an expiry, and that the slabs hold nothing else.
     *
     * @throws IllegalStateException when something is not
     */
    public void run() {
        for (int i = 0; i < keyspace.shardCount(); i++) {
            checkShard(keyspace.shard(i));
        }
    }

    private void checkShard(Shard shard) {
        blockBytes = 0;
        while (!shard.garbage().isEmpty()) {
            shard.garbage().free(1000);
        }
        shard.slab().check();
        shard.waiting().check();
        for (int database = 0; database < keyspace.databases(); database++) {
            checkDatabase(shard, shard.table(database), shard.wheel(database));
            checkFieldWheel(shard.fieldWheel(database));
        }
        shard.longReplies()
                .forEachOrphan(reference -> {
                    checkValue(shard, reference);
                    blockBytes += bytesOf(shard, reference);
                });
        blockBytes += shard.longReplies().works().scratchBytes();
        ShardSnapshot snapshot = shard.snapshot();
        if (snapshot != null) {
            snapshot.forEachKept(table -> checkKept(shard, table));
        }
        check(
                shard.slab().liveBytes() == blockBytes,
                "shard {} has {} live bytes in its slab, its records and tables have {}",
                shard.index(),
                shard.slab().liveBytes(),
                blockBytes);
    }

    /** The table of a database that was emptied, whose keys a snapshot needs still. */
    private void checkKept(Shard shard, Table table) {
        table.check();
        table.forEach(reference -> blockBytes += bytesOf(shard, reference));
        blockBytes += table.segmentBytes();
    }

    private void checkDatabase(Shard shard, @Nullable Table table, @Nullable ExpiryWheel wheel) {
        volatileKeys = 0;
        volatileHashes = 0;
        if (table != null) {
            table.check();
            checkRecords(shard, table);
        }
        if (wheel != null) {
            wheel.check();
        }
        long inWheel = wheel == null ? 0 : wheel.size();
        check(
                inWheel == volatileKeys,
                "records with an expiry: {}, in the wheel: {}",
                volatileKeys,
                inWheel);
    }

    private void checkFieldWheel(@Nullable ExpiryWheel wheel) {
        if (wheel != null) {
            wheel.check();
        }
        long inWheel = wheel == null ? 0 : wheel.size();
        check(
                inWheel == volatileHashes,
                "hashes with a field that expires: {}, in the wheel: {}",
                volatileHashes,
                inWheel);
    }

    private void checkRecords(Shard shard, Table table) {
        long[] seen = new long[1];
        table.forEach(reference -> {
            seen[0]++;
            checkRecord(shard, table, reference);
        });
        check(seen[0] == table.size(), "a walk sees {} records of {}", seen[0], table.size());
        blockBytes += table.segmentBytes();
    }

    private void checkRecord(Shard shard, Table table, int reference) {
        Slab slab = shard.slab();
        Memory memory = shard.memory();
        long address = slab.address(reference);
        byte[] key = shard.key(reference);
        long hash = table.hashOf(reference);
        long slot = table.find(hash, key, 0, key.length);
        check(
                slot != Table.NONE && table.reference(slot) == reference,
                "record {} is not found",
                reference);
        check(
                keyspace.shardOf(key, 0, key.length) == shard,
                "record {} is in a wrong shard",
                reference);
        checkValue(shard, reference);
        blockBytes += bytesOf(shard, reference);
        if (HashWatch.isIn(memory, address)) {
            long watch = HashWatch.addressOf(memory, address);
            boolean left =
                    ExpiryPart.previous(memory, watch) == 0
                            && shard.longReplies().keepsFields(reference);
            boolean expires = HashWatch.momentMs(memory, watch) != HashValue.NO_EXPIRY;
            volatileHashes += expires && !left ? 1 : 0;
        }
        if (Record.hasExpiry(memory, address)) {
            volatileKeys++;
            check(Record.previous(memory, address) != 0, "record {} is in no wheel", reference);
        }
    }

    private static void checkValue(Shard shard, int reference) {
        if (shard.cell(reference).isCollection()) {
            shard.cell(reference).value().check();
        }
    }

    /** Returns what a record and all that its value has beside it take. */
    private static long bytesOf(Shard shard, int reference) {
        Slab slab = shard.slab();
        long address = slab.address(reference);
        long bytes = slab.bytesOf(reference);
        if (Record.isExternal(shard.memory(), address)) {
            bytes += slab.capacityOfLarge(Record.externalAddress(shard.memory(), address));
        }
        boolean collection = shard.cell(reference).isCollection();
        return bytes + (collection ? shard.cell(reference).value().blockBytes() : 0);
    }
}
