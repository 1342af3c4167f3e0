package onggi.replication;

import org.jspecify.annotations.Nullable;

/** What is known of the server that this one follows. Written on the first event loop. */
abstract sealed class PrimaryFacts permits Following {

    /** How far the link is. */
    enum State {
        NONE("none", ""),
        CONNECT("connect", ""),
        CONNECTING("connecting", "Timeout connecting to the MASTER..."),
        HANDSHAKE("handshake", "Timeout connecting to the MASTER..."),
        SYNC(
                "sync",
                "Timeout receiving bulk data from MASTER... If the problem persists try to set the"
                        + " 'repl-timeout' parameter in redis.conf to a larger value."),
        CONNECTED("connected", "MASTER timeout: no data nor PING received...");

        private final String text;
        private final String silence;

        State(String text, String silence) {
            this.text = text;
            this.silence = silence;
        }

        /** Returns what the log says when the connection has ended. */
        String loss(String reason) {
            return switch (this) {
                case CONNECTED -> "Connection with master lost.";
                case CONNECTING -> "Error condition on socket for SYNC: " + reason;
                default -> "I/O error trying to sync with MASTER: " + reason;
            };
        }

        /** Returns what the log says when nothing was heard for too long. */
        String silence() {
            return silence;
        }

        /** Returns the word of ROLE. */
        String text() {
            return text;
        }
    }

    volatile String host = "";
    volatile int port;
    volatile State state = State.NONE;

    /** Whether the data here are what a primary had up to the end of the stream. */
    volatile boolean resumable;

    volatile long lastHeardMs;
    volatile long downSinceMs;
    volatile @Nullable Reception reception;

    /** Returns the host of the server that is followed, empty for none. */
    String host() {
        return host;
    }

    int port() {
        return port;
    }

    State state() {
        return state;
    }

    boolean isConnected() {
        return state == State.CONNECTED;
    }

    boolean isReceiving() {
        return state == State.SYNC;
    }

    /** Returns whether the data here are what a primary had up to the end of the stream. */
    boolean mayResume() {
        return resumable;
    }

    /** Returns when anything was heard, in Unix milliseconds. */
    long lastHeardMs() {
        return lastHeardMs;
    }

    /** Returns since when the stream does not come, in Unix milliseconds. */
    long downSinceMs() {
        return downSinceMs;
    }

    /** Returns the snapshot that is received, or null. */
    @Nullable Reception reception() {
        return reception;
    }
}
