package onggi.types;

import org.jspecify.annotations.Nullable;

/** The cursors over one cell, one for each type of collection; made when first asked for. */
public final class Values {

    private final Cell cell;
    private @Nullable ListValue list;
    private @Nullable HashValue hash;
    private @Nullable SetValue set;
    private @Nullable ZsetValue zset;
    private @Nullable StreamValue stream;

    /** The cursors over a cell. */
    public Values(Cell cell) {
        this.cell = cell;
    }

    /** Returns the cell as a list, which it must be. */
    public ListValue list() {
        if (list == null) {
            list = new ListValue(cell);
        }
        return list;
    }

    /** Returns the cell as a hash, which it must be. */
    public HashValue hash() {
        if (hash == null) {
            hash = new HashValue(cell);
        }
        return hash;
    }

    /** Returns the cell as a set, which it must be. */
    public SetValue set() {
        if (set == null) {
            set = new SetValue(cell);
        }
        return set;
    }

    /** Returns the cell as a sorted set, which it must be. */
    public ZsetValue zset() {
        if (zset == null) {
            zset = new ZsetValue(cell);
        }
        return zset;
    }

    /** Returns the cell as a stream, which it must be. */
    public StreamValue stream() {
        if (stream == null) {
            stream = new StreamValue(cell);
        }
        return stream;
    }

    /**
     * Returns the cell as a collection.
     *
     * @param type what it is, one of {@link ValueType} but no string
     */
    public CollectionValue of(int type) {
        return switch (type) {
            case ValueType.LIST -> list();
            case ValueType.HASH -> hash();
            case ValueType.SET -> set();
            case ValueType.ZSET -> zset();
            case ValueType.STREAM -> stream();
            default -> throw new IllegalArgumentException("no collection: type=" + type);
        };
    }
}
