package onggi.replication;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.ALLOW_BUSY;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.NO_ASYNC_LOADING;
import static onggi.engine.CommandFlag.NO_MULTI;
import static onggi.engine.CommandFlag.STALE;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import onggi.bytes.LateLogger;
import onggi.bytes.Numbers;
import onggi.engine.AclCategory;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;
import onggi.net.ClientSession;
import org.jspecify.annotations.Nullable;

/** Commands between servers that follow one another, and those that make them do so. */
public final class ReplicationCommands {

    private static final CommandFamily SERVER = CommandFamily.of(Group.SERVER);

    private static final System.Logger LOG = LateLogger.of(ReplicationCommands.class);

    private static final CommandError NO_LINK =
            CommandError.of("NOMASTERLINK Can't SYNC while not connected with my master");
    private static final CommandError FAILING_OVER =
            CommandError.of("NOMASTERLINK Can't SYNC while failing over");
    private static final CommandError WHILE_FAILING_OVER =
            CommandError.of("ERR REPLICAOF not allowed while failing over.");
    private static final CommandError TO_PRIMARY =
            CommandError.of("ERR PSYNC FAILOVER can't be sent to a master.");
    private static final CommandError OTHER_HISTORY =
            CommandError.of("ERR PSYNC FAILOVER replid must match my replid.");
    private static final CommandError PENDING =
            CommandError.of("ERR SYNC and PSYNC are invalid with pending output");
    private static final CommandError BAD_PORT = CommandError.of("ERR Invalid master port");
    private static final CommandError LONG_ADDRESS =
            CommandError.of("ERR REPLCONF ip-address provided by replica instance is too long");
    private static final CommandError FOR_CLIENTS =
            CommandError.of("ERR Command is not valid when client is a replica.");
    private static final CommandError NO_CLIENT =
            CommandError.of("ERR This command needs a client connection");
    private static final int MOST_ADDRESS_BYTES = 46;
    private static final int MOST_PORT = 65_535;

