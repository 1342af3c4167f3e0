package onggi.types;

import onggi.bytes.Memory;
import onggi.bytes.Slab;

/** A value in a block of its own; each growth moves it, so that a stale address is found out. */
final class FakeCell extends Cell {

    final Memory memory = Memory.guarded();
    final CollectionLimits limits = new CollectionLimits();
    private final Slab slab = new Slab(memory);
    private long address = memory.allocate(1);
    private int length;
    private int encoding;
    private int capacity;

    /** How often the value was moved to a new block. */
    int moves;

    static FakeCell of(byte[] text) {
        FakeCell cell = new FakeCell();
        cell.reshape(Encoding.EMBSTR, text.length, 0, 0);
        cell.memory.copyIn(text, 0, cell.address, text.length);
        return cell;
    }

    static FakeCell of(long value) {
        FakeCell cell = new FakeCell();
        cell.reshape(Encoding.INT, Long.BYTES, 0, 0);
        cell.memory.putLong(cell.address, value);
        return cell;
    }

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    public Slab slab() {
        return slab;
    }

    @Override
    public long hashSeed() {
        return 42;
    }

    @Override
    public CollectionLimits limits() {
        return limits;
    }

    @Override
    public long valueAddress() {
        return address;
    }

    @Override
    public int valueLength() {
        return length;
    }

    @Override
    public int encoding() {
        return encoding;
    }

    @Override
    public void reshape(int encoding, int length, int kept, int room) {
        if (length > capacity) {
            capacity = length + room;
            long successor = memory.allocate(Math.max(capacity, 1));
            for (int i = 0; i < capacity; i++) {
                memory.putByte(successor + i, (byte) 0x5a);
            }
            memory.copy(address, successor, kept);
            memory.release(address);
            address = successor;
            moves++;
        }
        this.encoding = encoding;
        this.length = length;
    }
}
