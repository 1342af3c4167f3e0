package onggi.rdb;

/** The versions of the format. */
public final class RdbVersion {

    /** What Redis 7.0 writes; the oldest that is written here. */
    public static final int REDIS_7_0 = 10;

    /** What Redis 7.2 and Valkey 8 write: sets as list packs, streams with active times. */
    public static final int REDIS_7_2 = 11;

    /** What Redis 7.4 to 8 write: hashes whose fields expire. The newest that is written here. */
    public static final int REDIS_7_4 = 12;

    /** What Valkey 9 writes. */
    public static final int VALKEY_9 = 80;

    private RdbVersion() {}

    /** Returns whether files and payloads of a version can be read. */
    public static boolean isReadable(int version) {
        return (version >= 1 && version <= REDIS_7_4) || version == VALKEY_9;
    }
}
