package onggi.persistence;

/** When changes are forced to the device ({@code appendfsync}). */
public enum FsyncPolicy {
    /** Before any reply that tells of them. */
    ALWAYS,
    /** Every second. */
    EVERYSEC,
    /** When the system likes. */
    NO
}
