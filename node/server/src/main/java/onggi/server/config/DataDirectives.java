package onggi.server.config;

import onggi.engine.Setting;
import onggi.engine.SettingFamily;

/** How collections are stored, and how long scripts may run. */
public final class DataDirectives {

    static final SettingFamily DATA = SettingFamily.of("Data types and scripts");

    public static final Setting HASH_ENTRIES =
            entries("hash", 512, "hash-max-ziplist-entries", "hashes");
    public static final Setting HASH_VALUE = value("hash", "hash-max-ziplist-value", "hashes");

    public static final Setting LIST_SIZE =
            DATA.number("list-max-listpack-size", -2, Integer.MIN_VALUE, Integer.MAX_VALUE)
                    .alias("list-max-ziplist-size")
                    .summary(
                            "Elements of one node of a list; -1 to -5 mean 4, 8, 16, 32 and 64 KB"
                                    + " instead.")
                    .declare();

    public static final Setting LIST_COMPRESS =
            DATA.number("list-compress-depth", 0, 0, Integer.MAX_VALUE)
                    .summary(
                            "Nodes at each end of a list that stay uncompressed; 0 compresses"
                                    + " none.")
                    .declare();

    public static final Setting SET_INTSET =
            DATA.number("set-max-intset-entries", 512, 0, Long.MAX_VALUE)
                    .summary("Most members of a set of integers in the compact form.")
                    .declare();

    public static final Setting SET_ENTRIES = entries("set", 128, null, "sets");
    public static final Setting SET_VALUE = value("set", null, "sets");
    public static final Setting ZSET_ENTRIES =
            entries("zset", 128, "zset-max-ziplist-entries", "sorted sets");
    public static final Setting ZSET_VALUE = value("zset", "zset-max-ziplist-value", "sorted sets");

    public static final Setting HLL_BYTES =
            DATA.memory("hll-sparse-max-bytes", 3000, 0, Long.MAX_VALUE)
                    .summary("Most bytes of a HyperLogLog in the sparse form.")
                    .declare();

    public static final Setting STREAM_BYTES =
            DATA.memory("stream-node-max-bytes", 4096, 0, Long.MAX_VALUE)
                    .summary("Most bytes of one node of a stream; 0 means no limit.")
                    .declare();

    public static final Setting STREAM_ENTRIES =
            DATA.number("stream-node-max-entries", 100, 0, Long.MAX_VALUE)
                    .summary("Most entries of one node of a stream; 0 means no limit.")
                    .declare();

    public static final Setting BUSY_THRESHOLD =
            DATA.number("busy-reply-threshold", 5000, 0, Long.MAX_VALUE)
                    .alias("lua-time-limit")
                    .summary(
                            "Milliseconds after which others are told that a script keeps the"
                                    + " server busy; 0 never tells.")
                    .declare();

    public static final Setting LUA_MEMORY =
            DATA.memory("lua-memory-limit", 512L << 20, 1 << 20, Long.MAX_VALUE)
                    .summary(
                            "Most bytes of the values of scripts, and of functions, of one event"
                                    + " loop; at most three quarters of the Java heap, also where"
                                    + " nothing is said.")
                    .declare();

    public static final Setting LUA_UNDO =
            DATA.flag("lua-kill-undo", false)
                    .summary(
                            "Whether a script or function that has changed keys can be killed, and"
                                    + " is undone then.")
                    .declare();

    public static final Setting LUA_UNDO_LIMIT =
            DATA.memory("lua-kill-undo-limit", 64L << 20, 0, Long.MAX_VALUE)
                    .summary(
                            "Most bytes it may take to undo a script, at most a quarter of the Java"
                                    + " heap; one that takes more cannot be killed.")
                    .declare();

    private DataDirectives() {}

    private static Setting entries(
            String type,
            long initial,
            @org.jspecify.annotations.Nullable String alias,
            String feature) {
        SettingFamily.Row row =
                DATA.number(type + "-max-listpack-entries", initial, 0, Long.MAX_VALUE)
                        .summary("Most elements of " + feature + " in the compact form.");
        return (alias == null ? row : row.alias(alias)).declare();
    }

    private static Setting value(
            String type, @org.jspecify.annotations.Nullable String alias, String feature) {
        SettingFamily.Row row =
                DATA.memory(type + "-max-listpack-value", 64, 0, Long.MAX_VALUE)
                        .summary(
                                "Longest element, in bytes, of "
                                        + feature
                                        + " in the compact form.");
        return (alias == null ? row : row.alias(alias)).declare();
    }
}
