package onggi.types;

/** Operations on a stream where it lies. */
public final class StreamValue extends CollectionValue {

    /** Creates the cursor of a cell. */
    public StreamValue(Cell cell) {
        super(cell);
    }

    @Override
    public long size() {
        throw new UnsupportedOperationException("no command makes a stream yet");
    }

    @Override
    public void init() {
        throw new UnsupportedOperationException("no command makes a stream yet");
    }

    @Override
    public void check() {}
}
