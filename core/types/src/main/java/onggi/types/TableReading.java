package onggi.types;

import java.util.BitSet;
import onggi.bytes.Invariant;

/**
 * Visits all entries that a table has when the reading begins, each once, though entries come and
 * go until the last is visited. Whoever adds or removes one calls {@link #before} first.
 */
public final class TableReading {

    /*
     * The hashes are cut into as many cells as the directory is long at the beginning, so a cell is a
     * segment or a part of one. A cell is read as a whole: by the reader, cell after cell, or by who
     * is about to add or remove an entry in it. So no segment is split inside of an unread cell, and
     * an unread cell has what it had at the beginning. Segments may merge, or be parts of a smaller
     * directory; a segment with cells that were read and others that were not is told apart by hash.
     */

    private final Table table;
    private final int bits;
    private final BitSet read;
    private int next;

    /** Begins to read a table, whose object it must be as long as it is read. */
    public TableReading(Table table) {
        this.table = table;
        this.bits = table.directory.depth;
        this.read = new BitSet(1 << bits);
        this.next = table.segments == 0 ? 1 << bits : 0;
        if (table.segments == 0) {
            read.set(0, 1 << bits);
        }
    }

    /** Returns the table. */
    public Table table() {
        return table;
    }

    /**
     * Visits the entries of the next segment.
     *
     * @param visitor must not change the table
     * @return whether there may be more
     */
    public boolean step(Table.Visitor visitor) {
        next = read.nextClearBit(next);
        if (next < 1 << bits) {
            readAround(next, visitor);
        }
        return next < 1 << bits;
    }

    /**
     * Visits what must be visited before an entry is added or removed.
     *
     * @param hash of its key
     * @param visitor must not change the table
     */
    public void before(long hash, Table.Visitor visitor) {
        int cell = cellOf(hash);
        if (!read.get(cell)) {
            readAround(cell, visitor);
        }
    }

    private int cellOf(long hash) {
        return (int) ((hash >>> 1) >>> (63 - bits));
    }

    /** Visits the unread entries of the segments that a cell is in or that are in it. */
    private void readAround(int cell, Table.Visitor visitor) {
        Directory directory = table.directory;
        int index =
                directory.depth >= bits
                        ? cell << (directory.depth - bits)
                        : cell >>> (bits - directory.depth);
        int depth = depthAt(index);
        Invariant.check(depth <= bits, "an unread cell was split: cell={}, depth={}", cell, depth);
        int cells = 1 << (bits - depth);
        int first = cell & -cells;
        int segment = directory.at(index);
        if (segment != Table.NONE) {
            int already = read.get(first, first + cells).cardinality();
            Table.Visitor chosen =
                    already == 0 ? visitor : reference -> visitUnread(reference, visitor);
            TableWalk.visitSegment(table, table.slab.address(segment), chosen);
        }
        read.set(first, first + cells);
    }

    private int depthAt(int index) {
        int segment = table.directory.at(index);
        return segment == Table.NONE ? 0 : Segment.depth(table.memory, table.slab.address(segment));
    }

    private void visitUnread(int reference, Table.Visitor visitor) {
        if (!read.get(cellOf(table.hashOf(reference)))) {
            visitor.visit(reference);
        }
    }
}
