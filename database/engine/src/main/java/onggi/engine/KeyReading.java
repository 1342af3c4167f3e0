package onggi.engine;

import onggi.types.Table;
import onggi.types.TableReading;

/**
 * A reading of the keys that a database has in one shard at its beginning, though keys come and go.
 * Guarded by the shard.
 */
public final class KeyReading {

    /** Takes keys by the references of their records, which stay until {@link #settle}. */
    public interface Taker extends Table.Visitor {
        /** Takes note that the records visited may change from now on. */
        void settle();
    }

    private final Shard shard;
    private final TableReading reading;
    private final Taker taker;
    private boolean dropped;

    /** Begins a reading of a table of a shard. */
    public KeyReading(Shard shard, Table table, Taker taker) {
        this.shard = shard;
        this.reading = new TableReading(table);
        this.taker = taker;
    }

    /** Takes the keys of a segment; returns whether there may be more. */
    public boolean step() {
        boolean more = reading.step(taker);
        taker.settle();
        return more;
    }

    /** Lets the shard tell of keys that are about to come or go. */
    public void open() {
        shard.keyReadings().add(this);
    }

    /** Ends {@link #open}. */
    public void close() {
        shard.keyReadings().remove(this);
    }

    /** Returns the shard. */
    public Shard shard() {
        return shard;
    }

    /** Returns whether the keys have gone all at once, so that the reading is in vain. */
    public boolean isDropped() {
        return dropped;
    }

    @SuppressWarnings("ReferenceEquality") // this very table
    void before(Table table, long hash) {
        if (reading.table() == table) {
            reading.before(hash, taker);
            taker.settle();
        }
    }

    void drop() {
        dropped = true;
    }
}
