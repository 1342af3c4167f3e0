package onggi.engine;

import java.util.HashMap;
import java.util.Map;
import onggi.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The named lists of field names that a session has prepared for its hashes ({@code HIMPORT}).
 * Changed by the session's own thread; {@link #bytes} may be asked by any.
 */
public final class FieldSets {

    /** What an entry of the map and an object of a name take beside their bytes, about. */
    private static final long ENTRY_BYTES = 64;

    private static final long NAME_BYTES = 40;

    private final Map<Bytes, Bytes[]> sets = new HashMap<>();
    private volatile long bytes;

    FieldSets() {}

    /** Keeps the names of fields under a name, in place of what was there. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
    public void put(Bytes name, Bytes[] fields) {
        Bytes[] previous = sets.put(name, fields);
        bytes += bytesOf(name, fields) - (previous == null ? 0 : bytesOf(name, previous));
    }

    /** Returns the names of fields kept under a name, or null; not to be changed. */
    public Bytes @Nullable [] find(Bytes name) {
        return sets.get(name);
    }

    /** Forgets what is kept under a name; returns whether there was anything. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
    public boolean remove(Bytes name) {
        Bytes[] previous = sets.remove(name);
        if (previous == null) {
            return false;
        }
        bytes -= bytesOf(name, previous);
        return true;
    }

    /** Forgets everything; returns how many lists there were. */
    public int clear() {
        int count = sets.size();
        sets.clear();
        bytes = 0;
        return count;
    }

    /** Returns about how much memory the lists take. Thread-safe. */
    public long bytes() {
        return bytes;
    }

    private static long bytesOf(Bytes name, Bytes[] fields) {
        long sum = ENTRY_BYTES + NAME_BYTES + name.length();
        for (Bytes field : fields) {
            sum += NAME_BYTES + field.length();
        }
        return sum;
    }
}
