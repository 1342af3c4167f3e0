package onggi.replication;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.engine.BlockedCall;
import onggi.engine.Call;
import onggi.engine.Engine;
import onggi.engine.Session;
import onggi.net.ClientSession;
import onggi.net.EventLoop;
import onggi.net.PeerCall;
import onggi.resp.ReplyWriter;
import onggi.resp.RequestWriter;
import org.jspecify.annotations.Nullable;

/** One move of keys to another server: what is sent, and what is removed when it has arrived. */
final class KeyMove {

    /*
     * The payloads are made while the shards of the keys are held; the conversation has a thread of its own, and its caller
     * waits like one that is blocked. A key is removed only if it is still what was sent: one that was changed
     * meanwhile is sent again, in place of what has arrived. Inside of a transaction or script nobody can wait, so
     * the loop does, as Redis always does.
     */

    /** What is wished. */
    record Order(
            String host,
            String port,
            int database,
            int timeoutMs,
            boolean copy,
            boolean replace,
            String user,
            String password,
            List<Bytes> keys) {}

    private record Payload(Bytes key, Bytes value, long ttlMs) {}

    private static final String CANNOT_CONNECT = "IOERR error or timeout connecting to the client";
    private static final String CANNOT_WRITE = "IOERR error or timeout writing to target instance";
    private static final String CANNOT_READ = "IOERR error or timeout reading from target instance";
    private static final int ROUNDS = 10;

    private final Order order;
    private final Engine engine;
    private final Session session;
    private final SideCalls calls;
    private final IdlePeers peers;
    private List<Payload> payloads = new ArrayList<>();
    private final List<Payload> arrived = new ArrayList<>();
    private @Nullable String error;
    private boolean again;

    /** Whether the connection cannot be used again. */
    private boolean broken;

    /** Whether the other server has answered anything. */
    private boolean answered;

    private int rounds;

    KeyMove(Order order, Call call) {
        this.order = order;
        this.engine = call.engine();
        this.session = call.session();
        this.peers = engine.room(Replication.class).idlePeers();
        this.calls = SideCalls.of(engine, call.execution());
    }

    /** Makes the payloads of the keys that are there, whose shards are held; false if none is. */
    boolean collect() {
        for (Bytes key : order.keys()) {
            Payload payload = payload(key);
            if (payload != null) {
                payloads.add(payload);
            }
        }
        return !payloads.isEmpty();
    }

    private @Nullable Payload payload(Bytes key) {
        byte[] value = calls.bulk(session.database(), "DUMP", key);
        if (value == null) {
            return null;
        }
        long ttlMs = calls.number(session.database(), "PTTL", key);
        return new Payload(key, Bytes.wrap(value), Math.max(0, ttlMs));
    }

    /** Does it on this thread, which holds the shards. */
    void runHere(Call call) {
        talk();
        if (!order.copy() && !arrived.isEmpty()) {
            remove(arrived);
            call.changedKeys(arrived.size());
            call.suppressEffect();
        }
    }

    /** Does it on a thread of its own; the caller waits. */
    void runElsewhere(BlockedCall blocked) {
        if (!(session instanceof ClientSession client)) {
            throw new IllegalStateException("only clients wait");
        }
        EventLoop loop = client.loop();
        Thread.ofPlatform().daemon().name("onggi-migrate").start(() -> rounds(blocked, loop));
    }

    private void rounds(BlockedCall blocked, EventLoop loop) {
        talk();
        loop.post(() -> {
            loop.execution().holdingAll(this::settle);
            if (again) {
                again = false;
                Thread.ofPlatform()
                        .daemon()
                        .name("onggi-migrate")
                        .start(() -> rounds(blocked, loop));
            } else if (isCurrent(blocked)) {
                loop.execution().blockedCalls().unblock(session, false);
            }
        });
    }

    @SuppressWarnings("ReferenceEquality") // that very call
    private boolean isCurrent(BlockedCall blocked) {
        return session.blockedCall() == blocked;
    }

