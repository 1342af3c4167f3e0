package onggi.commands;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Entry;

/**
 * The words that follow the operands of SET, GETEX, MSETEX and INCREX.
 *
 * <p>What was found is one {@code long}, so that reading options allocates nothing: the options as
 * bits, the argument of the time and the argument of the operand of a condition.
 */
final class StringOptions {

    static final int NX = 1;
    static final int XX = 1 << 1;
    static final int GET = 1 << 2;
    static final int KEEPTTL = 1 << 3;
    static final int PERSIST = 1 << 4;
    static final int EX = 1 << 5;
    static final int PX = 1 << 6;
    static final int EXAT = 1 << 7;
    static final int PXAT = 1 << 8;
    static final int IFEQ = 1 << 9;
    static final int IFNE = 1 << 10;
    static final int IFDEQ = 1 << 11;
    static final int IFDNE = 1 << 12;

    /** The options with a time behind them. */
    static final int TIMES = EX | PX | EXAT | PXAT;

    /** The options with a value or digest to compare with behind them. */
    static final int COMPARISONS = IFEQ | IFNE | IFDEQ | IFDNE;

    private static final int CONDITIONS = NX | XX | COMPARISONS;

    /** What SET takes. */
    static final int OF_SET = CONDITIONS | GET | KEEPTTL | TIMES;

    /** What GETEX takes. */
    static final int OF_GETEX = PERSIST | TIMES;

    /** What MSETEX takes. */
    static final int OF_MSETEX = NX | XX | KEEPTTL | TIMES;

    private static final int POSITION_BITS = 24;
    private static final int POSITION_MASK = (1 << POSITION_BITS) - 1;
    private static final int TIME_SHIFT = 16;
    private static final int OPERAND_SHIFT = TIME_SHIFT + POSITION_BITS;
    private static final int FLAG_MASK = (1 << TIME_SHIFT) - 1;

    /** Options further behind than this are refused: positions have 24 bits. */
    static final int MAX_ARGUMENTS = POSITION_MASK;

    private static final long MS_PER_SECOND = 1000;

    private StringOptions() {}

    /**
     * Reads options from an argument to the last; raises a syntax error for a word that is not
     * allowed or contradicts one before it.
     *
     * @param allowed which options the command takes
     */
    @HotPath
    static long parse(Call call, int from, int allowed) {
        int argc = call.argc();
        if (argc > MAX_ARGUMENTS) {
            throw CommandError.SYNTAX.raise();
        }
        int flags = 0;
        long time = 0;
        long operand = 0;
        for (int i = from; i < argc; i++) {
            int option = recognise(call, i) & allowed;
            if (option == 0 || (flags & excludedBy(option)) != 0) {
                throw CommandError.SYNTAX.raise();
            }
            flags |= option;
            if ((option & (TIMES | COMPARISONS)) != 0) {
                if (++i == argc) {
                    throw CommandError.SYNTAX.raise();
                }
                if ((option & TIMES) != 0) {
                    time = i;
                } else {
                    operand = i;
                }
            }
        }
        return operand << OPERAND_SHIFT | time << TIME_SHIFT | flags;
    }

    /** Returns the options found, as bits. */
    @HotPath
    static int flags(long options) {
        return (int) options & FLAG_MASK;
    }

    /** Returns whether one of these options was found. */
    @HotPath
    static boolean has(long options, int any) {
        return (flags(options) & any) != 0;
    }

    /** Returns the argument of the operand of a comparison, when one was found. */
    static int operand(long options) {
        return (int) (options >>> OPERAND_SHIFT);
    }

    /**
     * Returns when the key shall expire: a Unix time in milliseconds, {@link Entry#KEEP_EXPIRY} or
     * {@link Entry#NO_EXPIRY}.
     *
     * @param invalid what to raise when the time is not positive or too far away
     */
    @HotPath
    static long expiryMs(Call call, long options, CommandError invalid) {
        int flags = flags(options);
        if ((flags & TIMES) == 0) {
            return (flags & KEEPTTL) != 0 ? Entry.KEEP_EXPIRY : Entry.NO_EXPIRY;
        }
        int position = (int) (options >>> TIME_SHIFT) & POSITION_MASK;
        return expiryMs(call, position, flags, invalid);
    }

    /**
     * Returns the Unix time in milliseconds that an argument stands for.
     *
     * @param unit one of EX, PX, EXAT, PXAT
     */
    @HotPath
    static long expiryMs(Call call, int argument, int unit, CommandError invalid) {
        long time = call.integer(argument);
        boolean seconds = (unit & (EX | EXAT)) != 0;
        if (time <= 0 || (seconds && time > Long.MAX_VALUE / MS_PER_SECOND)) {
            throw invalid.raise();
        }
        long ms = seconds ? time * MS_PER_SECOND : time;
        if ((unit & (EX | PX)) != 0) {
            ms += call.nowMs();
        }
        if (ms <= 0) {
            throw invalid.raise();
        }
        return ms;
    }

    /** Returns the option that an argument names, or 0. */
    @HotPath
    static int recognise(Call call, int i) {
        return switch (call.length(i)) {
            case 2 ->
                    call.is(i, "EX")
                            ? EX
                            : call.is(i, "PX")
                                    ? PX
                                    : call.is(i, "NX") ? NX : call.is(i, "XX") ? XX : 0;
            case 3 -> call.is(i, "GET") ? GET : 0;
            case 4 -> ofFour(call, i);
            case 5 -> call.is(i, "IFDEQ") ? IFDEQ : call.is(i, "IFDNE") ? IFDNE : 0;
            case 7 -> call.is(i, "KEEPTTL") ? KEEPTTL : call.is(i, "PERSIST") ? PERSIST : 0;
            default -> 0;
        };
    }

    @HotPath
    private static int ofFour(Call call, int i) {
        if (call.is(i, "EXAT")) {
            return EXAT;
        }
        if (call.is(i, "PXAT")) {
            return PXAT;
        }
        return call.is(i, "IFEQ") ? IFEQ : call.is(i, "IFNE") ? IFNE : 0;
    }

    /**
     * Returns the options that an option must not meet; an option may be repeated unless it
     * compares.
     */
    @HotPath
    private static int excludedBy(int option) {
        if ((option & (NX | XX)) != 0) {
            return CONDITIONS & ~option;
        }
        if ((option & COMPARISONS) != 0) {
            return CONDITIONS;
        }
        if ((option & TIMES) != 0) {
            return (TIMES | KEEPTTL | PERSIST) & ~option;
        }
        return (option & (KEEPTTL | PERSIST)) != 0 ? (TIMES | KEEPTTL | PERSIST) & ~option : 0;
    }
}
