package onggi.engine;

import static onggi.bytes.Invariant.check;

/** Verifies an {@link ExpiryWheel} list by list. */
final class ExpiryWheelCheck {

    private final ExpiryWheel wheel;

    ExpiryWheelCheck(ExpiryWheel wheel) {
        this.wheel = wheel;
    }

    void run() {
        long count = 0;
        for (int list = 1; list <= ExpiryWheel.LEVELS * ExpiryWheel.SLOTS; list++) {
            boolean marked = ((wheel.bits[(list - 1) >>> 6] >>> (list - 1)) & 1) != 0;
            int[] slots = wheel.heads[ExpiryWheel.levelOf(list)];
            int first = slots.length == 0 ? 0 : slots[ExpiryWheel.slotOf(list)];
            check(marked == (first != 0), "the bit of list {} is wrong", list);
            count += first == 0 ? 0 : checkList(list, first);
        }
        check(count == wheel.size, "records in the wheel: {}", count);
    }

    private long checkList(int list, int first) {
        long reached = reached(list);
        long count = 0;
        int previous = list;
        int reference = first;
        while (reference != 0) {
            long part = wheel.part(reference);
            check(ExpiryPart.previous(wheel.memory, part) == previous, "list {} is broken", list);
            long due = Math.max(ExpiryPart.moment(wheel.memory, part), wheel.time);
            check(reached <= due, "list {} comes too late for {}", list, due);
            check(wheel.quietUntilMs <= due, "the wheel sleeps over {}", due);
            previous = reference;
            reference = ExpiryPart.next(wheel.memory, part);
            count++;
        }
        return count;
    }

    /** When the wheel comes to a list. */
    private long reached(int list) {
        int level = ExpiryWheel.levelOf(list);
        int shift = ExpiryWheel.WIDTH_BITS * level;
        long from = (wheel.time >> shift) + (level == 0 ? 0 : 1);
        return (from + ((ExpiryWheel.slotOf(list) - from) & ExpiryWheel.SLOT_MASK)) << shift;
    }
}
