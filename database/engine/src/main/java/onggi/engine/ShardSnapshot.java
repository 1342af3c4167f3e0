package onggi.engine;

import java.util.Arrays;
import java.util.function.Consumer;
import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.types.Record;
import onggi.types.Table;
import org.jspecify.annotations.Nullable;

/** The part of a {@link KeyspaceSnapshot} that one shard has to give. Guarded by the shard. */
final class ShardSnapshot {

    /*
     * A record is the snapshot's when it bears the mark of the snapshot. It gets it in one of three
     * ways: the walk comes to it and takes it; somebody is about to change it, and it is handed
     * over first; or it is written anew after the instant, when it is marked and not taken. So each
     * record that was there at the instant is taken once, as it was then, and no other.
     *
     * The walk passes over the tables that the shard had at the instant as SCAN does, so it misses
     * nothing that stays, whatever is inserted, removed, split or moved about meanwhile.
     *
     * Who is about to change a record comes through one door, the look for its key:
     *
     * - Call's lookup, for every command that may change a key, and for any command that finds the
     *   key or fields of it expired. Nothing a handler can do to a value where it lies, and no
     *   removal, overwriting, renaming or new expiry, is without it. A command that in the end
     *   changes nothing costs nothing either: the record would have been taken anyway.
     * - KeyLoader's find, for what puts keys in without a command.
     * - Shard.leave and FieldExpiry.reap, for those who come from a walk or a wheel and not by key:
     *   keys and fields that expire though nobody asks for them, and whoever evicts.
     *
     * Below, where a record leaves its wheels, which all that moves or removes it must let it do,
     * an assertion holds that it has been through the door.
     *
     * What is done to a whole database at once: FLUSHDB and FLUSHALL leave their table to the
     * snapshot until the walk has passed it, and then it is garbage as always. It takes no memory that
     * was not in use. SWAPDB exchanges the names that the tables had at the instant. Compaction
     * copies the mark with the record. What is garbage already, and values that only a reply still
     * needs, have left their tables and are none of the snapshot's business.
     *
     * Reading notes the use of a key, and that alone comes through no door: the idle time of a key
     * is that of the moment in which it is taken.
     */

    private final KeyspaceSnapshot whole;
    private final Shard shard;
    private final Slab slab;
    private final Memory memory;
    private final int mark;

    /** The tables to walk over, the numbers of their databases, and whether these are gone. */
    private final @Nullable Table[] tables;

    private final int[] databases;
    private final boolean[] kept;
    private int present;
    private long position;

    /** By the number of a database now: what it was at the instant. */
    private final int[] origins;

    private int[] found = new int[128];
    private int count;

    ShardSnapshot(KeyspaceSnapshot whole, Shard shard, int databases, int mark) {
        this.whole = whole;
        this.shard = shard;
        this.slab = shard.slab();
        this.memory = shard.memory();
        this.mark = mark;
        this.tables = new Table[databases];
        this.databases = new int[databases];
        this.kept = new boolean[databases];
        this.origins = new int[databases];
        for (int i = 0; i < databases; i++) {
            this.tables[i] = shard.table(i);
            this.databases[i] = i;
            this.origins[i] = i;
        }
    }

    // ---- the door

    /** A command has found a key. */
    @HotPath
    static void lookedUp(Call call, Entry entry) {
        ShardSnapshot present = entry.shard.snapshot();
        if (present != null && mayChange(call, entry)) {
            present.handOver(entry.database, entry.reference);
        }
    }

    private static boolean mayChange(Call call, Entry entry) {
        return call.command().changesKeys()
                || entry.isExpired(call.nowMs())
                || entry.hasDueFields(call.nowMs());
    }

    /** A record is going to change or go: a snapshot that does not have it yet takes it now. */
    static void handOver(Shard shard, int database, int reference) {
        ShardSnapshot present = shard.snapshot();
        if (present != null) {
            present.handOver(database, reference);
        }
    }

    /** Takes note of a record that was written anew. */
    @HotPath
    static void born(Shard shard, long address) {
        ShardSnapshot present = shard.snapshot();
        if (present != null) {
            present.mark(address);
        }
    }

    private void handOver(int database, int reference) {
        if (!has(slab.address(reference))) {
            take(origins[database], reference, true);
        }
    }

    @HotPath
    boolean has(long address) {
        return Record.mark(memory, address) == mark;
    }

    private void mark(long address) {
        Record.setMark(memory, address, mark);
    }

    private void take(int database, int reference, boolean handedOver) {
        mark(slab.address(reference));
        whole.sink().take(shard, database, reference, handedOver);
    }

    // ---- the walk

    /** Takes about so many records; returns whether there is none left. */
    boolean advance(int most) {
        int visited = 0;
        while (present < tables.length && visited < most) {
            visited += pass(most - visited);
        }
        return present == tables.length;
    }

    private int pass(int most) {
        Table table = tables[present];
        count = 0;
        position = table == null ? 0 : table.scan(position, most, this::found);
        long touched = 0;
        for (int i = 0; i < count; i++) {
            touched += slab.touch(found[i]);
        }
        whole.touched(touched);
        for (int i = 0; i < count; i++) {
            if (!has(slab.address(found[i]))) {
                take(databases[present], found[i], false);
            }
        }
        if (position == 0) {
            next();
        }
        return count;
    }

    private void found(int reference) {
        if (count == found.length) {
            found = Arrays.copyOf(found, count * 2);
        }
        found[count++] = reference;
    }

    private void next() {
        Table table = tables[present];
        if (table != null && kept[present]) {
            shard.garbage().add(table);
        }
        tables[present++] = null;
    }

    // ---- whole databases

    /**
     * Takes over the table of a database that is being emptied, if there may be something to take
     * in it; returns whether it did.
     */
    @SuppressWarnings("ReferenceEquality") // this very table
    boolean keeps(Table table) {
        for (int i = present; i < tables.length; i++) {
            if (tables[i] == table) {
                kept[i] = true;
                return true;
            }
        }
        return false;
    }

    boolean keepsAny() {
        for (int i = present; i < tables.length; i++) {
            if (kept[i]) {
                return true;
            }
        }
        return false;
    }

    /** Names the tables that are in no database any more. */
    void forEachKept(Consumer<Table> visitor) {
        for (int i = present; i < tables.length; i++) {
            Table table = tables[i];
            if (kept[i] && table != null) {
                visitor.accept(table);
            }
        }
    }

    /** Two databases were exchanged. */
    static void swapped(@Nullable ShardSnapshot snapshot, int first, int second) {
        if (snapshot != null) {
            int origin = snapshot.origins[first];
            snapshot.origins[first] = snapshot.origins[second];
            snapshot.origins[second] = origin;
        }
    }

    /** The slab was cleared, as it held nothing: there is nothing left to take. */
    static void cleared(@Nullable ShardSnapshot snapshot) {
        if (snapshot != null) {
            Arrays.fill(snapshot.tables, null);
            snapshot.present = snapshot.tables.length;
        }
    }

    /** Lets the shard go, whether all was taken or not. */
    void end() {
        while (present < tables.length) {
            next();
        }
        shard.snapshot(null);
        whole.ended(shard);
    }
}
