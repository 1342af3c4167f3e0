package onggi.persistence;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.NO_ASYNC_LOADING;
import static onggi.engine.CommandFlag.NO_MULTI;
import static onggi.engine.CommandFlag.STALE;

import java.io.IOException;
import onggi.engine.AclCategory;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;

/** Commands on the snapshot file. */
public final class SnapshotCommands {

    private static final CommandFamily SERVER = CommandFamily.of(Group.SERVER);

    private static final CommandError FAILED = CommandError.of("ERR");

    private static final CommandError UNDER_WAY =
            CommandError.of("ERR Background save already in progress");
    private static final CommandError OCCUPIED =
            CommandError.of(
                    "ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE"
                            + " SCHEDULE in order to schedule a BGSAVE whenever possible.");

    private static final long MS_PER_SECOND = 1000;

    private SnapshotCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return SERVER;
    }

    static final Command SAVE =
            SERVER.command("SAVE", SnapshotCommands::save)
                    .syntax("")
                    .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING, NO_MULTI)
                    .scope(Command.Scope.ALL_SHARDS)
                    .since("1.0.0")
                    .summary("Saves all data to the snapshot file, and nothing else meanwhile.")
                    .complexity("O(N) for the N keys of all databases.")
                    .declare();

    private static void save(Call call) {
        if (call.engine().room(BackgroundSaves.class).present() != null) {
            throw UNDER_WAY.raise();
        }
        try {
            call.engine().room(Snapshots.class).save(call.execution());
        } catch (IOException e) {
            throw FAILED.raise(); // the log has the reason
        }
        call.reply().ok();
    }

    static final Command BGSAVE =
            SERVER.command("BGSAVE", SnapshotCommands::bgsave)
                    .syntax("[SCHEDULE]")
                    .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
                    .scope(Command.Scope.ALL_SHARDS)
                    .since("1.0.0")
                    .changed("3.2.2", "The option SCHEDULE.")
                    .summary(
                            "Saves all data as they are now to the snapshot file, in the background.")
                    .complexity("O(1)")
                    .declare();

    @SuppressWarnings("ReferenceEquality") // this very call, which is inside of another
    private static void bgsave(Call call) {
        boolean schedule = call.argc() == 2 && call.is(1, "SCHEDULE");
        if (call.argc() > 1 && !schedule) {
            throw CommandError.SYNTAX.raise();
        }
        boolean inside = call == call.execution().nested();
        switch (call.engine().room(BackgroundSaves.class).request(schedule, !inside)) {
            case STARTED -> call.reply().simple("Background saving started");
            case SCHEDULED -> call.reply().simple("Background saving scheduled");
            case UNDER_WAY -> throw UNDER_WAY.raise();
            case OCCUPIED -> throw OCCUPIED.raise();
        }
    }

    static final Command LASTSAVE =
            SERVER.command("LASTSAVE", SnapshotCommands::lastSave)
                    .syntax("")
                    .flags(LOADING, STALE, FAST)
                    .categories(AclCategory.ADMIN, AclCategory.DANGEROUS)
                    .scope(Command.Scope.NONE)
                    .tips("nondeterministic_output")
                    .since("1.0.0")
                    .summary(
                            "Returns when the data was last saved, or the server was started, in"
                                    + " Unix seconds.")
                    .complexity("O(1)")
                    .declare();

    private static void lastSave(Call call) {
        call.reply().integer(call.engine().room(Snapshots.class).lastSaveMs() / MS_PER_SECOND);
    }
}
