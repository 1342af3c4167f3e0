package onggi.replication;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.STALE;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;
import org.jspecify.annotations.Nullable;

/** FAILOVER: a primary hands its part over to one of its replicas. */
public final class FailoverCommand {

    private static final CommandFamily SERVER = CommandFamily.of(Group.SERVER);

    private static final CommandError BAD_TIMEOUT =
            CommandError.of("ERR FAILOVER timeout must be greater than 0");
    private static final CommandError NONE_UNDER_WAY =
            CommandError.of("ERR No failover in progress.");
    private static final CommandError UNDER_WAY =
            CommandError.of("ERR FAILOVER already in progress.");
    private static final CommandError ON_REPLICA =
            CommandError.of("ERR FAILOVER is not valid when server is a replica.");
    private static final CommandError NO_REPLICA =
            CommandError.of("ERR FAILOVER requires connected replicas.");
    private static final CommandError BARE_FORCE =
            CommandError.of(
                    "ERR FAILOVER with force option requires both a timeout and target HOST and"
                            + " IP.");
    private static final CommandError UNKNOWN =
            CommandError.of("ERR FAILOVER target HOST and PORT is not a replica.");
    private static final CommandError NOT_ONLINE =
            CommandError.of("ERR FAILOVER target replica is not online.");

    private FailoverCommand() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return SERVER;
    }

    static final Command FAILOVER =
            SERVER.command("FAILOVER", FailoverCommand::failover)
                    .syntax("[TO host port [FORCE]] [ABORT] [TIMEOUT milliseconds]")
                    .flags(ADMIN, NOSCRIPT, STALE)
                    .scope(Command.Scope.ALL_SHARDS)
                    .since("6.2.0")
                    .summary("Hands the part of the primary over to a replica that has everything.")
                    .complexity("O(1)")
                    .declare();

    private static void failover(Call call) {
        Replication replication = call.engine().room(Replication.class);
        String host = null;
        int port = 0;
        long timeoutMs = 0;
        boolean force = false;
        boolean abort = false;
        for (int i = 1; i < call.argc(); i++) {
            int left = call.argc() - i - 1;
            if (call.is(i, "TIMEOUT") && left > 0 && timeoutMs == 0) {
                timeoutMs = call.integer(++i);
                if (timeoutMs <= 0) {
                    throw BAD_TIMEOUT.raise();
                }
            } else if (call.is(i, "ABORT") && call.argc() == 2) {
                abort = true;
            } else if (call.is(i, "TO") && left > 1 && host == null) {
                host = call.text(i + 1);
                port = (int) call.integer(i + 2);
                i += 2;
            } else if (call.is(i, "FORCE") && !force) {
                force = true;
            } else {
                throw CommandError.SYNTAX.raise();
            }
        }
        Failover failover = replication.failover();
        boolean underWay = failover.state() != Failover.State.NONE;
        if (abort) {
            if (!underWay) {
                throw NONE_UNDER_WAY.raise();
            }
            replication.abortFailover("Failover manually aborted");
            call.reply().ok();
            return;
        }
        if (underWay) {
            throw UNDER_WAY.raise();
        }
        check(replication, host, port, timeoutMs, force);
        long endMs = timeoutMs == 0 ? 0 : call.nowMs() + timeoutMs;
        replication.beginFailover(new Failover.Wish(host, port, endMs, force));
        call.reply().ok();
    }

    private static void check(
            Replication replication,
            @Nullable String host,
            int port,
            long timeoutMs,
            boolean force) {
        if (replication.isReplica()) {
            throw ON_REPLICA.raise();
        }
        if (replication.replicas().isEmpty()) {
            throw NO_REPLICA.raise();
        }
        if (force && (timeoutMs == 0 || host == null)) {
            throw BARE_FORCE.raise();
        }
        if (host == null) {
            return;
        }
        for (ReplicaLink link : replication.replicas().all()) {
            if (link.options().port() == port
                    && link.options().hostOr(link.host()).equalsIgnoreCase(host)) {
                if (!link.isOnline()) {
                    throw NOT_ONLINE.raise();
                }
                return;
            }
        }
        throw UNKNOWN.raise();
    }
}
