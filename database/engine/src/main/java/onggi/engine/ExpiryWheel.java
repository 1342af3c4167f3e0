package onggi.engine;

import java.util.Arrays;
import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * The records of one database in one shard that have an expiry, in the order in which they are due.
 *
 * <p>Records are linked through their own expiry part; the wheel owns none of them. To change a
 * moment: remove, set it, add.
 */
public final class ExpiryWheel {

    /*
     * Structure. A hierarchical timing wheel (Varghese and Lauck, 1987). Level 0 has 2048 slots of
     * 1 ms, and each further level 2048 slots 1024 times as wide: 1 s, 17 min, 12 days, 35 years. A
     * slot is a doubly linked list through the records, so adding, removing and moving a record
     * takes a few steps and no memory. A list's first record has the number of the list in the
     * place of the previous record; such numbers are smaller than any reference. A bitmap per level
     * finds the next list.
     *
     * Two windows. A slot of level k + 1 covers 1024 slots of level k, and level k has room for two
     * of them: the one under way and the next. So a slot is drained downwards during the whole time
     * that its predecessor is under way, some records per call, and what is added meanwhile goes to
     * the lower level at once. Only what is left at the boundary must be drained before going on,
     * and that too is cut into calls by the budget.
     *
     * Time. All that is due before `time` has been dealt with. What is added late goes to the slot
     * of `time`.
     *
     * Jumps forward: empty slots are skipped by the bitmaps, at every level, so a jump of years
     * costs what becomes due.
     *
     * Steps back: `time` is set back and nothing else. A position may then hold records of a later
     * round; whoever comes to it looks at each record's moment, and puts back those which are not
     * due. A record is never found too late by this, because its position is passed at its moment
     * at the latest.
     *
     * Invariants, held by check(): in level k above 0 all positions up to that of `time` are empty;
     * a record's position is reached at its moment or before (or it is due already); bits and links
     * agree.
     *
     * Races: none; the shard's lock is held.
     *
     * Cost: a record is touched once per level it sinks through, at most five times. Redis samples
     * keys with an expiry ten times a second instead: no links, but a key may stay for long after
     * its moment, and much is looked at in vain. Here 16 bytes per volatile key buy `expired`
     * events that are late by milliseconds.
     */

    /** What {@link #nextDueMs} says when there is nothing to come. */
    public static final long NEVER = Long.MAX_VALUE;

    /**
     * A moment further away counts as this far in {@link #meanLeftMs}, so that the sum cannot
     * overflow: 34 years.
     */
    private static final long MAX_COUNTED_MS = 1L << 40;

    static final int LEVELS = 5;
    private static final int SLOT_BITS = 11;
    static final int SLOTS = 1 << SLOT_BITS;
    static final int SLOT_MASK = SLOTS - 1;
    private static final int WORDS = SLOTS / Long.SIZE;

    /** Slots of one level that make up one of the next. */
    static final int WIDTH_BITS = 10;

