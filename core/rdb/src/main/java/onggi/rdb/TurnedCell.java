package onggi.rdb;

import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.types.Cell;
import onggi.types.CollectionLimits;
import onggi.types.RecordCell;

/** The value of a record of any shard, to be read only. Reusable. */
final class TurnedCell extends Cell {

    private RecordCell cell;

    TurnedCell(RecordCell cell) {
        this.cell = cell;
    }

    /** Turns to the value of another cell. */
    void to(RecordCell other) {
        cell = other;
    }

    @Override
    public Memory memory() {
        return cell.memory();
    }

    @Override
    public Slab slab() {
        return cell.slab();
    }

    @Override
    public long hashSeed() {
        return cell.hashSeed();
    }

    @Override
    public CollectionLimits limits() {
        return cell.limits();
    }

    @Override
    public long valueAddress() {
        return cell.valueAddress();
    }

    @Override
    public int valueLength() {
        return cell.valueLength();
    }

    @Override
    public int encoding() {
        return cell.encoding();
    }

    @Override
    public void reshape(int encoding, int length, int kept, int room) {
        cell.reshape(encoding, length, kept, room);
    }
}
