package onggi.net;

/** What CLIENT PAUSE asked for. Thread-safe. */
final class PauseState {

    private record Pause(long endMs, boolean reads) {}

    private static final Pause NONE = new Pause(0, false);

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

    /** Begins a pause; one that is on already is never shortened nor weakened. */
    synchronized void begin(long endMs, boolean reads) {
        Pause now = pause;
        pause = new Pause(Math.max(endMs, now.endMs), reads || now.reads);
    }

    /** Ends the pause; returns whether one was on. */
    synchronized boolean end() {
        boolean was = isOn();
        pause = NONE;
        return was;
    }
}
