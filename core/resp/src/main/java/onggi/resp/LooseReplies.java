package onggi.resp;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.LooseBlock;

/**
 * Strings of replies that lie outside the heap, with the positions in the array at which they are
 * to be inserted. None is at the very beginning or end of a reply: their headers and line ends are
 * in the array.
 */
final class LooseReplies {

    private static final class Insert {

        int at;
        final LooseBlock block;

        Insert(int at, LooseBlock block) {
            this.at = at;
            this.block = block;
        }
    }

    private final List<Insert> inserts = new ArrayList<>(0);
    private long bytes;

    boolean isEmpty() {
        return inserts.isEmpty();
    }

    /** Returns how many bytes the strings have. */
    long bytes() {
        return bytes;
    }

    void add(int at, LooseBlock block) {
        inserts.add(new Insert(at, block));
        bytes += block.length();
    }

    /** Returns where the first string behind a position belongs, or -1. */
    int next(int position) {
        for (Insert insert : inserts) {
            if (insert.at > position) {
                return insert.at;
            }
        }
        return -1;
    }

    /** Takes the string that belongs at a position. */
    LooseBlock take(int position) {
        for (int i = 0; i < inserts.size(); i++) {
            Insert insert = inserts.get(i);
            if (insert.at == position) {
                inserts.remove(i);
                bytes -= insert.block.length();
                return insert.block;
            }
        }
        throw new IllegalStateException("no string here: position=" + position);
    }

    /** Releases what belongs behind a position. */
    void truncate(int position) {
        while (!inserts.isEmpty() && inserts.getLast().at > position) {
            LooseBlock block = inserts.removeLast().block;
            bytes -= block.length();
            block.release();
        }
    }

    /** Moves what belongs behind a position by a distance. */
    void shift(int position, int distance) {
        for (Insert insert : inserts) {
            insert.at += insert.at > position ? distance : 0;
        }
    }
}
