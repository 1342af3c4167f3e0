package onggi.persistence;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.NO_ASYNC_LOADING;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;

/** Commands on the append-only file. */
public final class AofCommands {

    private static final CommandFamily SERVER = CommandFamily.of(Group.SERVER);

    private static final CommandError UNDER_WAY =
            CommandError.of("ERR Background append only file rewriting already in progress");
    private static final CommandError FAILED =
            CommandError.of(
                    "ERR Can't execute an AOF background rewriting. Please check the server logs"
                            + " for more information.");

    private AofCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return SERVER;
    }

    static final Command BGREWRITEAOF =
            SERVER.command("BGREWRITEAOF", AofCommands::rewrite)
                    .syntax("")
                    .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
                    .scope(Command.Scope.ALL_SHARDS)
                    .since("1.0.0")
                    .summary(
                            "Writes the append-only file anew in the background, as short as can be.")
                    .complexity("O(1)")
                    .declare();

    @SuppressWarnings("ReferenceEquality") // that very call
    private static void rewrite(Call call) {
        boolean inside = call == call.execution().nested();
        switch (call.engine().room(AppendOnlyFile.class).rewrite(!inside)) {
            case STARTED -> call.reply().simple("Background append only file rewriting started");
            case SCHEDULED ->
                    call.reply().simple("Background append only file rewriting scheduled");
            case UNDER_WAY -> throw UNDER_WAY.raise();
            case FAILED -> throw FAILED.raise();
        }
    }
}