    /** Removes what has arrived and is as it was sent; every shard is held. */
    private void settle() {
        if (order.copy()) {
            return;
        }
        List<Payload> unchanged = new ArrayList<>();
        List<Payload> changed = new ArrayList<>();
        for (Payload sent : arrived) {
            Payload now = payload(sent.key());
            if (now != null && now.value().equals(sent.value())) {
                unchanged.add(sent);
            } else if (now != null) {
                changed.add(now);
            }
        }
        arrived.clear();
        remove(unchanged);
        if (!changed.isEmpty() && error == null && rounds++ < ROUNDS) {
            payloads = changed;
            again = true;
        } else if (!changed.isEmpty() && error == null) {
            error = "IOERR the keys are changed faster than they can be moved";
        }
    }

    private void remove(List<Payload> moved) {
        if (!moved.isEmpty()) {
            calls.run(session.database(), "DEL", moved.stream().map(Payload::key).toList());
        }
    }

    /** Answers how it went. */
    void answer(ReplyWriter reply) {
        String failure = error;
        if (failure == null) {
            reply.ok();
        } else {
            reply.error(failure);
        }
    }

    // ---- the conversation

    private void talk() {
        int port;
        try {
            port = Integer.parseInt(order.port());
        } catch (NumberFormatException e) {
            port = -1;
        }
        if (port < 0 || port > 65_535) {
            error = CANNOT_CONNECT;
            return;
        }
        String name = order.host() + ':' + port + ':' + order.user() + ':' + order.password();
        PeerCall kept = peers.take(name);
        if (kept != null && converse(name, kept)) {
            return; // else the other side has closed it meanwhile
        }
        try {
            converse(name, new PeerCall(order.host(), port, order.timeoutMs()));
        } catch (IOException e) {
            error = CANNOT_CONNECT;
        }
    }

    /** Talks over a connection; false when not even the first answer came, and nothing is known. */
    private boolean converse(String name, PeerCall peer) {
        answered = false;
        error = null;
        try {
            peer.timeout(order.timeoutMs());
            talk(peer);
            if (broken) {
                peer.close();
            } else {
                peers.keep(name, peer, engine.clock().nowMs());
            }
        } catch (IOException e) {
            error = CANNOT_READ;
            broken = true;
        }
        boolean known = answered || !broken;
        broken = false;
        return known;
    }

    private void talk(PeerCall peer) {
        boolean auth = !order.password().isEmpty();
        RequestWriter out = new RequestWriter();
        if (auth && order.user().isEmpty()) {
            out.command(bytes("AUTH"), bytes(order.password()));
        } else if (auth) {
            out.command(bytes("AUTH"), bytes(order.user()), bytes(order.password()));
        }
        out.command("SELECT", Integer.toString(order.database()));
        boolean replaces = order.replace() || rounds > 0;
        for (Payload payload : payloads) {
            out.begin(replaces ? 5 : 4).argument("RESTORE").argument(payload.key().toByteArray());
            out.argument(payload.ttlMs()).argument(payload.value().unsafeArray());
            if (replaces) {
                out.argument("REPLACE");
            }
        }
        try {
            peer.send(out.array(), out.length());
        } catch (IOException e) {
            error = CANNOT_WRITE;
            broken = true;
            return;
        }
        try {
            answers(peer, auth);
        } catch (SocketTimeoutException e) {
            error = CANNOT_READ;
            broken = true;
            answered = true; // it may still do what it was told
        } catch (IOException e) {
            error = CANNOT_READ;
            broken = true;
        }
    }

    private void answers(PeerCall peer, boolean auth) throws IOException {
        String refusal = null;
        for (int i = auth ? 0 : 1; i < 2; i++) {
            String line = peer.line();
            answered = true;
            refusal = refusal == null && line.startsWith("-") ? line : refusal;
        }
        for (Payload payload : payloads) {
            String line = peer.line();
            if (!line.startsWith("-") && refusal == null) {
                arrived.add(payload);
            } else if (error == null) {
                String told = refusal == null ? line : refusal;
                error = "ERR Target instance replied with error: " + told.substring(1);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
