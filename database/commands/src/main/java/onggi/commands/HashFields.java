package onggi.commands;

import java.nio.charset.StandardCharsets;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Entry;
import onggi.resp.RequestWriter;
import onggi.types.HashValue;

/**
 * What the commands on fields that expire have in common: {@code FIELDS count field ...} at the end
 * of the arguments, moments, and what stands in the effect stream. The key is argument 1.
 */
final class HashFields {

    /** No moment lies at or behind this one, in Unix milliseconds. */
    private static final long MOMENT_LIMIT_MS = 1L << 46;

    private static final long MS_PER_SECOND = 1000;

    private static final CommandError NO_FIELDS =
            CommandError.of(
                    "ERR Mandatory argument FIELDS is missing or not at the right position");
    private static final CommandError WRONG_COUNT =
            CommandError.of("ERR The `numfields` parameter must match the number of arguments");
    private static final CommandError NEGATIVE =
            CommandError.of("ERR invalid expire time, must be >= 0");

    /** The error of most commands for a count of fields that is none. */
    static final CommandError NOT_POSITIVE =
            CommandError.of("ERR Number of fields must be a positive integer");

    private static final byte[] HDEL = "HDEL".getBytes(StandardCharsets.US_ASCII);

    private HashFields() {}

    /**
     * Reads {@code FIELDS count} at an argument, behind which so many fields must stand and nothing
     * else.
     *
     * @return the argument of the first field
     */
    static int first(Call call, int at, CommandError notPositive) {
        if (at >= call.argc() || !call.is(at, "FIELDS")) {
            throw NO_FIELDS.raise();
        }
        long count = call.integer(at + 1, notPositive);
        if (count < 1) {
            throw notPositive.raise();
        }
        if (count != call.argc() - at - 2) {
            throw WRONG_COUNT.raise();
        }
        return at + 2;
    }

    /**
     * Returns the moment that an argument stands for, in Unix milliseconds.
     *
     * @param baseMs what the argument counts from
     * @param unitMs its unit
     */
    static long momentMs(Call call, int argument, long baseMs, long unitMs) {
        long time = call.integer(argument);
        if (time < 0) {
            throw NEGATIVE.raise();
        }
        if (time > MOMENT_LIMIT_MS / unitMs || time * unitMs + baseMs >= MOMENT_LIMIT_MS) {
            throw CommandError.invalidExpire(call.command().name()).raise();
        }
        return time * unitMs + baseMs;
    }

    /** Returns the moment behind one of the words EX, PX, EXAT, PXAT. */
    static long momentMs(Call call, int word) {
        boolean absolute = call.length(word) == 4;
        boolean seconds = call.is(word, "EX") || call.is(word, "EXAT");
        return momentMs(call, word + 1, absolute ? 0 : call.nowMs(), seconds ? MS_PER_SECOND : 1);
    }

    /** Returns whether an argument is one of the words EX, PX, EXAT, PXAT. */
    static boolean isTime(Call call, int i) {
        return call.is(i, "EX") || call.is(i, "PX") || call.is(i, "EXAT") || call.is(i, "PXAT");
    }

    /**
     * Lets the chosen field expire, or removes it when the moment has come; tells whether it did.
     */
    static boolean expireChosen(Call call, HashValue hash, long momentMs) {
        if (momentMs <= call.nowMs()) {
            hash.removeChosen();
            call.execution().stats().fieldsExpired(1);
            return true;
        }
        hash.expireAt(momentMs);
        return false;
    }

    /** Removes the key if its hash has no fields any more. */
    static void removeIfEmpty(Call call, Entry entry, HashValue hash) {
        if (hash.size() == 0) {
            call.removeEmpty(1, entry);
        }
    }

    /** HDEL of all fields from an argument on, with their values left out. */
    static void effectOfRemoval(Call call, int first, int step) {
        if (!call.hasEffects()) {
            return;
        }
        RequestWriter writer = call.beginEffect(2 + (call.argc() - first) / step);
        writer.argument(HDEL, 0, HDEL.length);
        writer.argument(call.buffer(), call.offset(1), call.length(1));
        for (int i = first; i < call.argc(); i += step) {
            writer.argument(call.buffer(), call.offset(i), call.length(i));
        }
        call.endEffect(writer);
    }
}
