package onggi.server.config;

import onggi.engine.Setting;
import onggi.engine.SettingFamily;

/** Cluster mode. */
public final class ClusterDirectives {

    static final SettingFamily CLUSTER = SettingFamily.of("Cluster");

    private static final String LATER = "cluster mode";

    public static final Setting ENABLED =
            CLUSTER.flag("cluster-enabled", false)
                    .immutable()
                    .later(LATER)
                    .summary("Runs as a node of a cluster.")
                    .declare();

    public static final Setting CONFIG_FILE =
            CLUSTER.text("cluster-config-file", "nodes.conf")
                    .immutable()
                    .later(LATER)
                    .summary("File in which the node keeps what it knows of the cluster.")
                    .declare();

    public static final Setting PORT =
            CLUSTER.number("cluster-port", 0, 0, 65535)
                    .immutable()
                    .later(LATER)
                    .summary("Port of the cluster bus; 0 is the client port plus 10000.")
                    .declare();

    public static final Setting NODE_TIMEOUT =
            number(
                    "cluster-node-timeout",
                    15000,
                    Long.MAX_VALUE,
                    "Milliseconds of silence after which a node may have failed.");
    public static final Setting PING_INTERVAL =
            CLUSTER.number("cluster-ping-interval", 1000, 1, Integer.MAX_VALUE)
                    .traits(Setting.Trait.HIDDEN)
                    .later(LATER)
                    .summary("Milliseconds between pings to random nodes, for tests.")
                    .declare();
    public static final Setting BARRIER =
            number(
                    "cluster-migration-barrier",
                    1,
                    Integer.MAX_VALUE,
                    "Replicas that a primary keeps when another has none.");
    public static final Setting MIGRATION =
            flag(
                    "cluster-allow-replica-migration",
                    true,
                    "Lets replicas move to primaries that have none.");

    public static final Setting VALIDITY =
            CLUSTER.number("cluster-replica-validity-factor", 10, 0, Integer.MAX_VALUE)
                    .alias("cluster-slave-validity-factor")
                    .later(LATER)
                    .summary(
                            "How old a replica's data may be, in node timeouts, for it to take"
                                    + " over; 0 means any age.")
                    .declare();

    public static final Setting NO_FAILOVER =
            CLUSTER.flag("cluster-replica-no-failover", false)
                    .alias("cluster-slave-no-failover")
                    .later(LATER)
                    .summary("Keeps this replica from taking over by itself.")
                    .declare();

    public static final Setting FULL_COVERAGE =
            flag(
                    "cluster-require-full-coverage",
                    true,
                    "Refuses queries while any slot has no node.");
    public static final Setting READS_WHEN_DOWN =
            flag(
                    "cluster-allow-reads-when-down",
                    false,
                    "Answers reads of its own slots while the cluster is down.");
    public static final Setting PUBSUB_WHEN_DOWN =
            flag(
                    "cluster-allow-pubsubshard-when-down",
                    true,
                    "Serves sharded channels while the cluster is down.");

    public static final Setting LINK_LIMIT =
            CLUSTER.memory("cluster-link-sendbuf-limit", 0, 0, Long.MAX_VALUE)
                    .later(LATER)
                    .summary(
                            "Closes a bus connection whose unsent bytes pass this; 0 means no"
                                    + " limit.")
                    .declare();

    public static final Setting ANNOUNCE_IP =
            text("cluster-announce-ip", "Address that the node tells others.");
    public static final Setting ANNOUNCE_HOSTNAME =
            CLUSTER.text("cluster-announce-hostname", "", DirectiveRules::hostName)
                    .later(LATER)
                    .summary("Host name that the node tells others.")
                    .declare();
    public static final Setting ANNOUNCE_NODENAME =
            text(
                    "cluster-announce-human-nodename",
                    "Name of the node in log lines of the cluster.");
    public static final Setting ANNOUNCE_PORT =
            number("cluster-announce-port", 0, 65535, "Client port that the node tells others.");
    public static final Setting ANNOUNCE_TLS_PORT =
            number("cluster-announce-tls-port", 0, 65535, "TLS port that the node tells others.");
    public static final Setting ANNOUNCE_BUS_PORT =
            number("cluster-announce-bus-port", 0, 65535, "Bus port that the node tells others.");

    public static final Setting ENDPOINT_TYPE =
            CLUSTER.choice(
                            "cluster-preferred-endpoint-type",
                            "ip",
                            "ip",
                            "hostname",
                            "unknown-endpoint")
                    .later(LATER)
                    .summary("How clients are told to reach a node.")
                    .declare();

    private ClusterDirectives() {}

    private static Setting flag(String name, boolean initial, String summary) {
        return CLUSTER.flag(name, initial).later(LATER).summary(summary).declare();
    }

    private static Setting number(String name, long initial, long most, String summary) {
        return CLUSTER.number(name, initial, 0, most).later(LATER).summary(summary).declare();
    }

    private static Setting text(String name, String summary) {
        return CLUSTER.text(name, "").later(LATER).summary(summary).declare();
    }
}
