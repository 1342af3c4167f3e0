package onggi.engine;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.HotPath;
import org.jspecify.annotations.Nullable;

/** The calls of one thread that wait until changes are on the device. */
public final class LogWaits {

    private record Wait(BlockedCall call, long position, boolean local) {}

    private final BlockedCalls calls;
    private final List<Wait> waits = new ArrayList<>(0);
    private volatile boolean any;

    LogWaits(BlockedCalls calls) {
        this.calls = calls;
    }

    /** Returns whether any call waits. Thread-safe. */
    @HotPath
    public boolean any() {
        return any;
    }

    /**
     * Lets the caller wait for time to pass, or for changes up to a position to be on the device.
     *
     * @param local whether it waits for a log of this server, and no longer than there is one
     * @param timeoutMs how long at most; 0 for ever
     * @param onEnd what it is answered then
     * @return what waits, or null when this call may not wait
     */
    public static @Nullable BlockedCall block(
            Call call,
            long position,
            boolean local,
            long timeoutMs,
            BlockedCall.TimeoutReply onEnd) {
        BlockedCall blocked = call.blockUntil(timeoutMs, onEnd);
        if (blocked != null) {
            call.execution().blockedCalls().logWaits().add(blocked, position, local);
        }
        return blocked;
    }

    private void add(BlockedCall call, long position, boolean local) {
        waits.add(new Wait(call, position, local));
        any = true;
    }

    /** Answers those who have waited long enough, as it is known now what is safe. */
    @SuppressWarnings("ReferenceEquality") // that very gate
    public void advanced(ReplyGate gate) {
        long position = gate.synced();
        boolean logs = gate != ReplyGate.OPEN;
        waits.removeIf(wait -> isOver(wait, position, logs));
        any = !waits.isEmpty();
    }

    @SuppressWarnings("ReferenceEquality") // that very call
    private boolean isOver(Wait wait, long position, boolean logs) {
        Session session = wait.call().session();
        if (session.blockedCall() != wait.call()) {
            return true;
        }
        if (wait.position() > position && (logs || !wait.local())) {
            return false;
        }
        calls.unblock(session, false);
        return true;
    }
}
