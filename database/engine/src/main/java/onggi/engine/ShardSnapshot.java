package onggi.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
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
     * A large value is marked when it is begun, and taken in pieces by the walk that follows. Until its
     * end it has a reader (LargeValue, like a LongReply): the value stands still, whoever removes,
     * overwrites or renames the key leaves its blocks to the reader, and a command that would change
     * the value is put off until all is taken, while others are served. What cannot wait, as inside of
     * EXEC or a script or with a second key, takes the rest at once, and so does who has waited for a
     * sink that has no room.
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

    /** In place of the number of a database: that of the table which the walk is at. */
    private static final int WALK = -2;

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

    /** Whether all of the present table was seen, and only large values of it are not taken. */
    private boolean passed;

    /** By the number of a database now: what it was at the instant. */
    private final int[] origins;

    /** Large values that are not taken to their end, the first of which goes on. */
    private final Queue<LargeValue> unfinished = new ArrayDeque<>(0);

    private int progress;
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
        this.origins = new int[2 * databases]; // those of Keyspace.hidden too
        for (int i = 0; i < databases; i++) {
            this.tables[i] = shard.table(i);
            this.databases[i] = i;
        }
        for (int i = 0; i < origins.length; i++) {
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
            take(database, origins[database], reference, true);
        }
    }

    @HotPath
    boolean has(long address) {
        return Record.mark(memory, address) == mark;
    }

    private void mark(long address) {
        Record.setMark(memory, address, mark);
    }

    private void take(int database, int origin, int reference, boolean handedOver) {
        mark(slab.address(reference));
        SnapshotSink.Pieces pieces = whole.sink().take(shard, origin, reference, handedOver);
        if (pieces != null) {
            whole.largeBegins();
            LargeValue value = new LargeValue(this, shard, pieces);
            value.reads(database == WALK ? numberNow() : database, reference);
            shard.longReplies().add(value);
            unfinished.add(value);
        }
    }

    // ---- the walk

    /**
     * Takes about so many records, or elements of a large value that is begun; returns whether
     * there is nothing left.
     */
    boolean advance(int most) {
        if (!unfinished.isEmpty()) {
            advanceLarge(most);
            return false;
        }
        if (passed) {
            next();
        }
        int visited = 0;
        while (present < tables.length && visited < most && unfinished.isEmpty()) {
            visited += pass(most - visited);
        }
        return present == tables.length && unfinished.isEmpty();
    }

    /** Takes about so many elements of the large value that is first; returns whether it did. */
    boolean advanceLarge(int most) {
        unfinished.removeIf(LargeValue::isOver);
        LargeValue first = unfinished.peek();
        if (first == null || !first.hasRoom()) {
            return false;
        }
        progress++;
        if (!first.advance(most)) {
            unfinished.remove();
        }
        return true;
    }

    /** Returns a number that changes whenever some of a large value was taken. */
    @HotPath
    int progress() {
        return progress;
    }

    void largeEnds() {
        whole.largeEnds();
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
                take(WALK, databases[present], found[i], false);
            }
        }
        passed = position == 0;
        if (passed && unfinished.isEmpty()) {
            next();
        }
        return count;
    }

    /** Returns the number that the database has now, or -1 when its table is in none any more. */
    private int numberNow() {
        if (!kept[present]) {
            for (int i = 0; i < origins.length; i++) {
                if (origins[i] == databases[present]) {
                    return i;
                }
            }
        }
        return -1;
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
        passed = false;
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
            snapshot.passed = false;
        }
    }

    /** Lets the shard go, whether all was taken or not. */
    void end() {
        List.copyOf(unfinished).forEach(LargeValue::end);
        unfinished.clear();
        while (present < tables.length) {
            next();
        }
        shard.snapshot(null);
        whole.ended(shard);
    }
}
