package onggi.replication;

import static onggi.replication.Notes.info;
import static onggi.replication.Notes.warn;

import java.io.IOException;
import onggi.engine.Engine;
import onggi.engine.ReplyGate;
import onggi.engine.RoleRules;
import onggi.net.EventLoop;
import onggi.net.NetServer;
import onggi.net.PeerLink;
import org.jspecify.annotations.Nullable;

/**
 * The link to the server that this one follows: connecting, handshake, snapshot, stream, and again.
 * Everything but questions and {@link #follow} and {@link #stop} happens on the first event loop.
 */
final class Following extends PrimaryFacts implements PeerLink.Listener {

    private static final long MS_PER_SECOND = 1000;

    private final Engine engine;
    private final EventLoop loop;
    private final ReplicationSettings settings;
    private final ReplicationIds ids;
    private final ReplicationLog log;
    private final SnapshotSource source;
    private final RoleRules role;
    private final PrimaryWatcher watcher;
    private final NetServer net;
    private final StreamApplier applier;
    private final DataReplacement replacement;
    private final PrimaryAnswers answers;
    private final LoggedOffsets logged = new LoggedOffsets();
    private volatile @Nullable PeerLink link;
    private @Nullable PrimaryHandshake handshake;
    private String syncId = ReplicationIds.NONE;
    private volatile long syncOffset;
    private volatile boolean takesOver;

    Following(
            Engine engine,
            NetServer net,
            ReplicationSettings settings,
            ReplicationIds ids,
            ReplicationLog log,
            SnapshotSource source,
            PrimaryWatcher watcher) {
        this.engine = engine;
        this.net = net;
        this.loop = net.loops().getFirst();
        this.settings = settings;
        this.ids = ids;
        this.log = log;
        this.source = source;
        this.role = engine.settings().role();
        this.watcher = watcher;
        this.answers = new PrimaryAnswers(this, watcher);
        this.replacement = new DataReplacement(source, settings, loop, engine.clock());
        this.applier = new StreamApplier(engine, settings, log, this::acknowledge);
    }

    /** Returns the database that the stream is about. */
    int database() {
        return applier.database();
    }

    /** Returns the offset of the last byte that was read. */
    long readOffset() {
        return log.end() + applier.pendingBytes();
    }

    // ---- beginning and end

    /**
     * Follows a server from now on.
     *
     * @param goesOn whether the data here may be what that server had up to the end of the stream
     * @param over whether that server is to become a primary by this
     */
    void follow(String name, int number, boolean goesOn, boolean over) {
        host = name;
        port = number;
        resumable = goesOn;
        takesOver = over;
        downSinceMs = 0;
        change(State.CONNECT);
        loop.post(() -> {
            if (state != State.NONE) {
                again(false);
                connect();
            }
        });
    }

    /** Follows nobody any more. */
    void stop() {
        change(State.NONE);
        host = "";
        loop.post(() -> {
            if (state == State.NONE) {
                drop();
            }
        });
    }

    /** Sets where the stream of the data that were loaded stood. */
    void select(int database) {
        applier.select(database);
    }

    /** Cuts the link, at once when called on its loop; it is made again soon. */
    void cut() {
        PeerLink present = link;
        if (present != null) {
            if (loop.isCurrent()) {
                present.close();
            }
            loop.post(() -> {
                present.close();
                lost(present, "it was closed");
            });
        }
    }

    @SuppressWarnings("ReferenceEquality") // that very link
    private boolean isPresent(PeerLink some) {
        return some == link;
    }

    private void drop() {
        net.primary(null);
        PeerLink present = link;
        link = null;
        handshake = null;
        if (present != null) {
            present.close();
        }
        Reception given = reception;
        reception = null;
        if (given != null) {
            given.discard();
        }
        applier.reset();
    }

    private void change(State next) {
        state = next;
        refresh();
        PeerLink present = link;
        if (next == State.CONNECTED && present != null) {
            net.primary(new LinkView(this, present, net.clients().nextId()));
        }
    }

    /** Works out anew whether what is here may be shown. */
    void refresh() {
        role.stale(state != State.NONE && state != State.CONNECTED && !settings.servesStale);
    }

    private void connect() {
        if (state != State.CONNECT) {
            return;
        }
        info("Connecting to MASTER " + host + ":" + port);
        lastHeardMs = engine.clock().nowMs();
        change(State.CONNECTING);
        String source = settings.sourceAddress;
        link = PeerLink.open(loop, host, port, source, settings.encrypted.getAsBoolean(), this);
        info("MASTER <-> REPLICA sync started");
    }

    @Override
    public void connected(PeerLink made) {
        if (!isPresent(made)) {
            made.close();
            return;
        }
        info("Non blocking connect for SYNC fired the event.");
        change(State.HANDSHAKE);
        lastHeardMs = engine.clock().nowMs();
        PrimaryHandshake begun =
                new PrimaryHandshake(
                        settings.self(
                                net.tcpPort(), resumable ? ids.id() : null, log.end(), takesOver),
                        answers);
        handshake = begun;
        begun.begin();
    }

    @Override
    public void lost(PeerLink gone, String reason) {
        if (!isPresent(gone) || state == State.NONE) {
            return;
        }
        boolean was = state == State.CONNECTED;
        warn(state.loss(reason));
        if (was) {
            info("Caching the disconnected master state.");
            downSinceMs = engine.clock().nowMs();
        }
        again(was);
    }

    /** Gives the link up and makes it again, at once or at the next look. */
    void again(boolean atOnce) {
        drop();
        change(State.CONNECT);
        if (atOnce) {
            info("Reconnecting to MASTER " + host + ":" + port);
            connect();
        }
    }

