package onggi.net;

/** Why clients have to wait. Each reason ends for itself. */
public enum PauseReason {
    /** A client asked for it. */
    COMMAND,
    /** The part of the primary is handed over. */
    FAILOVER,
    /** The server ends as soon as its replicas have everything. */
    SHUTDOWN
}
