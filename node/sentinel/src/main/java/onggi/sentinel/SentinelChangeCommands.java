package onggi.sentinel;

import java.nio.charset.StandardCharsets;
import java.util.List;
import onggi.bytes.Glob;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;

/** What a sentinel can be told to do. */
final class SentinelChangeCommands {

    private static final CommandError IN_PROGRESS =
            CommandError.of("INPROG Failover already in progress");
    private static final CommandError NO_REPLICA =
            CommandError.of("NOGOODSLAVE No suitable replica to promote");
    private static final CommandError BAD_QUORUM = Replies.error("Invalid quorum");
    private static final CommandError BAD_PORT = Replies.error("Invalid port");
    private static final CommandError SMALL_QUORUM = Replies.error("Quorum must be 1 or greater.");
    private static final CommandError BAD_HOST =
            Replies.error("Invalid IP address or hostname specified");

    private SentinelChangeCommands() {}

    /** The rows of this file declare themselves when it is loaded. */
    static void declare() {
        SentinelConfigCommand.declare();
    }

    static final Command MONITOR =
            SentinelCommands.row("MONITOR", SentinelChangeCommands::monitor)
                    .syntax("name ip port quorum")
                    .since("2.8.4")
                    .summary("Begins to watch a primary.")
                    .declare();

    private static void monitor(Call call) {
        Sentinel sentinel = Replies.sentinel(call);
        long quorum = call.integer(5, BAD_QUORUM);
        long port = call.integer(4, BAD_PORT);
        if (quorum <= 0) {
            throw SMALL_QUORUM.raise();
        }
        String host = call.text(3);
        if (sentinel.instances.resolve(host) == null) {
            throw BAD_HOST.raise();
        }
        Primary primary;
        try {
            primary =
                    sentinel.instances.watch(
                            call.text(2),
                            host,
                            Math.clamp(port, -1, Integer.MAX_VALUE),
                            (int) Math.min(quorum, Integer.MAX_VALUE),
                            call.nowMs());
        } catch (RefusedException e) {
            throw Replies.error(e.reason()).raise();
        }
        sentinel.events.alarm("+monitor", primary, " quorum " + primary.quorum);
        Replies.save(call);
    }

    static final Command REMOVE =
            SentinelCommands.row("REMOVE", SentinelChangeCommands::remove)
                    .syntax("master-name")
                    .since("2.8.4")
                    .summary("Ends to watch a primary.")
                    .declare();

    private static void remove(Call call) {
        Sentinel sentinel = Replies.sentinel(call);
        Primary primary = Replies.primary(call, 2);
        sentinel.events.alarm("-monitor", primary);
        sentinel.state.primaries.remove(primary.name);
        primary.release();
        Replies.save(call);
    }

    static final Command RESET =
            SentinelCommands.row("RESET", SentinelChangeCommands::reset)
                    .syntax("pattern")
                    .since("2.8.4")
                    .summary("Forgets what is known of the primaries whose names match a pattern.")
                    .complexity("O(N) for N primaries.")
                    .declare();

    private static void reset(Call call) {
        Sentinel sentinel = Replies.sentinel(call);
        byte[] pattern = call.copy(2);
        int count = 0;
        for (Primary primary : List.copyOf(sentinel.state.primaries.values())) {
            byte[] name = primary.name.getBytes(StandardCharsets.ISO_8859_1);
            if (Glob.matches(pattern, name, false)) {
                sentinel.reset.everything(primary, call.nowMs());
                count++;
            }
        }
        call.reply().integer(count);
    }

    static final Command FAILOVER =
            SentinelCommands.row("FAILOVER", SentinelChangeCommands::failover)
                    .syntax("master-name")
                    .since("2.8.4")
                    .summary("Promotes a replica though the primary is not down.")
                    .declare();

    private static void failover(Call call) {
        Sentinel sentinel = Replies.sentinel(call);
        Primary primary = Replies.primary(call, 2);
        if (primary.is(Flag.FAILOVER_IN_PROGRESS)) {
            throw IN_PROGRESS.raise();
        }
        if (ReplicaChoice.best(sentinel.state, primary, call.nowMs()) == null) {
            throw NO_REPLICA.raise();
        }
        sentinel.events.log("Executing user requested FAILOVER of '" + primary.name + "'");
        sentinel.failover.start(primary, call.nowMs());
        primary.flags.add(Flag.FORCE_FAILOVER);
        call.reply().ok();
    }

    static final Command FLUSHCONFIG =
            SentinelCommands.row("FLUSHCONFIG", Replies::save)
                    .since("2.8.4")
                    .summary("Writes the configuration file with the present state.")
                    .declare();

    static final Command SET =
            SentinelCommands.row("SET", SentinelSet::run)
                    .syntax("master-name option value [option value ...]")
                    .since("2.8.4")
                    .summary("Changes settings of a primary.")
                    .declare();
}
