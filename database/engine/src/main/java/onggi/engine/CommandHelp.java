package onggi.engine;

import java.util.List;

/**
 * What {@code <command> HELP} answers: the subcommands with their arguments and meaning, from their
 * rows.
 */
public final class CommandHelp {

    private CommandHelp() {}

    /** Answers the help of the command whose subcommand runs. */
    public static void reply(Call call) {
        Command parent = call.command().parent();
        Command container = parent == null ? call.command() : parent;
        List<Command> subcommands = container.subcommands();
        call.reply().arrayHeader(1 + 2 * subcommands.size());
        call.reply()
                .simple(
                        container.name()
                                + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        for (Command subcommand : subcommands) {
            String name = subcommand.name().substring(container.name().length() + 1);
            call.reply()
                    .simple(
                            subcommand.syntax().isEmpty()
                                    ? name
                                    : name + " " + subcommand.syntax());
            call.reply().simple("    " + subcommand.summary());
        }
    }
}