    private ReplicationCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return SERVER;
    }

    private static Replication replication(Call call) {
        return call.engine().room(Replication.class);
    }

    private static ClientSession client(Call call) {
        if (call.session() instanceof ClientSession session) {
            return session;
        }
        throw NO_CLIENT.raise();
    }

    private static ReplicaOptions options(ClientSession session) {
        if (session.attachment() instanceof ReplicaOptions present) {
            return present;
        }
        ReplicaOptions options = new ReplicaOptions();
        session.attach(options);
        return options;
    }

    // ---- asking for the stream

    static final Command SYNC =
            SERVER.command("SYNC", ReplicationCommands::sync)
                    .syntax("")
                    .flags(NO_ASYNC_LOADING, ADMIN, NO_MULTI, NOSCRIPT)
                    .scope(Command.Scope.ALL_SHARDS)
                    .since("1.0.0")
                    .summary("Makes the connection that of a replica: a snapshot, then the stream.")
                    .declare();

    private static void sync(Call call) {
        begin(call, null, 0);
    }

    static final Command PSYNC =
            SERVER.command("PSYNC", ReplicationCommands::psync)
                    .syntax("replicationid offset")
                    .arity(-3)
                    .flags(NO_ASYNC_LOADING, ADMIN, NO_MULTI, NOSCRIPT)
                    .scope(Command.Scope.ALL_SHARDS)
                    .since("2.8.0")
                    .summary(
                            "Makes the connection that of a replica, which may go on from an offset.")
                    .declare();

    private static void psync(Call call) {
        if (!Numbers.isLong(call.buffer(), call.offset(2), call.length(2))) {
            ClientSession session = client(call);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Replica "
                            + ReplicaLink.nameOf(session, options(session))
                            + " asks for synchronization but with a wrong offset");
        }
        long offset = call.integer(2);
        if (call.argc() > 3 && call.is(3, "FAILOVER")) {
            takeOver(call);
        }
        begin(call, call.text(1), offset);
    }

    /** The primary asks this replica to take over, and becomes its replica. */
    private static void takeOver(Call call) {
        Replication replication = replication(call);
        LOG.log(
                System.Logger.Level.WARNING,
                "Failover request received for replid " + call.text(1) + ".");
        if (!replication.isReplica()) {
            throw TO_PRIMARY.raise();
        }
        if (!call.text(1).equalsIgnoreCase(replication.ids().id())) {
            throw OTHER_HISTORY.raise();
        }
        replication.lead();
        LOG.log(
                System.Logger.Level.INFO,
                "MASTER MODE enabled (failover request from '" + client(call).address() + "')");
    }

    private static void begin(Call call, @Nullable String id, long offset) {
        ClientSession session = client(call);
        if (session.isReplica()) {
            return;
        }
        Replication replication = replication(call);
        if (replication.failover().state() != Failover.State.NONE) {
            throw FAILING_OVER.raise();
        }
        if (replication.isReplica() && !replication.following().isConnected()) {
            throw NO_LINK.raise();
        }
        if (session.hasOutput()) {
            throw PENDING.raise();
        }
        new SyncRequests(replication).sync(session, options(session), id, offset);
    }

    // ---- what a replica tells

    static final Command REPLCONF =
            SERVER.command("REPLCONF", ReplicationCommands::replconf)
                    .syntax("")
                    .arity(-1)
                    .flags(ADMIN, NOSCRIPT, LOADING, STALE, ALLOW_BUSY)
                    .scope(Command.Scope.NONE)
                    .since("3.0.0")
                    .summary("Tells a primary of its replica, and how far that is.")
                    .complexity("O(1)")
                    .declare();

    private static void replconf(Call call) {
        if (call.argc() % 2 == 0) {
            throw CommandError.SYNTAX.raise();
        }
        ClientSession session = client(call);
        ReplicaOptions options = options(session);
        for (int i = 1; i < call.argc(); i += 2) {
            switch (call.text(i).toLowerCase(Locale.ROOT)) {
                case "listening-port" -> options.port((int) call.integer(i + 1));
                case "ip-address" -> {
                    if (call.length(i + 1) >= MOST_ADDRESS_BYTES) {
                        throw LONG_ADDRESS.raise();
                    }
                    options.host(call.text(i + 1));
                }
                case "capa" -> capability(call, i + 1, options);
                case "ack" -> {
                    acknowledge(call, options, i + 1);
                    return;
                }
                case "getack" -> {
                    return;
                }
                case "rdb-only" -> options.snapshotOnly(call.integer(i + 1) != 0);
                case "rdb-filter-only" -> filter(call, i + 1, options);
                default ->
                        throw CommandError.of("ERR Unrecognized REPLCONF option: " + call.text(i))
                                .raise();
            }
        }
        call.reply().ok();
    }

    private static void capability(Call call, int i, ReplicaOptions options) {
        if (call.is(i, "EOF")) {
            options.readStreams();
        } else if (call.is(i, "PSYNC2")) {
            options.readNames();
        }
    }

    private static void filter(Call call, int i, ReplicaOptions options) {
        for (String word : call.text(i).split(" ")) {
            if (!word.isEmpty() && !word.equalsIgnoreCase("functions")) {
                throw CommandError.of("ERR Unsupported rdb-filter-only option: " + word).raise();
            }
        }
        options.functionsOnly(call.length(i) > 0);
    }

    /** A replica waits for no answer to this, and gets none. */
    private static void acknowledge(Call call, ReplicaOptions options, int i) {
        ReplicaLink link = options.link();
        if (link == null) {
            return;
        }
        long offset = call.integer(i);
        long logged = call.argc() > i + 2 && call.is(i + 1, "FACK") ? call.integer(i + 2) : 0;
        replication(call).replicas().acknowledge(link, offset, logged);
    }

    // ---- which server follows which

    static final Command REPLICAOF =
            SERVER.command("REPLICAOF", ReplicationCommands::replicaof)
                    .syntax("<host port | NO ONE>")
                    .arity(3)
                    .flags(NO_ASYNC_LOADING, ADMIN, NOSCRIPT, STALE)
                    .scope(Command.Scope.ALL_SHARDS)
                    .since("5.0.0")
                    .summary("Makes the server follow another one, or nobody any more.")
                    .complexity("O(1)")
                    .declare();

    static final Command SLAVEOF =
            SERVER.command("SLAVEOF", ReplicationCommands::replicaof)
                    .syntax("<host port | NO ONE>")
                    .arity(3)
                    .flags(NO_ASYNC_LOADING, ADMIN, NOSCRIPT, STALE)
                    .scope(Command.Scope.ALL_SHARDS)
                    .since("1.0.0")
                    .deprecated("5.0.0", "REPLICAOF")
                    .summary("Makes the server follow another one, or nobody any more.")
                    .complexity("O(1)")
                    .declare();

    private static void replicaof(Call call) {
        Replication replication = replication(call);
        if (replication.failover().state() != Failover.State.NONE) {
            throw WHILE_FAILING_OVER.raise();
        }
        String who = call.session() instanceof ClientSession client ? client.address() : "?";
        if (call.is(1, "NO") && call.is(2, "ONE")) {
            if (replication.isReplica()) {
                replication.lead();
                LOG.log(
                        System.Logger.Level.INFO,
                        "MASTER MODE enabled (user request from '" + who + "')");
            }
            call.reply().ok();
            return;
        }
        if (call.session() instanceof ClientSession client && client.isReplica()) {
            throw FOR_CLIENTS.raise();
        }
        int port = (int) call.integer(2, 0, MOST_PORT, BAD_PORT);
        String host = call.text(1);
        Following following = replication.following();
        if (replication.isReplica()
                && following.host().equalsIgnoreCase(host)
                && following.port() == port) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "REPLICAOF would result into synchronization with the master we are already"
                            + " connected with. No operation performed.");
            call.reply().simple("OK Already connected to specified master");
            return;
        }
        replication.follow(host, port, false);
        LOG.log(
                System.Logger.Level.INFO,
                "REPLICAOF " + host + ":" + port + " enabled (user request from '" + who + "')");
        call.reply().ok();
    }

    static final Command ROLE =
            SERVER.command("ROLE", ReplicationCommands::role)
                    .syntax("")
                    .flags(NOSCRIPT, LOADING, STALE, FAST)
                    .categories(AclCategory.ADMIN, AclCategory.DANGEROUS)
                    .scope(Command.Scope.NONE)
                    .since("2.8.12")
                    .summary("Returns the server's part in replication.")
                    .complexity("O(1)")
                    .declare();

    private static void role(Call call) {
        Replication replication = replication(call);
        if (replication.isReplica()) {
            Following following = replication.following();
            call.reply().arrayHeader(5);
            call.reply().bulk("slave");
            call.reply().bulk(following.host());
            call.reply().integer(following.port());
            call.reply().bulk(following.state().text());
            call.reply().integer(following.isConnected() ? replication.log().end() : -1);
            return;
        }
        List<ReplicaLink> online = new ArrayList<>(replication.replicas().all());
        online.removeIf(link -> !link.isOnline());
        call.reply().arrayHeader(3);
        call.reply().bulk("master");
        call.reply().integer(replication.log().end());
        call.reply().arrayHeader(online.size());
        for (ReplicaLink link : online) {
            call.reply().arrayHeader(3);
            call.reply().bulk(link.options().hostOr(link.host()));
            call.reply().bulk(Integer.toString(link.options().port()));
            call.reply().bulk(Long.toString(link.ackOffset()));
        }
    }
}
