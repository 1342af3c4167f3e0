package onggi.sentinel;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.resp.ReplyWriter;

/** Commands by which a sentinel is tried out: its periods, failures on purpose, its scripts. */
final class SentinelTestCommands {

    private static final CommandError UNKNOWN_FAILURE =
            Replies.error("Unknown failure simulation specified");

    private SentinelTestCommands() {}

    /** The rows of this file declare themselves when it is loaded. */
    static void declare() {}

    static final Command DEBUG =
            SentinelCommands.row("DEBUG", SentinelTestCommands::debug)
                    .syntax("[parameter value [parameter value ...]]")
                    .arity(-2)
                    .since("7.0.0")
                    .summary("Returns the periods by which a sentinel works, or changes some.")
                    .complexity("O(N) for N periods.")
                    .declare();

    private static void debug(Call call) {
        State state = Replies.sentinel(call).state;
        if (call.argc() == 2) {
            periods(call.reply(), state);
            return;
        }
        Map<Period, Long> wanted = new EnumMap<>(Period.class);
        for (int i = 2; i < call.argc(); i += 2) {
            Period period = Period.named(call.text(i));
            if (period == null || i + 1 == call.argc()) {
                throw Replies.error(
                                "Unknown option or number of arguments for SENTINEL DEBUG '"
                                        + call.word(i)
                                        + "'")
                        .raise();
            }
            CommandError invalid =
                    Replies.error(
                            "Invalid argument '"
                                    + call.word(i + 1)
                                    + "' for SENTINEL DEBUG '"
                                    + call.word(i)
                                    + "'");
            wanted.put(period, call.integer(i + 1, 1, Long.MAX_VALUE, invalid));
        }
        wanted.forEach(state::set);
        call.reply().ok();
    }

    private static void periods(ReplyWriter out, State state) {
        out.mapHeader(Period.values().length);
        for (Period period : Period.values()) {
            out.bulk(period.wireName().toUpperCase(Locale.ROOT));
            out.bulkLong(state.ms(period));
        }
    }

    static final Command SIMULATE_FAILURE =
            SentinelCommands.row("SIMULATE-FAILURE", SentinelTestCommands::simulate)
                    .syntax(
                            "<CRASH-AFTER-ELECTION | CRASH-AFTER-PROMOTION | HELP>"
                                    + " [CRASH-AFTER-ELECTION | CRASH-AFTER-PROMOTION | HELP ...]")
                    .arity(-3)
                    .since("3.2.0")
                    .summary("Lets the sentinel fail at a point of its next failover.")
                    .declare();

    private static void simulate(Call call) {
        Sentinel sentinel = Replies.sentinel(call);
        boolean election = false;
        boolean promotion = false;
        for (int i = 2; i < call.argc(); i++) {
            if (call.is(i, "CRASH-AFTER-ELECTION")) {
                election = true;
            } else if (call.is(i, "CRASH-AFTER-PROMOTION")) {
                promotion = true;
            } else if (call.is(i, "HELP")) {
                call.reply().arrayHeader(2);
                call.reply().bulk("crash-after-election");
                call.reply().bulk("crash-after-promotion");
                return;
            } else {
                throw UNKNOWN_FAILURE.raise();
            }
        }
        sentinel.state.crashesAfterElection = election;
        sentinel.state.crashesAfterPromotion = promotion;
        if (election) {
            sentinel.events.warn(
                    "Failure simulation: this Sentinel will crash after being successfully elected"
                            + " as failover leader");
        }
        if (promotion) {
            sentinel.events.warn(
                    "Failure simulation: this Sentinel will crash after promoting the selected"
                            + " replica to master");
        }
        call.reply().ok();
    }

    static final Command PENDING_SCRIPTS =
            SentinelCommands.row("PENDING-SCRIPTS", SentinelTestCommands::scripts)
                    .since("2.8.4")
                    .summary("Returns the scripts that run or wait to be run.")
                    .declare();

    private static void scripts(Call call) {
        ReplyWriter out = call.reply();
        Scripts scripts = Replies.sentinel(call).scripts;
        out.arrayHeader(scripts.queue().size());
        for (Scripts.Job job : scripts.queue()) {
            out.mapHeader(5);
            out.bulk("argv");
            out.arrayHeader(job.command.size());
            job.command.forEach(word -> Replies.text(out, word));
            out.bulk("flags");
            out.bulk(job.running ? "running" : "scheduled");
            out.bulk("pid");
            out.bulkLong(job.pid);
            out.bulk(job.running ? "run-time" : "run-delay");
            out.bulkLong(
                    job.running
                            ? call.nowMs() - job.startMs
                            : Math.max(0, job.startMs - call.nowMs()));
            out.bulk("retry-num");
            out.bulkLong(job.tries);
        }
    }
}
