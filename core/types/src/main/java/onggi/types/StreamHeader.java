package onggi.types;

import onggi.bytes.HotPath;

/** What the record of a stream holds. */
public abstract class StreamHeader extends CollectionValue {

    /*
     * The record holds a header of fixed length:
     *
     *     length                8 bytes   entries that are there
     *     first id             16         of these, 0-0 when there is none
     *     last id              16         that was ever given out
     *     greatest deleted id  16         by XDEL, not by trimming
     *     entries added         8
     *     last stored id       16         of the last node, deleted or not
     *     nodes                16         handle of the map from the first id of a node to its reference
     *     groups                4         reference of the list of groups
     *     producers             4         reference of the list of producers
     *     compaction           16         the id to go on with
     *
     * Nodes are as StreamNode says. Only the last one grows; a node goes when its last entry does. Ids in a stream only ascend, so an
     * entry is added without a search, and found by a search for its node and a walk through that.
     */

    static final int LENGTH = 0;
    static final int FIRST = 8;
    static final int LAST = 24;
    static final int DELETED = 40;
    static final int ADDED = 56;
    static final int STORED = 64;
    static final int NODES = 80;
    static final int GROUPS = 96;
    static final int PRODUCERS = 100;
    static final int RESUME = 104;

    /** The length of a stream's value. */
    public static final int HEADER_BYTES = 120;

    StreamHeader(Cell cell) {
        super(cell);
    }

    @Override
    @HotPath
    public final long size() {
        return at(LENGTH);
    }

    /** Returns the first half of the id of the first entry, 0 when there is none. */
    public final long firstMs() {
        return at(FIRST);
    }

    /** Returns the second half of the id of the first entry, 0 when there is none. */
    public final long firstSeq() {
        return at(FIRST + 8);
    }

    /** Returns the first half of the last id that was given out. */
    @HotPath
    public final long lastMs() {
        return at(LAST);
    }

    /** Returns the second half of the last id that was given out. */
    @HotPath
    public final long lastSeq() {
        return at(LAST + 8);
    }

    /** Sets the last id that was given out; not below that of any entry. */
    public final void setLast(long ms, long seq) {
        put(LAST, ms);
        put(LAST + 8, seq);
    }

    /** Returns the first half of the greatest id that was deleted. */
    public final long maxDeletedMs() {
        return at(DELETED);
    }

    /** Returns the second half of the greatest id that was deleted. */
    public final long maxDeletedSeq() {
        return at(DELETED + 8);
    }

    /** Sets the greatest id that was deleted. */
    public final void setMaxDeleted(long ms, long seq) {
        put(DELETED, ms);
        put(DELETED + 8, seq);
    }

    /** Returns how many entries were ever added. */
    public final long added() {
        return at(ADDED);
    }

    /** Sets how many entries were ever added. */
    public final void setAdded(long count) {
        put(ADDED, count);
    }

    @HotPath
    final long at(int offset) {
        return cell.memory().longAt(cell.valueAddress() + offset);
    }

    @HotPath
    final void put(int offset, long value) {
        cell.memory().putLong(cell.valueAddress() + offset, value);
    }

    @Override
    public final void init() {
        cell.reshape(Encoding.STREAM, HEADER_BYTES, 0, 0);
        cell.memory().zero(cell.valueAddress(), HEADER_BYTES);
    }
}
