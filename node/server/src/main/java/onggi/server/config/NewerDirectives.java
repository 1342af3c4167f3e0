package onggi.server.config;

import onggi.engine.Setting;
import onggi.engine.SettingFamily;

/**
 * Directives that only Redis 8 or Valkey 9 have, and that do nothing here or not yet: their
 * configuration files start this server too.
 */
public final class NewerDirectives {

    static final SettingFamily NEWER = SettingFamily.of("Of Redis 8 and Valkey 9");

    private static final String CLUSTER = "cluster mode";
    private static final String ONE_CHANNEL =
            "a replica takes data and changes over one connection";
    private static final String RDMA = "there is no RDMA in Java";
    private static final String COPIES = "replies are not copied for other threads";
    private static final String TESTS = "it is only for tests of that server";
    private static final String LOG = "the log has the usual format of Redis";

    static {
        generalRows();
        networkRows();
        replicationRows();
        clusterRows();
        hiddenRows();
    }

    private NewerDirectives() {}

    private static void generalRows() {
        NEWER.choice("log-format", "legacy", "legacy", "logfmt", "json")
                .pointless(LOG)
                .summary("How a line of the log is written.")
                .declare();
        NEWER.choice("log-timestamp-format", "legacy", "legacy", "iso8601", "milliseconds")
                .pointless(LOG)
                .summary("How the time is written in the log.")
                .declare();
        NEWER.text("availability-zone", "")
                .later(CLUSTER)
                .summary("Where this server stands, for clients that prefer near ones.")
                .declare();
        flag("extended-redis-compatibility", "this server calls itself Redis anyway")
                .summary("Whether Valkey calls itself Redis in texts.")
                .declare();
        NEWER.text("hash-seed", "")
                .pointless("nothing that clients see depends on the seed")
                .summary("Seed of the hash functions.")
                .declare();
        NEWER.choice("rdb-version-check", "strict", "strict", "relaxed")
                .pointless("files of every known version are read")
                .summary("Whether snapshots of unknown versions are tried.")
                .declare();
        flag("import-mode", "use REPLICAOF, MIGRATE or RESTORE to take data over")
                .summary("Leaves keys whose time has come while data is taken over.")
                .declare();
        NEWER.number("active-defrag-cycle-us", 500, 0, 100_000)
                .pointless("mostly empty chunks are given back to the system by themselves")
                .summary("Microseconds of one step of defragmentation.")
                .declare();
        NEWER.number("prefetch-batch-max-size", 16, 0, 128)
                .pointless("every turn of an event loop is prefetched")
                .summary("Most commands whose keys are brought near together.")
                .declare();
    }

    private static void networkRows() {
        NEWER.text("unixsocketgroup", "")
                .pointless("the folder of the socket decides who may reach it")
                .summary("Group of the Unix socket.")
                .declare();
        flag("mptcp", "the JDK has no Multipath TCP")
                .summary("Listens with Multipath TCP.")
                .declare();
        flag("repl-mptcp", "the JDK has no Multipath TCP")
                .summary("Connects to the primary with Multipath TCP.")
                .declare();
        NEWER.text("rdma-bind", "")
                .traits(Setting.Trait.SEVERAL_WORDS)
                .pointless(RDMA)
                .summary("Addresses for RDMA.")
                .declare();
        number("rdma-port", 0, 0, 65_535, RDMA).summary("Port for RDMA.").declare();
        number("rdma-rx-size", 1 << 20, 64 << 10, 16 << 20, RDMA)
                .summary("Size of a buffer of RDMA.")
                .declare();
        number("rdma-completion-vector", -1, -1, 1024, RDMA)
                .summary("Vector on which RDMA completes.")
                .declare();
    }

    private static void replicationRows() {
        NEWER.memory("replica-full-sync-buffer-limit", 0, 0, Long.MAX_VALUE)
                .pointless(ONE_CHANNEL)
                .summary("Most changes a replica keeps while it takes the whole data over.")
                .declare();
        flag("dual-channel-replication-enabled", ONE_CHANNEL)
                .summary("Sends the data to a replica beside the changes.")
                .declare();
    }

