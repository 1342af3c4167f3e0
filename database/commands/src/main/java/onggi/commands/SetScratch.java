package onggi.commands;

import onggi.engine.Entry;
import onggi.types.ScratchCell;
import onggi.types.SetValue;
import onggi.types.ValueType;

/** A set under no key. */
final class SetScratch {

    private final ScratchCell cell;
    private final SetValue set;

    /** A set that has still to be made, in a cell that its owner frees. */
    SetScratch(ScratchCell cell) {
        this.cell = cell;
        this.set = new SetValue(cell);
    }

    /** Returns the set. */
    SetValue set() {
        return set;
    }

    /** Makes it the value of a key in place of whatever was there; the key is in its memory. */
    void moveTo(Entry target) {
        target.place(ValueType.SET, cell.encoding(), cell.valueLength(), Entry.NO_EXPIRY);
        cell.moveTo(target.valueAddress());
    }
}
