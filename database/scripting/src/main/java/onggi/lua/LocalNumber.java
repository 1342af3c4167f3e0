package onggi.lua;

/**
 * A number in a local variable that no other function uses. It belongs to its slot alone and is
 * overwritten there, so that a loop that calculates makes no garbage; whoever reads the variable as
 * a value gets a box of its own.
 */
final class LocalNumber {

    double value;

    private LocalNumber(double value) {
        this.value = value;
    }

    /** Puts a number into a slot. */
    static void put(Frame f, int slot, double number) {
        if (f.slots[slot] instanceof LocalNumber known) {
            known.value = number;
        } else {
            f.slots[slot] = new LocalNumber(number);
        }
    }
}
