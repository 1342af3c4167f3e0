package onggi.net;

import onggi.bytes.HotPath;
import onggi.bytes.Numbers;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFlag;
import onggi.engine.CommandStats;
import onggi.resp.RequestBatch;
import org.jspecify.annotations.Nullable;

/**
 * Times commands. Reading the clock costs a fifth of a GET, so a run of fast commands is timed as a
 * whole and each is charged an equal share; any other command is timed for itself, and so is every
 * command while the slow log or the latency monitor wants exact times.
 */
final class RunTimer {

    private static final long NANOS_PER_US = 1000;
    private static final long NANOS_PER_MS = 1_000_000;

    /** A letter and the end of the line. */
    private static final int HEADER_BYTES = 3;

    private final NetServer server;
    private final CommandStats stats;
    private final RequestBatch<Command> batch;
    private final @Nullable LatencyHistogram[] histograms;
    private int runFrom;
    private long runStartNs;

    RunTimer(NetServer server, CommandStats stats, RequestBatch<Command> batch, int rows) {
        this.server = server;
        this.stats = stats;
        this.batch = batch;
        this.histograms = new LatencyHistogram[rows];
    }

    /** Begins a run with a request. */
    @HotPath
    void begin(int request, long nowNs) {
        runFrom = request;
        runStartNs = nowNs;
    }

    /**
     * Ends the run before a request and charges its commands; requests without a row were not
     * executed.
     */
    @HotPath
    void end(int request, long nowNs) {
        int executed = 0;
        for (int i = runFrom; i < request; i++) {
            if (batch.command(i) != null) {
                executed++;
            }
        }
        if (executed > 0) {
            charge(runFrom, request, (nowNs - runStartNs) / executed);
        }
    }

    @HotPath
    private void charge(int from, int end, long shareNs) {
        Command last = null;
        int count = 0;
        for (int i = from; i < end; i++) {
            Command command = batch.command(i);
            if (command == null) {
                continue;
            }
            if (command != last) {
                add(last, count, shareNs);
                last = command;
                count = 0;
            }
            count++;
        }
        add(last, count, shareNs);
    }

    @HotPath
    private void add(@Nullable Command command, int count, long shareNs) {
        if (command != null) {
            stats.took(command.id(), count * shareNs);
            if (server.settings().latencyTracking()) {
                histogram(command.id()).add(shareNs, count);
            }
        }
    }

    /**
     * Charges a command that was timed for itself, and logs it when it was slow.
     *
     * @param beforeNs what it took before it was put off, which was charged then
     */
    void took(Call call, ClientSession session, long ns, long beforeNs, long nowMs) {
        Command command = call.command();
        stats.took(command.id(), ns);
        long wholeNs = ns + beforeNs;
        if (noteDuration(command, wholeNs)) {
            logSlow(CommandLog.Shown.of(call, session), wholeNs, nowMs);
        }
        noteLatency(command, wholeNs, nowMs);
    }

    /** Charges a part of a command, of which there is more to come. */
    void tookForPart(Command command, long ns) {
        stats.took(command.id(), ns);
    }

    /**
     * Logs a command whose reply was made in pieces when it, or the reply, turned out to be large.
     */
    void replied(Command command, CommandLog.Shown shown, long ns, long replyBytes, long nowMs) {
        if (noteDuration(command, ns)) {
            logSlow(shown, ns, nowMs);
        }
        noteLatency(command, ns, nowMs);
        if (!command.is(CommandFlag.SKIP_SLOWLOG)) {
            noteReply(shown, replyBytes, nowMs);
        }
    }

    /** Charges a command that ran for a script, and logs it when it was slow. */
    void tookInScript(Call call, long ns, long nowMs) {
        stats.took(call.command().id(), ns);
        if (noteDuration(call.command(), ns)) {
            logSlow(CommandLog.Shown.of(call, null), ns, nowMs);
        }
    }

    /**
     * Charges a command that waits from now on. How long it takes in all is known when it ends; how
     * long others waited for it is known now.
     */
    void tookBeforeWaiting(Call call, long ns, long nowMs) {
        stats.took(call.command().id(), ns);
        noteLatency(call.command(), ns, nowMs);
    }

