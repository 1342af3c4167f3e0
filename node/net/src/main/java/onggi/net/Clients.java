package onggi.net;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;

/** What the command families of this package have in common. */
final class Clients {

    private static final CommandError NO_CLIENT =
            CommandError.of("ERR This command needs a client connection");
    private static final CommandError BAD_NAME =
            CommandError.of(
                    "ERR Client names cannot contain spaces, newlines or special characters.");

    private Clients() {}

    /** Returns the client that calls; a script or an in-process caller lends one or has none. */
    static ClientSession caller(Call call) {
        if (call.session() instanceof ClientSession session) {
            return session;
        }
        throw NO_CLIENT.raise();
    }

    /** Returns whether a name may stand in a line of CLIENT LIST. */
    static boolean isPrintable(Call call, int argument) {
        for (int i = 0; i < call.length(argument); i++) {
            byte b = call.buffer()[call.offset(argument) + i];
            if (b < '!' || b > '~') {
                return false;
            }
        }
        return true;
    }

    /** Gives the caller the name in an argument. */
    static void rename(Call call, int argument) {
        if (!isPrintable(call, argument)) {
            throw BAD_NAME.raise();
        }
        Bytes name = call.bytes(argument);
        caller(call).name(name);
    }

    /** Returns whether the command runs inside EXEC or a script, where it must not wait. */
    @SuppressWarnings("ReferenceEquality") // this very call
    static boolean isNested(Call call) {
        return call != call.execution().call();
    }

    /** Answers HELP of a container: its subcommands with their summaries. */
    static void help(Call call) {
        Command container = call.command().parent();
        if (container == null) {
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add(container.name() + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        for (Command sub : container.subcommands()) {
            String name = sub.name().substring(container.name().length() + 1);
            lines.add((name + " " + sub.syntax()).strip());
            lines.add("    " + sub.summary());
        }
        call.reply().arrayHeader(lines.size());
        for (String line : lines) {
            call.reply().simple(line);
        }
    }
}
