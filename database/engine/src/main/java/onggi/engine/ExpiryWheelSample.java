package onggi.engine;

import onggi.bytes.RandomSource;
import onggi.bytes.Slab;
import onggi.types.Table;

/** Records of an {@link ExpiryWheel}: some by chance, and the one that expires first. */
final class ExpiryWheelSample {

    /** How far from the head of a list a sample may begin, and how far a soonest is looked for. */
    private static final int DEPTH = 32;

    private ExpiryWheelSample() {}

    /** Visits some records, beginning in a list that chance chooses. */
    static void sample(ExpiryWheel wheel, RandomSource random, int count, Table.Visitor visitor) {
        int lists = ExpiryWheel.LEVELS * ExpiryWheel.SLOTS;
        int list = random.nextInt(lists);
        int left = count;
        for (int i = 0; i < lists && left > 0; i++) {
            int first = head(wheel, list);
            if (first != Slab.NONE) {
                left -= walk(wheel, first, random.nextInt(DEPTH), left, visitor);
            }
            list = list + 1 == lists ? 0 : list + 1;
        }
    }

    private static int head(ExpiryWheel wheel, int list) {
        int[] slots = wheel.heads[list / ExpiryWheel.SLOTS];
        return slots.length == 0 ? Slab.NONE : slots[list % ExpiryWheel.SLOTS];
    }

    /** Skips some records, unless the list is shorter, and visits those behind. */
    private static int walk(
            ExpiryWheel wheel, int first, int skipped, int most, Table.Visitor visitor) {
        int reference = first;
        int from = first;
        for (int i = 0; i < skipped && reference != Slab.NONE; i++) {
            reference = next(wheel, reference);
            from = reference == Slab.NONE ? first : reference;
        }
        int visited = 0;
        for (reference = from; reference != Slab.NONE && visited < most; visited++) {
            visitor.visit(reference);
            reference = next(wheel, reference);
        }
        return visited;
    }

    private static int next(ExpiryWheel wheel, int reference) {
        return ExpiryPart.next(wheel.memory, wheel.part(reference));
    }

    /**
     * Returns the record that expires first, or nearly, or {@link Slab#NONE} when there is none:
     * the first of the first list of each level, whose lists beyond the lowest are in no order.
     */
    static int soonest(ExpiryWheel wheel) {
        int best = Slab.NONE;
        long bestMs = Long.MAX_VALUE;
        for (int level = 0; level < ExpiryWheel.LEVELS; level++) {
            int reference = firstOf(wheel, level);
            for (int i = 0; i < DEPTH && reference != Slab.NONE; i++) {
                long moment = ExpiryPart.moment(wheel.memory, wheel.part(reference));
                if (best == Slab.NONE || moment < bestMs) {
                    best = reference;
                    bestMs = moment;
                }
                reference = next(wheel, reference);
            }
        }
        return best;
    }

    private static int firstOf(ExpiryWheel wheel, int level) {
        int[] slots = wheel.heads[level];
        if (slots.length == 0) {
            return Slab.NONE;
        }
        int from = (int) (wheel.time >> (ExpiryWheel.WIDTH_BITS * level));
        int words = ExpiryWheel.SLOTS / Long.SIZE;
        int start = from & ExpiryWheel.SLOT_MASK;
        for (int i = 0; i <= words; i++) {
            int word = ((start >>> 6) + i) % words;
            long bits = wheel.bits[level * words + word];
            bits = i == 0 ? bits & (-1L << start) : i == words ? bits & ~(-1L << start) : bits;
            if (bits != 0) {
                return slots[word * Long.SIZE + Long.numberOfTrailingZeros(bits)];
            }
        }
        return Slab.NONE;
    }
}
