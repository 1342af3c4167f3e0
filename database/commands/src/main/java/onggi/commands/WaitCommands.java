package onggi.commands;

import static onggi.engine.CommandFlag.BLOCKING;
import static onggi.engine.CommandFlag.NOSCRIPT;

import onggi.engine.AclCategory;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Engine;
import onggi.engine.Group;
import onggi.engine.LogWaits;
import onggi.engine.ReplyGate;
import onggi.resp.ReplyWriter;

/**
 * Commands that wait until what their caller wrote is safe elsewhere: on the device, or at
 * replicas, of which there are none, so nobody acknowledges.
 */
public final class WaitCommands {

    private static final CommandFamily WAITS = CommandFamily.of(Group.GENERIC);

    private static final CommandError BAD_LOCAL =
            CommandError.of("ERR value is out of range, value must between 0 and 1");
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
        long replicas = call.integer(1);
        long timeoutMs = BlockingTimeout.milliseconds(call, 2);
        if (replicas <= 0 || call.blockUntil(timeoutMs, WaitCommands::noReplicas) == null) {
            noReplicas(call.reply());
        }
    }

    private static void noReplicas(ReplyWriter reply) {
        reply.integer(0);
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
        ReplyGate gate = call.engine().replyGate();
        if (local > 0 && isOff(call.engine())) {
            throw NO_LOG.raise();
        }
        long position = gate.end();
        boolean done = replicas == 0 && (local == 0 || gate.synced() >= position);
        long until = replicas == 0 ? position : Long.MAX_VALUE;
        if (done || !blocks(call, timeoutMs, gate, until, local > 0)) {
            logs(call.reply(), gate, position);
        }
    }

    private static boolean blocks(
            Call call, long timeoutMs, ReplyGate gate, long until, boolean local) {
        long position = gate.end();
        Engine engine = call.engine();
        return LogWaits.block(
                call,
                until,
                local,
                timeoutMs,
                reply -> {
                    if (local && isOff(engine)) {
                        reply.error(NO_LOG.wire(), 0, NO_LOG.wire().length);
                    } else {
                        logs(reply, gate, position);
                    }
                });
    }

    /** Returns whether the log was turned off meanwhile. */
    @SuppressWarnings("ReferenceEquality") // that very gate
    private static boolean isOff(Engine engine) {
        return engine.replyGate() == ReplyGate.OPEN;
    }

    @SuppressWarnings("ReferenceEquality") // that very gate
    private static void logs(ReplyWriter reply, ReplyGate gate, long position) {
        boolean logged = gate != ReplyGate.OPEN && gate.synced() >= position;
        reply.arrayHeader(2);
        reply.integer(logged ? 1 : 0);
        reply.integer(0);
    }
}
