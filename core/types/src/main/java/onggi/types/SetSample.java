package onggi.types;

import onggi.bytes.Memory;
import onggi.bytes.RandomSource;

/** Chooses several members of a set without choosing one twice. */
final class SetSample {

    /*
     * Few of many are drawn one by one, and again when drawn before. From one part in PART on, that
     * would repeat itself too often: then all members are passed once and each is taken with the
     * chance (still wanted) / (still to come), which makes every choice equally likely (Knuth, The
     * Art of Computer Programming 2, algorithm S).
     */
    private static final int PART = 3;

    private SetSample() {}

    static void show(
            SetValue set, Members members, int count, RandomSource random, MemberVisitor visitor) {
        boolean table = set.cell().encoding() == Encoding.HASHTABLE;
        if (table && (long) count * PART < set.size()) {
            draw(set, members, count, random, visitor);
        } else {
            set.forEach(new Selection(set.size(), count, random, visitor));
        }
    }

    private static void draw(
            SetValue set, Members members, int count, RandomSource random, MemberVisitor visitor) {
        int[] drawn = new int[Integer.highestOneBit(Math.max(1, count)) << 2];
        for (int left = count; left > 0; ) {
            int reference = members.random(random);
            if (isNew(drawn, reference)) {
                set.showRecord(reference, visitor);
                left--;
            }
        }
    }

    /** Notes a reference in a table with open addressing; returns whether it was not there. */
    private static boolean isNew(int[] drawn, int reference) {
        int mask = drawn.length - 1;
        int at = ((reference * 0x9E3779B9) >>> 7) & mask;
        while (drawn[at] != 0) {
            if (drawn[at] == reference) {
                return false;
            }
            at = (at + 1) & mask;
        }
        drawn[at] = reference;
        return true;
    }

    /** Lets some of all members through. */
    private static final class Selection implements MemberVisitor {

        private final RandomSource random;
        private final MemberVisitor visitor;
        private long toCome;
        private long wanted;

        Selection(long size, long wanted, RandomSource random, MemberVisitor visitor) {
            this.random = random;
            this.visitor = visitor;
            this.toCome = size;
            this.wanted = wanted;
        }

        private boolean takesNext() {
            boolean takes = random.nextLong(toCome--) < wanted;
            wanted -= takes ? 1 : 0;
            return takes;
        }

        @Override
        public void integer(long value) {
            if (takesNext()) {
                visitor.integer(value);
            }
        }

        @Override
        public void text(Memory memory, long address, int length) {
            if (takesNext()) {
                visitor.text(memory, address, length);
            }
        }
    }
}
