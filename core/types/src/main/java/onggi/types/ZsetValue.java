package onggi.types;

/** Operations on a zset where it lies. */
public final class ZsetValue extends CollectionValue {

    /** Creates the cursor of a cell. */
    public ZsetValue(Cell cell) {
        super(cell);
    }

    @Override
    public long size() {
        throw new UnsupportedOperationException("no command makes a zset yet");
    }

    @Override
    public void init() {
        throw new UnsupportedOperationException("no command makes a zset yet");
    }

    @Override
    public void check() {}
}
