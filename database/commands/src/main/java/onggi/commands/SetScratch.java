package onggi.commands;

import onggi.engine.Entry;
import onggi.types.ScratchCell;
import onggi.types.SetValue;
import onggi.types.ValueType;

/** A set under no key, for as long as a command runs. */
final class SetScratch implements AutoCloseable {

    private final ScratchCell cell;
    private final SetValue set;

    /** A set that has still to be made, in the memory of a key. */
    SetScratch(Entry home) {
        this.cell = new ScratchCell(home);
        this.set = new SetValue(cell);
    }

    /** Returns where the set lies. */
    ScratchCell cell() {
        return cell;
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

    /** Frees what was not moved. */
    @Override
    public void close() {
        if (cell.valueLength() > 0) {
            set.freeAll();
            cell.close();
        }
    }
}
