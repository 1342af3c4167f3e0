package onggi.types;

/** Operations on a hash where it lies. */
public final class HashValue extends CollectionValue {

    /** Creates the cursor of a cell. */
    public HashValue(Cell cell) {
        super(cell);
    }

    @Override
    public long size() {
        throw new UnsupportedOperationException("no command makes a hash yet");
    }

    @Override
    public void init() {
        throw new UnsupportedOperationException("no command makes a hash yet");
    }

    @Override
    public void check() {}
}
