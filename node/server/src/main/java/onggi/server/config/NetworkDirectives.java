package onggi.server.config;

import onggi.engine.Setting;
import onggi.engine.SettingFamily;
import onggi.engine.SettingKind;

/** Where the server listens, and what it allows its connections. */
public final class NetworkDirectives {

    static final SettingFamily NETWORK = SettingFamily.of("Network and clients");

    private static final long MB = 1L << 20;

    public static final Setting BIND =
            NETWORK.words("bind", "* -::*", DirectiveRules::bind)
                    .summary(
                            "Addresses to listen on; a dash before one means that it may be"
                                    + " missing, * and ::* mean every address.")
                    .declare();

    public static final Setting PORT =
            NETWORK.number("port", 6379, 0, 65535)
                    .summary("TCP port to listen on; with 0 there is no TCP listener.")
                    .declare();

    public static final Setting TCP_BACKLOG =
            NETWORK.number("tcp-backlog", 511, 0, Integer.MAX_VALUE)
                    .immutable()
                    .summary(
                            "How many connections may wait to be accepted; the system may allow"
                                    + " fewer.")
                    .declare();

    public static final Setting UNIX_SOCKET =
            NETWORK.text("unixsocket", "")
                    .immutable()
                    .summary("Path of a Unix socket to listen on as well; none when empty.")
                    .declare();

    public static final Setting UNIX_SOCKET_PERM =
            NETWORK.number("unixsocketperm", 0, 0, 0777, SettingKind.Form.OCTAL)
                    .immutable()
                    .summary(
                            "Permissions of the Unix socket as an octal number; 0 leaves them to"
                                    + " the umask.")
                    .declare();

    public static final Setting PROTECTED_MODE =
            NETWORK.flag("protected-mode", true)
                    .summary(
                            "Refuses clients of other machines while there is no password for the"
                                    + " default user.")
                    .declare();

    public static final Setting TIMEOUT =
            NETWORK.number("timeout", 0, 0, Integer.MAX_VALUE)
                    .summary("Closes a connection that was idle for so many seconds; 0 never does.")
                    .declare();

    public static final Setting TCP_KEEPALIVE =
            NETWORK.number("tcp-keepalive", 300, 0, Integer.MAX_VALUE)
                    .summary(
                            "Seconds of silence after which the system probes whether a client is"
                                    + " still there; 0 never probes.")
                    .declare();

    public static final Setting MAX_CLIENTS =
            NETWORK.number("maxclients", 10000, 1, 0xffff_ffffL)
                    .summary(
                            "Most connections at a time; further ones get an error and are closed.")
                    .declare();

    public static final Setting QUERY_BUFFER_LIMIT =
            NETWORK.memory("client-query-buffer-limit", 1024 * MB, MB, Long.MAX_VALUE)
                    .summary("Closes a connection whose unfinished request is longer than this.")
                    .declare();

    public static final Setting MAX_BULK_LENGTH =
            NETWORK.memory("proto-max-bulk-len", 512 * MB, MB, Long.MAX_VALUE)
                    .summary(
                            "The longest argument, and the longest string that a command may make.")
                    .declare();

    public static final Setting OUTPUT_BUFFER_LIMIT =
            NETWORK.words(
                            "client-output-buffer-limit",
                            "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60",
                            DirectiveRules::bufferLimits,
                            DirectiveRules::bufferLimitLines)
                    .summary(
                            "For a class of clients (normal, replica, pubsub): closes one at once"
                                    + " when its unread replies pass the first size, or when they stay"
                                    + " over the second for so many seconds; 0 means no limit.")
                    .declare();

    public static final Setting MAX_CLIENT_MEMORY =
            NETWORK.number(
                            "maxmemory-clients",
                            0,
                            -100,
                            Long.MAX_VALUE,
                            SettingKind.Form.PERCENT_OR_MEMORY)
                    .summary(
                            "Memory for all connections together, as an amount or a percentage of"
                                    + " maxmemory; over it the largest are closed.")
                    .declare();

    public static final Setting IO_THREADS =
            NETWORK.number("io-threads", 1, 1, 128)
                    .immutable()
                    .summary(
                            "Event loops; each reads, executes and answers for its own connections."
                                    + " Unless set: 1 on two cores or fewer, else one for each core up"
                                    + " to 8.")
                    .declare();

    public static final Setting IO_THREADS_DO_READS =
            NETWORK.flag("io-threads-do-reads", false)
                    .immutable()
                    .pointless("every event loop reads and writes")
                    .summary("Whether the extra threads read as well as write.")
                    .declare();

    public static final Setting BIND_SOURCE =
            NETWORK.text("bind-source-addr", "")
                    .summary("Local address of connections that this server opens to others.")
                    .declare();

    public static final Setting SOCKET_MARK =
            NETWORK.number("socket-mark-id", 0, 0, 0xffff_ffffL)
                    .immutable()
                    .pointless("Java cannot mark sockets")
                    .summary("Mark of the listening sockets for packet filters.")
                    .declare();

    public static final Setting NEW_CONNECTIONS =
            NETWORK.number("max-new-connections-per-cycle", 10, 1, 1000)
                    .pointless("an event loop accepts whoever waits")
                    .summary("Most connections to accept in one turn of the event loop.")
                    .declare();

    public static final Setting TRACKING_TABLE =
            NETWORK.number("tracking-table-max-keys", 1_000_000, 0, Long.MAX_VALUE)
                    .summary(
                            "Most keys whose readers are remembered for invalidation messages; 0"
                                    + " means no limit.")
                    .declare();

    private NetworkDirectives() {}
}
