package onggi.replication;

/** How far the replicas are, for who ends the server. Thread-safe. */
public final class ReplicaProgress {

    private final Replication replication;

    /** Creates what looks at the replicas of a server. */
    public ReplicaProgress(Replication replication) {
        this.replication = replication;
    }

    /** Returns whether every replica has every change. */
    public boolean isComplete() {
        return replication.replicas().haveAll();
    }

    /** Asks all replicas how far they are. */
    public void ask() {
        replication.waits().askSoon();
    }

    /** Says in the log which replicas lack something. */
    public void tell(long nowMs) {
        replication.replicas().tellOfLag(nowMs);
    }
}
