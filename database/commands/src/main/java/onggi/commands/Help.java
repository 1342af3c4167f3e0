package onggi.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;

/** The answers to {@code HELP} of a container command, made from the rows of its subcommands. */
final class Help {

    private Help() {}

    /** Answers the list of the subcommands of the called subcommand's container. */
    static void write(Call call) {
        Command container = call.command().parent();
        if (container != null) {
            List<String> lines = new ArrayList<>();
            for (Command sub : container.subcommands()) {
                String name = sub.name().substring(container.name().length() + 1);
                lines.add((name + " " + sub.syntax()).trim());
                lines.add("    " + sub.summary());
            }
            write(call, container.name(), lines);
        }
    }

    /** Answers a headline and lines of help. */
    static void write(Call call, String name, List<String> lines) {
        call.reply().arrayHeader(lines.size() + 1);
        call.reply().simple(name + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        for (String line : lines) {
            call.reply().simple(line);
        }
    }

    /**
     * Returns the error of a subcommand that is unknown or was given a wrong number of arguments;
     * to be thrown.
     */
    static RuntimeException wrongSubcommand(Call call, String container) {
        String name = call.text(1);
        String shown = name.length() > MAX_SHOWN ? name.substring(0, MAX_SHOWN) : name;
        return CommandError.of(
                        "ERR unknown subcommand or wrong number of arguments for '"
                                + shown
                                + "'. Try "
                                + container.toUpperCase(Locale.ROOT)
                                + " HELP.")
                .raise();
    }

    private static final int MAX_SHOWN = 128;
}
