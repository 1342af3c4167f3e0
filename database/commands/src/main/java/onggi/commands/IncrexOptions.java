package onggi.commands;

import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Entry;

/**
 * The words behind the key of INCREX, each allowed once. Operands are given as arguments of the
 * call, 0 when absent.
 *
 * @param increment the argument with the increment
 * @param lower the argument with the lower bound
 * @param upper the argument with the upper bound
 * @param time the argument with the time of an expiry
 */
record IncrexOptions(int flags, int increment, int lower, int upper, int time) {

    static final CommandError INCREMENT_NOT_INTEGER =
            CommandError.of("ERR Increment is not an integer or out of range");
    static final CommandError INCREMENT_NOT_FLOAT =
            CommandError.of("ERR Increment is not a valid float");
    static final CommandError LBOUND_NOT_INTEGER =
            CommandError.of("ERR LBOUND is not an integer or out of range");
    static final CommandError LBOUND_NOT_FLOAT = CommandError.of("ERR LBOUND is not a valid float");
    static final CommandError UBOUND_NOT_INTEGER =
            CommandError.of("ERR UBOUND is not an integer or out of range");
    static final CommandError UBOUND_NOT_FLOAT = CommandError.of("ERR UBOUND is not a valid float");

    private static final CommandError INVALID_EXPIRE = CommandError.invalidExpire("increx");
    private static final CommandError ENX_ALONE =
            CommandError.of("ERR ENX flag requires an expiration");

    private static final int BYINT = 1 << 16;
    private static final int BYFLOAT = 1 << 17;
    private static final int LBOUND = 1 << 18;
    private static final int UBOUND = 1 << 19;
    private static final int SATURATE = 1 << 20;
    private static final int ENX = 1 << 21;
    private static final int WITH_OPERAND = BYINT | BYFLOAT | LBOUND | UBOUND | StringOptions.TIMES;
    private static final int SHARED =
            StringOptions.TIMES | StringOptions.PERSIST | StringOptions.NX | StringOptions.XX;

    /** Reads the options; raises an error when they do not fit together. */
    static IncrexOptions of(Call call) {
        int flags = 0;
        int increment = 0;
        int lower = 0;
        int upper = 0;
        int time = 0;
        for (int i = 2; i < call.argc(); i++) {
            int option = recognise(call, i);
            if (option == 0 || (flags & excludedBy(option)) != 0) {
                throw CommandError.SYNTAX.raise();
            }
            flags |= option;
            if ((option & WITH_OPERAND) == 0) {
                continue;
            }
            if (++i == call.argc()) {
                throw CommandError.SYNTAX.raise();
            }
            switch (option) {
                case BYINT, BYFLOAT -> increment = i;
                case LBOUND -> lower = i;
                case UBOUND -> upper = i;
                default -> time = i;
            }
        }
        if ((flags & ENX) != 0 && time == 0) {
            throw ENX_ALONE.raise();
        }
        return new IncrexOptions(flags, increment, lower, upper, time);
    }

    private static int recognise(Call call, int i) {
        int shared = StringOptions.recognise(call, i) & SHARED;
        if (shared != 0) {
            return shared;
        }
        return switch (call.length(i)) {
            case 3 -> call.is(i, "ENX") ? ENX : 0;
            case 5 -> call.is(i, "BYINT") ? BYINT : 0;
            case 6 -> call.is(i, "LBOUND") ? LBOUND : call.is(i, "UBOUND") ? UBOUND : 0;
            case 7 -> call.is(i, "BYFLOAT") ? BYFLOAT : 0;
            case 8 -> call.is(i, "SATURATE") ? SATURATE : 0;
            default -> 0;
        };
    }

    private static int excludedBy(int option) {
        return switch (option) {
            case BYINT, BYFLOAT -> BYINT | BYFLOAT;
            case LBOUND, UBOUND, SATURATE -> option;
            case ENX -> ENX | StringOptions.PERSIST;
            case StringOptions.NX, StringOptions.XX -> StringOptions.NX | StringOptions.XX;
            case StringOptions.PERSIST -> StringOptions.TIMES | StringOptions.PERSIST | ENX;
            default -> StringOptions.TIMES | StringOptions.PERSIST;
        };
    }

    boolean byFloat() {
        return (flags & BYFLOAT) != 0;
    }

    boolean saturates() {
        return (flags & SATURATE) != 0;
    }

    boolean onlyWithoutExpiry() {
        return (flags & ENX) != 0;
    }

    boolean hasIncrement() {
        return increment != 0;
    }

    boolean hasLower() {
        return lower != 0;
    }

    boolean hasUpper() {
        return upper != 0;
    }

    /** Returns whether NX and XX let the key be counted in. */
    boolean permits(Entry entry) {
        return (flags & (entry.exists() ? StringOptions.NX : StringOptions.XX)) == 0;
    }

    /**
     * Returns the expiry asked for in Unix milliseconds, {@link Entry#NO_EXPIRY} for PERSIST, else
     * {@link Entry#KEEP_EXPIRY}.
     */
    long expiryMs(Call call) {
        if (time == 0) {
            return (flags & StringOptions.PERSIST) != 0 ? Entry.NO_EXPIRY : Entry.KEEP_EXPIRY;
        }
        return StringOptions.expiryMs(call, time, flags & StringOptions.TIMES, INVALID_EXPIRE);
    }
}
