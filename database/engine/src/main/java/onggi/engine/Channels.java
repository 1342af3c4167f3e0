package onggi.engine;

/** Publish/subscribe: who listens to which channel, and delivery. */
public final class Channels {

    /** Publishes a message; returns how many sessions received it. Thread-safe. */
    public int publish(byte[] channel, byte[] message) {
        return 0;
    }
}
