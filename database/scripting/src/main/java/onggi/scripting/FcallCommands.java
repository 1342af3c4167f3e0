package onggi.scripting;

import static onggi.engine.CommandFlag.MAY_REPLICATE;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.NO_MANDATORY_KEYS;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.SKIP_MONITOR;
import static onggi.engine.CommandFlag.STALE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;

/** Calls of functions. */
final class FcallCommands {

    private static final CommandFamily FUNCTIONS = CommandFamily.of(Group.SCRIPTING);

    private static final CommandError NOT_FOUND = CommandError.of("ERR Function not found");
    private static final CommandError BAD_KEY_COUNT =
            CommandError.of("ERR Bad number of keys provided");

    private FcallCommands() {}

    static CommandFamily family() {
        return FUNCTIONS;
    }

    static final Command FCALL =
            FUNCTIONS
                    .command("FCALL", call -> run(call, false))
                    .syntax("function numkeys [key [key ...]] [arg [arg ...]]")
                    .keyCount(2, RW, ACCESS, UPDATE)
                    .note(
                            "We cannot tell how the keys will be used so we assume the worst, RW"
                                    + " and UPDATE")
                    .flags(NOSCRIPT, SKIP_MONITOR, MAY_REPLICATE, NO_MANDATORY_KEYS, STALE)
                    .allShardsWhen(FcallCommands::needsAllShards)
                    .changesNothingWhen(FcallCommands::changesNothing)
                    .since("7.0.0")
                    .summary("Runs a function of a library.")
                    .complexity("That of the function.")
                    .declare();

    static final Command FCALL_RO =
            FUNCTIONS
                    .command("FCALL_RO", call -> run(call, true))
                    .syntax("function numkeys [key [key ...]] [arg [arg ...]]")
                    .keyCount(2, RO, ACCESS)
                    .note(
                            "We cannot tell how the keys will be used so we assume the worst, RO"
                                    + " and ACCESS")
                    .flags(NOSCRIPT, SKIP_MONITOR, NO_MANDATORY_KEYS, STALE, READONLY)
                    .allShardsWhen(FcallCommands::needsAllShards)
                    .since("7.0.0")
                    .summary("Runs a function of a library that changes nothing.")
                    .complexity("That of the function.")
                    .declare();

    private static void run(Call call, boolean readOnly) {
        call.execution().scripts().announce(call);
        Scripting scripting = Scripting.of(call);
        Libraries.Found found = scripting.libraries(call.execution()).function(call.text(1));
        if (found == null) {
            throw NOT_FOUND.raise();
        }
        int keys = EvalCommands.keyCount(call, call.integer(2, BAD_KEY_COUNT));
        scripting.world(call.execution()).run(call, found, keys, readOnly);
    }

    private static boolean changesNothing(Call call) {
        Libraries.Found found =
                Scripting.of(call).libraries(call.execution()).function(call.text(1));
        return found != null && EvalCommands.saysNoWrites(found.function().flags());
    }

    private static boolean needsAllShards(Call call) {
        Libraries.Found found =
                Scripting.of(call).libraries(call.execution()).function(call.text(1));
        return found != null && !found.function().trust().isEarned();
    }
}
