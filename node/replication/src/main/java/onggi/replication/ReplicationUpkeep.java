package onggi.replication;

import onggi.engine.Engine;
import onggi.net.EventLoop;
import onggi.resp.RequestWriter;

/** What replication does some times in a second, on the thread of the first loop. */
final class ReplicationUpkeep {

    private static final long MS_PER_SECOND = 1000;
    private static final byte[] PING = RequestWriter.encode("PING");

    private final Replication replication;
    private final EventLoop first;
    private long lastSecond;

    ReplicationUpkeep(Replication replication, EventLoop first) {
        this.replication = replication;
        this.first = first;
    }

    void tick() {
        Engine engine = replication.engine();
        long nowMs = engine.clock().nowMs();
        if (replication.fullSyncs().isDue()) {
            replication.lookForSyncs();
        }
        replication.fullSyncs().giveUpUnwanted();
        replication.lookAtFailover();
        replication.following().resume();
        replication.ownExpiries().look(first, nowMs);
        long second = nowMs / MS_PER_SECOND;
        if (second == lastSecond) {
            return;
        }
        replication.following().look(nowMs);
        ping(second);
        lastSecond = second;
        replication.replicas().look(nowMs);
        replication.fullSyncs().removeFile();
        replication.idlePeers().look(nowMs);
        if (isUnused(nowMs)) {
            first.execution().holdingAll(replication::dropLog);
        }
    }

    private void ping(long second) {
        int period = replication.settings().pingSeconds;
        boolean due = second / period != lastSecond / period;
        if (due && !replication.isReplica() && !replication.replicas().isEmpty()) {
            ReplicationLog log = replication.log();
            replication.engine().effectSinks().between(() -> log.appendNotice(PING));
        }
    }

    /** Returns whether nobody has read the stream for long. */
    private boolean isUnused(long nowMs) {
        long keptMs = replication.settings().backlogSeconds * MS_PER_SECOND;
        Replicas replicas = replication.replicas();
        return replication.log().isActive()
                && !replication.isReplica()
                && replicas.isEmpty()
                && keptMs > 0
                && nowMs - replicas.emptySinceMs() > keptMs;
    }
}
