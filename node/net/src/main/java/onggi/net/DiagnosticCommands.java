package onggi.net;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.STALE;

import java.util.List;
import onggi.bytes.Bytes;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;
import onggi.resp.ReplyWriter;

/** Watching the server at work: MONITOR and SLOWLOG. */
public final class DiagnosticCommands {

    private static final CommandFamily DIAGNOSTIC = CommandFamily.of(Group.SERVER);

    private static final int DEFAULT_COUNT = 10;

    private static final CommandError MAY_NOT_WAIT =
            CommandError.of("ERR MONITOR isn't allowed for DENY BLOCKING client");
    static final CommandError BAD_COUNT =
            CommandError.of("ERR count should be greater than or equal to -1");

    private DiagnosticCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return DIAGNOSTIC;
    }

    static final Command MONITOR =
            DIAGNOSTIC
                    .command("MONITOR", DiagnosticCommands::monitor)
                    .scope(Command.Scope.NONE)
                    .flags(ADMIN, NOSCRIPT, LOADING, STALE)
                    .since("1.0.0")
                    .summary("Shows every command that the server runs from now on.")
                    .declare();

    private static void monitor(Call call) {
        ClientSession session = Clients.caller(call);
        if (Clients.isNested(call)) {
            throw MAY_NOT_WAIT.raise();
        }
        if (!session.isMonitoring()) {
            session.server().monitors().add(session);
            call.reply().ok();
        }
    }

    private static final Command SLOWLOG =
            DIAGNOSTIC
                    .container("SLOWLOG")
                    .arity(-2)
                    .since("2.2.12")
                    .summary("Groups the commands about the log of slow commands.")
                    .complexity("Depends on the subcommand.")
                    .declare();

    static final Command SLOWLOG_GET =
            DIAGNOSTIC
                    .subcommand(SLOWLOG, "GET", DiagnosticCommands::slowLogGet)
                    .scope(Command.Scope.NONE)
                    .syntax("[count]")
                    .flags(ADMIN, LOADING, STALE)
                    .tips("request_policy:all_nodes", "nondeterministic_output")
                    .since("2.2.12")
                    .changed("4.0.0", "Entries tell who called.")
                    .summary("Returns the newest slow commands.")
                    .complexity("O(N) for N entries returned.")
                    .declare();

    private static void slowLogGet(Call call) {
        if (call.argc() > 3) {
            throw CommandError.of(
                            "ERR unknown subcommand or wrong number of arguments for '"
                                    + call.word(1)
                                    + "'. Try SLOWLOG HELP.")
                    .raise();
        }
        long count =
                call.argc() == 3 ? call.integer(2, -1, Long.MAX_VALUE, BAD_COUNT) : DEFAULT_COUNT;
        write(call, CommandLog.Kind.SLOW, count);
    }

    /** Answers the newest entries of a log; all of them when the count is -1. */
    static void write(Call call, CommandLog.Kind kind, long count) {
        CommandLog log = Clients.caller(call).server().commandLog(kind);
        List<CommandLog.Entry> entries = log.newest(count < 0 ? Long.MAX_VALUE : count);
        ReplyWriter reply = call.reply();
        reply.arrayHeader(entries.size());
        for (CommandLog.Entry entry : entries) {
            reply.arrayHeader(6);
            reply.integer(entry.id());
            reply.integer(entry.timeSeconds());
            reply.integer(entry.amount());
            reply.arrayHeader(entry.arguments().size());
            for (Bytes argument : entry.arguments()) {
                reply.bulk(argument);
            }
            reply.bulk(entry.address());
            reply.bulk(entry.name());
        }
    }

    static final Command SLOWLOG_LEN =
            DIAGNOSTIC
                    .subcommand(SLOWLOG, "LEN", DiagnosticCommands::slowLogLength)
                    .scope(Command.Scope.NONE)
                    .flags(ADMIN, LOADING, STALE)
                    .tips(
                            "request_policy:all_nodes",
                            "response_policy:agg_sum",
                            "nondeterministic_output")
                    .since("2.2.12")
                    .summary("Returns how many slow commands are remembered.")
                    .complexity("O(1)")
                    .declare();

    private static void slowLogLength(Call call) {
        call.reply().integer(Clients.caller(call).server().commandLog(CommandLog.Kind.SLOW).size());
    }

    static final Command SLOWLOG_RESET =
            DIAGNOSTIC
                    .subcommand(SLOWLOG, "RESET", DiagnosticCommands::slowLogReset)
                    .scope(Command.Scope.NONE)
                    .flags(ADMIN, LOADING, STALE)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .since("2.2.12")
                    .summary("Forgets all slow commands.")
                    .complexity("O(N) for N entries.")
                    .declare();

    private static void slowLogReset(Call call) {
        Clients.caller(call).server().commandLog(CommandLog.Kind.SLOW).clear();
        call.reply().ok();
    }

    static final Command SLOWLOG_HELP =
            DIAGNOSTIC
                    .subcommand(SLOWLOG, "HELP", Clients::help)
                    .scope(Command.Scope.NONE)
                    .flags(LOADING, STALE)
                    .since("6.2.0")
                    .summary("Lists the subcommands.")
                    .complexity("O(1)")
                    .declare();
}
