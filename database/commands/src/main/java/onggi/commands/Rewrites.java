package onggi.commands;

import java.nio.charset.StandardCharsets;
import onggi.bytes.Numbers;
import onggi.engine.Call;
import onggi.engine.Entry;
import onggi.resp.RequestWriter;

/**
 * What stands in the effect stream in place of commands whose own text depends on time, or says
 * more than what happened. The key is argument 1 of the call. Nothing is built when nobody listens.
 */
final class Rewrites {

    private static final byte[] SET = word("SET");
    private static final byte[] DEL = word("DEL");
    private static final byte[] PXAT = word("PXAT");
    private static final byte[] KEEPTTL = word("KEEPTTL");
    private static final byte[] PEXPIREAT = word("PEXPIREAT");
    private static final byte[] PERSIST = word("PERSIST");
    private static final byte[] ABSTTL = word("ABSTTL");
    private static final byte[] LPOP = word("LPOP");
    private static final byte[] RPOP = word("RPOP");

    private Rewrites() {}

    private static byte[] word(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * SET with the value that an argument holds.
     *
     * @param expiryMs a Unix time in milliseconds, {@link Entry#KEEP_EXPIRY} or {@link
     *     Entry#NO_EXPIRY}
     */
    static void set(Call call, int value, long expiryMs) {
        if (call.hasEffects()) {
            RequestWriter writer = beginSet(call, expiryMs);
            call.writeTo(writer, value);
            endSet(call, writer, expiryMs);
        }
    }

    /** SET with a value, and its expiry as in {@link #set(Call, int, long)}. */
    static void set(Call call, byte[] buffer, int offset, int length, long expiryMs) {
        if (call.hasEffects()) {
            RequestWriter writer = beginSet(call, expiryMs);
            writer.argument(buffer, offset, length);
            endSet(call, writer, expiryMs);
        }
    }

    private static RequestWriter beginSet(Call call, long expiryMs) {
        int argc = expiryMs == Entry.NO_EXPIRY ? 3 : expiryMs == Entry.KEEP_EXPIRY ? 4 : 5;
        return begin(call, argc, SET);
    }

    private static void endSet(Call call, RequestWriter writer, long expiryMs) {
        if (expiryMs == Entry.KEEP_EXPIRY) {
            writer.argument(KEEPTTL, 0, KEEPTTL.length);
        } else if (expiryMs != Entry.NO_EXPIRY) {
            writer.argument(PXAT, 0, PXAT.length);
            number(writer, expiryMs);
        }
        call.endEffect(writer);
    }

    /** DEL of the key. */
    static void del(Call call) {
        alone(call, DEL);
    }

    /** PERSIST of the key. */
    static void persist(Call call) {
        alone(call, PERSIST);
    }

    /** PEXPIREAT of the key. */
    static void pexpireAt(Call call, long expiryMs) {
        if (call.hasEffects()) {
            RequestWriter writer = begin(call, 3, PEXPIREAT);
            number(writer, expiryMs);
            call.endEffect(writer);
        }
    }

    /** The call as it came but for the arguments from {@code from} on that are this word. */
    static void without(Call call, int from, String word) {
        if (!call.hasEffects()) {
            return;
        }
        int dropped = 0;
        for (int i = from; i < call.argc(); i++) {
            dropped += call.is(i, word) ? 1 : 0;
        }
        RequestWriter writer = call.beginEffect(call.argc() - dropped);
        for (int i = 0; i < call.argc(); i++) {
            if (i < from || !call.is(i, word)) {
                call.writeTo(writer, i);
            }
        }
        call.endEffect(writer);
    }

    /** The call up to the argument {@code end}, and behind that {@code PXAT ms}. */
    static void until(Call call, int end, long expiryMs) {
        if (!call.hasEffects()) {
            return;
        }
        RequestWriter writer = call.beginEffect(end + 2);
        for (int i = 0; i < end; i++) {
            call.writeTo(writer, i);
        }
        writer.argument(PXAT, 0, PXAT.length);
        number(writer, expiryMs);
        call.endEffect(writer);
    }

    /** RESTORE as it came, but until a Unix time in milliseconds and with ABSTTL behind it. */
    static void restoreUntil(Call call, long expiryMs) {
        if (!call.hasEffects()) {
            return;
        }
        RequestWriter writer = call.beginEffect(call.argc() + 1);
        for (int i = 0; i < call.argc(); i++) {
            if (i == 2) {
                number(writer, expiryMs);
            } else {
                call.writeTo(writer, i);
            }
        }
        writer.argument(ABSTTL, 0, ABSTTL.length);
        call.endEffect(writer);
    }

    /** LPOP or RPOP of the key at an argument, with a count. */
    static void pop(Call call, int key, boolean left, long count) {
        if (call.hasEffects()) {
            RequestWriter writer = beginPop(call, 3, key, left);
            number(writer, count);
            call.endEffect(writer);
        }
    }

    /** LPOP or RPOP of the key at an argument. */
    static void pop(Call call, int key, boolean left) {
        if (call.hasEffects()) {
            call.endEffect(beginPop(call, 2, key, left));
        }
    }

    private static RequestWriter beginPop(Call call, int argc, int key, boolean left) {
        RequestWriter writer = call.beginEffect(argc);
        byte[] name = left ? LPOP : RPOP;
        writer.argument(name, 0, name.length);
        writer.argument(call.buffer(), call.offset(key), call.length(key));
        return writer;
    }

    private static void alone(Call call, byte[] name) {
        if (call.hasEffects()) {
            call.endEffect(begin(call, 2, name));
        }
    }

    private static RequestWriter begin(Call call, int argc, byte[] name) {
        RequestWriter writer = call.beginEffect(argc);
        writer.argument(name, 0, name.length);
        writer.argument(call.buffer(), call.offset(1), call.length(1));
        return writer;
    }

    private static void number(RequestWriter writer, long value) {
        byte[] digits = new byte[Numbers.textLength(value)];
        Numbers.write(value, digits, 0);
        writer.argument(digits, 0, digits.length);
    }
}
