package onggi.commands;

import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.resp.RequestWriter;
import onggi.types.HashValue;
import org.jspecify.annotations.Nullable;

/**
 * The words between the key and the fields of HSETEX.
 *
 * @param condition one of the words FNX, FXX, or none
 * @param keepsExpiry whether fields that are there expire as before
 * @param time the argument of one of the words EX, PX, EXAT, PXAT, or 0
 * @param momentMs what it says, in Unix milliseconds
 * @param first the argument of the first field
 */
record HashSetOptions(
        Condition condition, boolean keepsExpiry, int time, long momentMs, int first) {

    /** What must hold of all fields before any is set. */
    enum Condition {
        NONE,
        FNX,
        FXX
    }

    private static final CommandError ONE_CONDITION =
            CommandError.of("ERR Only one of FXX or FNX arguments can be specified");
    private static final CommandError ONE_TIME =
            CommandError.of(
                    "ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified");
    private static final CommandError INVALID_COUNT =
            CommandError.of("ERR invalid number of fields");

    /** Reads the options of a call. */
    static HashSetOptions of(Call call) {
        Condition condition = Condition.NONE;
        boolean keepsExpiry = false;
        int time = 0;
        long momentMs = 0;
        int i = 2;
        while (i < call.argc() && !call.is(i, "FIELDS")) {
            if (call.is(i, "FNX") || call.is(i, "FXX")) {
                require(condition == Condition.NONE, ONE_CONDITION);
                condition = call.is(i, "FNX") ? Condition.FNX : Condition.FXX;
            } else if (call.is(i, "KEEPTTL")) {
                require(!keepsExpiry && time == 0, ONE_TIME);
                keepsExpiry = true;
            } else if (HashFields.isTime(call, i)) {
                require(!keepsExpiry && time == 0, ONE_TIME);
                if (i + 1 == call.argc()) {
                    throw CommandError.wrongArity(call.command()).raise();
                }
                time = i;
                momentMs = HashFields.momentMs(call, i);
                i++;
            } else {
                throw CommandError.of("ERR unknown argument: " + call.word(i)).raise();
            }
            i++;
        }
        return new HashSetOptions(condition, keepsExpiry, time, momentMs, first(call, i));
    }

    private static int first(Call call, int at) {
        int pairs = call.argc() - at - 2;
        if (pairs < 0) {
            throw CommandError.wrongArity(call.command()).raise();
        }
        long fields = call.integer(at + 1, 1, Integer.MAX_VALUE, INVALID_COUNT);
        if (2 * fields != pairs) {
            throw CommandError.wrongArity(call.command()).raise();
        }
        return at + 2;
    }

    private static void require(boolean holds, CommandError otherwise) {
        if (!holds) {
            throw otherwise.raise();
        }
    }

    boolean hasMoment() {
        return time != 0;
    }

    /** Returns whether the fields of a hash, or of none, are as the condition wants them. */
    boolean permit(Call call, @Nullable HashValue hash) {
        if (condition == Condition.NONE) {
            return true;
        }
        for (int i = first; i < call.argc(); i += 2) {
            boolean found = hash != null && HashCommands.find(call, hash, i);
            if (found == (condition == Condition.FNX)) {
                return false;
            }
        }
        return true;
    }

    /** The call as it came with PXAT in the place of the word for the time. */
    void effect(Call call) {
        if (!call.hasEffects()) {
            return;
        }
        RequestWriter writer = call.beginEffect(call.argc());
        for (int i = 0; i < call.argc(); i++) {
            if (i == time) {
                writer.argument("PXAT");
                writer.argument(momentMs);
                i++;
            } else {
                writer.argument(call.buffer(), call.offset(i), call.length(i));
            }
        }
        call.endEffect(writer);
    }
}
