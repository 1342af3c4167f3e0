package onggi.net;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.STALE;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;

/** COMMANDLOG: commands that took long, had a long request or a long reply. */
public final class CommandLogCommands {

    private static final CommandFamily LOGS = CommandFamily.of(Group.SERVER);

    private static final CommandError BAD_TYPE =
            CommandError.of(
                    "ERR type should be one of the following: slow, large-request, large-reply");

    private static final String TYPES = "<SLOW | LARGE-REQUEST | LARGE-REPLY>";

    private static final Command COMMANDLOG =
            LOGS.container("COMMANDLOG")
                    .arity(-2)
                    .since("8.1.0")
                    .summary("Groups the commands about logs of remarkable commands.")
                    .complexity("Depends on the subcommand.")
                    .declare();

    private CommandLogCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return LOGS;
    }

    private static CommandLog.Kind kind(Call call, int argument) {
        for (CommandLog.Kind kind : CommandLog.Kind.values()) {
            if (call.is(argument, kind.word)) {
                return kind;
            }
        }
        throw BAD_TYPE.raise();
    }

    static final Command COMMANDLOG_GET =
            LOGS.subcommand(COMMANDLOG, "GET", CommandLogCommands::newest)
                    .scope(Command.Scope.NONE)
                    .syntax("count " + TYPES)
                    .arity(-4)
                    .flags(ADMIN, LOADING, STALE)
                    .tips("request_policy:all_nodes", "nondeterministic_output")
                    .since("8.1.0")
                    .summary("Returns the newest entries of a log of commands.")
                    .complexity("O(N) for N entries returned.")
                    .declare();

    private static void newest(Call call) {
        long count = call.integer(2, -1, Long.MAX_VALUE, DiagnosticCommands.BAD_COUNT);
        DiagnosticCommands.write(call, kind(call, 3), count);
    }

    static final Command COMMANDLOG_LEN =
            LOGS.subcommand(COMMANDLOG, "LEN", CommandLogCommands::length)
                    .scope(Command.Scope.NONE)
                    .syntax(TYPES)
                    .flags(ADMIN, LOADING, STALE)
                    .tips(
                            "request_policy:all_nodes",
                            "response_policy:agg_sum",
                            "nondeterministic_output")
                    .since("8.1.0")
                    .summary("Returns how many entries a log of commands has.")
                    .complexity("O(1)")
                    .declare();

    private static void length(Call call) {
        CommandLog.Kind kind = kind(call, 2);
        call.reply().integer(Clients.caller(call).server().commandLog(kind).size());
    }

    static final Command COMMANDLOG_RESET =
            LOGS.subcommand(COMMANDLOG, "RESET", CommandLogCommands::reset)
                    .scope(Command.Scope.NONE)
                    .syntax(TYPES)
                    .flags(ADMIN, LOADING, STALE)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .since("8.1.0")
                    .summary("Forgets all entries of a log of commands.")
                    .complexity("O(N) for N entries.")
                    .declare();

    private static void reset(Call call) {
        CommandLog.Kind kind = kind(call, 2);
        Clients.caller(call).server().commandLog(kind).clear();
        call.reply().ok();
    }

    static final Command COMMANDLOG_HELP =
            LOGS.subcommand(COMMANDLOG, "HELP", Clients::help)
                    .scope(Command.Scope.NONE)
                    .flags(LOADING, STALE)
                    .since("8.1.0")
                    .summary("Lists the subcommands.")
                    .complexity("O(1)")
                    .declare();
}
