package onggi.engine;

import java.util.Arrays;
import onggi.bytes.Bytes;

/**
 * One channel, pattern or shard channel that somebody listens to, with its listeners in the order
 * in which they came.
 *
 * <p>Changed under the lock of the map that holds it; {@link #listeners()} may be read by any
 * thread.
 */
final class Topic {

    /**
     * Who listens at one moment.
     *
     * <p>An array is shared by successive moments as long as listeners only come: a new one is
     * written behind {@code count}, where nobody who holds an earlier moment looks. When one goes,
     * the array is copied.
     */
    static final class Listeners {

        static final Listeners NONE = new Listeners(new Session[0], 0);

        final Session[] sessions;
        final int count;

        private Listeners(Session[] sessions, int count) {
            this.sessions = sessions;
            this.count = count;
        }

        Listeners with(Session session) {
            Session[] array =
                    count < sessions.length
                            ? sessions
                            : Arrays.copyOf(sessions, Math.max(1, count * 2));
            array[count] = session;
            return new Listeners(array, count + 1);
        }

        @SuppressWarnings("ReferenceEquality") // the session itself is meant
        Listeners without(Session session) {
            for (int i = 0; i < count; i++) {
                if (sessions[i] == session) {
                    Session[] array = new Session[sessions.length];
                    System.arraycopy(sessions, 0, array, 0, i);
                    System.arraycopy(sessions, i + 1, array, i, count - i - 1);
                    return new Listeners(array, count - 1);
                }
            }
            return this;
        }
    }

    private final TopicKind kind;
    private final Bytes name;
    private final long hash;
    private volatile Listeners listeners = Listeners.NONE;

    Topic(TopicKind kind, Bytes name, long hash) {
        this.kind = kind;
        this.name = name;
        this.hash = hash;
    }

    TopicKind kind() {
        return kind;
    }

    Bytes name() {
        return name;
    }

    long hash() {
        return hash;
    }

    Listeners listeners() {
        return listeners;
    }

    void add(Session session) {
        listeners = listeners.with(session);
    }

    void remove(Session session) {
        listeners = listeners.without(session);
    }

    boolean isDeserted() {
        return listeners.count == 0;
    }
}
