package onggi.types;

/** Operations on a list where it lies. */
public final class ListValue extends CollectionValue {

    /** Creates the cursor of a cell. */
    public ListValue(Cell cell) {
        super(cell);
    }

    @Override
    public long size() {
        throw new UnsupportedOperationException("no command makes a list yet");
    }

    @Override
    public void init() {
        throw new UnsupportedOperationException("no command makes a list yet");
    }

    @Override
    public void check() {}
}
