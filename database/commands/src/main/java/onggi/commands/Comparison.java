package onggi.commands;

import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Entry;
import onggi.types.StringValue;
import onggi.types.ValueType;

/** The conditions IFEQ, IFNE, IFDEQ and IFDNE on the present string of a key. */
final class Comparison {

    private static final CommandError BAD_DIGEST =
            CommandError.of("ERR must be exactly 16 hexadecimal characters");

    private Comparison() {}

    /**
     * Returns whether a condition holds; an absent key differs from everything.
     *
     * @param flags holds one of the four options
     * @param operand the argument with the value or digest to compare with
     */
    static boolean holds(Call call, Entry entry, int flags, int operand) {
        boolean wantsEqual = (flags & (StringOptions.IFEQ | StringOptions.IFDEQ)) != 0;
        if (!entry.existsAs(ValueType.STRING)) {
            return !wantsEqual;
        }
        boolean byDigest = (flags & (StringOptions.IFDEQ | StringOptions.IFDNE)) != 0;
        boolean equal = byDigest ? hasDigest(call, entry, operand) : hasText(call, entry, operand);
        return equal == wantsEqual;
    }

    /** Returns whether the string of an entry is that of an argument. */
    static boolean hasText(Call call, Entry entry, int argument) {
        return StringValue.equals(
                entry, call.buffer(), call.offset(argument), call.length(argument));
    }

    private static boolean hasDigest(Call call, Entry entry, int argument) {
        if (call.length(argument) != Digest.TEXT_LENGTH) {
            throw BAD_DIGEST.raise();
        }
        byte[] text = Digest.of(entry);
        for (int i = 0; i < text.length; i++) {
            if (text[i] != lower(call.buffer()[call.offset(argument) + i])) {
                return false;
            }
        }
        return true;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }
}
