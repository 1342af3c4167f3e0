package onggi.server.config;

import onggi.engine.Setting;
import onggi.engine.SettingFamily;

/** Data on disk: snapshots and the append-only file. */
public final class PersistenceDirectives {

    static final SettingFamily PERSISTENCE = SettingFamily.of("Persistence");

    public static final Setting SAVE =
            PERSISTENCE
                    .words(
                            "save",
                            "3600 1 300 100 60 10000",
                            DirectiveRules::save,
                            DirectiveRules::saveLines)
                    .traits(Setting.Trait.LINES_ADD_UP)
                    .summary(
                            "Pairs of seconds and changes, after which a snapshot is saved in the"
                                    + " background; unless it is \"\", one is saved when the"
                                    + " server ends, too.")
                    .declare();

    public static final Setting STOP_WRITES =
            PERSISTENCE
                    .flag("stop-writes-on-bgsave-error", true)
                    .summary(
                            "Refuses writes while the last snapshot in the background failed and"
                                    + " save is not \"\".")
                    .declare();

    public static final Setting COMPRESSION =
            PERSISTENCE
                    .flag("rdbcompression", true)
                    .summary("Compresses long strings in snapshots and in the payload of DUMP.")
                    .declare();

    public static final Setting CHECKSUM =
            PERSISTENCE
                    .flag("rdbchecksum", true)
                    .immutable()
                    .summary("Puts a checksum at the end of a snapshot.")
                    .declare();

    public static final Setting RDB_FORMAT =
            PERSISTENCE
                    .choice(
                            "rdb-format",
                            "redis-7.0",
                            "redis-7.0",
                            "redis-7.2",
                            "redis-7.4",
                            "valkey-9")
                    .summary(
                            "The oldest server that reads snapshots and the payload of DUMP; values"
                                    + " that it does not know are written as a newer one has them.")
                    .declare();

    public static final Setting SANITIZE =
            PERSISTENCE
                    .choice("sanitize-dump-payload", "no", "no", "yes", "clients")
                    .summary("Whether loaded values are checked in depth; here they always are.")
                    .declare();

    public static final Setting DB_FILE =
            PERSISTENCE
                    .text("dbfilename", "dump.rdb", DirectiveRules.fileName("dbfilename"))
                    .traits(Setting.Trait.PROTECTED)
                    .summary("Name of the snapshot file in dir.")
                    .declare();

    public static final Setting DEL_SYNC_FILES =
            PERSISTENCE
                    .flag("rdb-del-sync-files", false)
                    .summary("Removes snapshot files of replication where nothing else needs them.")
                    .declare();

    public static final Setting RDB_FSYNC =
            PERSISTENCE
                    .flag("rdb-save-incremental-fsync", true)
                    .summary("Syncs a snapshot every 4 MB while it is written.")
                    .declare();

    public static final Setting SAVE_DELAY =
            PERSISTENCE
                    .number("rdb-key-save-delay", 0, Integer.MIN_VALUE, Integer.MAX_VALUE)
                    .traits(Setting.Trait.HIDDEN)
                    .summary("Microseconds to wait after each saved key, for tests.")
                    .declare();

    public static final Setting LOAD_DELAY =
            PERSISTENCE
                    .number("key-load-delay", 0, Integer.MIN_VALUE, Integer.MAX_VALUE)
                    .traits(Setting.Trait.HIDDEN)
                    .summary("Microseconds to wait after each loaded key, for tests.")
                    .declare();

    public static final Setting LOADING_EVENTS =
            PERSISTENCE
                    .memory(
                            "loading-process-events-interval-bytes",
                            2 << 20,
                            1024,
                            Integer.MAX_VALUE)
                    .traits(Setting.Trait.HIDDEN)
                    .summary("Loaded bytes between two looks at the clients.")
                    .declare();

    public static final Setting APPEND_ONLY =
            PERSISTENCE
                    .flag("appendonly", false)
                    .traits(Setting.Trait.NOT_WHILE_LOADING)
                    .summary(
                            "Writes every change to the append-only file, and loads it at"
                                    + " start.")
                    .declare();

    public static final Setting APPEND_FILE =
            PERSISTENCE
                    .text(
                            "appendfilename",
                            "appendonly.aof",
                            DirectiveRules.fileName("appendfilename"))
                    .immutable()
                    .summary("First part of the names of the append-only files.")
                    .declare();

    public static final Setting APPEND_DIR =
            PERSISTENCE
                    .text(
                            "appenddirname",
                            "appendonlydir",
                            DirectiveRules.fileName("appenddirname"))
                    .immutable()
                    .summary("Folder in dir for the append-only files.")
                    .declare();

    public static final Setting APPEND_FSYNC =
            PERSISTENCE
                    .choice("appendfsync", "everysec", "everysec", "always", "no")
                    .summary(
                            "When changes are forced to disk: before each reply, every second, or"
                                    + " when the system likes.")
                    .declare();

    public static final Setting NO_FSYNC_ON_REWRITE =
            aof(
                    "no-appendfsync-on-rewrite",
                    false,
                    "Leaves syncing out while a rewrite or snapshot runs.");

    public static final Setting REWRITE_PERCENTAGE =
            PERSISTENCE
                    .number("auto-aof-rewrite-percentage", 100, 0, Integer.MAX_VALUE)
                    .summary("Rewrites the file when it grew by so many percent; 0 never does.")
                    .declare();

    public static final Setting REWRITE_MIN_SIZE =
            PERSISTENCE
                    .memory("auto-aof-rewrite-min-size", 64L << 20, 0, Long.MAX_VALUE)
                    .summary("Size below which the file is never rewritten by itself.")
                    .declare();

    public static final Setting LOAD_TRUNCATED =
            PERSISTENCE
                    .flag("aof-load-truncated", true)
                    .summary("Starts also when the end of the append-only file is cut off.")
                    .declare();

    public static final Setting RDB_PREAMBLE =
            PERSISTENCE
                    .flag("aof-use-rdb-preamble", true)
                    .summary("Makes the base of the append-only file a snapshot.")
                    .declare();

    public static final Setting TIMESTAMPS =
            PERSISTENCE
                    .flag("aof-timestamp-enabled", false)
                    .summary("Notes the time in the file, for recovery up to a moment.")
                    .declare();

    public static final Setting AOF_FSYNC =
            PERSISTENCE
                    .flag("aof-rewrite-incremental-fsync", true)
                    .summary("Syncs a rewritten file piece by piece.")
                    .declare();

    public static final Setting NO_AUTO_GC =
            PERSISTENCE
                    .flag("aof-disable-auto-gc", false)
                    .summary("Keeps files that a rewrite made useless, for tests.")
                    .declare();

    private PersistenceDirectives() {}

    private static Setting aof(String name, boolean initial, String summary) {
        return PERSISTENCE.flag(name, initial).summary(summary).declare();
    }
}
