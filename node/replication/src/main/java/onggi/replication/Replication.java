package onggi.replication;

import java.util.LinkedHashMap;
import java.util.Map;
import onggi.bytes.LateLogger;
import onggi.engine.CommandError;
import onggi.engine.Engine;
import onggi.engine.RoleRules;
import onggi.net.EventLoop;
import onggi.net.NetServer;
import onggi.net.PauseReason;
import org.jspecify.annotations.Nullable;

/**
 * The part of a server in replication: a primary, or a replica of one; and those who follow it,
 * which it may have in either part.
 */
public final class Replication {

    /*
     * A primary puts its effects into the log; a replica puts the bytes of its primary there, so that everyone further down
     * stands at the same offsets. The log of a primary begins with its first replica, and ends when none was there for long.
     *
     * Whoever changes the part of this server holds every shard: there is then no change half done. Locks are
     * taken in this order: shards, this, the effect stream, the log.
     */

    private static final System.Logger LOG = LateLogger.of(Replication.class);

    private static final CommandError BECAME_REPLICA =
            CommandError.of(
                    "UNBLOCKED force unblock from blocking operation, instance state changed"
                            + " (master -> replica?)");

    private final Engine engine;
    private final NetServer net;
    private final RoleRules role;
    private final ReplicationSettings settings = new ReplicationSettings();
    private final ReplicationIds ids;
    private final ReplicationLog log;
    private final AckWaits waits;
    private final Replicas replicas;
    private final FullSyncs fullSyncs;
    private final Following following;
    private final Failover failover = new Failover(new HandOver());
    private final OwnExpiries ownExpiries;
    private final IdlePeers idlePeers = new IdlePeers();
    private final ReplicationUpkeep upkeep;
    private volatile PartListener parts = (host, port) -> {};

    /** Who is told when the part of the server changes. */
    @FunctionalInterface
    public interface PartListener {

        /** Takes note of the primary that is followed from now on; its host is empty for none. */
        void changed(String host, int port);
    }

    /** Creates the part of a primary that nobody follows. */
    public Replication(Engine engine, NetServer net, SnapshotSource source) {
        this.engine = engine;
        this.net = net;
        this.role = engine.settings().role();
        this.ownExpiries = new OwnExpiries(engine);
        this.ids = new ReplicationIds(engine.random());
        this.log = new ReplicationLog(engine.keyspace().looseMemory(), this::grown);
        this.waits = new AckWaits(log, engine.effectSinks());
        this.replicas = new Replicas(settings, log, role, engine.clock(), this::acknowledged);
        this.waits.replicas(replicas);
        this.fullSyncs =
                new FullSyncs(
                        replicas,
                        log,
                        ids,
                        settings,
                        source,
                        engine.random(),
                        engine.clock(),
                        this::lookForSyncs);
        this.following = new Following(engine, net, settings, ids, log, source, new Followed());
        this.upkeep = new ReplicationUpkeep(this, net.loops().getFirst());
        engine.replicaAcks(waits);
        SideCalls.attach(engine);
        role.onLocalWrite(ownExpiries::wrote);
    }

    private void grown() {
        replicas.grown();
    }

    /** Lets a snapshot be begun soon if it is time. */
    void lookForSyncs() {
        EventLoop first = net.loops().getFirst();
        first.post(() -> {
            if (fullSyncs.isDue()) {
                first.execution().holdingAll(fullSyncs::beginIfDue);
            }
        });
    }

    // ---- parts

    /** Returns the settings. */
    public ReplicationSettings settings() {
        return settings;
    }

    /** Sets who is told when the part of the server changes. */
    public void onPart(PartListener listener) {
        parts = listener;
    }

    /** Sets whether clients may not write on a replica. */
    public void readOnly(boolean only) {
        role.readOnly(only);
    }

    /** Sets whether a replica leaves eviction to its primary. */
    public void leavesEviction(boolean leaves) {
        role.leavesEviction(leaves);
    }

    /** Takes the part in which the data are loaded. */
    public void prepare(boolean replica) {
        role.replica(replica);
    }

    /** Counts syncs from now on ({@code CONFIG RESETSTAT}). */
    public void resetStatistics() {
        replicas.resetCounters();
    }

    ReplicationIds ids() {
        return ids;
    }

    ReplicationLog log() {
        return log;
    }

    Replicas replicas() {
        return replicas;
    }

    FullSyncs fullSyncs() {
        return fullSyncs;
    }

    Following following() {
        return following;
    }

    Failover failover() {
        return failover;
    }

    Engine engine() {
        return engine;
    }

    AckWaits waits() {
        return waits;
    }

    IdlePeers idlePeers() {
        return idlePeers;
    }

    OwnExpiries ownExpiries() {
        return ownExpiries;
    }

    boolean isReplica() {
        return role.isReplica();
    }

    /** Settings have changed that others act on. */
    public void settingsChanged() {
        log.keptBytes(settings.backlogBytes);
        replicas.refresh();
        following.refresh();
    }

    /** More changes are safe on disk. Thread-safe. */
    public void logged() {
        waits.look();
    }

