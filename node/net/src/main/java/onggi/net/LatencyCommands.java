package onggi.net;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.STALE;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;
import onggi.resp.ReplyWriter;

/** LATENCY: events that took long, and how long commands take. */
public final class LatencyCommands {

    private static final CommandFamily LATENCIES = CommandFamily.of(Group.SERVER);

    private static final String NO_POLICY_TIP = "response_policy:special";

    private static final Command LATENCY =
            LATENCIES
                    .container("LATENCY")
                    .arity(-2)
                    .since("2.8.13")
                    .summary("Groups the commands about latency.")
                    .complexity("Depends on the subcommand.")
                    .declare();

    private LatencyCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return LATENCIES;
    }

    private static CommandFamily.Row row(String name, Command.Handler handler) {
        return LATENCIES
                .subcommand(LATENCY, name, handler)
                .scope(Command.Scope.NONE)
                .flags(ADMIN, NOSCRIPT, LOADING, STALE)
                .since("2.8.13")
                .complexity("O(1)");
    }

    private static CommandFamily.Row reader(String name, Command.Handler handler) {
        return row(name, handler)
                .tips("nondeterministic_output", "request_policy:all_nodes", NO_POLICY_TIP);
    }

    private static LatencyMonitor monitor(Call call) {
        return Clients.caller(call).server().latency();
    }

    static final Command LATEST =
            reader("LATEST", LatencyCommands::latest)
                    .summary("Returns the last and the longest time of every event.")
                    .declare();

    private static void latest(Call call) {
        List<LatencyMonitor.Latest> events = monitor(call).latest();
        ReplyWriter reply = call.reply();
        reply.arrayHeader(events.size());
        for (LatencyMonitor.Latest event : events) {
            reply.arrayHeader(4);
            reply.bulk(event.event());
            reply.integer(event.last().timeSeconds());
            reply.integer(event.last().latencyMs());
            reply.integer(event.maxMs());
        }
    }

    static final Command HISTORY =
            reader("HISTORY", LatencyCommands::history)
                    .syntax("event")
                    .summary("Returns the times of an event.")
                    .declare();

    private static void history(Call call) {
        List<LatencyMonitor.Sample> samples = monitor(call).history(call.word(2));
        ReplyWriter reply = call.reply();
        reply.arrayHeader(samples.size());
        for (LatencyMonitor.Sample sample : samples) {
            reply.arrayHeader(2);
            reply.integer(sample.timeSeconds());
            reply.integer(sample.latencyMs());
        }
    }

    static final Command RESET =
            row("RESET", LatencyCommands::reset)
                    .syntax("[event [event ...]]")
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .summary("Forgets the times of some or all events.")
                    .declare();

    private static void reset(Call call) {
        LatencyMonitor monitor = monitor(call);
        int forgotten = call.argc() == 2 ? monitor.forgetAll() : 0;
        for (int i = 2; i < call.argc(); i++) {
            forgotten += monitor.forget(call.word(i)) ? 1 : 0;
        }
        call.reply().integer(forgotten);
    }

    static final Command GRAPH =
            reader("GRAPH", LatencyCommands::graph)
                    .syntax("event")
                    .summary("Draws the times of an event.")
                    .declare();

    private static void graph(Call call) {
        String event = call.word(2);
        List<LatencyMonitor.Sample> samples = monitor(call).history(event);
        if (samples.isEmpty()) {
            throw CommandError.of("ERR No samples available for event '" + event + "'").raise();
        }
        verbatim(call, LatencyText.graph(event, samples, call.nowMs()));
    }

    static final Command DOCTOR =
            reader("DOCTOR", LatencyCommands::doctor)
                    .summary("Says in words what took long.")
                    .declare();

    private static void doctor(Call call) {
        NetServer server = Clients.caller(call).server();
        long thresholdMs = server.settings().latencyMonitorThresholdMs();
        verbatim(call, LatencyText.report(thresholdMs, server.latency().latest()));
    }

    private static void verbatim(Call call, String text) {
        call.reply().verbatim("txt", text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static final Command HISTOGRAM =
            reader("HISTOGRAM", LatencyCommands::histogram)
                    .syntax("[command [command ...]]")
                    .since("7.0.0")
                    .summary("Returns how many calls of commands took how long at most.")
                    .complexity("O(N) for N commands.")
                    .declare();

    private static void histogram(Call call) {
        NetStats stats = Clients.caller(call).server().stats();
        ReplyWriter reply = call.reply();
        int mark = reply.startArray();
        int count = 0;
        if (call.argc() == 2) {
            for (Command row : call.engine().commands().rows()) {
                count += writeHistogram(reply, stats, row);
            }
        }
        for (int i = 2; i < call.argc(); i++) {
            Command row = call.engine().commands().named(call.text(i).toLowerCase(Locale.ROOT));
            if (row != null) {
                count += writeHistogram(reply, stats, row);
                for (Command sub : row.subcommands()) {
                    count += writeHistogram(reply, stats, sub);
                }
            }
        }
        reply.endMap(mark, count);
    }

    private static int writeHistogram(ReplyWriter reply, NetStats stats, Command row) {
        LatencyHistogram histogram = stats.latencies(row.id());
        if (histogram.total() == 0) {
            return 0;
        }
        reply.bulk(row.wireName());
        reply.mapHeader(2);
        reply.bulk("calls");
        reply.integer(histogram.total());
        reply.bulk("histogram_usec");
        int mark = reply.startArray();
        int steps = 0;
        long before = 0;
        for (int bits = 0; bits < LatencyHistogram.POWERS && before < histogram.total(); bits++) {
            long now = histogram.upToPower(bits);
            if (now > before) {
                reply.integer(LatencyHistogram.powerUs(bits));
                reply.integer(now);
                steps++;
            }
            before = now;
        }
        reply.endMap(mark, steps);
        return 1;
    }

    static final Command HELP =
            LATENCIES
                    .subcommand(LATENCY, "HELP", Clients::help)
                    .scope(Command.Scope.NONE)
                    .flags(LOADING, STALE)
                    .since("2.8.13")
                    .summary("Lists the subcommands.")
                    .complexity("O(1)")
                    .declare();
}
