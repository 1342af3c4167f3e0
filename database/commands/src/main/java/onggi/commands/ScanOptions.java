package onggi.commands;

import onggi.bytes.Glob;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.types.ValueType;

/** What follows the cursor of SSCAN, HSCAN and ZSCAN. */
final class ScanOptions {

    private static final CommandError NOVALUES_ONLY_FOR_HSCAN =
            CommandError.of("ERR NOVALUES option can only be used in HSCAN");
    private static final CommandError NOSCORES_ONLY_FOR_ZSCAN =
            CommandError.of("ERR NOSCORES option can only be used in ZSCAN");

    /** The most elements that one call looks at; a larger COUNT is cut to it. */
    private static final int MAX_COUNT = 1 << 20;

    private static final int DEFAULT_COUNT = 10;
    private static final byte[] EVERYTHING = {'*'};

    private int count = DEFAULT_COUNT;
    private byte[] pattern = EVERYTHING;
    private boolean values = true;

    private ScanOptions() {}

    /** Reads the options of a call from an argument on; which there are depends on the type. */
    static ScanOptions parse(Call call, int from, int type) {
        var options = new ScanOptions();
        for (int i = from; i < call.argc(); i += 2) {
            if (call.is(i, "NOVALUES")) {
                options.leaveOutValues(type == ValueType.HASH, NOVALUES_ONLY_FOR_HSCAN);
                i--;
            } else if (call.is(i, "NOSCORES")) {
                options.leaveOutValues(type == ValueType.ZSET, NOSCORES_ONLY_FOR_ZSCAN);
                i--;
            } else if (i + 1 == call.argc()) {
                throw CommandError.SYNTAX.raise();
            } else if (call.is(i, "COUNT")) {
                options.count = count(call, i + 1);
            } else if (call.is(i, "MATCH")) {
                options.pattern = call.copy(i + 1);
            } else {
                throw CommandError.SYNTAX.raise();
            }
        }
        return options;
    }

    private void leaveOutValues(boolean has, CommandError otherwise) {
        if (!has) {
            throw otherwise.raise();
        }
        values = false;
    }

    private static int count(Call call, int i) {
        long count = call.integer(i);
        if (count < 1) {
            throw CommandError.SYNTAX.raise();
        }
        return (int) Math.min(count, MAX_COUNT);
    }

    /** Returns about how many elements are wanted. */
    int count() {
        return count;
    }

    /** Returns whether the values of fields, or the scores of members, are wanted. */
    boolean values() {
        return values;
    }

    /** Returns whether an element or field is wanted. */
    boolean passes(byte[] text, int length) {
        if (pattern.length == 1 && pattern[0] == '*') {
            return true;
        }
        return Glob.matches(pattern, 0, pattern.length, text, 0, length, false);
    }
}
