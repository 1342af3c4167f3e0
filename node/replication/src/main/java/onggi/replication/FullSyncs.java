package onggi.replication;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.Clock;
import onggi.bytes.LateLogger;
import onggi.bytes.RandomSource;
import org.jspecify.annotations.Nullable;

/** Snapshots for replicas that need all data: through a file, or straight to their sockets. */
final class FullSyncs {

    /*
     * Whoever waits when a snapshot is begun is told the offset of that instant, and stands at it in the stream; the
     * instant is one at which every shard is held. Who comes while a snapshot goes to the file joins those who wait for it,
     * at their place in the stream, which is kept for them. A snapshot for sockets takes nobody in later.
     */

    private static final System.Logger LOG = LateLogger.of(FullSyncs.class);
    private static final int PIECE_BYTES = 64 * 1024;
    private static final long MS_PER_SECOND = 1000;

    private final Replicas replicas;
    private final ReplicationLog log;
    private final ReplicationIds ids;
    private final ReplicationSettings settings;
    private final SnapshotSource source;
    private final RandomSource random;
    private final Clock clock;
    private final Runnable lookSoon;
    private @Nullable Runnable cancel;
    private boolean running;
    private boolean toSockets;
    private boolean madeFile;
    private long waitingSinceMs;

    /**
     * Creates it.
     *
     * @param lookSoon lets {@link #beginIfDue} be called soon with every shard held
     */
    FullSyncs(
            Replicas replicas,
            ReplicationLog log,
            ReplicationIds ids,
            ReplicationSettings settings,
            SnapshotSource source,
            RandomSource random,
            Clock clock,
            Runnable lookSoon) {
        this.replicas = replicas;
        this.log = log;
        this.ids = ids;
        this.settings = settings;
        this.source = source;
        this.random = random;
        this.clock = clock;
        this.lookSoon = lookSoon;
    }

    /** Takes in a replica that needs all data; every shard is held. */
    synchronized void join(ReplicaLink link) {
        if (link.options().isFunctionsOnly()) {
            sendFunctions(link);
            return;
        }
        if (running && !toSockets) {
            ReplicationLog.Reader place = placeOfWaiting();
            if (place != null) {
                enter(link, place, false);
                info("Waiting for end of BGSAVE for SYNC");
                return;
            }
            info(
                    "Can't attach the replica to the current BGSAVE. Waiting for next BGSAVE for"
                            + " SYNC");
        } else if (running) {
            info("Current BGSAVE has socket target. Waiting for next BGSAVE for SYNC");
        }
        if (waiting().size() == 1) {
            waitingSinceMs = clock.nowMs();
        }
        if (running || source.isBusy()) {
            return;
        }
        if (isDelayed(link)) {
            info("Delay next BGSAVE for diskless SYNC");
        } else {
            begin();
        }
    }

    /** Sends what is wanted by who asks for no key, and nothing behind it. */
    private void sendFunctions(ReplicaLink link) {
        link.state(ReplicaLink.State.SENDING);
        if (!link.isBare()) {
            link.send("+FULLRESYNC " + ids.id() + " " + log.end() + "\r\n");
        }
        try {
            byte[] snapshot = source.functions();
            link.send("$" + snapshot.length + "\r\n");
            link.send(snapshot);
        } catch (IOException e) {
            warn("SYNC failed: " + e.getMessage());
            link.session().closeSoon();
        }
    }

    private boolean isDelayed(ReplicaLink link) {
        return settings.disklessSync
                && settings.disklessDelaySeconds > 0
                && link.options().readsStreams();
    }

    private ReplicationLog.@Nullable Reader placeOfWaiting() {
        for (ReplicaLink link : replicas.all()) {
            ReplicationLog.Reader place = link.reader();
            if (link.state() == ReplicaLink.State.WAIT_END && place != null && !link.isToSocket()) {
                return place.copy();
            }
        }
        return null;
    }

    private List<ReplicaLink> waiting() {
        List<ReplicaLink> waiting = new ArrayList<>();
        for (ReplicaLink link : replicas.all()) {
            if (link.state() == ReplicaLink.State.WAIT_START && !link.isClosed()) {
                waiting.add(link);
            }
        }
        return waiting;
    }

    /** Returns whether it is time to begin one. */
    synchronized boolean isDue() {
        if (running || source.isBusy()) {
            return false;
        }
        List<ReplicaLink> waiting = waiting();
        if (waiting.isEmpty()) {
            return false;
        }
        boolean delayed = waiting.stream().allMatch(this::isDelayed);
        long waitedMs = clock.nowMs() - waitingSinceMs;
        return !delayed
                || waitedMs >= settings.disklessDelaySeconds * MS_PER_SECOND
                || (settings.disklessReplicas > 0 && waiting.size() >= settings.disklessReplicas);
    }

    /** Begins one if it is time; every shard is held. */
    synchronized void beginIfDue() {
        if (isDue()) {
            begin();
        }
    }

    private void begin() {
        List<ReplicaLink> waiting = waiting();
        boolean straight =
                settings.disklessSync
                        && waiting.stream().allMatch(link -> link.options().readsStreams());
        info("Starting BGSAVE for SYNC with target: " + (straight ? "replicas sockets" : "disk"));
        running = true;
        toSockets = straight;
        log.forgetDatabase();
        for (ReplicaLink link : waiting) {
            enter(link, log.readerAtEnd(), straight);
        }
        try {
            if (straight) {
                Sockets sockets = new Sockets(waiting);
                cancel = source.saveTo(sockets, reason -> sockets.ended(reason));
            } else {
                madeFile = true;
                source.saveToFile(this::fileEnded);
            }
        } catch (IllegalStateException e) {
            warn("BGSAVE for replication failed: " + e.getMessage());
            waiting.forEach(link -> link.session().closeSoon());
            running = false;
        }
    }

