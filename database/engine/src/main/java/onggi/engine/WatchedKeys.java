package onggi.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onggi.bytes.Bytes;
import onggi.bytes.HotPath;

/** The keys of one shard that sessions WATCH. Guarded by the shard. */
final class WatchedKeys {

    private record Watched(int database, Bytes key) {}

    private final Map<Watched, List<Session>> watchers = new HashMap<>();

    void add(int database, Bytes key, Session session) {
        List<Session> sessions =
                watchers.computeIfAbsent(new Watched(database, key), k -> new ArrayList<>(1));
        if (!sessions.contains(session)) {
            sessions.add(session);
        }
    }

    void remove(int database, Bytes key, Session session) {
        Watched watched = new Watched(database, key);
        List<Session> sessions = watchers.get(watched);
        if (sessions != null && sessions.remove(session) && sessions.isEmpty()) {
            watchers.remove(watched);
        }
    }

    /** Marks the watchers of a key that changed. */
    @HotPath
    void touch(int database, byte[] buffer, int offset, int length) {
        if (!watchers.isEmpty()) {
            touch(database, Bytes.copyOf(buffer, offset, length));
        }
    }

    private void touch(int database, Bytes key) {
        for (Session session : watchers.getOrDefault(new Watched(database, key), List.of())) {
            session.watchedKeyChanged();
        }
    }

    /** Marks the watchers of every key of the database for which {@code existed} holds. */
    void touchAll(int database, java.util.function.Predicate<Bytes> existed) {
        watchers.forEach((watched, sessions) -> {
            if (watched.database == database && existed.test(watched.key)) {
                sessions.forEach(Session::watchedKeyChanged);
            }
        });
    }

    /** Returns the keys that are watched in either of two databases. */
    List<Bytes> keysIn(int first, int second) {
        return watchers.keySet().stream()
                .filter(watched -> watched.database == first || watched.database == second)
                .map(Watched::key)
                .toList();
    }

    boolean isEmpty() {
        return watchers.isEmpty();
    }
}
