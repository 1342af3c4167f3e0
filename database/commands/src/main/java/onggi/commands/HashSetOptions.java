package onggi.commands;

import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.resp.RequestWriter;
import onggi.types.HashValue;
import org.jspecify.annotations.Nullable;

/**
 * The words between the key and the fields of HSETEX: those of Redis, and of Valkey the conditions
 * on the key.
 *
 * @param ofKey what must hold of the key
 * @param ofFields what must hold of all fields
 * @param keepsExpiry whether fields that are there expire as before
 * @param time the argument of one of the words EX, PX, EXAT, PXAT, or 0
 * @param momentMs what it says, in Unix milliseconds
 * @param first the argument of the first field
 */
record HashSetOptions(
        Condition ofKey,
        Condition ofFields,
        boolean keepsExpiry,
        int time,
        long momentMs,
        int first) {

    /** What must hold before anything is set. */
    enum Condition {
        NONE,
        ABSENT,
        PRESENT
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
        Condition ofKey = Condition.NONE;
        Condition ofFields = Condition.NONE;
        boolean keepsExpiry = false;
        int time = 0;
        long momentMs = 0;
        int i = 2;
        while (i < call.argc() && !call.is(i, "FIELDS")) {
            if (call.is(i, "FNX") || call.is(i, "FXX")) {
                require(ofFields == Condition.NONE, ONE_CONDITION);
                ofFields = call.is(i, "FNX") ? Condition.ABSENT : Condition.PRESENT;
            } else if (call.is(i, "NX") || call.is(i, "XX")) {
                Condition wanted = call.is(i, "NX") ? Condition.ABSENT : Condition.PRESENT;
                require(ofKey == Condition.NONE || ofKey == wanted, CommandError.SYNTAX);
                ofKey = wanted;
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
        return new HashSetOptions(ofKey, ofFields, keepsExpiry, time, momentMs, first(call, i));
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

    /** Returns whether a hash, or that there is none, is as the conditions want it. */
    boolean permit(Call call, @Nullable HashValue hash) {
        if (ofKey != Condition.NONE && (hash == null) != (ofKey == Condition.ABSENT)) {
            return false;
        }
        if (ofFields == Condition.NONE) {
            return true;
        }
        for (int i = first; i < call.argc(); i += 2) {
            boolean found = hash != null && HashCommands.find(call, hash, i);
            if (found == (ofFields == Condition.ABSENT)) {
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