    private void enter(ReplicaLink link, ReplicationLog.Reader place, boolean straight) {
        link.follow(place);
        link.toSocket(straight);
        link.state(ReplicaLink.State.WAIT_END);
        if (!link.isBare()) {
            link.send("+FULLRESYNC " + ids.id() + " " + place.offset() + "\r\n");
        }
    }

    private synchronized void over() {
        running = false;
        cancel = null;
        lookSoon.run();
    }

    // ---- through the file

    private void fileEnded(@Nullable String reason) {
        for (ReplicaLink link : replicas.all()) {
            if (link.state() == ReplicaLink.State.WAIT_END && !link.isToSocket()) {
                if (reason == null) {
                    startSending(link);
                } else {
                    warn("SYNC failed. BGSAVE child returned an error");
                    link.session().closeSoon();
                }
            }
        }
        over();
    }

    private void startSending(ReplicaLink link) {
        link.state(ReplicaLink.State.SENDING);
        try {
            SnapshotSource.File file = source.open();
            Thread.ofPlatform()
                    .daemon()
                    .name("onggi-sync-" + link.name())
                    .start(() -> send(link, file));
        } catch (IOException e) {
            warn("SYNC failed. Can't open/stat DB after BGSAVE: " + e.getMessage());
            link.session().closeSoon();
        }
    }

    private void send(ReplicaLink link, SnapshotSource.File opened) {
        try (SnapshotSource.File file = opened) {
            link.send("$" + file.size() + "\r\n");
            byte[] piece = new byte[PIECE_BYTES];
            for (int count; (count = file.read(piece, 0, piece.length)) > 0; ) {
                if (!link.sendPiece(Arrays.copyOf(piece, count))) {
                    return;
                }
            }
        } catch (IOException e) {
            warn("Read error sending DB to replica: " + e.getMessage());
            link.session().closeSoon();
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (link.options().isSnapshotOnly()) {
            info(
                    "RDB transfer completed, rdb only replica ("
                            + link.name()
                            + ") should be disconnected asap");
            return;
        }
        replicas.online(link);
        link.stream();
    }

    /** Gives up a snapshot that goes to the file for replicas which are all gone. */
    synchronized void giveUpUnwanted() {
        if (!running || toSockets) {
            return;
        }
        for (ReplicaLink link : replicas.all()) {
            if (link.state() == ReplicaLink.State.WAIT_END && !link.isToSocket()) {
                return;
            }
        }
        source.giveUpSave();
    }

    /** Removes the file that was made for replicas once all of them have it, if that is wanted. */
    synchronized void removeFile() {
        if (!madeFile || !settings.removesSyncFiles || running) {
            return;
        }
        for (ReplicaLink link : replicas.all()) {
            if (!link.isOnline()) {
                return;
            }
        }
        madeFile = false;
        source.removeFile(
                "Removing the RDB file used to feed replicas in a persistence-less instance");
    }

    // ---- straight to sockets

    private final class Sockets implements SnapshotSource.Sink {

        private final List<ReplicaLink> targets;
        private final byte[] mark;

        Sockets(List<ReplicaLink> targets) {
            this.targets = new ArrayList<>(targets);
            StringBuilder digits = new StringBuilder();
            while (digits.length() < ReplicationIds.LENGTH) {
                digits.append(Character.forDigit((int) random.nextLong(16), 16));
            }
            this.mark = digits.toString().getBytes(StandardCharsets.US_ASCII);
            for (ReplicaLink link : targets) {
                link.send("$EOF:" + digits + "\r\n");
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            byte[] piece = Arrays.copyOfRange(bytes, offset, offset + length);
            try {
                for (int i = targets.size() - 1; i >= 0; i--) {
                    if (!targets.get(i).sendPiece(piece)) {
                        targets.remove(i);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            if (targets.isEmpty()) {
                info("Diskless rdb transfer, last replica dropped, killing fork child.");
                throw new IOException("no replica is left");
            }
        }

        void ended(@Nullable String reason) {
            if (reason == null) {
                info(
                        "Diskless rdb transfer, done reading from pipe, "
                                + targets.size()
                                + " replicas still up.");
            }
            for (ReplicaLink link : targets) {
                if (reason == null) {
                    complete(link);
                } else {
                    warn("SYNC failed. BGSAVE child returned an error");
                    link.session().closeSoon();
                }
            }
            over();
        }

        private void complete(ReplicaLink link) {
            try {
                link.awaitAck();
                if (!link.sendPiece(mark)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            info(
                    "Streamed RDB transfer with replica "
                            + link.name()
                            + " succeeded (socket). Waiting for REPLCONF ACK from slave to enable"
                            + " streaming");
            if (!link.options().isSnapshotOnly()) {
                replicas.online(link);
            }
        }
    }

    /** Gives up a snapshot that goes to sockets. */
    synchronized void cancel() {
        Runnable action = cancel;
        if (action != null) {
            action.run();
        }
    }

    private static void info(String text) {
        LOG.log(System.Logger.Level.INFO, text);
    }

    private static void warn(String text) {
        LOG.log(System.Logger.Level.WARNING, text);
    }
}
