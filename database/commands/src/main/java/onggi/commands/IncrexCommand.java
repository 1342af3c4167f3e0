package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import java.nio.charset.StandardCharsets;
import onggi.bytes.LongDouble;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.resp.ReplyWriter;
import onggi.types.ValueType;

/**
 * The command INCREX: counting within bounds, with an expiry, in one step.
 *
 * @see <a href="https://redis.io/commands/increx">INCREX</a>; NX and XX are those of Valkey
 */
public final class IncrexCommand {

    private static final CommandFamily INCREX_ONLY = CommandFamily.of(Group.STRING);

    private static final CommandError BOUNDS_CROSSED =
            CommandError.of("ERR LBOUND can't be greater than UBOUND");
    private static final CommandError INFINITE_INCREMENT =
            CommandError.of("ERR BYFLOAT increment cannot be Infinity");
    private static final CommandError INFINITE_VALUE =
            CommandError.of("ERR value cannot be Infinity");
    private static final CommandError APPLIED_OVERFLOW =
            CommandError.of("ERR applied increment would overflow");
    private static final CommandError APPLIED_INFINITE =
            CommandError.of("ERR applied increment would be Infinity");
    private static final byte[] ZERO = {'0'};

    private IncrexCommand() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return INCREX_ONLY;
    }

    static final Command INCREX =
            INCREX_ONLY
                    .command("INCREX", IncrexCommand::increx)
                    .syntax(
                            "key [NX | XX] [BYFLOAT increment | BYINT increment] [LBOUND lowerbound] [UBOUND upperbound] [SATURATE]"
                                    + " [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST] [ENX]")
                    .key(1, RW, ACCESS, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("8.8.0")
                    .summary(
                            "Adds to the number at a key unless that would leave its bounds, and sets the key's expiry.")
                    .complexity("O(1)")
                    .declare();

    private static void increx(Call call) {
        IncrexOptions options = IncrexOptions.of(call);
        if (options.byFloat()) {
            byFloat(call, options);
        } else {
            byInteger(call, options);
        }
    }

    private static void byInteger(Call call, IncrexOptions options) {
        long increment =
                options.hasIncrement()
                        ? call.integer(options.increment(), IncrexOptions.INCREMENT_NOT_INTEGER)
                        : 1;
        long lower =
                options.hasLower()
                        ? call.integer(options.lower(), IncrexOptions.LBOUND_NOT_INTEGER)
                        : Long.MIN_VALUE;
        long upper =
                options.hasUpper()
                        ? call.integer(options.upper(), IncrexOptions.UBOUND_NOT_INTEGER)
                        : Long.MAX_VALUE;
        if (lower > upper) {
            throw BOUNDS_CROSSED.raise();
        }
        long expiryMs = options.expiryMs(call);
        Entry entry = call.writable(1);
        long before = entry.existsAs(ValueType.STRING) ? CounterCommands.integerAt(entry) : 0;

        long after = before + increment;
        boolean overflow = ((before ^ after) & (increment ^ after)) < 0;
        if (overflow) {
            after = increment > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
        boolean outside = overflow || after < lower || after > upper;
        if (!options.permits(entry) || (outside && !options.saturates())) {
            writeIntegers(call.reply(), before, 0);
            return;
        }
        after = Math.clamp(after, lower, upper);
        long applied = after - before;
        if (((after ^ before) & (after ^ applied)) < 0) {
            throw APPLIED_OVERFLOW.raise();
        }

        store(
                call,
                entry,
                options,
                expiryMs,
                KeyEvent.INCRBY,
                Long.toString(after).getBytes(StandardCharsets.US_ASCII));
        writeIntegers(call.reply(), after, applied);
    }

    private static void writeIntegers(ReplyWriter reply, long value, long applied) {
        reply.arrayHeader(2);
        reply.integer(value);
        reply.integer(applied);
    }

    private static void byFloat(Call call, IncrexOptions options) {
        LongDouble increment =
                CounterCommands.number(
                        call, options.increment(), IncrexOptions.INCREMENT_NOT_FLOAT);
        if (!increment.isFinite()) {
            throw INFINITE_INCREMENT.raise();
        }
        LongDouble lower =
                options.hasLower()
                        ? CounterCommands.number(
                                call, options.lower(), IncrexOptions.LBOUND_NOT_FLOAT)
                        : LongDouble.MAX_VALUE.negated();
        LongDouble upper =
                options.hasUpper()
                        ? CounterCommands.number(
                                call, options.upper(), IncrexOptions.UBOUND_NOT_FLOAT)
                        : LongDouble.MAX_VALUE;
        if (lower.compareTo(upper) > 0) {
            throw BOUNDS_CROSSED.raise();
        }
        long expiryMs = options.expiryMs(call);
        Entry entry = call.writable(1);
        LongDouble before =
                entry.existsAs(ValueType.STRING)
                        ? CounterCommands.numberAt(entry)
                        : LongDouble.of(0);
        if (!before.isFinite()) {
            throw INFINITE_VALUE.raise();
        }

        LongDouble after = before.plus(increment);
        boolean outside =
                after.compareTo(lower) < 0 || after.compareTo(upper) > 0 || !after.isFinite();
        if (!options.permits(entry) || (outside && !options.saturates())) {
            writeFloats(call.reply(), before.toText(), ZERO);
            return;
        }
        after = after.compareTo(lower) < 0 ? lower : after.compareTo(upper) > 0 ? upper : after;
        LongDouble applied = after.plus(before.negated());
        if (!applied.isFinite()) {
            throw APPLIED_INFINITE.raise();
        }

        byte[] text = after.toText();
        store(call, entry, options, expiryMs, KeyEvent.INCRBYFLOAT, text);
        writeFloats(call.reply(), text, applied.toText());
    }

    private static void writeFloats(ReplyWriter reply, byte[] value, byte[] applied) {
        reply.arrayHeader(2);
        reply.doubleText(value, 0, value.length);
        reply.doubleText(applied, 0, applied.length);
    }

    /** Stores the result, or removes the key when its new expiry has passed already. */
    private static void store(
            Call call,
            Entry entry,
            IncrexOptions options,
            long wantedMs,
            KeyEvent event,
            byte[] text) {
        boolean fresh = !entry.exists();
        boolean volatileBefore = !fresh && entry.expiryMs() != Entry.NO_EXPIRY;
        long expiryMs =
                wantedMs >= 0 && options.onlyWithoutExpiry() && volatileBefore
                        ? Entry.KEEP_EXPIRY
                        : wantedMs;
        if (expiryMs >= 0 && expiryMs <= call.nowMs()) {
            removeExpired(call, entry);
            return;
        }

        if (event == KeyEvent.INCRBY) {
            entry.setString(text, 0, text.length, expiryMs);
        } else {
            CounterCommands.setText(entry, text, expiryMs);
        }

        boolean persisted = expiryMs == Entry.NO_EXPIRY && volatileBefore;
        boolean kept = expiryMs == Entry.NO_EXPIRY && !persisted;
        Rewrites.set(call, text, 0, text.length, kept ? Entry.KEEP_EXPIRY : expiryMs);
        call.changed(1, event);
        if (persisted) {
            call.event(1, KeyEvent.PERSIST);
        } else if (expiryMs >= 0) {
            call.event(1, KeyEvent.EXPIRE);
        }
    }

    private static void removeExpired(Call call, Entry entry) {
        if (entry.exists()) {
            entry.remove();
            Rewrites.del(call);
            call.changed(1, KeyEvent.DEL);
        }
    }
}
