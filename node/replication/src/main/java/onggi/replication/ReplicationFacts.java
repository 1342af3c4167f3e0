package onggi.replication;

import java.util.ArrayList;
import java.util.List;

/** What INFO tells of replication. Values may be a moment old. */
public final class ReplicationFacts {

    /** Takes the fields of a section in their order. */
    @FunctionalInterface
    public interface Fields {

        /** Takes one field. */
        void field(String name, String value);
    }

    private static final long MS_PER_SECOND = 1000;

    private final Replication replication;

    /** Creates what reads the facts of a server. */
    public ReplicationFacts(Replication replication) {
        this.replication = replication;
    }

    /** Writes the section "Replication". */
    public void write(long nowMs, Fields out) {
        boolean replica = replication.isReplica();
        out.field("role", replica ? "slave" : "master");
        if (replica) {
            primary(nowMs, out);
        }
        replicas(nowMs, out);
        out.field("master_failover_state", replication.failover().state().text());
        ReplicationIds ids = replication.ids();
        out.field("master_replid", ids.id());
        out.field("master_replid2", ids.former());
        ReplicationLog log = replication.log();
        out.field("master_repl_offset", Long.toString(log.end()));
        out.field("second_repl_offset", Long.toString(ids.formerUpTo()));
        out.field("repl_backlog_active", log.isActive() ? "1" : "0");
        out.field("repl_backlog_size", Long.toString(replication.settings().backlogBytes));
        out.field("repl_backlog_first_byte_offset", Long.toString(log.firstOffset()));
        out.field("repl_backlog_histlen", Long.toString(log.length()));
    }

    private void primary(long nowMs, Fields out) {
        Following following = replication.following();
        ReplicationSettings settings = replication.settings();
        boolean up = following.isConnected();
        out.field("master_host", following.host());
        out.field("master_port", Integer.toString(following.port()));
        out.field("master_link_status", up ? "up" : "down");
        long silentSeconds = (nowMs - following.lastHeardMs()) / MS_PER_SECOND;
        out.field("master_last_io_seconds_ago", Long.toString(up ? silentSeconds : -1));
        out.field("master_sync_in_progress", following.isReceiving() ? "1" : "0");
        out.field("slave_read_repl_offset", Long.toString(following.readOffset()));
        out.field("slave_repl_offset", Long.toString(replication.log().end()));
        Reception snapshot = following.reception();
        if (snapshot != null) {
            long total = snapshot.totalBytes();
            long read = snapshot.readBytes();
            out.field("master_sync_total_bytes", Long.toString(total));
            out.field("master_sync_read_bytes", Long.toString(read));
            out.field("master_sync_left_bytes", Long.toString(total - read));
            out.field("master_sync_perc", percent(read, total));
            out.field("master_sync_last_io_seconds_ago", Long.toString(silentSeconds));
        }
        if (!up) {
            long since = following.downSinceMs();
            long seconds = since == 0 ? -1 : (nowMs - since) / MS_PER_SECOND;
            out.field("master_link_down_since_seconds", Long.toString(seconds));
        }
        out.field("slave_priority", Integer.toString(settings.priority));
        boolean readOnly = replication.engine().settings().role().isReadOnly();
        out.field("slave_read_only", readOnly ? "1" : "0");
        out.field("replica_announced", settings.announced ? "1" : "0");
    }

    private static String percent(long part, long whole) {
        long hundredths = whole == 0 ? 0 : 10_000 * part / whole;
        return hundredths / 100 + "." + (hundredths / 10 % 10) + hundredths % 10;
    }

    private void replicas(long nowMs, Fields out) {
        List<ReplicaLink> links = new ArrayList<>(replication.replicas().all());
        out.field("connected_slaves", Integer.toString(links.size()));
        ReplicationSettings settings = replication.settings();
        if (settings.leastReplicas > 0 && settings.mostLagSeconds > 0) {
            int good = replication.replicas().countGood();
            out.field("min_slaves_good_slaves", Integer.toString(good));
        }
        int number = 0;
        for (ReplicaLink link : links) {
            long lag = link.isOnline() ? nowMs / MS_PER_SECOND - link.ackMs() / MS_PER_SECOND : 0;
            out.field(
                    "slave" + number++,
                    "ip="
                            + link.options().hostOr(link.host())
                            + ",port="
                            + link.options().port()
                            + ",state="
                            + link.state().text()
                            + ",offset="
                            + link.ackOffset()
                            + ",lag="
                            + lag);
        }
    }

    /** Returns whether this server follows another one. */
    public boolean isReplica() {
        return replication.isReplica();
    }

    /** Returns the name of the history. */
    public String id() {
        return replication.ids().id();
    }

    /** Returns how many replicas got all data. */
    public long fullSyncs() {
        return replication.replicas().fullSyncs().get();
    }

    /** Returns how many replicas went on where they were. */
    public long partialSyncs() {
        return replication.replicas().partialSyncs().get();
    }

    /** Returns how many replicas could not go on where they were. */
    public long refusedSyncs() {
        return replication.replicas().refusedSyncs().get();
    }

    /** Returns how many connections are kept for further moves of keys. */
    public int idlePeers() {
        return replication.idlePeers().count();
    }

    /** Returns how many keys of its own a writable replica removes itself. */
    public int ownExpiries() {
        return replication.ownExpiries().count();
    }

    /** Returns how much memory the stream takes. */
    public long logBytes() {
        return replication.log().memoryBytes();
    }

    /** Returns how much of the stream is kept for those who come back. */
    public long backlogBytes() {
        return replication.settings().backlogBytes;
    }

    /** Returns how far the slowest replica is behind, in bytes. */
    public long waitingBytes() {
        return replication.replicas().waitingBytes();
    }
}
