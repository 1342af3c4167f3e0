package onggi.replication;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import onggi.bytes.Clock;
import onggi.bytes.LateLogger;
import onggi.engine.RoleRules;
import onggi.net.ClientSession;
import org.jspecify.annotations.Nullable;

/** The replicas that follow this server, and what each has of its stream. Thread-safe. */
final class Replicas {

    private static final System.Logger LOG = LateLogger.of(Replicas.class);
    private static final long MS_PER_SECOND = 1000;

    private final ReplicationSettings settings;
    private final ReplicationLog log;
    private final RoleRules role;
    private final Clock clock;
    private final Runnable acknowledged;
    private final List<ReplicaLink> links = new CopyOnWriteArrayList<>();
    private final AtomicLong fullSyncs = new AtomicLong();
    private final AtomicLong partialSyncs = new AtomicLong();
    private final AtomicLong refusedSyncs = new AtomicLong();
    private volatile long emptySinceMs;

    /**
     * Creates an empty list.
     *
     * @param acknowledged is called when a replica has told how far it is
     */
    Replicas(
            ReplicationSettings settings,
            ReplicationLog log,
            RoleRules role,
            Clock clock,
            Runnable acknowledged) {
        this.settings = settings;
        this.log = log;
        this.role = role;
        this.clock = clock;
        this.acknowledged = acknowledged;
        this.emptySinceMs = clock.nowMs();
    }

    // ---- the list

    /** Returns all of them. */
    List<ReplicaLink> all() {
        return links;
    }

    boolean isEmpty() {
        return links.isEmpty();
    }

    /** Returns since when there is none, in Unix milliseconds. */
    long emptySinceMs() {
        return emptySinceMs;
    }

    /** There is none from now on, whatever was before. */
    void countEmptyFromNow() {
        emptySinceMs = clock.nowMs();
    }

    /** Adds one that has asked for a sync. On its loop, in its command. */
    ReplicaLink add(ClientSession session, ReplicaOptions options, boolean bare) {
        ReplicaLink[] made = new ReplicaLink[1];
        ReplicaLink link =
                new ReplicaLink(
                        session,
                        options,
                        bare,
                        settings,
                        clock,
                        () -> session.loop().post(() -> closed(made[0])));
        made[0] = link;
        options.link(link);
        session.becomeReplica();
        links.add(link);
        return link;
    }

    private void closed(ReplicaLink link) {
        if (links.remove(link)) {
            LOG.log(System.Logger.Level.INFO, "Connection with replica " + link.name() + " lost.");
            if (links.isEmpty()) {
                emptySinceMs = clock.nowMs();
            }
            refresh();
            acknowledged.run();
        }
    }

    /** The stream has grown. */
    void grown() {
        for (ReplicaLink link : links) {
            link.session().feedReady();
        }
    }

    /** Closes all connections: what they know of this server is not right any more. */
    void disconnect() {
        for (ReplicaLink link : links) {
            link.session().closeSoon();
        }
    }

    /** Returns the first one in a state, or null. */
    @Nullable ReplicaLink first(ReplicaLink.State state) {
        for (ReplicaLink link : links) {
            if (link.state() == state) {
                return link;
            }
        }
        return null;
    }

    // ---- what they have

    /** A replica follows the stream from now on. */
    void online(ReplicaLink link) {
        link.state(ReplicaLink.State.ONLINE);
        link.heard(clock.nowMs());
        refresh();
        LOG.log(
                System.Logger.Level.INFO,
                "Synchronization with replica " + link.name() + " succeeded");
    }

    /** A replica has told how far it is. */
    void acknowledge(ReplicaLink link, long offset, long logged) {
        link.acknowledged(offset, clock.nowMs());
        link.logged(logged);
        if (link.awaitsAck() && link.isOnline()) {
            link.stream();
        }
        refresh();
        acknowledged.run();
    }

