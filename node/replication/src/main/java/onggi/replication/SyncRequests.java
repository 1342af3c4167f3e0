package onggi.replication;

import onggi.bytes.LateLogger;
import onggi.net.ClientSession;
import org.jspecify.annotations.Nullable;

/** Decides what a replica gets that asks for the stream: what it lacks, or all data first. */
final class SyncRequests {

    private static final System.Logger LOG = LateLogger.of(SyncRequests.class);

    private final Replication replication;
    private final Replicas replicas;
    private final ReplicationIds ids;
    private final ReplicationLog log;

    SyncRequests(Replication replication) {
        this.replication = replication;
        this.replicas = replication.replicas();
        this.ids = replication.ids();
        this.log = replication.log();
    }

    /**
     * Answers a replica that asks for the stream; every shard is held.
     *
     * @param id of its history, null when it names none
     * @param offset of the first byte it lacks
     */
    void sync(ClientSession session, ReplicaOptions options, @Nullable String id, long offset) {
        String name = ReplicaLink.nameOf(session, options);
        info("Replica " + name + " asks for synchronization");
        synchronized (replication) {
            if (id != null && goOn(session, options, id, offset, name)) {
                return;
            }
            if (id != null && !id.equals("?")) {
                replicas.refusedSyncs().incrementAndGet();
            }
            if (id != null) {
                info("Full resync requested by replica " + name);
            }
            replicas.fullSyncs().incrementAndGet();
            ReplicaLink link = replicas.add(session, options, id == null);
            replication.keepLog();
            session.feed(link);
            replication.fullSyncs().join(link);
        }
    }

    private boolean goOn(
            ClientSession session, ReplicaOptions options, String id, long offset, String name) {
        if (!ids.knows(id, offset)) {
            if (!id.equals("?")) {
                info(
                        "Partial resynchronization not accepted: Replication ID mismatch (Replica"
                                + " asked for '"
                                + id
                                + "', my replication IDs are '"
                                + ids.id()
                                + "' and '"
                                + ids.former()
                                + "')");
            }
            return false;
        }
        ReplicationLog.Reader reader = log.reader(offset);
        if (reader == null) {
            info(
                    "Unable to partial resync with replica "
                            + name
                            + " for lack of backlog (Replica request was: "
                            + offset
                            + ").");
            return false;
        }
        ReplicaLink link = replicas.add(session, options, false);
        link.follow(reader);
        link.state(ReplicaLink.State.ONLINE);
        link.send(options.readsNames() ? "+CONTINUE " + ids.id() + "\r\n" : "+CONTINUE\r\n");
        session.feed(link);
        link.stream();
        replicas.partialSyncs().incrementAndGet();
        replicas.refresh();
        info(
                "Partial resynchronization request from "
                        + name
                        + " accepted. Sending "
                        + reader.waitingBytes()
                        + " bytes of backlog starting from offset "
                        + offset
                        + ".");
        return true;
    }

    private static void info(String text) {
        LOG.log(System.Logger.Level.INFO, text);
    }
}
