package onggi.types;

import java.util.Arrays;
import onggi.bytes.Doubles;
import onggi.bytes.HotPath;
import onggi.bytes.Invariant;
import onggi.bytes.Memory;
import onggi.bytes.Numbers;

/**
 * A small sorted set: a list pack of members, each with its score behind it, in order. A cursor;
 * the chosen member is that of the last {@link #find} or {@link #seek}.
 */
@HotPath
final class ZsetPack {

    /** A pack never becomes longer than this. */
    private static final long MAX_BYTES = 1L << 30;

    private final Cell cell;
    private final CellPack pack;
    private final byte[] text = new byte[Doubles.MAX_TEXT_LENGTH];
    private byte[] moved = new byte[64];
    private int at;

    ZsetPack(Cell cell) {
        this.cell = cell;
        this.pack = new CellPack(cell);
    }

    void init() {
        pack.init(Encoding.LISTPACK);
    }

    int size() {
        return pack.count() >>> 1;
    }

    /** Whether a member of this length may be added. */
    boolean hasRoomFor(int length) {
        CollectionLimits limits = cell.limits();
        return size() < limits.zsetEntries
                && length <= limits.zsetValueBytes
                && (long) pack.bytes() + length <= MAX_BYTES;
    }

    // ---- the chosen member

    boolean find(byte[] member, int offset, int length) {
        at = pack.find(pack.first(), member, offset, length, 1);
        return at != ListPack.NONE;
    }

    /** Chooses the member of a rank; there is none before 0 and behind the last. */
    void seek(int rank) {
        at = rank < 0 ? ListPack.NONE : pack.seek(2 * rank);
    }

    boolean isOnMember() {
        return at != ListPack.NONE;
    }

    void next() {
        at = pack.next(pack.next(at));
    }

    void previous() {
        int score = pack.previous(at);
        at = score == ListPack.NONE ? ListPack.NONE : pack.previous(score);
    }

    void member(ElementText text) {
        text.element(pack.memory(), pack.address(), at);
    }

    double score() {
        return scoreBehind(at);
    }

    int rank() {
        int rank = 0;
        for (int i = pack.first(); i != at; i = pack.next(pack.next(i))) {
            rank++;
        }
        return rank;
    }

    private double scoreBehind(int member) {
        int score = pack.next(member);
        if (pack.isInteger(score)) {
            return pack.integer(score);
        }
        int length = pack.length(score);
        pack.memory().copyOut(pack.stringAddress(score), text, 0, length);
        return Doubles.parse(text, 0, length);
    }

    // ---- changes

    /** Adds a member that is not there; -0 becomes 0, as an integer has no such zero. */
    void add(byte[] member, int offset, int length, double score) {
        at = placeOf(member, offset, length, score);
        int behind = pack.insert(at, member, offset, length);
        long whole = (long) score;
        if (whole == score && Math.abs(score) <= 0x1p62) {
            pack.insert(behind, whole);
        } else {
            pack.insert(behind, text, 0, Doubles.writePlain(score, text, 0));
        }
    }

    private int placeOf(byte[] member, int offset, int length, double score) {
        int i = pack.first();
        while (i != ListPack.NONE) {
            double other = scoreBehind(i);
            if (other > score || (other == score && compare(i, member, offset, length) > 0)) {
                return i;
            }
            i = pack.next(pack.next(i));
        }
        return pack.end();
    }

    /** Compares a member with a text. */
    private int compare(int i, byte[] other, int offset, int length) {
        Memory memory = pack.memory();
        if (!pack.isInteger(i)) {
            return MemberOrder.compare(
                    memory, pack.stringAddress(i), pack.length(i), other, offset, length);
        }
        int end = Numbers.write(pack.integer(i), text, 0);
        return Arrays.compareUnsigned(text, 0, end, other, offset, offset + length);
    }

    /** Gives the chosen member another score. */
    void rescore(double score) {
        int length = pack.length(at);
        if (moved.length < length) {
            moved = new byte[length];
        }
        ListPack.copyOut(pack.memory(), pack.address(), at, moved, 0);
        pack.remove(at, 2);
        add(moved, 0, length, score);
    }

    /** Removes the chosen member. */
    void remove() {
        pack.remove(at, 2);
    }

    /** Removes so many members from a rank on; all are there. */
    void removeRange(int rank, int count) {
        pack.remove(pack.seek(2 * rank), 2 * count);
    }

    // ---- ranges

    /** How many members have a lower score, or also an equal one. */
    int countBelow(double score, boolean orEqual) {
        int count = 0;
        for (int i = pack.first(); i != ListPack.NONE; i = pack.next(pack.next(i))) {
            double other = scoreBehind(i);
            if (orEqual ? other > score : other >= score) {
                break;
            }
            count++;
        }
        return count;
    }

    /**
     * Finds the members between two bounds as Redis does, which matters when scores differ: from
     * the first, or the last, that is inside, as long as they are.
     *
     * @return the rank of the first one in the upper half, behind the last one in the lower; both
     *     equal for none
     */
    long lexRange(LexBound min, LexBound max, boolean fromEnd) {
        int first = pack.first();
        if (first == ListPack.NONE
                || !max.admitsFromAbove(compare(first, max))
                || !min.admitsFromBelow(compare(pack.seek(-2), min))) {
            return 0;
        }
        return fromEnd ? lexRangeFromEnd(min, max) : lexRangeFromStart(min, max);
    }

    private long lexRangeFromStart(LexBound min, LexBound max) {
        int rank = 0;
        int i = pack.first();
        while (i != ListPack.NONE && !min.admitsFromBelow(compare(i, min))) {
            rank++;
            i = pack.next(pack.next(i));
        }
        int end = rank;
        while (i != ListPack.NONE && max.admitsFromAbove(compare(i, max))) {
            end++;
            i = pack.next(pack.next(i));
        }
        return (long) rank << 32 | end;
    }

    private long lexRangeFromEnd(LexBound min, LexBound max) {
        int end = size();
        int i = pack.seek(-2);
        while (i != ListPack.NONE && !max.admitsFromAbove(compare(i, max))) {
            end--;
            i = pack.seek(2 * (end - 1));
        }
        int rank = end;
        while (rank > 0 && min.admitsFromBelow(compare(pack.seek(2 * (rank - 1)), min))) {
            rank--;
        }
        return (long) rank << 32 | end;
    }

    private int compare(int i, LexBound bound) {
        return compare(i, bound.bytes, bound.offset, bound.length);
    }

    // ---- what a collection owes

    void check() {
        ListPackCheck.run(pack.memory(), pack.address());
        Invariant.check(pack.count() % 2 == 0, "odd number of elements: {}", pack.count());
        int last = ListPack.NONE;
        for (int i = pack.first(); i != ListPack.NONE; i = pack.next(pack.next(i))) {
            Invariant.check(!Double.isNaN(scoreBehind(i)), "no score at {}", i);
            Invariant.check(last == ListPack.NONE || isInOrder(last, i), "out of order: at={}", i);
            last = i;
        }
    }

    private boolean isInOrder(int one, int other) {
        double difference = scoreBehind(one) - scoreBehind(other);
        if (scoreBehind(one) != scoreBehind(other)) {
            return difference < 0;
        }
        byte[] member = pack.copy(other);
        return compare(one, member, 0, member.length) < 0;
    }
}
