package onggi.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import onggi.engine.BlockedCall;
import onggi.engine.Execution;
import onggi.engine.Session;
import onggi.net.ClientSession;
import onggi.net.EventLoop;
import onggi.net.NetServer;
import onggi.net.PauseReason;
import onggi.replication.ReplicaProgress;
import org.jspecify.annotations.Nullable;

/**
 * The end waits until replicas have everything, for a while; nobody writes meanwhile. Thread-safe.
 */
final class ShutdownWait {

    private static final long LOOK_MS = 10;
    private static final long MS_PER_SECOND = 1000;

    /** What a task answers that is not to come again. */
    private static final long DONE = -1;

    private final NetServer net;
    private final ReplicaProgress replicas;
    private final List<BlockedCall> callers = new ArrayList<>();
    private volatile @Nullable Wait wait;

    private record Wait(long endMs, Set<String> words) {}

    ShutdownWait(NetServer net, ReplicaProgress replicas) {
        this.net = net;
        this.replicas = replicas;
    }

    /** Returns whether it is on. */
    boolean isOn() {
        return wait != null;
    }

    /** Returns for how long it is on yet at most. */
    long leftMs(long nowMs) {
        Wait present = wait;
        return present == null ? 0 : Math.max(0, present.endMs - nowMs);
    }

    /**
     * Begins if a replica lacks something.
     *
     * @param seconds how long it may last
     * @param then is called with the words of SHUTDOWN, on the thread of the first loop with every
     *     shard held
     * @return false when nobody need wait
     */
    boolean begin(long nowMs, long seconds, Set<String> words, Consumer<Set<String>> then) {
        if (seconds == 0 || replicas.isComplete()) {
            return false;
        }
        Wait begun = new Wait(nowMs + seconds * MS_PER_SECOND, Set.copyOf(words));
        wait = begun;
        net.pauseClients(PauseReason.SHUTDOWN, Long.MAX_VALUE, false);
        Log.notice("Waiting for replicas before shutting down.");
        replicas.ask();
        net.loops().getFirst().schedule(now -> look(begun, now, then));
        return true;
    }

    private long look(Wait begun, long nowMs, Consumer<Set<String>> then) {
        if (!begun.equals(wait)) {
            return DONE;
        }
        if (nowMs < begun.endMs && !replicas.isComplete()) {
            return LOOK_MS;
        }
        execution().holdingAll(() -> then.accept(begun.words));
        return DONE;
    }

    /** Returns that of the first loop, which ends the server. */
    Execution execution() {
        return net.loops().getFirst().execution();
    }

    /** A caller of SHUTDOWN waits with it. */
    void add(BlockedCall caller) {
        synchronized (callers) {
            callers.add(caller);
        }
        if (!isOn()) {
            abort(); // it has ended in between
        }
    }

    /** Ends it, as the server goes on; returns whether it was on. */
    boolean abort() {
        boolean was = wait != null;
        wait = null;
        net.unpauseClients(PauseReason.SHUTDOWN);
        List<BlockedCall> waiting;
        synchronized (callers) {
            waiting = List.copyOf(callers);
            callers.clear();
        }
        waiting.forEach(ShutdownWait::release);
        return was;
    }

    private static void release(BlockedCall call) {
        if (call.session() instanceof ClientSession client) {
            EventLoop loop = client.loop();
            loop.post(() -> {
                if (isCurrent(call, client)) {
                    loop.execution().blockedCalls().unblock(client, false);
                }
            });
        }
    }

    @SuppressWarnings("ReferenceEquality") // that very call
    private static boolean isCurrent(BlockedCall call, Session session) {
        return session.blockedCall() == call;
    }

    /** Says in the log who lacks what at the end. */
    void tell(long nowMs) {
        replicas.tell(nowMs);
    }
}
