package onggi.net;

import java.util.EnumMap;
import java.util.Map;

/** Why clients have to wait, and until when. Thread-safe. */
final class PauseState {

    private record Pause(long endMs, boolean reads) {}

    private static final Pause NONE = new Pause(0, false);

    private final Map<PauseReason, Pause> reasons = new EnumMap<>(PauseReason.class);
    private volatile Pause pause = NONE;

    /** Returns whether a pause is on. */
    boolean isOn() {
        return pause.endMs > 0;
    }

    /** Returns whether the pause is for all commands, not only those that change data. */
    boolean stopsReads() {
        return pause.reads;
    }

    /** Returns when the pause ends, in Unix milliseconds; 0 when there is none. */
    long endMs() {
        return pause.endMs;
    }

    /** Begins a pause; one that is on for the same reason is never shortened nor weakened. */
    synchronized void begin(PauseReason reason, long endMs, boolean reads) {
        Pause now = reasons.getOrDefault(reason, NONE);
        reasons.put(reason, new Pause(Math.max(endMs, now.endMs), reads || now.reads));
        addUp();
    }

    /** Ends the pause for a reason; returns whether clients need wait no longer, or for less. */
    synchronized boolean end(PauseReason reason) {
        boolean was = reasons.remove(reason) != null;
        addUp();
        return was;
    }

    /** Ends what is over; returns whether clients need wait no longer, or for less. */
    synchronized boolean endDue(long nowMs) {
        boolean any = reasons.values().removeIf(one -> one.endMs <= nowMs);
        addUp();
        return any;
    }

    private void addUp() {
        Pause all = NONE;
        for (Pause one : reasons.values()) {
            all = new Pause(Math.max(all.endMs, one.endMs), all.reads || one.reads);
        }
        pause = all;
    }
}
