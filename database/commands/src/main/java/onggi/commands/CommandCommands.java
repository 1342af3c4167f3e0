package onggi.commands;

import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.STALE;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import onggi.bytes.Glob;
import onggi.engine.AclCategory;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.CommandFlag;
import onggi.engine.CommandHelp;
import onggi.engine.CommandKeys;
import onggi.engine.CommandTable;
import onggi.engine.Group;
import onggi.engine.KeyFlag;
import onggi.engine.KeySpec;
import org.jspecify.annotations.Nullable;

/** COMMAND: the commands themselves, as clients ask for them. */
public final class CommandCommands {

    /** The commands of this file. */
    public static final CommandFamily COMMANDS = CommandFamily.of(Group.SERVER);

    private static final CommandError INVALID_COMMAND =
            CommandError.of("ERR Invalid command specified");
    private static final CommandError NO_KEY_ARGUMENTS =
            CommandError.of("ERR The command has no key arguments");
    private static final CommandError INVALID_COUNT =
            CommandError.of("ERR Invalid number of arguments specified for command");
    private static final CommandError INVALID_ARGUMENTS =
            CommandError.of("ERR Invalid arguments specified for command");

    static final Command COMMAND =
            COMMANDS.container("COMMAND", CommandCommands::command)
                    .arity(-1)
                    .flags(LOADING, STALE)
                    .categories(AclCategory.CONNECTION)
                    .scope(Command.Scope.NONE)
                    .tips("nondeterministic_output_order")
                    .since("2.8.13")
                    .summary("Describes every command.")
                    .complexity("O(N) with N commands.")
                    .declare();

    private static void command(Call call) {
        List<Command> commands = call.engine().commands().commands();
        call.reply().arrayHeader(commands.size());
        for (Command command : commands) {
            CommandReplies.info(call.reply(), command);
        }
    }

    static final Command COUNT =
            COMMANDS.subcommand(COMMAND, "COUNT", CommandCommands::count)
                    .syntax("")
                    .flags(LOADING, STALE)
                    .categories(AclCategory.CONNECTION)
                    .scope(Command.Scope.NONE)
                    .since("2.8.13")
                    .summary("Returns the number of commands.")
                    .complexity("O(1)")
                    .declare();

    private static void count(Call call) {
        call.reply().integer(call.engine().commands().commands().size());
    }

    static final Command DOCS =
            COMMANDS.subcommand(COMMAND, "DOCS", CommandCommands::docs)
                    .syntax("[command-name [command-name ...]]")
                    .flags(LOADING, STALE)
                    .categories(AclCategory.CONNECTION)
                    .scope(Command.Scope.NONE)
                    .tips("nondeterministic_output_order")
                    .since("7.0.0")
                    .summary("Returns the documentation of commands: meaning, history, arguments.")
                    .complexity("O(N) with N commands.")
                    .declare();

    private static void docs(Call call) {
        if (call.argc() == 2) {
            List<Command> commands = call.engine().commands().commands();
            call.reply().mapHeader(commands.size());
            for (Command command : commands) {
                CommandReplies.docs(call.reply(), command);
            }
            return;
        }
        int mark = call.reply().startArray();
        int found = 0;
        for (int i = 2; i < call.argc(); i++) {
            Command command = named(call, i);
            if (command != null) {
                CommandReplies.docs(call.reply(), command);
                found++;
            }
        }
        call.reply().endMap(mark, found);
    }

    static final Command GETKEYS =
            COMMANDS.subcommand(COMMAND, "GETKEYS", CommandCommands::getKeys)
                    .syntax("command [arg [arg ...]]")
                    .arity(-4)
                    .flags(LOADING, STALE)
                    .categories(AclCategory.CONNECTION)
                    .scope(Command.Scope.NONE)
                    .since("2.8.13")
                    .summary("Returns the keys among the arguments of a command.")
                    .complexity("O(N) with N arguments.")
                    .declare();

    private static void getKeys(Call call) {
        CommandKeys keys = keysOf(call);
        int count = keys.count();
        call.reply().arrayHeader(count);
        for (int i = 0; i < count; i++) {
            bulk(call, 2 + keys.position(i));
        }
    }

    static final Command GETKEYSANDFLAGS =
            COMMANDS.subcommand(COMMAND, "GETKEYSANDFLAGS", CommandCommands::getKeysAndFlags)
                    .syntax("command [arg [arg ...]]")
                    .arity(-4)
                    .flags(LOADING, STALE)
                    .categories(AclCategory.CONNECTION)
                    .scope(Command.Scope.NONE)
                    .since("7.0.0")
                    .summary(
                            "Returns the keys among the arguments of a command, and what it does with each.")
                    .complexity("O(N) with N arguments.")
                    .declare();

