package onggi.commands;

import onggi.bytes.Doubles;
import onggi.engine.Call;
import onggi.engine.CommandError;

/** How long a command that blocks may wait, as its arguments say it. */
final class BlockingTimeout {

    private static final CommandError NOT_A_FLOAT =
            CommandError.of("ERR timeout is not a float or out of range");
    private static final CommandError NOT_AN_INTEGER =
            CommandError.of("ERR timeout is not an integer or out of range");
    private static final CommandError NEGATIVE = CommandError.of("ERR timeout is negative");

    private static final double MS_PER_SECOND = 1000;

    /** The first number of milliseconds that is none of 64 bits. */
    private static final double TOO_LONG_MS = 0x1p63;

    private BlockingTimeout() {}

    /** Returns the milliseconds of an argument in seconds with decimals; 0 is for ever. */
    static long seconds(Call call, int i) {
        double seconds = Doubles.parse(call.buffer(), call.offset(i), call.length(i));
        if (Double.isNaN(seconds)) {
            throw NOT_A_FLOAT.raise();
        }
        double ms = Math.ceil(seconds * MS_PER_SECOND);
        if (ms < 0 || ms >= TOO_LONG_MS) {
            throw NEGATIVE.raise();
        }
        return (long) ms;
    }

    /** Returns an argument in milliseconds; 0 is for ever. */
    static long milliseconds(Call call, int i) {
        long ms = call.integer(i, NOT_AN_INTEGER);
        if (ms < 0) {
            throw NEGATIVE.raise();
        }
        return ms;
    }
}
