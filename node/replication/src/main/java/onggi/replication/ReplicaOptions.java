package onggi.replication;

import org.jspecify.annotations.Nullable;

/** What a replica has told of itself by REPLCONF. Written on its loop. */
final class ReplicaOptions {

    private volatile int port;
    private volatile @Nullable String host;
    private volatile boolean readsStreams;
    private volatile boolean readsNames;
    private volatile boolean snapshotOnly;
    private volatile boolean functionsOnly;
    private volatile @Nullable ReplicaLink link;

    /** Returns the port at which the replica listens, or 0. */
    int port() {
        return port;
    }

    void port(int number) {
        port = number;
    }

    /** Returns the address at which the replica says it can be reached, or another one. */
    String hostOr(String other) {
        String told = host;
        return told == null ? other : told;
    }

    void host(String text) {
        host = text.isEmpty() ? null : text;
    }

    /** Returns whether it takes a snapshot of unknown length ({@code capa eof}). */
    boolean readsStreams() {
        return readsStreams;
    }

    void readStreams() {
        readsStreams = true;
    }

    /** Returns whether it may be told another name of the history ({@code capa psync2}). */
    boolean readsNames() {
        return readsNames;
    }

    void readNames() {
        readsNames = true;
    }

    /** Returns whether it wants a snapshot and nothing behind it. */
    boolean isSnapshotOnly() {
        return snapshotOnly;
    }

    void snapshotOnly(boolean only) {
        snapshotOnly = only;
    }

    /** Returns whether it wants the functions and no keys. */
    boolean isFunctionsOnly() {
        return functionsOnly;
    }

    void functionsOnly(boolean only) {
        functionsOnly = only;
    }

    /** Returns what is sent to the replica, or null when it has not asked for it. */
    @Nullable ReplicaLink link() {
        return link;
    }

    void link(ReplicaLink made) {
        link = made;
    }
}
