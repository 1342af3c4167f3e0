package onggi.engine;

/** Lets one script at a time take every shard while it holds some. Thread-safe. */
final class Escalation {

    private volatile boolean underWay;

    /** Begins; returns false when another one has not ended. */
    synchronized boolean begin() {
        if (underWay) {
            return false;
        }
        underWay = true;
        return true;
    }

    synchronized void end() {
        underWay = false;
        notifyAll();
    }

    /** Returns whether somebody wants what others hold. */
    boolean isUnderWay() {
        return underWay;
    }

    /** Waits until nobody does. */
    synchronized void awaitEnd() {
        boolean interrupted = false;
        while (underWay) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