    private static void clusterRows() {
        for (String protocol : new String[] {"ipv4", "ipv6"}) {
            NEWER.text("cluster-announce-client-" + protocol, "")
                    .later(CLUSTER)
                    .summary("Address that clients are told to use.")
                    .declare();
        }
        for (String kind : new String[] {"port", "tls-port"}) {
            NEWER.number("cluster-announce-client-" + kind, 0, 0, 65_535)
                    .later(CLUSTER)
                    .summary("Port that clients are told to use.")
                    .declare();
        }
        cluster("cluster-blacklist-ttl", 60, 0, Long.MAX_VALUE)
                .summary("Seconds for which a forgotten node stays forgotten.")
                .declare();
        NEWER.choice("cluster-config-save-behavior", "sync", "sync", "best-effort")
                .later(CLUSTER)
                .summary("Whether a node ends that cannot save what it knows of the cluster.")
                .declare();
        cluster("cluster-databases", 1, 1, Integer.MAX_VALUE)
                .summary("Databases of a node of a cluster.")
                .declare();
        cluster("cluster-manual-failover-timeout", 5000, 1, Integer.MAX_VALUE)
                .summary("Milliseconds a failover by hand may take.")
                .declare();
        cluster("cluster-slot-migration-log-max-len", 1000, 0, Long.MAX_VALUE)
                .summary("How many moves of slots are remembered.")
                .declare();
        NEWER.flag("cluster-slot-stats-enabled", false)
                .later(CLUSTER)
                .summary("Counts what each slot is used for.")
                .declare();
        NEWER.memory("slot-migration-max-failover-repl-bytes", 0, -1, Long.MAX_VALUE)
                .later(CLUSTER)
                .summary("Changes that may be missing when the owner of a slot changes.")
                .declare();
        cluster("cluster-compatibility-sample-ratio", 0, 0, 100)
                .summary("Percentage of commands that are checked for use in a cluster.")
                .declare();
    }

    /** Those for the tests of the servers they come from. */
    private static void hiddenRows() {
        hidden(number("client-default-resp", 2, 2, 3, "clients begin with RESP2"));
        hidden(flag("repl-rdb-channel", ONE_CHANNEL));
        hidden(NEWER.text("req-res-logfile", "").pointless(TESTS));
        hidden(number("watchdog-period", 0, 0, Integer.MAX_VALUE, "use jstack"));
        hidden(cluster("cluster-message-gossip-perc", 10, 1, 100));
        hidden(NEWER.text("debug-context", "").pointless(TESTS));
        hidden(flag("enable-debug-assert", TESTS));
        hidden(flag("io-threads-always-active", "event loops sleep when idle"));
        hidden(
                flag("lua-enable-insecure-api", "the functions it opens are not there")
                        .alias("lua-enable-deprecated-api"));
        hidden(number("min-io-threads-avoid-copy-reply", 7, 0, Integer.MAX_VALUE, COPIES));
        hidden(number("min-string-size-avoid-copy-reply", 16_384, 0, Integer.MAX_VALUE, COPIES));
        hidden(
                number(
                        "min-string-size-avoid-copy-reply-threaded",
                        65_536,
                        0,
                        Integer.MAX_VALUE,
                        COPIES));
    }

    private static SettingFamily.Row flag(String name, String reason) {
        return NEWER.flag(name, false).pointless(reason);
    }

    private static SettingFamily.Row number(
            String name, long initial, long least, long most, String reason) {
        return NEWER.number(name, initial, least, most).pointless(reason);
    }

    private static SettingFamily.Row cluster(String name, long initial, long least, long most) {
        return NEWER.number(name, initial, least, most).later(CLUSTER);
    }

    private static void hidden(SettingFamily.Row row) {
        row.traits(Setting.Trait.HIDDEN).summary("Only for tests.").declare();
    }
}
