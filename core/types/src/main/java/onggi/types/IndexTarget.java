package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/** What a search in an {@link OrderedIndex} aims at, and which entries stand in front of it. */
@HotPath
final class IndexTarget {

    private enum Kind {
        /** In front: a lower score, and maybe an equal one. */
        SCORE,
        /** In front: everything up to and including an entry. */
        ENTRY,
        /** In front: a lower member, and maybe an equal one, whatever the score. */
        MEMBER
    }

    private static final byte[] NOTHING = {};

    private Slab slab;
    private Memory memory;
    private Kind kind = Kind.SCORE;
    private double score;
    private boolean passesEqual;
    private long member;
    private byte[] bytes = NOTHING;
    private int offset;
    private int length;

    IndexTarget(Slab slab) {
        this.slab = slab;
        this.memory = slab.memory();
    }

    /** Aims behind lower scores, or also behind equal ones. */
    void score(Slab slab, double score, boolean orEqual) {
        aim(slab, Kind.SCORE);
        this.score = score;
        this.passesEqual = orEqual;
    }

    /** Aims behind an entry. */
    void entry(Slab slab, double score, int reference) {
        aim(slab, Kind.ENTRY);
        this.score = score;
        long record = slab.address(reference);
        this.member = Record.keyAddress(memory, record);
        this.length = Record.keyLength(memory, record);
    }

    /** Aims behind lower members, or also behind an equal one. */
    void member(Slab slab, byte[] bytes, int offset, int length, boolean orEqual) {
        aim(slab, Kind.MEMBER);
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.passesEqual = orEqual;
    }

    private void aim(Slab slab, Kind kind) {
        this.slab = slab;
        this.memory = slab.memory();
        this.kind = kind;
    }

    /** Keeps nothing of a member that came from outside. */
    void release() {
        bytes = NOTHING;
    }

    /** How many entries of a node stand in front. */
    int countIn(long node, int level) {
        int low = 0;
        int high = IndexNode.count(memory, node);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (passedBy(node, level, middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether an entry of a node stands in front. */
    boolean passedBy(long node, int level, int i) {
        if (kind != Kind.MEMBER) {
            double other = IndexNode.score(memory, node, i);
            if (other != score) {
                return other < score;
            }
            if (kind == Kind.SCORE) {
                return passesEqual;
            }
        }
        return passedByMember(slab.address(IndexNode.member(memory, node, level, i)));
    }

    private boolean passedByMember(long record) {
        long other = Record.keyAddress(memory, record);
        int otherLength = Record.keyLength(memory, record);
        if (kind == Kind.ENTRY) {
            return MemberOrder.compare(memory, other, otherLength, member, length) <= 0;
        }
        int order = MemberOrder.compare(memory, other, otherLength, bytes, offset, length);
        return order < 0 || (order == 0 && passesEqual);
    }
}
