package onggi.commands;

import static onggi.engine.CommandFlag.BLOCKING;
import static onggi.engine.CommandFlag.NOSCRIPT;

import onggi.engine.AclCategory;
import onggi.engine.BlockedCall;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Engine;
import onggi.engine.Group;
import onggi.engine.LogWaits;
import onggi.engine.ReplicaAcks;
import onggi.engine.ReplyGate;
import onggi.resp.ReplyWriter;

/**
 * Commands that wait until what their caller wrote is safe elsewhere: on the device, or at
 * replicas.
 */
public final class WaitCommands {

    private static final CommandFamily WAITS = CommandFamily.of(Group.GENERIC);

    private static final CommandError BAD_LOCAL =
            CommandError.of("ERR value is out of range, value must between 0 and 1");
    private static final CommandError ON_REPLICA =
            CommandError.of(
                    "ERR WAIT cannot be used with replica instances. Please also note that since"
                            + " Redis 4.0 if a replica is configured to be writable (which is not"
                            + " the default) writes to replicas are just local and are not"
                            + " propagated.");
    private static final CommandError LOG_ON_REPLICA =
            CommandError.of(
                    "ERR WAITAOF cannot be used with replica instances. Please also note that"
                            + " writes to replicas are just local and are not propagated.");
    private static final CommandError NO_LOG =
            CommandError.of(
                    "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.");

    private WaitCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return WAITS;
    }

    static final Command WAIT =
            WAITS.command("WAIT", WaitCommands::awaitReplicas)
                    .scope(Command.Scope.NONE)
                    .syntax("numreplicas timeout")
                    .flags(NOSCRIPT)
                    .notInGroupCategory()
                    .categories(AclCategory.CONNECTION)
                    .tips("request_policy:all_shards", "response_policy:agg_min")
                    .since("3.0.0")
                    .summary("Waits until so many replicas have what the connection wrote.")
                    .complexity("O(1)")
                    .declare();

    private static void awaitReplicas(Call call) {
        if (call.engine().settings().role().isReplica()) {
            throw ON_REPLICA.raise();
        }
        long replicas = call.integer(1);
        long timeoutMs = BlockingTimeout.milliseconds(call, 2);
        ReplicaAcks acks = call.engine().replicaAcks();
        long offset = known(call, acks);
        if (acks.count(offset) < replicas) {
            BlockedCall blocked =
                    call.blockUntil(timeoutMs, reply -> reply.integer(acks.count(offset)));
            if (blocked != null) {
                acks.await(blocked, () -> acks.count(offset) >= replicas);
                return;
            }
        }
        call.reply().integer(acks.count(offset));
    }

    /** Returns where the stream ended when the caller's last command did. */
    private static long known(Call call, ReplicaAcks acks) {
        return Math.min(call.session().streamEnd(), acks.end());
    }

    static final Command WAITAOF =
            WAITS.command("WAITAOF", WaitCommands::awaitLogs)
                    .scope(Command.Scope.NONE)
                    .syntax("numlocal numreplicas timeout")
                    .flags(BLOCKING)
                    .notInGroupCategory()
                    .categories(AclCategory.CONNECTION)
                    .tips("request_policy:all_shards", "response_policy:agg_min")
                    .since("7.2.0")
                    .summary("Waits until what the connection wrote is in logs on disk.")
                    .complexity("O(1)")
                    .declare();

    private static void awaitLogs(Call call) {
        long local = call.integer(1);
        if (local < 0 || local > 1) {
            throw BAD_LOCAL.raise();
        }
        long replicas = call.integer(2, 0, Long.MAX_VALUE, CommandError.NOT_POSITIVE);
        long timeoutMs = BlockingTimeout.milliseconds(call, 3);
        if (call.engine().settings().role().isReplica()) {
            throw LOG_ON_REPLICA.raise();
        }
        ReplyGate gate = call.engine().replyGate();
        if (local > 0 && isOff(call.engine())) {
            throw NO_LOG.raise();
        }
        ReplicaAcks acks = call.engine().replicaAcks();
        Safety safety = new Safety(call.engine(), gate.end(), known(call, acks));
        if (safety.reaches(local, replicas)) {
            safety.write(call.reply(), local);
            return;
        }
        long until = replicas == 0 ? gate.end() : Long.MAX_VALUE;
        BlockedCall blocked =
                LogWaits.block(
                        call, until, local > 0, timeoutMs, reply -> safety.write(reply, local));
        if (blocked == null) {
            safety.write(call.reply(), local);
        } else if (replicas > 0) {
            acks.await(blocked, () -> safety.reaches(local, replicas));
        }
    }

    /** Returns whether there is no log, or it was turned off meanwhile. */
    @SuppressWarnings("ReferenceEquality") // that very gate
    private static boolean isOff(Engine engine) {
        return engine.replyGate() == ReplyGate.OPEN;
    }

    /** What is known of the changes up to a moment. */
    private record Safety(Engine engine, long position, long offset) {

        boolean isLogged() {
            return !isOff(engine) && engine.replyGate().synced() >= position;
        }

        boolean reaches(long local, long replicas) {
            return (local == 0 || isLogged())
                    && engine.replicaAcks().countLogged(offset) >= replicas;
        }

        void write(ReplyWriter reply, long local) {
            if (local > 0 && isOff(engine)) {
                reply.error(NO_LOG.wire(), 0, NO_LOG.wire().length);
                return;
            }
            reply.arrayHeader(2);
            reply.integer(isLogged() ? 1 : 0);
            reply.integer(engine.replicaAcks().countLogged(offset));
        }
    }
}
