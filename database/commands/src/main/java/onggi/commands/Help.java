package onggi.commands;

import java.util.List;
import java.util.Locale;
import onggi.engine.Call;
import onggi.engine.CommandError;

/** Answers of commands that tell their subcommands apart by themselves. */
final class Help {

    private Help() {}

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