    /** Who deletes what is due. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Deletes a record. It is out of the wheel already.
         *
         * @param reference of a record whose moment has come
         */
        void due(int reference);
    }

    final Slab slab;
    final Memory memory;
    private final ExpiryPart where;

    /** First records by level and slot; a level comes into being with its first record. */
    final int[][] heads = new int[LEVELS][0];

    /** One bit per slot that is not empty. */
    final long[] bits = new long[LEVELS * WORDS];

    /** One bit per word of bits that is not 0. */
    private final int[] summary = new int[LEVELS];

    long size;

    /** The sum over all records of how long after {@link #bornMs} they expire. */
    private long sumMs;

    private final long bornMs;
    long time;

    /** There is nothing to do before this moment. */
    long quietUntilMs = NEVER;

    /**
     * An empty wheel.
     *
     * @param slab where the records live
     * @param where what of a record expires
     * @param nowMs the moment where it begins
     */
    ExpiryWheel(Slab slab, ExpiryPart where, long nowMs) {
        this.slab = slab;
        this.memory = slab.memory();
        this.where = where;
        this.time = nowMs;
        this.bornMs = nowMs;
    }

    @HotPath
    long part(int reference) {
        return where.of(memory, slab.address(reference));
    }

    /** How many records are in the wheel. */
    public long size() {
        return size;
    }

    /** Bytes of heap, near enough. */
    public long heapBytes() {
        long bytes = LEVELS * (WORDS * Long.BYTES + 8L);
        for (int[] slots : heads) {
            bytes += (long) slots.length * Integer.BYTES;
        }
        return bytes;
    }

    /**
     * Adds a record that has an expiry and is not in the wheel.
     *
     * @param reference of the record
     */
    @HotPath
    public void add(int reference) {
        long part = part(reference);
        count(part, 1);
        quietUntilMs = Math.min(quietUntilMs, place(reference, part));
    }

    /**
     * Takes a record out. One that is not in is left alone.
     *
     * @param reference of a record that has an expiry part
     */
    @HotPath
    public void remove(int reference) {
        long part = part(reference);
        if (ExpiryPart.previous(memory, part) != 0) {
            unlink(part);
            count(part, -1);
        }
    }

    private void count(long part, int one) {
        size += one;
        long afterBirth = ExpiryPart.moment(memory, part) - bornMs;
        sumMs += one * Math.clamp(afterBirth, -MAX_COUNTED_MS, MAX_COUNTED_MS);
    }

    /**
     * Returns the mean time left of all records in ms, not below 0; far moments count as 34 years.
     */
    public long meanLeftMs(long nowMs) {
        return size == 0 ? 0 : Math.max(0, sumMs / size - (nowMs - bornMs));
    }

    /**
     * Takes note that a record was copied to a new place.
     *
     * @param from its old reference, not used any more
     * @param to its new reference
     */
    public void moved(int from, int to) {
        long part = part(to);
        int previous = ExpiryPart.previous(memory, part);
        int next = ExpiryPart.next(memory, part);
        if (previous == 0) {
            return;
        }
        assert headOrNextOf(previous) == from;
        if (isList(previous)) {
            slotsOf(previous)[slotOf(previous)] = to;
        } else {
            ExpiryPart.setNext(memory, part(previous), to);
        }
        if (next != 0) {
            ExpiryPart.setPrevious(memory, part(next), to);
        }
    }

    /**
     * Hands out what is due, and goes on with what will be due soon.
     *
     * @param nowMs the time
     * @param budget how many records may be handed out or moved
     * @param visitor deletes what is due
     * @return how many were handed out; if more are due, {@link #nextDueMs} is not after {@code
     *     nowMs}
     */
    public int expireDue(long nowMs, int budget, Visitor visitor) {
        if (nowMs < time) {
            stepBack(nowMs, budget);
            return 0;
        }
        if (nowMs < quietUntilMs) {
            time = nowMs;
            return 0;
        }
        int handedOut = 0;
        int rest = budget;
        while (rest > 0) {
            long due = firstOfLevel0();
            int level = nextLevelToDrain();
            long boundary = level == 0 ? NEVER : firstStart(level);
            if (boundary <= Math.min(nowMs, due)) {
                time = Math.max(time, boundary - 1);
                rest -= drain(level, boundary, rest);
            } else if (due <= nowMs) {
                time = due;
                int reference = takeFirst(due);
                if (ExpiryPart.moment(memory, part(reference)) > nowMs) {
                    place(reference, part(reference));
                } else {
                    count(part(reference), -1);
                    handedOut++;
                    visitor.due(reference);
                }
                rest--;
            } else {
                time = nowMs;
                lookAhead(rest);
                break;
            }
        }
        quietUntilMs = nextWorkMs();
        return handedOut;
    }

    /**
     * Sets the time back; what was added late to the slot of the old time goes where it belongs.
     */
    private void stepBack(long nowMs, int budget) {
        long old = time;
        time = nowMs;
        if (summary[0] != 0) {
            drain(0, old, budget);
            quietUntilMs = Math.min(quietUntilMs, nextWorkMs());
        }
    }

    /**
     * When {@link #expireDue} should be called next, or {@link #NEVER}; maybe sooner than needed.
     */
    @HotPath
    public long nextDueMs() {
        return quietUntilMs;
    }

    /** Forgets all records, after they were freed. */
    public void clear() {
        for (int[] slots : heads) {
            Arrays.fill(slots, 0);
        }
        Arrays.fill(bits, 0);
        Arrays.fill(summary, 0);
        size = 0;
        sumMs = 0;
        quietUntilMs = NEVER;
    }

    private long nextWorkMs() {
        long next = firstOfLevel0();
        for (int level = 1; level < LEVELS; level++) {
            if (summary[level] != 0) {
                // From one slot's width before its begin on, a slot can be drained ahead of time.
                long begin = firstStart(level) - (1L << (WIDTH_BITS * level));
                next = Math.min(next, Math.max(begin, time + 1));
            }
        }
        return next;
    }

    /** The moment of the first record of level 0, or NEVER. */
    private long firstOfLevel0() {
        return summary[0] == 0 ? NEVER : time + distance(0, (int) time & SLOT_MASK);
    }

    /** The upper level whose first slot begins soonest, or 0 when all are empty. */
    private int nextLevelToDrain() {
        int best = 0;
        long bestStart = NEVER;
        for (int level = 1; level < LEVELS; level++) {
            if (summary[level] != 0) {
                long start = firstStart(level);
                if (start < bestStart) {
                    best = level;
                    bestStart = start;
                }
            }
        }
        return best;
    }

    /** Where the first slot of a level that is not empty begins. */
    private long firstStart(int level) {
        long index = (time >> (WIDTH_BITS * level)) + 1;
        return (index + distance(level, (int) index & SLOT_MASK)) << (WIDTH_BITS * level);
    }

    /** How many slots after a given one, round about, the next one lies that is not empty. */
    private int distance(int level, int from) {
        int base = level * WORDS;
        int word = from >>> 6;
        long rest = bits[base + word] >>> from;
        if (rest != 0) {
            return Long.numberOfTrailingZeros(rest);
        }
        int later = Integer.rotateRight(summary[level], word + 1);
        int found = (word + 1 + Integer.numberOfTrailingZeros(later)) & (WORDS - 1);
        int slot = (found << 6) + Long.numberOfTrailingZeros(bits[base + found]);
        return (slot - from) & SLOT_MASK;
    }

    private void lookAhead(int budget) {
        int rest = budget;
        for (int level = LEVELS - 1; level > 0 && rest > 0; level--) {
            long start = ((time >> (WIDTH_BITS * level)) + 1) << (WIDTH_BITS * level);
            if (summary[level] != 0 && firstStart(level) == start) {
                rest -= drain(level, start, rest);
            }
        }
    }

    /** Moves the records of a slot to where they belong now. */
    private int drain(int level, long start, int budget) {
        int list = listOf(level, (int) (start >> (WIDTH_BITS * level)) & SLOT_MASK);
        int moved = 0;
        int reference = slotsOf(list)[slotOf(list)];
        while (reference != 0 && moved < budget) {
            long part = part(reference);
            int next = ExpiryPart.next(memory, part);
            unlink(part);
            place(reference, part);
            reference = next;
            moved++;
        }
        return moved;
    }

    private int takeFirst(long due) {
        int list = listOf(0, (int) due & SLOT_MASK);
        int reference = slotsOf(list)[slotOf(list)];
        unlink(part(reference));
        return reference;
    }

    /** Links a record and says from when on there is something to do for it. */
    private long place(int reference, long part) {
        long due = Math.max(ExpiryPart.moment(memory, part), time);
        int level = 0;
        while (level < LEVELS - 1 && windowsAhead(due, level) > 1) {
            level++;
        }
        if (windowsAhead(due, level) > 1) {
            due = (((time >> (WIDTH_BITS * LEVELS)) + 2) << (WIDTH_BITS * LEVELS)) - 1;
        }
        int shift = WIDTH_BITS * level;
        link(reference, part, listOf(level, (int) (due >> shift) & SLOT_MASK));
        return level == 0 ? due : ((due >> shift) - 1) << shift;
    }

    private long windowsAhead(long due, int level) {
        int shift = WIDTH_BITS * (level + 1);
        return (due >> shift) - (time >> shift);
    }

    private void link(int reference, long part, int list) {
        int[] slots = slotsOf(list);
        int slot = slotOf(list);
        int first = slots[slot];
        if (first == 0) {
            int level = levelOf(list);
            bits[level * WORDS + (slot >>> 6)] |= 1L << slot;
            summary[level] |= 1 << (slot >>> 6);
        } else {
            ExpiryPart.setPrevious(memory, part(first), reference);
        }
        slots[slot] = reference;
        ExpiryPart.setPrevious(memory, part, list);
        ExpiryPart.setNext(memory, part, first);
    }

    private void unlink(long part) {
        int previous = ExpiryPart.previous(memory, part);
        int next = ExpiryPart.next(memory, part);
        if (isList(previous)) {
            setHead(previous, next);
        } else {
            ExpiryPart.setNext(memory, part(previous), next);
        }
        if (next != 0) {
            ExpiryPart.setPrevious(memory, part(next), previous);
        }
        ExpiryPart.setPrevious(memory, part, 0);
        ExpiryPart.setNext(memory, part, 0);
    }

    private void setHead(int list, int reference) {
        int slot = slotOf(list);
        slotsOf(list)[slot] = reference;
        if (reference == 0) {
            int level = levelOf(list);
            int word = level * WORDS + (slot >>> 6);
            bits[word] &= ~(1L << slot);
            if (bits[word] == 0) {
                summary[level] &= ~(1 << (slot >>> 6));
            }
        }
    }

    private int headOrNextOf(int previous) {
        return isList(previous)
                ? slotsOf(previous)[slotOf(previous)]
                : ExpiryPart.next(memory, part(previous));
    }

    private int[] slotsOf(int list) {
        int level = levelOf(list);
        int[] slots = heads[level];
        if (slots.length == 0) {
            slots = new int[SLOTS];
            heads[level] = slots;
        }
        return slots;
    }

    /** Whether what stands in the place of a previous record is the number of a list. */
    private static boolean isList(int previous) {
        return Integer.compareUnsigned(previous, Slab.FIRST_REFERENCE) < 0;
    }

    private static int listOf(int level, int slot) {
        return 1 + ((level << SLOT_BITS) | slot);
    }

    static int levelOf(int list) {
        return (list - 1) >>> SLOT_BITS;
    }

    static int slotOf(int list) {
        return (list - 1) & SLOT_MASK;
    }

    /** Verifies what must hold; slow, for tests and {@code StoreCheck}. */
    public void check() {
        new ExpiryWheelCheck(this).run();
    }
}
