package onggi.server;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.NO_ASYNC_LOADING;
import static onggi.engine.CommandFlag.STALE;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.CommandHelp;
import onggi.engine.Group;
import onggi.server.config.AccessDirectives;

/** Commands on modules, of which there are none: they answer as Redis does then. */
final class ModuleCommands {

    static final CommandFamily FAMILY = CommandFamily.of(Group.SERVER);

    private static final CommandError NOT_ALLOWED =
            CommandError.of(
                    "ERR MODULE command not allowed. If the enable-module-command option is set to"
                            + " \"local\", you can run it from a local connection, otherwise you need"
                            + " to set this option in the configuration file, and then restart the"
                            + " server.");
    private static final CommandError NOT_LOADED =
            CommandError.of("ERR Error loading the extension. Please check the server logs.");
    private static final CommandError NO_SUCH =
            CommandError.of("ERR Error unloading module: no such module with that name");

    static final Command MODULE =
            FAMILY.container("MODULE")
                    .arity(-2)
                    .since("4.0.0")
                    .summary("Holds the commands on modules, of which there are none.")
                    .complexity("Depends on the subcommand.")
                    .declare();

    static final Command MODULE_LIST =
            FAMILY.subcommand(MODULE, "LIST", ModuleCommands::list)
                    .syntax("")
                    .flags(ADMIN, NOSCRIPT)
                    .scope(Command.Scope.NONE)
                    .tips("nondeterministic_output_order")
                    .since("4.0.0")
                    .summary("Returns the loaded modules: none.")
                    .complexity("O(1)")
                    .declare();

    private static void list(Call call) {
        call.reply().arrayHeader(0);
    }

    static final Command MODULE_LOAD =
            FAMILY.subcommand(MODULE, "LOAD", ModuleCommands::load)
                    .syntax("path [arg [arg ...]]")
                    .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
                    .scope(Command.Scope.NONE)
                    .since("4.0.0")
                    .summary("Would load a module; there are none that this server can run.")
                    .complexity("O(1)")
                    .declare();

    static final Command MODULE_LOADEX =
            FAMILY.subcommand(MODULE, "LOADEX", ModuleCommands::load)
                    .syntax(
                            "path [CONFIG name value [CONFIG name value ...]] [ARGS args [args ...]]")
                    .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
                    .scope(Command.Scope.NONE)
                    .since("7.0.0")
                    .summary("Would load a module with a configuration; there are none.")
                    .complexity("O(1)")
                    .declare();

    private static void load(Call call) {
        checkAllowed(call);
        Log.warning(
                "Module "
                        + call.text(2)
                        + " failed to load: modules are libraries in C, which do not run here");
        throw NOT_LOADED.raise();
    }

    static final Command MODULE_UNLOAD =
            FAMILY.subcommand(MODULE, "UNLOAD", ModuleCommands::unload)
                    .syntax("name")
                    .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
                    .scope(Command.Scope.NONE)
                    .since("4.0.0")
                    .summary("Would unload a module; there are none.")
                    .complexity("O(1)")
                    .declare();

    private static void unload(Call call) {
        checkAllowed(call);
        throw NO_SUCH.raise();
    }

    private static void checkAllowed(Call call) {
        if (!ServerState.of(call).allows(AccessDirectives.ENABLE_MODULE, call.session())) {
            throw NOT_ALLOWED.raise();
        }
    }

    static final Command MODULE_HELP =
            FAMILY.subcommand(MODULE, "HELP", CommandHelp::reply)
                    .syntax("")
                    .flags(LOADING, STALE)
                    .scope(Command.Scope.NONE)
                    .since("5.0.0")
                    .summary("Lists the subcommands.")
                    .complexity("O(1)")
                    .declare();

    private ModuleCommands() {}
}
