package onggi.net;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import onggi.bytes.LateLogger;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFlag;
import onggi.engine.CommandTable;
import onggi.engine.Engine;
import onggi.engine.Evictor;
import onggi.engine.Execution;
import onggi.engine.LongWork;
import onggi.engine.RoleRules;
import onggi.engine.Transaction;
import onggi.engine.Watches;
import onggi.net.acl.Denial;
import onggi.resp.RequestBatch;
import org.jspecify.annotations.Nullable;

/**
 * Every reason to refuse a command, in Redis's order. Requests for which none can apply never come
 * here, see {@link Turn}.
 */
final class Admission {

    /** What is to be done with a request. */
    enum Verdict {
        /** Execute it. */
        RUN,
        /** It was answered: refused or queued. */
        ANSWERED,
        /** Not now: the server is paused. */
        WAIT,
        /** Close the connection without an answer. */
        CLOSE
    }

    // Reasons of the server, beside those of ClientSession, why no request takes the short way.
    static final int MONITORED = 1 << 8;
    static final int PAUSED = 1 << 9;
    static final int TIMED = 1 << 11;
    static final int REFUSING = 1 << 12;
    static final int BUSY = 1 << 13;

    /**
     * More than a request that lies in the shared input. While shorter ones or shorter replies are
     * logged as large, every command is timed for itself and looked at.
     */
    static final long LARGE_BYTES = 64 * 1024;

    private static final System.Logger LOG = LateLogger.of(Admission.class);

    /** How many bytes of names and arguments an error about an unknown command repeats. */
    private static final int MAX_SHOWN = 128;

    private static final Set<String> NEVER_QUEUED =
            Set.of("exec", "discard", "multi", "watch", "quit", "reset");
    private static final Set<String> FOR_SUBSCRIBERS =
            Set.of(
                    "ping",
                    "subscribe",
                    "ssubscribe",
                    "unsubscribe",
                    "sunsubscribe",
                    "psubscribe",
                    "punsubscribe",
                    "quit",
                    "reset");

    private final EventLoop loop;
    private final NetServer server;
    private final Engine engine;
    private final Execution execution;
    private final LoopCounters counters;
    private final Command any;
    private final boolean[] neverQueued;
    private final boolean[] forSubscribers;
    private long accessVersion;

    Admission(EventLoop loop, Execution execution, LoopCounters counters) {
        this.loop = loop;
        this.server = loop.server();
        this.engine = server.engine();
        this.execution = execution;
        this.counters = counters;
        CommandTable commands = engine.commands();
        this.any = commands.rows().getFirst();
        this.neverQueued = marked(commands, NEVER_QUEUED);
        this.forSubscribers = marked(commands, FOR_SUBSCRIBERS);
    }

    private static boolean[] marked(CommandTable commands, Set<String> names) {
        boolean[] marks = new boolean[commands.rows().size()];
        for (Command row : commands.rows()) {
            marks[row.id()] = names.contains(row.wireName());
        }
        return marks;
    }

    /**
     * Returns the reasons of the server why requests of the coming turn do not take the short way.
     */
    int turnGate() {
        execution.evictor().look();
        if (server.access().version() != accessVersion) {
            accessChanged();
        }
        NetSettings settings = server.settings();
        int reasons = server.monitors().isEmpty() ? 0 : MONITORED;
        if (server.pause().isOn()) {
            reasons |= PAUSED;
        }
        if (engine.settings().writeRefusal() != null
                || engine.settings().role().forbidSomething()
                || engine.settings().loading()
                || engine.settings().loadingBeside()) {
            reasons |= REFUSING;
        }
        long slowUs = settings.slowLogThresholdUs();
        if ((slowUs >= 0 && slowUs < NetSettings.RUN_TIMING_THRESHOLD_US)
                || settings.latencyMonitorThresholdMs() > 0
                || isSmall(settings.largeRequestBytes())
                || isSmall(settings.largeReplyBytes())) {
            reasons |= TIMED;
        }
        return reasons;
    }

    /** Any user may be another one than before. */
    private void accessChanged() {
        accessVersion = server.access().version();
        for (Connection connection : loop.connections()) {
            connection.session().refreshGate();
        }
    }

    private static boolean isSmall(long threshold) {
        return threshold >= 0 && threshold < LARGE_BYTES;
    }

    /**
     * Returns the row of a request: for a container that of its subcommand, null when there is
     * none.
     */
    @Nullable Command row(Command found, RequestBatch<Command> batch, int request) {
        if (!found.isContainer() || batch.argumentCount(request) < 2) {
            return found;
        }
        return engine.commands()
                .findSub(
                        found,
                        batch.buffer(request),
                        batch.offset(request, 1),
                        batch.length(request, 1));
    }

    /** Returns the row, or any row when it is null, to have something to bind. */
    Command orAny(@Nullable Command row) {
        return row == null ? any : row;
    }

