package onggi.sentinel;

import java.nio.charset.StandardCharsets;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/** What the commands of a sentinel have in common. */
final class Replies {

    private static final CommandError NO_PRIMARY =
            CommandError.of("ERR No such master with that name");
    private static final CommandError NOT_SAVED =
            CommandError.of("ERR Failed to save config file. Check server logs.");

    private Replies() {}

    /** Returns the sentinel that a call is for. */
    static Sentinel sentinel(Call call) {
        return call.engine().room(Sentinel.class);
    }

    /** Returns the primary that an argument names. */
    static Primary primary(Call call, int argument) {
        Primary primary = sentinel(call).state.primaries.get(call.text(argument));
        if (primary == null) {
            throw NO_PRIMARY.raise();
        }
        return primary;
    }

    /** Writes a text of bytes as Latin-1, or that there is none. */
    static void text(ReplyWriter out, @Nullable String text) {
        if (text == null) {
            out.nullBulk();
        } else {
            out.bulk(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Puts the state on disk and answers how that went. */
    static void save(Call call) {
        if (!sentinel(call).reset.save()) {
            throw NOT_SAVED.raise();
        }
        call.reply().ok();
    }

    /** Returns the error with this text. */
    static CommandError error(String text) {
        return CommandError.of("ERR " + text);
    }
}
