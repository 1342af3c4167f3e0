package onggi.rdb;

import java.util.List;

/** How a value stands in a snapshot: the number before its key. */
final class RdbType {

    static final int STRING = 0;
    static final int LIST = 1;
    static final int SET = 2;
    static final int ZSET = 3;
    static final int HASH = 4;
    static final int ZSET_2 = 5;
    static final int MODULE = 6;
    static final int MODULE_2 = 7;
    static final int HASH_ZIPMAP = 9;
    static final int LIST_ZIPLIST = 10;
    static final int SET_INTSET = 11;
    static final int ZSET_ZIPLIST = 12;
    static final int HASH_ZIPLIST = 13;
    static final int LIST_QUICKLIST = 14;
    static final int STREAM = 15;
    static final int HASH_LISTPACK = 16;
    static final int ZSET_LISTPACK = 17;
    static final int LIST_QUICKLIST_2 = 18;
    static final int STREAM_2 = 19;
    static final int SET_LISTPACK = 20;
    static final int STREAM_3 = 21;

    /** In a snapshot of Redis: as {@link #HASH_MOMENTS} with whole moments. Valkey: its own. */
    static final int HASH_MOMENTS_EARLY = 22;

    static final int HASH_LISTPACK_EX_EARLY = 23;
    static final int HASH_MOMENTS = 24;
    static final int HASH_LISTPACK_EX = 25;

    private RdbType() {}

    /** Returns whether this is a number of a value, not of something else in a file. */
    static boolean isValue(int type) {
        return type >= STRING && type <= HASH_LISTPACK_EX && type != 8;
    }

    /** By number, as {@code redis-check-rdb} calls them. */
    private static final List<String> NAMES =
            List.of(
                    "string",
                    "list-linked",
                    "set-hashtable",
                    "zset-v1",
                    "hash-hashtable",
                    "zset-v2",
                    "module-pre-release",
                    "module-value",
                    "",
                    "hash-zipmap",
                    "list-ziplist",
                    "set-intset",
                    "zset-ziplist",
                    "hash-ziplist",
                    "quicklist",
                    "stream",
                    "hash-listpack",
                    "zset-listpack",
                    "quicklist-v2",
                    "stream-v2",
                    "set-listpack",
                    "stream-v3",
                    "hash-hashtable-md-pre-release",
                    "hash-listpack-md-pre-release",
                    "hash-hashtable-md",
                    "hash-listpack-md");

    /** Returns the name of a number in a version of the format. */
    static String nameOf(int type, int version) {
        if (type == HASH_MOMENTS_EARLY && version >= RdbVersion.VALKEY_9) {
            return "hash-volatile-items";
        }
        return type < NAMES.size() && isValue(type) ? NAMES.get(type) : "unknown";
    }
}
