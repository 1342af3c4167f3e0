package onggi.replication;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import onggi.engine.BlockedCall;
import onggi.engine.Effects;
import onggi.engine.ReplicaAcks;
import onggi.engine.Session;
import onggi.net.ClientSession;
import onggi.net.EventLoop;
import onggi.resp.RequestWriter;

/** Those who wait until replicas have what they wrote. Thread-safe. */
final class AckWaits implements ReplicaAcks {

    private static final byte[] GETACK = RequestWriter.encode("REPLCONF", "GETACK", "*");

    private record Wait(BlockedCall call, BooleanSupplier done) {}

    private final ReplicationLog log;
    private final Effects.Sinks sinks;
    private final List<Wait> waits = new CopyOnWriteArrayList<>();
    private volatile Replicas replicas;
    private long askedAt = -1;

    @SuppressWarnings("NullAway.Init") // of its maker, right behind
    AckWaits(ReplicationLog log, Effects.Sinks sinks) {
        this.log = log;
        this.sinks = sinks;
    }

    void replicas(Replicas followers) {
        replicas = followers;
    }

    @Override
    public long end() {
        return log.changesEnd();
    }

    @Override
    public int count(long offset) {
        return replicas.countAcknowledged(offset);
    }

    @Override
    public int countLogged(long offset) {
        return replicas.countLogged(offset);
    }

    @Override
    public void await(BlockedCall call, BooleanSupplier done) {
        waits.add(new Wait(call, done));
        askSoon();
        look();
    }

    /** Asks all replicas how far they are. */
    void askSoon() {
        sinks.between(this::ask);
    }

    /** Asks all at once, unless they have been asked since the stream grew. */
    private void ask() {
        if (!replicas.isEmpty() && log.end() != askedAt) {
            log.appendNotice(GETACK);
            askedAt = log.end();
        }
    }

    /** Ends the waiting of those who have waited for what is now. */
    void look() {
        waits.removeIf(this::isOver);
    }

    private boolean isOver(Wait wait) {
        Session session = wait.call().session();
        if (!isCurrent(wait)) {
            return true;
        }
        if (!wait.done().getAsBoolean() || !(session instanceof ClientSession client)) {
            return false;
        }
        EventLoop loop = client.loop();
        loop.post(() -> {
            if (isCurrent(wait)) {
                loop.execution().blockedCalls().unblock(session, false);
            }
        });
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // that very call
    private static boolean isCurrent(Wait wait) {
        return wait.call().session().blockedCall() == wait.call();
    }
}
