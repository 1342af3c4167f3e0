package onggi.engine;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that are told when keys change, so that they may keep values at hand: CLIENT TRACKING.
 * Thread-safe.
 *
 * @see <a href="https://redis.io/docs/manual/client-side-caching/">Client-side caching</a>
 */
public final class Tracking {

    /*
     * By default a session hears once of each key that it read: every read command of a tracking session puts its keys
     * into the TrackedKeys of their shards, and the first change of a key takes it out. In broadcast mode a session hears
     * of every change of keys with its prefixes; nothing is remembered, and each thread collects the changes of a turn.
     *
     * Both are fed from one place, Execution.touched, where watchers are told as well, and messages are made by the
     * Invalidations of the thread. A session that stopped tracking stays in the table until its keys change, as in Redis;
     * its Tracker then has no options and is passed over.
     *
     * While nobody tracks, a command costs one look at a field of its session, and a change one at `used`.
     */

    private final Set<Tracker> active = ConcurrentHashMap.newKeySet();
    private final Map<Bytes, Set<Tracker>> prefixes = new ConcurrentSkipListMap<>();
    private final AtomicLong keys = new AtomicLong();
    private final AtomicLong items = new AtomicLong();
    private volatile boolean used;
    private volatile long maxKeys = 1_000_000;
    private volatile LongFunction<@Nullable Session> sessions = id -> null;

    Tracking() {}

    /** Sets how the session with an id is found; it answers null when there is none. */
    public void sessions(LongFunction<@Nullable Session> sessions) {
        this.sessions = sessions;
    }

    /** Returns the session with an id, or null. */
    public @Nullable Session session(long id) {
        return sessions.apply(id);
    }

    /**
     * Sets how many keys are remembered at most ({@code tracking-table-max-keys}); 0 is no limit.
     */
    public void maxKeys(long maxKeys) {
        this.maxKeys = maxKeys;
    }

    // ---- sessions

    /**
     * Makes a session track keys, or changes how. Called on its thread.
     *
     * @param more prefixes to hear of in broadcast mode; none at all is the empty one
     */
    public void begin(Session session, TrackingOptions options, Collection<Bytes> more) {
        Tracker tracker = session.tracker();
        if (tracker == null) {
            tracker = new Tracker(session);
            session.tracker(tracker);
        }
        tracker.begin(options);
        synchronized (this) {
            active.add(tracker);
            used = true;
        }
        if (options.broadcast()) {
            for (Bytes prefix : more) {
                addPrefix(tracker, prefix);
            }
            if (more.isEmpty()) {
                addPrefix(tracker, Bytes.EMPTY);
            }
        }
    }

    private void addPrefix(Tracker tracker, Bytes prefix) {
        if (!tracker.prefixes().contains(prefix)) {
            tracker.add(prefix);
            prefixes.compute(
                    prefix,
                    (name, present) -> {
                        Set<Tracker> trackers =
                                present == null ? ConcurrentHashMap.newKeySet() : present;
                        trackers.add(tracker);
                        return trackers;
                    });
        }
    }

    /** Makes a session track no keys. Called on its thread. */
    public void end(Session session) {
        Tracker tracker = session.tracker();
        if (tracker == null) {
            return;
        }
        for (Bytes prefix : tracker.prefixes()) {
            prefixes.computeIfPresent(
                    prefix,
                    (name, trackers) -> {
                        trackers.remove(tracker);
                        return trackers.isEmpty() ? null : trackers;
                    });
        }
        active.remove(tracker);
        tracker.end();
        restIfUnused();
    }

    /** Forgets a session that was closed. Called on its thread. */
    public void close(Session session) {
        end(session);
        Tracker tracker = session.tracker();
        if (tracker != null) {
            tracker.close();
        }
    }

    private synchronized void restIfUnused() {
        used = !active.isEmpty() || keys.get() > 0;
    }

    // ---- for Invalidations

    /** Returns whether a change may be of interest to anyone. */
    @HotPath
    boolean isUsed() {
        return used;
    }

    Set<Tracker> active() {
        return active;
    }

    Map<Bytes, Set<Tracker>> byPrefix() {
        return prefixes;
    }

    /** Remembers that a tracker read a key, whose shard is held. */
    void remember(TrackedKeys table, byte[] buffer, int offset, int length, Tracker tracker) {
        int before = table.size();
        if (table.add(buffer, offset, length, tracker)) {
            items.incrementAndGet();
            keys.addAndGet(table.size() - before);
        }
    }

    /** Forgets a key, whose shard is held; returns its trackers, or null. */
    Tracker @Nullable [] forget(TrackedKeys table, byte[] buffer, int offset, int length) {
        Tracker[] trackers = table.remove(buffer, offset, length);
        if (trackers != null) {
            items.addAndGet(-trackers.length);
            if (keys.decrementAndGet() == 0) {
                restIfUnused();
            }
        }
        return trackers;
    }

    /** Forgets all keys; every shard is held. */
    void forgetAll(Keyspace keyspace) {
        for (int i = 0; i < keyspace.shardCount(); i++) {
            keyspace.shard(i).tracked().clear();
        }
        items.set(0);
        keys.set(0);
        restIfUnused();
    }

    boolean isOverLimit() {
        long most = maxKeys;
        return most > 0 && keys.get() > most;
    }

    // ---- facts for INFO

    /** Returns how many sessions track keys. */
    public int clients() {
        return active.size();
    }

    /** Returns how many keys are remembered. */
    public long keys() {
        return keys.get();
    }

    /** Returns how many pairs of a key and a session are remembered. */
    public long items() {
        return items.get();
    }

    /** Returns how many different prefixes are broadcast. */
    public int prefixes() {
        return prefixes.size();
    }
}