    /** Returns how many have the stream up to an offset. */
    int countAcknowledged(long offset) {
        int count = 0;
        for (ReplicaLink link : links) {
            count += link.isOnline() && link.ackOffset() >= offset ? 1 : 0;
        }
        return count;
    }

    /** Returns how many have the stream up to an offset in their logs. */
    int countLogged(long offset) {
        int count = 0;
        for (ReplicaLink link : links) {
            count += link.isOnline() && link.loggedOffset() >= offset ? 1 : 0;
        }
        return count;
    }

    /** Returns whether all of them have every change. */
    boolean haveAll() {
        for (ReplicaLink link : links) {
            if (link.ackOffset() < log.changesEnd()) {
                return false;
            }
        }
        return true;
    }

    /** Says in the log which of them lack something. */
    void tellOfLag(long nowMs) {
        int lagging = 0;
        for (ReplicaLink link : links) {
            long missing = log.changesEnd() - link.ackOffset();
            if (missing > 0) {
                lagging++;
                long seconds = link.isOnline() ? (nowMs - link.ackMs()) / MS_PER_SECOND : 0;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Lagging replica %s reported offset %d behind master, lag=%d, state=%s."
                                .formatted(link.name(), missing, seconds, link.state().text()));
            }
        }
        if (!links.isEmpty()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "%d of %d replicas are in sync when shutting down."
                            .formatted(links.size() - lagging, links.size()));
        }
    }

    /** Returns how many were heard of lately. */
    int countGood() {
        long nowMs = clock.nowMs();
        int count = 0;
        for (ReplicaLink link : links) {
            boolean lags =
                    nowMs / MS_PER_SECOND - link.ackMs() / MS_PER_SECOND > settings.mostLagSeconds;
            count += link.isOnline() && !lags ? 1 : 0;
        }
        return count;
    }

    /** Looks whether there are enough to write. */
    void refresh() {
        int least = settings.leastReplicas;
        role.lacksReplicas(least > 0 && settings.mostLagSeconds > 0 && countGood() < least);
    }

    // ---- now and then

    /** Closes those that were not heard of for too long, and tells those that wait to wait on. */
    void look(long nowMs) {
        long limitMs = settings.timeoutSeconds * MS_PER_SECOND;
        for (ReplicaLink link : links) {
            ReplicaLink.State state = link.state();
            if (state == ReplicaLink.State.WAIT_START
                    || (state == ReplicaLink.State.WAIT_END && !link.isToSocket())) {
                link.send("\n");
            }
            if (state == ReplicaLink.State.ONLINE && !link.isBare()) {
                if (nowMs - link.ackMs() > limitMs) {
                    drop(link, "streaming");
                }
            } else if (state == ReplicaLink.State.WAIT_END && link.isToSocket()) {
                long stuckMs = link.stuckSinceMs();
                if (stuckMs > 0 && nowMs - stuckMs > limitMs) {
                    drop(link, "full");
                }
            }
        }
        refresh();
    }

    private static void drop(ReplicaLink link, String phase) {
        LOG.log(
                System.Logger.Level.WARNING,
                "Disconnecting timedout replica (" + phase + " sync): " + link.name());
        link.session().closeSoon();
    }

    // ---- counters

    /** Counts syncs from now on. */
    void resetCounters() {
        fullSyncs.set(0);
        partialSyncs.set(0);
        refusedSyncs.set(0);
    }

    AtomicLong fullSyncs() {
        return fullSyncs;
    }

    AtomicLong partialSyncs() {
        return partialSyncs;
    }

    AtomicLong refusedSyncs() {
        return refusedSyncs;
    }

    /** Returns how much memory is between the slowest of them and the end of the stream. */
    long waitingBytes() {
        long most = 0;
        for (ReplicaLink link : links) {
            most = Math.max(most, link.waitingBytes());
        }
        return most;
    }

    /** Returns the offset of the last byte of the stream. */
    long end() {
        return log.end();
    }
}