    /** Decides on a request that may be refused. */
    Verdict admit(
            ClientSession session,
            Call call,
            @Nullable Command found,
            @Nullable Command row,
            int gate) {
        if (found == null) {
            return call.is(0, "HOST:") || call.is(0, "POST")
                    ? attack(session)
                    : refuse(session, call, null, unknownCommand(call));
        }
        if (row == null) {
            return refuse(session, call, null, unknownSubcommand(call, found));
        }
        if (!row.accepts(call.argc())) {
            return refuse(
                    session,
                    call,
                    row,
                    "ERR wrong number of arguments for '" + row.wireName() + "' command");
        }
        if (!session.isAuthenticated()
                && server.access().requiresAuthentication()
                && !row.is(CommandFlag.NO_AUTH)) {
            return refuse(session, call, row, CommandError.NO_AUTH.text());
        }
        Transaction transaction = session.transaction();
        if (transaction != null && row.is(CommandFlag.NO_MULTI)) {
            return refuse(session, call, row, "ERR Command not allowed inside a transaction");
        }
        Denial denial = Access.denial(session, call, Access.context(session));
        if (denial != null) {
            return refuse(session, call, row, denial.error(row));
        }
        String refusal = refusal(session, row, transaction, gate);
        if (refusal != null) {
            return refuse(session, call, row, refusal);
        }
        if (hasToWait(row, transaction, call)) {
            return Verdict.WAIT;
        }
        if (transaction != null && !neverQueued[row.id()]) {
            return InputEnd.queue(session, transaction, call) ? Verdict.ANSWERED : Verdict.CLOSE;
        }
        return Verdict.RUN;
    }

    /** Why the server, as it is now, does not run a command, null when it does. */
    private @Nullable String refusal(
            ClientSession session, Command row, @Nullable Transaction transaction, int gate) {
        if (isOutOfMemory(row, transaction)) {
            return CommandError.OUT_OF_MEMORY.text();
        }
        String unsaved = engine.settings().writeRefusal();
        RoleRules role = engine.settings().role();
        if (unsaved != null && !role.isReplica() && isRefused(row, transaction)) {
            return unsaved;
        }
        CommandError forbidden = role.writeRefusal();
        if (forbidden != null && writes(row, transaction)) {
            return forbidden.text();
        }
        if ((session.gate() & ClientSession.SUBSCRIBED) != 0 && !forSubscribers[row.id()]) {
            return "ERR Can't execute '"
                    + row.wireName()
                    + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are"
                    + " allowed in this context";
        }
        if (role.isStale() && needsFreshData(row, transaction)) {
            return RoleRules.STALE.text();
        }
        if (isLoading(row, transaction)) {
            return CommandError.LOADING.text();
        }
        if ((gate & BUSY) != 0 && !row.is(CommandFlag.ALLOW_BUSY)) {
            return engine.overtime().error().text();
        }
        boolean follows = session.isMonitoring() || session.isReplica();
        return follows && (changes(row) || row.is(CommandFlag.READONLY))
                ? "ERR Replica can't interact with the keyspace"
                : null;
    }

    private boolean isOutOfMemory(Command row, @Nullable Transaction transaction) {
        return execution.evictor().isOver()
                && execution.evictor().makeRoom() == Evictor.Outcome.IMPOSSIBLE
                && needsMemory(row, transaction);
    }

    /** A queue may grow without end, so nothing is queued either; EXEC needs what it would run. */
    private boolean needsMemory(Command row, @Nullable Transaction transaction) {
        if (transaction == null || neverQueued[row.id()]) {
            return row.is(CommandFlag.DENYOOM)
                    || (row.wireName().equals("exec") && holds(transaction, CommandFlag.DENYOOM));
        }
        return true;
    }

    /** While changes cannot be kept, PING tells of it too. */
    private static boolean isRefused(Command row, @Nullable Transaction transaction) {
        return row.wireName().equals("ping") || writes(row, transaction);
    }

    private static boolean writes(Command row, @Nullable Transaction transaction) {
        return row.is(CommandFlag.WRITE)
                || (row.wireName().equals("exec") && holds(transaction, CommandFlag.WRITE));
    }

    private static boolean needsFreshData(Command row, @Nullable Transaction transaction) {
        return !row.is(CommandFlag.STALE)
                || (row.wireName().equals("exec") && lacks(transaction, CommandFlag.STALE));
    }

    private boolean isLoading(Command row, @Nullable Transaction transaction) {
        return (engine.settings().loading() && needsData(row, transaction))
                || (engine.settings().loadingBeside() && row.is(CommandFlag.NO_ASYNC_LOADING));
    }

    private static boolean needsData(Command row, @Nullable Transaction transaction) {
        return !row.is(CommandFlag.LOADING)
                || (row.wireName().equals("exec") && lacks(transaction, CommandFlag.LOADING));
    }

    private boolean hasToWait(Command row, @Nullable Transaction transaction, Call call) {
        PauseState pause = server.pause();
        return pause.isOn()
                && (pause.stopsReads()
                        || (changes(row) && !row.changesNothing(call))
                        || (row.wireName().equals("exec") && changes(transaction, call)));
    }