    /** Returns what a snapshot of this moment says of the stream; every shard is held. */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        if (!log.isActive()) {
            return facts;
        }
        int database = isReplica() ? following.database() : Math.max(0, log.database());
        facts.put("repl-stream-db", Integer.toString(database));
        facts.put("repl-id", ids.id());
        facts.put("repl-offset", Long.toString(log.end()));
        return facts;
    }

    // ---- the log

    /** Keeps the stream from now on; every shard is held. */
    synchronized void keepLog() {
        if (log.isActive()) {
            return;
        }
        if (!isReplica()) {
            ids.change();
            ids.forgetFormer();
        }
        log.activate();
        if (!isReplica()) {
            engine.effectSinks().add(log);
        }
        info(
                "Replication backlog created, my new replication IDs are '"
                        + ids.id()
                        + "' and '"
                        + ids.former()
                        + "'");
    }

    /** Keeps the stream no more; every shard is held. */
    synchronized void dropLog() {
        ids.change();
        ids.forgetFormer();
        engine.effectSinks().remove(log);
        log.deactivate();
        info(
                "Replication backlog freed after "
                        + settings.backlogSeconds
                        + " seconds without connected replicas.");
    }

    /** Changes the names of the history, for tests. */
    public synchronized void changeIds() {
        info("Changing replication IDs after receiving DEBUG change-repl-id");
        ids.change();
        ids.forgetFormer();
    }

    // ---- a change of part

    /**
     * Follows another server from now on; every shard is held.
     *
     * @param takesOver whether that server is to take over the part of the primary by this
     */
    synchronized void follow(String host, int port, boolean takesOver) {
        boolean wasPrimary = !isReplica();
        if (wasPrimary) {
            becomeReplica();
        }
        following.follow(host, port, wasPrimary || following.mayResume(), takesOver);
        parts.changed(host, port);
        net.disconnectBlocked(BECAME_REPLICA);
    }

    private void becomeReplica() {
        info(
                "Before turning into a replica, using my own master parameters to synthesize a"
                        + " cached master: I may be able to synchronize with the new master with"
                        + " just a partial transfer.");
        engine.effectSinks().remove(log);
        log.activate();
        role.replica(true);
    }

    /** Follows nobody from now on; every shard is held. */
    synchronized void lead() {
        following.stop();
        ids.shift(log.end());
        info(
                "Setting secondary replication ID to "
                        + ids.former()
                        + ", valid up to offset: "
                        + ids.formerUpTo()
                        + ". New replication ID is "
                        + ids.id());
        log.forgetDatabase();
        log.activate();
        engine.effectSinks().add(log);
        role.replica(false);
        ownExpiries.clear();
        following.refresh();
        replicas.disconnect();
        replicas.countEmptyFromNow();
        parts.changed("", 0);
    }

    private final class Followed implements PrimaryWatcher {

        @Override
        public void replacing() {
            replicas.disconnect();
        }

        @Override
        public void replaced(String id, long offset) {
            synchronized (Replication.this) {
                ids.adopt(id);
                log.restart(offset);
                ownExpiries.clear();
            }
        }

        @Override
        public void goesOn(@Nullable String id) {
            synchronized (Replication.this) {
                if (id != null && !id.equals(ids.id())) {
                    ids.continueAs(id, log.end());
                    info("Master replication ID changed to " + id);
                    replicas.disconnect();
                }
                log.activate();
            }
        }

        @Override
        public void accepted() {
            synchronized (Replication.this) {
                failover.done();
            }
        }

        @Override
        public void refused() {
            abortFailover("Failover target rejected psync request");
        }
    }

    /**
     * Begins with what the configuration says, before clients are looked at.
     *
     * @param facts of the snapshot that was loaded, empty when there was none
     */
    public void start(String host, int port, Map<String, String> facts) {
        settingsChanged();
        boolean knows = facts.containsKey("repl-id") && facts.containsKey("repl-offset");
        long offset = knows ? Long.parseLong(facts.getOrDefault("repl-offset", "0")) : 0;
        String id = facts.getOrDefault("repl-id", ReplicationIds.NONE);
        if (!host.isEmpty()) {
            role.replica(true);
            if (knows) {
                ids.adopt(id);
                log.restart(offset);
                following.select(Integer.parseInt(facts.getOrDefault("repl-stream-db", "0")));
            }
            following.follow(host, port, knows, false);
        } else if (knows) {
            ids.loaded(id, offset);
            log.restart(offset);
            engine.effectSinks().add(log);
            replicas.countEmptyFromNow();
        }
    }

    // ---- handing over

    /** Begins to hand over to a replica; every shard is held. */
    synchronized void beginFailover(Failover.Wish wish) {
        failover.begin(wish);
    }

    /** Gives handing over up. */
    synchronized void abortFailover(String reason) {
        failover.abort(reason);
    }

    private void acknowledged() {
        waits.look();
        lookAtFailover();
    }

    void lookAtFailover() {
        if (failover.state() == Failover.State.WAITING) {
            synchronized (this) {
                failover.look(replicas, engine.clock().nowMs());
            }
        }
    }

    private final class HandOver implements Failover.Steps {

        @Override
        public void pause(boolean on) {
            if (on) {
                net.pauseClients(PauseReason.FAILOVER, Long.MAX_VALUE, false);
            } else {
                net.unpauseClients(PauseReason.FAILOVER);
            }
        }

        @Override
        public void handOver(String host, int port) {
            holding(() -> follow(host, port, true));
        }

        @Override
        public void takeBack() {
            holding(Replication.this::lead);
        }

        @Override
        public void say(String text) {
            LOG.log(System.Logger.Level.WARNING, text);
        }

        private void holding(Runnable action) {
            EventLoop first = net.loops().getFirst();
            first.post(() -> first.execution().holdingAll(action));
        }
    }

    /** Looks after all of it, some times in a second, on the thread of the first loop. */
    public void tick() {
        upkeep.tick();
    }

    private static void info(String text) {
        LOG.log(System.Logger.Level.INFO, text);
    }
}