    private static void getKeysAndFlags(Call call) {
        CommandKeys keys = keysOf(call);
        int count = keys.count();
        call.reply().arrayHeader(count);
        for (int i = 0; i < count; i++) {
            call.reply().arrayHeader(2);
            bulk(call, 2 + keys.position(i));
            CommandReplies.keyFlags(call.reply(), keys.flags(i));
        }
    }

    private static void bulk(Call call, int i) {
        call.reply().bulk(call.buffer(), call.offset(i), call.length(i));
    }

    /** Finds the keys of the command that begins at the third argument. */
    private static CommandKeys keysOf(Call call) {
        Command command = commandAt(call, 2);
        if (command == null) {
            throw INVALID_COMMAND.raise();
        }
        boolean hasKeys = false;
        for (KeySpec spec : command.keys()) {
            hasKeys |= !spec.flags().contains(KeyFlag.NOT_KEY);
        }
        if (!hasKeys) {
            throw NO_KEY_ARGUMENTS.raise();
        }
        if (!command.accepts(call.argc() - 2)) {
            throw INVALID_COUNT.raise();
        }
        CommandKeys keys = new CommandKeys();
        if (keys.find(command, call, 2) == 0 && !command.is(CommandFlag.NO_MANDATORY_KEYS)) {
            throw INVALID_ARGUMENTS.raise();
        }
        return keys;
    }

    private static @Nullable Command commandAt(Call call, int i) {
        CommandTable table = call.engine().commands();
        Command command = table.find(call.buffer(), call.offset(i), call.length(i));
        if (command == null || command.subcommands().isEmpty() || call.argc() == i + 1) {
            return command;
        }
        return table.findSub(command, call.buffer(), call.offset(i + 1), call.length(i + 1));
    }

    static final Command INFO =
            COMMANDS.subcommand(COMMAND, "INFO", CommandCommands::info)
                    .syntax("[command-name [command-name ...]]")
                    .flags(LOADING, STALE)
                    .categories(AclCategory.CONNECTION)
                    .scope(Command.Scope.NONE)
                    .tips("nondeterministic_output_order")
                    .since("2.8.13")
                    .changed(
                            "7.0.0",
                            "Also describes subcommands, and every command when none is named.")
                    .summary("Describes commands: arity, flags, keys, categories.")
                    .complexity("O(N) with N commands.")
                    .declare();

    private static void info(Call call) {
        if (call.argc() == 2) {
            command(call);
            return;
        }
        call.reply().arrayHeader(call.argc() - 2);
        for (int i = 2; i < call.argc(); i++) {
            Command command = named(call, i);
            if (command == null) {
                call.reply().nullArray();
            } else {
                CommandReplies.info(call.reply(), command);
            }
        }
    }

    private static @Nullable Command named(Call call, int i) {
        return call.engine().commands().named(call.text(i).toLowerCase(Locale.ROOT));
    }

    static final Command LIST =
            COMMANDS.subcommand(COMMAND, "LIST", CommandCommands::list)
                    .syntax("[FILTERBY <MODULE module-name | ACLCAT category | PATTERN pattern>]")
                    .flags(LOADING, STALE)
                    .categories(AclCategory.CONNECTION)
                    .scope(Command.Scope.NONE)
                    .tips("nondeterministic_output_order")
                    .since("7.0.0")
                    .summary(
                            "Returns the names of all commands, or of those that a filter lets through.")
                    .complexity("O(N) with N commands.")
                    .declare();

    private static void list(Call call) {
        boolean filtered = call.argc() == 5 && call.is(2, "FILTERBY");
        boolean known =
                filtered && (call.is(3, "MODULE") || call.is(3, "ACLCAT") || call.is(3, "PATTERN"));
        if (call.argc() != 2 && !known) {
            throw CommandError.SYNTAX.raise();
        }
        int mark = call.reply().startArray();
        int count = 0;
        for (Command command : call.engine().commands().rows()) {
            if (call.argc() == 2 || passes(call, command)) {
                call.reply().bulk(command.wireName());
                count++;
            }
        }
        call.reply().endArray(mark, count);
    }

    private static boolean passes(Call call, Command command) {
        if (call.is(3, "MODULE")) {
            return false;
        }
        if (call.is(3, "PATTERN")) {
            byte[] name = command.wireName().getBytes(StandardCharsets.US_ASCII);
            return Glob.matches(call.copy(4), name, true);
        }
        String category = call.text(4);
        for (AclCategory own : command.categories()) {
            if (own.wireName().equalsIgnoreCase(category)) {
                return true;
            }
        }
        return false;
    }

    static final Command HELP =
            COMMANDS.subcommand(COMMAND, "HELP", CommandHelp::reply)
                    .syntax("")
                    .flags(LOADING, STALE)
                    .categories(AclCategory.CONNECTION)
                    .scope(Command.Scope.NONE)
                    .since("5.0.0")
                    .summary("Lists the subcommands.")
                    .complexity("O(1)")
                    .declare();

    private CommandCommands() {}
}