    private boolean changes(@Nullable Transaction transaction, Call call) {
        if (transaction == null) {
            return false;
        }
        for (Transaction.Queued queued : transaction.queue()) {
            Call nested = execution.nested();
            queued.bindTo(nested, call.session());
            if (changes(queued.command()) && !queued.command().changesNothing(nested)) {
                return true;
            }
        }
        return false;
    }

    private static boolean changes(Command row) {
        return row.is(CommandFlag.WRITE) || row.is(CommandFlag.MAY_REPLICATE);
    }

    private static boolean lacks(@Nullable Transaction transaction, CommandFlag flag) {
        return transaction != null
                && transaction.queue().stream().anyMatch(queued -> !queued.command().is(flag));
    }

    private static boolean holds(@Nullable Transaction transaction, CommandFlag flag) {
        if (transaction == null) {
            return false;
        }
        for (Transaction.Queued queued : transaction.queue()) {
            if (queued.command().is(flag)) {
                return true;
            }
        }
        return false;
    }

    private Verdict refuse(ClientSession session, Call call, @Nullable Command row, String text) {
        String answer = text;
        LongWork.abandon(session, execution);
        session.takeRanBefore();
        if (row != null) {
            execution.stats().rejected(row.id());
        }
        Transaction transaction = session.transaction();
        if (transaction != null) {
            transaction.refuse();
        }
        if (row != null && row.wireName().equals("exec")) {
            // Redis names the code of every cause but this one.
            String cause =
                    text.startsWith("ERR wrong number") ? text.substring("ERR ".length()) : text;
            answer = CommandError.ABORTED_BECAUSE + cause;
            session.dropTransaction();
            Watches.forget(execution, session);
        }
        counters.errorReplies++;
        execution.stats().errorReplied(answer);
        call.reply().error(answer);
        return Verdict.ANSWERED;
    }

    private Verdict attack(ClientSession session) {
        LOG.log(
                System.Logger.Level.WARNING,
                "Possible SECURITY ATTACK detected. It looks like somebody is sending POST or Host:"
                        + " commands to Redis. Somebody may be using a browser or proxy to reach this"
                        + " server. Connection from {0} closed.",
                session.address());
        return Verdict.CLOSE;
    }

    // ---- texts

    private static String unknownCommand(Call call) {
        StringBuilder arguments = new StringBuilder();
        for (int i = 1; i < call.argc() && arguments.length() < MAX_SHOWN; i++) {
            String argument = shown(call, i, MAX_SHOWN - arguments.length());
            arguments.append('\'').append(argument).append("' ");
        }
        return "ERR unknown command '"
                + shown(call, 0, MAX_SHOWN)
                + "', with args beginning with: "
                + arguments;
    }

    private static String unknownSubcommand(Call call, Command container) {
        return "ERR unknown subcommand '"
                + shown(call, 1, MAX_SHOWN)
                + "'. Try "
                + container.name().toUpperCase(Locale.ROOT)
                + " HELP.";
    }

    /** The beginning of an argument as C prints it: up to a NUL. */
    private static String shown(Call call, int argument, int most) {
        int length = 0;
        while (length < Math.min(call.length(argument), most)
                && call.buffer()[call.offset(argument) + length] != 0) {
            length++;
        }
        return new String(
                call.buffer(), call.offset(argument), length, StandardCharsets.ISO_8859_1);
    }

    // ---- after a command that came this way

    /** Shows a command that ran to the monitors. */
    void ran(ClientSession session, Call call) {
        if (!call.command().is(CommandFlag.SKIP_MONITOR)) {
            show(session, call);
        }
    }

    /** Shows a command to the monitors unless it is not for them. */
    void show(ClientSession session, Call call) {
        Monitors monitors = server.monitors();
        if (!monitors.isEmpty() && !call.command().is(CommandFlag.ADMIN)) {
            monitors.show(session.address(), call, server.clock());
        }
    }

    /** Shows a command that ran for a script to the monitors. */
    void ranInScript(Call call) {
        Monitors monitors = server.monitors();
        if (!monitors.isEmpty()
                && !call.command().is(CommandFlag.SKIP_MONITOR)
                && !call.command().is(CommandFlag.ADMIN)) {
            monitors.show("lua", call, server.clock());
        }
    }

    /** Drops the reply since the mark if the client wants none, and moves the reply mode on. */
    void mute(ClientSession session, Call call, int start) {
        if (session.isReplica()) {
            ReplicaReplies.drop(session, call, start);
        }
        boolean isPush = call.command().wireName().endsWith("subscribe");
        boolean wasMuted = (session.gate() & ClientSession.MUTED) != 0;
        int mark = isPush ? Integer.MAX_VALUE : wasMuted ? start : session.mutedFrom();
        switch (session.replyMode()) {
            case ON -> {}
            case OFF -> call.reply().truncate(mark);
            case SKIP -> {
                call.reply().truncate(mark);
                session.replyMode(ClientSession.ReplyMode.ON);
            }
            case SKIP_NEXT -> {
                call.reply().truncate(mark);
                session.replyMode(ClientSession.ReplyMode.SKIP);
            }
        }
    }
}
