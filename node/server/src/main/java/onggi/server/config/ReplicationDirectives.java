package onggi.server.config;

import onggi.engine.Setting;
import onggi.engine.SettingFamily;

/** Replicas and their primary. */
public final class ReplicationDirectives {

    static final SettingFamily REPLICATION = SettingFamily.of("Replication");

    private static final String LATER = "replication";

    public static final Setting REPLICA_OF =
            REPLICATION
                    .words(
                            "replicaof",
                            "",
                            DirectiveRules::replicaOf,
                            DirectiveRules::lineUnlessEmpty)
                    .alias("slaveof")
                    .immutable()
                    .summary("Host and port of the primary whose data this server copies.")
                    .declare();

    public static final Setting MASTER_USER =
            REPLICATION
                    .text("masteruser", "")
                    .alias("primaryuser")
                    .traits(Setting.Trait.SENSITIVE)
                    .summary("User name for the primary.")
                    .declare();

    public static final Setting MASTER_AUTH =
            REPLICATION
                    .text("masterauth", "")
                    .alias("primaryauth")
                    .traits(Setting.Trait.SENSITIVE)
                    .summary("Password for the primary.")
                    .declare();

    public static final Setting SERVE_STALE =
            flag(
                    "replica-serve-stale-data",
                    "slave-serve-stale-data",
                    true,
                    "Answers reads while the primary is out of reach.");

    public static final Setting READ_ONLY =
            flag(
                    "replica-read-only",
                    "slave-read-only",
                    true,
                    "Refuses writes of clients on a replica.");

    public static final Setting GUARD_EMPTY =
            REPLICATION
                    .flag("replica-guard-empty-primary", false)
                    .summary(
                            "Keeps the data of a replica when its primary has come back without"
                                    + " any key; the link stays down.")
                    .declare();

    public static final Setting IGNORE_DISK_ERRORS =
            REPLICATION
                    .flag("replica-ignore-disk-write-errors", false)
                    .later(LATER)
                    .summary("Lets a replica go on when it cannot write to disk.")
                    .declare();

    public static final Setting DISKLESS_SYNC =
            REPLICATION
                    .flag("repl-diskless-sync", true)
                    .summary("Sends the first copy of the data without writing it to disk.")
                    .declare();

    public static final Setting DISKLESS_DELAY =
            number(
                    "repl-diskless-sync-delay",
                    null,
                    5,
                    0,
                    Integer.MAX_VALUE,
                    "Seconds to wait for more replicas before a first copy is sent.");

    public static final Setting DISKLESS_REPLICAS =
            number(
                    "repl-diskless-sync-max-replicas",
                    null,
                    0,
                    0,
                    Integer.MAX_VALUE,
                    "Number of waiting replicas at which the delay is cut short; 0 never cuts it.");

    public static final Setting DISKLESS_LOAD =
            REPLICATION
                    .choice(
                            "repl-diskless-load",
                            "disabled",
                            "disabled",
                            "on-empty-db",
                            "swapdb",
                            "flush-before-load")
                    .summary("Whether a replica loads the first copy straight from the connection.")
                    .declare();

    public static final Setting PING_PERIOD =
            number(
                    "repl-ping-replica-period",
                    "repl-ping-slave-period",
                    10,
                    1,
                    Integer.MAX_VALUE,
                    "Seconds between two pings to replicas.");

    public static final Setting TIMEOUT =
            number(
                    "repl-timeout",
                    null,
                    60,
                    1,
                    Integer.MAX_VALUE,
                    "Seconds of silence after which the other side is taken for lost.");

    public static final Setting NO_DELAY =
            REPLICATION
                    .flag("repl-disable-tcp-nodelay", false)
                    .later(LATER)
                    .summary("Sends to replicas in fewer, larger packets, up to 40 ms later.")
                    .declare();

    public static final Setting BACKLOG_SIZE =
            REPLICATION
                    .memory("repl-backlog-size", 1 << 20, 1, Long.MAX_VALUE)
                    .clamped(16_384, Long.MAX_VALUE)
                    .summary("How much of the stream is kept for replicas that come back.")
                    .declare();

    public static final Setting BACKLOG_TTL =
            number(
                    "repl-backlog-ttl",
                    null,
                    3600,
                    0,
                    Long.MAX_VALUE,
                    "Seconds without replicas after which the backlog is freed; 0 never frees it.");

    public static final Setting PRIORITY =
            number(
                    "replica-priority",
                    "slave-priority",
                    100,
                    0,
                    Integer.MAX_VALUE,
                    "Rank of this replica when Sentinel chooses a new primary; lower is chosen"
                            + " sooner, 0 never.");

    public static final Setting ANNOUNCED =
            REPLICATION
                    .flag("replica-announced", true)
                    .summary("Whether Sentinel tells clients of this replica.")
                    .declare();

    public static final Setting ANNOUNCE_IP =
            REPLICATION
                    .text("replica-announce-ip", "")
                    .alias("slave-announce-ip")
                    .summary("Address by which others reach this replica.")
                    .declare();

    public static final Setting ANNOUNCE_PORT =
            number(
                    "replica-announce-port",
                    "slave-announce-port",
                    0,
                    0,
                    65535,
                    "Port by which others reach this replica.");

    public static final Setting IGNORE_MAXMEMORY =
            flag(
                    "replica-ignore-maxmemory",
                    "slave-ignore-maxmemory",
                    true,
                    "Leaves eviction to the primary.");

    public static final Setting MIN_REPLICAS =
            number(
                    "min-replicas-to-write",
                    "min-slaves-to-write",
                    0,
                    0,
                    Integer.MAX_VALUE,
                    "Least replicas without which writes are refused; 0 asks for none.");

    public static final Setting MAX_LAG =
            number(
                    "min-replicas-max-lag",
                    "min-slaves-max-lag",
                    10,
                    0,
                    Integer.MAX_VALUE,
                    "Seconds of silence after which a replica no longer counts for writes.");

    public static final Setting PROPAGATION_ERRORS =
            REPLICATION
                    .choice(
                            "propagation-error-behavior",
                            "ignore",
                            "ignore",
                            "panic",
                            "panic-on-replicas")
                    .summary(
                            "What a replica does when a command of its primary fails: it goes on, or"
                                    + " ends.")
                    .declare();

    private ReplicationDirectives() {}

    private static Setting flag(String name, String alias, boolean initial, String summary) {
        return REPLICATION.flag(name, initial).alias(alias).summary(summary).declare();
    }

    private static Setting number(
            String name,
            @org.jspecify.annotations.Nullable String alias,
            long initial,
            long least,
            long most,
            String summary) {
        SettingFamily.Row row = REPLICATION.number(name, initial, least, most).summary(summary);
        return (alias == null ? row : row.alias(alias)).declare();
    }
}
