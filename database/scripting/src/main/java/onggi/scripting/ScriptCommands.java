package onggi.scripting;

import static onggi.engine.CommandFlag.ALLOW_BUSY;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.STALE;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.CommandHelp;
import onggi.engine.Group;

/** The cache of scripts, and the script that runs. */
final class ScriptCommands {

    private static final CommandFamily SCRIPTS = CommandFamily.of(Group.SCRIPTING);

    private static final CommandError FLUSH_MODE =
            CommandError.of("ERR SCRIPT FLUSH only support SYNC|ASYNC option");
    private static final CommandError NO_DEBUGGER =
            CommandError.of("ERR There is no debugger of scripts here");
    private static final CommandError DEBUG_MODE =
            CommandError.of("ERR Use SCRIPT DEBUG YES/SYNC/NO");

    private ScriptCommands() {}

    static CommandFamily family() {
        return SCRIPTS;
    }

    static final Command SCRIPT =
            SCRIPTS.container("SCRIPT")
                    .arity(-2)
                    .since("2.6.0")
                    .summary("Holds the commands on the cache of scripts.")
                    .complexity("Depends on the subcommand.")
                    .declare();

    static final Command LOAD =
            SCRIPTS.subcommand(SCRIPT, "LOAD", ScriptCommands::load)
                    .syntax("script")
                    .flags(NOSCRIPT, STALE)
                    .scope(Command.Scope.NONE)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .since("2.6.0")
                    .summary("Puts a script into the cache and returns the SHA1 of its text.")
                    .complexity("O(N) for the N bytes of the script.")
                    .declare();

    private static void load(Call call) {
        Script script = EvalCommands.add(call, Scripting.of(call), call.copy(2), true);
        call.reply().bulk(script.sha());
    }

    static final Command EXISTS =
            SCRIPTS.subcommand(SCRIPT, "EXISTS", ScriptCommands::exists)
                    .syntax("sha1 [sha1 ...]")
                    .flags(NOSCRIPT)
                    .scope(Command.Scope.NONE)
                    .tips("request_policy:all_shards", "response_policy:agg_logical_and")
                    .since("2.6.0")
                    .summary("Tells of each SHA1 whether its script is in the cache.")
                    .complexity("O(N) for N scripts.")
                    .declare();

    private static void exists(Call call) {
        ScriptCache scripts = Scripting.of(call).scripts();
        call.reply().arrayHeader(call.argc() - 2);
        for (int i = 2; i < call.argc(); i++) {
            call.reply().integer(scripts.contains(RecentScripts.sha(call, i)) ? 1 : 0);
        }
    }

    static final Command FLUSH =
            SCRIPTS.subcommand(SCRIPT, "FLUSH", ScriptCommands::flush)
                    .syntax("[ASYNC | SYNC]")
                    .arity(-2)
                    .flags(NOSCRIPT)
                    .scope(Command.Scope.NONE)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .since("2.6.0")
                    .changed("6.2.0", "Takes ASYNC and SYNC.")
                    .summary("Empties the cache of scripts.")
                    .complexity("O(N) for N scripts.")
                    .declare();

    private static void flush(Call call) {
        boolean known = call.argc() == 3 && (call.is(2, "SYNC") || call.is(2, "ASYNC"));
        if (call.argc() != 2 && !known) {
            throw FLUSH_MODE.raise();
        }
        Scripting.of(call).flushScripts();
        call.reply().ok();
    }

    static final Command KILL =
            SCRIPTS.subcommand(SCRIPT, "KILL", call -> Scripting.of(call).kill(call, false))
                    .syntax("")
                    .flags(NOSCRIPT, ALLOW_BUSY)
                    .scope(Command.Scope.NONE)
                    .tips("request_policy:all_shards", "response_policy:one_succeeded")
                    .since("2.6.0")
                    .summary("Ends the script that is over its time, if it changed nothing.")
                    .complexity("O(1)")
                    .declare();

    static final Command DEBUG =
            SCRIPTS.subcommand(SCRIPT, "DEBUG", ScriptCommands::debug)
                    .syntax("<YES | SYNC | NO>")
                    .arity(3)
                    .flags(NOSCRIPT)
                    .scope(Command.Scope.NONE)
                    .since("3.2.0")
                    .summary("Turns the debugger of scripts off; there is none to turn on.")
                    .complexity("O(1)")
                    .declare();

    private static void debug(Call call) {
        if (call.is(2, "NO")) {
            call.reply().ok();
            return;
        }
        throw (call.is(2, "YES") || call.is(2, "SYNC") ? NO_DEBUGGER : DEBUG_MODE).raise();
    }

    static final Command HELP =
            SCRIPTS.subcommand(SCRIPT, "HELP", CommandHelp::reply)
                    .syntax("")
                    .flags(LOADING, STALE)
                    .scope(Command.Scope.NONE)
                    .since("5.0.0")
                    .summary("Lists the subcommands.")
                    .complexity("O(1)")
                    .declare();
}
