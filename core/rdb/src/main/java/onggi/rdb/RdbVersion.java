package onggi.rdb;

/** The versions of the format. */
public final class RdbVersion {

    /** What Redis 7.0 writes; the oldest that is written here. */
    public static final int REDIS_7_0 = 10;

    /** What Redis 7.2 and Valkey 8 write: sets as list packs, streams with active times. */
    public static final int REDIS_7_2 = 11;

    /** What Redis 7.4 to 8 write: hashes whose fields expire. */
    public static final int REDIS_7_4 = 12;

    /** What Valkey 9 writes: as {@link #REDIS_7_2}, and fields that expire in its own way. */
    public static final int VALKEY_9 = 80;

    private RdbVersion() {}

    /**
     * Returns the version in which data can be written, at least the one that is wanted.
     *
     * @param expiringFields whether there are hashes whose fields expire
     */
    public static int of(int wanted, boolean expiringFields) {
        return expiringFields ? Math.max(wanted, REDIS_7_4) : wanted;
    }

    /** Returns whether files and payloads of a version can be read. */
    public static boolean isReadable(int version) {
        return (version >= 1 && version <= REDIS_7_4) || version == VALKEY_9;
    }
}
