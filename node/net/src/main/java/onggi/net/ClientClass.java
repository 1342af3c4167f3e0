package onggi.net;

import java.util.Locale;

/**
 * Kinds of clients that {@code client-output-buffer-limit} and {@code CLIENT LIST TYPE} tell apart.
 */
public enum ClientClass {
    /** Sends commands and reads replies; monitors too. */
    NORMAL,
    /** Receives the effect stream. */
    REPLICA,
    /** Has subscriptions. */
    PUBSUB,
    /** The link to this server's primary. */
    MASTER;

    /** Returns the name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the class by a name on the wire in any case, {@code slave} included; null when there
     * is none.
     */
    public static @org.jspecify.annotations.Nullable ClientClass named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "normal" -> NORMAL;
            case "slave", "replica" -> REPLICA;
            case "pubsub" -> PUBSUB;
            case "master", "primary" -> MASTER;
            default -> null;
        };
    }
}
