package onggi.engine;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a session that ever tracked keys is to {@link Tracking}. Changed by the session's thread
 * only; other threads may ask for what is volatile.
 */
public final class Tracker {

    /** This tracker as the only one of a key, shared by all such keys. */
    final Tracker[] alone = {this};

    private final List<Bytes> prefixes = new ArrayList<>(0);
    private long prefixBytes;
    private volatile @Nullable Session session;
    private volatile @Nullable TrackingOptions options;
    private volatile boolean broken;
    private boolean caching;

    Tracker(Session session) {
        this.session = session;
    }

    /** Returns the session, or null when it is closed. */
    @Nullable Session session() {
        return session;
    }

    /** Returns the options while the session tracks keys, else null. */
    public @Nullable TrackingOptions options() {
        return options;
    }

    /** Returns whether messages could not be redirected, because the other session is gone. */
    public boolean isBroken() {
        return broken;
    }

    void broken(boolean broken) {
        this.broken = broken;
    }

    /** Returns whether CLIENT CACHING speaks of the next command. */
    public boolean isCaching() {
        return caching;
    }

    /** Sets whether CLIENT CACHING speaks of the next command. */
    public void caching(boolean caching) {
        this.caching = caching;
    }

    /** Returns the prefixes of broadcast mode in order; not to be changed. */
    public List<Bytes> prefixes() {
        return prefixes;
    }

    void add(Bytes prefix) {
        prefixes.add(prefix);
        prefixes.sort(null);
        prefixBytes += Session.ENTRY_BYTES + prefix.length();
    }

    /** Returns about how many bytes the prefixes take. */
    public long prefixBytes() {
        return prefixBytes;
    }

    void begin(TrackingOptions options) {
        this.options = options;
        this.broken = false;
    }

    void end() {
        options = null;
        broken = false;
        caching = false;
        prefixes.clear();
        prefixBytes = 0;
    }

    void close() {
        session = null;
    }

    /** Returns whether the keys that a command reads are to be remembered. */
    boolean remembers() {
        TrackingOptions wanted = options;
        return wanted != null
                && !wanted.broadcast()
                && (!wanted.optIn() || caching)
                && (!wanted.optOut() || !caching);
    }
}