    // ---- what comes

    @Override
    public void received(PeerLink from, byte[] bytes, int length) {
        if (!isPresent(from)) {
            return;
        }
        lastHeardMs = engine.clock().nowMs();
        try {
            PrimaryHandshake talk = handshake;
            int at = state == State.HANDSHAKE && talk != null ? talk.feed(bytes, length) : 0;
            Reception snapshot = reception;
            if (isPresent(from) && snapshot != null && !snapshot.isComplete() && at < length) {
                at += snapshot.feed(bytes, at, length - at);
            }
            if (isPresent(from) && at < length) {
                applier.keep(bytes, at, length - at);
                if (state == State.CONNECTED) {
                    apply();
                }
            }
        } catch (IOException e) {
            bad(e);
        }
    }

    private void apply() throws BadStreamException {
        applier.run(this::mayApply);
        ReplyGate gate = engine.replyGate();
        logged.applied(log.end(), gate);
    }

    private boolean mayApply() {
        return state == State.CONNECTED && !net.isPaused();
    }

    /** Goes on with what came while clients were paused. */
    void resume() {
        if (applier.pendingBytes() > 0 && mayApply() && !replacement.isRunning()) {
            try {
                apply();
            } catch (BadStreamException e) {
                bad(e);
            }
        }
    }

    private void bad(IOException e) {
        warn(String.valueOf(e.getMessage()));
        if (state == State.CONNECTED) {
            warn("Closing the master connection and discarding the cached master.");
            downSinceMs = engine.clock().nowMs();
            resumable = false;
        }
        again(false);
    }

    // ---- the handshake

    /** Sends bytes if there is a link. */
    void send(byte[] bytes) {
        PeerLink present = link;
        if (present != null) {
            present.send(bytes);
        }
    }

    /** The other server is asked no more to take over, whatever it answered. */
    void answered() {
        takesOver = false;
    }

    /** The stream goes on. */
    void goOn() {
        change(State.CONNECTED);
        info("MASTER <-> REPLICA sync: Master accepted a Partial Resynchronization.");
        acknowledge();
    }

    /** A snapshot follows, and behind it the stream from an offset of a history on. */
    void receive(String id, long offset) {
        resumable = false;
        syncId = id;
        syncOffset = offset;
        receive();
    }

    private void receive() {
        PeerLink from = link;
        if (from == null) {
            return;
        }
        SnapshotSource.Meanwhile meanwhile = replacement.straight(syncId.equals(ids.id()));
        Runnable straight =
                meanwhile == null ? null : () -> loop.runAlone(() -> load(from, true, meanwhile));
        reception =
                new Reception(
                        source,
                        from,
                        replacement.refusesEmpty(),
                        straight,
                        loop::post,
                        reason -> loop.post(() -> received(from, reason)));
        change(State.SYNC);
    }

    // ---- the snapshot

    /** The snapshot is complete, or could not be kept. */
    private void received(PeerLink from, @Nullable String reason) {
        if (!isPresent(from) || state != State.SYNC) {
            return;
        }
        if (reason == null) {
            loop.runAlone(() -> load(from, false, SnapshotSource.Meanwhile.GONE));
            return;
        }
        warn(
                "Failed trying to load the MASTER synchronization DB from disk: "
                        + reason
                        + "; the data are kept");
        again(false);
    }

    private void load(PeerLink from, boolean straight, SnapshotSource.Meanwhile meanwhile) {
        Reception snapshot = reception;
        if (!isPresent(from) || state != State.SYNC || snapshot == null) {
            return;
        }
        if (meanwhile != SnapshotSource.Meanwhile.SERVED) {
            watcher.replacing();
        }
        try {
            replacement.run(from, straight ? snapshot : null, meanwhile);
        } catch (IOException e) {
            if (straight) {
                warn(
                        "Internal error in RDB reading offset "
                                + snapshot.readBytes()
                                + ": "
                                + e.getMessage());
            }
            warn(
                    "Failed trying to load the MASTER synchronization DB from "
                            + (straight ? "socket: " : "disk: ")
                            + e.getMessage());
            if (isPresent(from)) {
                again(false);
            }
            return;
        }
        watcher.replacing();
        if (!straight && settings.removesSyncFiles) {
            source.removeFile(
                    "Removing the RDB file obtained from the master. This replica has persistence"
                            + " disabled");
        }
        loaded(from);
    }

    private void loaded(PeerLink from) {
        if (state == State.NONE) {
            return;
        }
        reception = null;
        watcher.replaced(syncId, syncOffset);
        applier.select(0);
        resumable = true;
        info("MASTER <-> REPLICA sync: Finished with success");
        if (!isPresent(from)) {
            return;
        }
        change(State.CONNECTED);
        acknowledge();
        from.reading(true);
        try {
            apply();
        } catch (BadStreamException e) {
            bad(e);
        }
    }

    // ---- now and then

    private void acknowledge() {
        send(logged.acknowledgement(log.end(), engine.replyGate()));
    }

    /** Looks after the link, once in a second. */
    void look(long nowMs) {
        if (state == State.NONE || replacement.isRunning()) {
            return;
        }
        if (state == State.CONNECT) {
            connect();
            return;
        }
        if (nowMs - lastHeardMs <= settings.timeoutSeconds * MS_PER_SECOND) {
            if (state == State.CONNECTED) {
                acknowledge();
            }
            return;
        }
        Reception snapshot = reception;
        if (snapshot == null || !snapshot.isComplete()) {
            warn(state.silence());
            boolean was = state == State.CONNECTED;
            downSinceMs = was ? nowMs : downSinceMs;
            again(was);
        }
    }
}
