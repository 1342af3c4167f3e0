package onggi.types;

/** Operations on a set where it lies. */
public final class SetValue extends CollectionValue {

    /** Creates the cursor of a cell. */
    public SetValue(Cell cell) {
        super(cell);
    }

    @Override
    public long size() {
        throw new UnsupportedOperationException("no command makes a set yet");
    }

    @Override
    public void init() {
        throw new UnsupportedOperationException("no command makes a set yet");
    }

    @Override
    public void check() {}
}