    /** Charges a command that has waited, with the time it ran before and after. */
    void tookAfterWaiting(Call call, ClientSession session, long ns, long nowMs) {
        stats.took(call.command().id(), ns);
        if (noteDuration(call.command(), ns)) {
            logSlow(CommandLog.Shown.of(call, session), ns, nowMs);
        }
        noteLatency("command-unblocking", ns, nowMs);
    }

    /** Notes how long a whole command took; returns whether that was too long. */
    private boolean noteDuration(Command command, long ns) {
        NetSettings settings = server.settings();
        if (settings.latencyTracking()) {
            histogram(command.id()).add(ns, 1);
        }
        long slowUs = settings.slowLogThresholdUs();
        return slowUs >= 0 && ns >= slowUs * NANOS_PER_US && !command.is(CommandFlag.SKIP_SLOWLOG);
    }

    private void logSlow(CommandLog.Shown shown, long ns, long nowMs) {
        server.commandLog(CommandLog.Kind.SLOW)
                .add(shown, ns / NANOS_PER_US, nowMs, server.settings().slowLogMaxLength());
        SlowCommandEvent.record(shown, ns);
    }

    /** Logs a command that ran if its request or its reply was large. */
    void noteSizes(Call call, ClientSession session, long replyBytes, long nowMs) {
        if (call.command().is(CommandFlag.SKIP_SLOWLOG)) {
            return;
        }
        noteRequest(call, session, nowMs);
        if (isLargeReply(replyBytes)) {
            noteReply(CommandLog.Shown.of(call, session), replyBytes, nowMs);
        }
    }

    /** Logs a command if its request was large. */
    void noteRequest(Call call, ClientSession session, long nowMs) {
        NetSettings settings = server.settings();
        long large = settings.largeRequestBytes();
        if (large >= 0 && !call.command().is(CommandFlag.SKIP_SLOWLOG)) {
            long bytes = requestBytes(call);
            if (bytes >= large) {
                server.commandLog(CommandLog.Kind.LARGE_REQUEST)
                        .add(call, session, bytes, nowMs, settings.largeRequestMaxLength());
            }
        }
    }

    private boolean isLargeReply(long bytes) {
        long large = server.settings().largeReplyBytes();
        return large >= 0 && bytes >= large;
    }

    private void noteReply(CommandLog.Shown shown, long bytes, long nowMs) {
        if (isLargeReply(bytes)) {
            server.commandLog(CommandLog.Kind.LARGE_REPLY)
                    .add(shown, bytes, nowMs, server.settings().largeReplyMaxLength());
        }
    }

    /** Returns the length of a request as an array of bulk strings. */
    private static long requestBytes(Call call) {
        int argc = call.argc();
        long bytes = (long) HEADER_BYTES + Numbers.textLength(argc);
        for (int i = 0; i < argc; i++) {
            int length = call.length(i);
            bytes += (long) HEADER_BYTES + Numbers.textLength(length) + length + 2;
        }
        return bytes;
    }

    private void noteLatency(Command command, long ns, long nowMs) {
        noteLatency(command.is(CommandFlag.FAST) ? "fast-command" : "command", ns, nowMs);
    }

    private void noteLatency(String event, long ns, long nowMs) {
        long latencyMs = server.settings().latencyMonitorThresholdMs();
        if (latencyMs > 0 && ns >= latencyMs * NANOS_PER_MS) {
            server.latency().add(event, nowMs, ns / NANOS_PER_MS);
        }
    }

    @HotPath
    private LatencyHistogram histogram(int id) {
        LatencyHistogram histogram = histograms[id];
        return histogram == null ? newHistogram(id) : histogram;
    }

    private LatencyHistogram newHistogram(int id) {
        LatencyHistogram histogram = new LatencyHistogram();
        histograms[id] = histogram;
        return histogram;
    }

    /** Adds what was measured for a row to a sum; from any thread, a moment old. */
    void addTo(LatencyHistogram sum, int id) {
        LatencyHistogram histogram = histograms[id];
        if (histogram != null) {
            sum.add(histogram);
        }
    }

    void reset() {
        java.util.Arrays.fill(histograms, null);
    }
}
