package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.bytes.HotPath;
import onggi.bytes.LongDouble;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.types.Encoding;
import onggi.types.StringValue;
import onggi.types.ValueType;
import org.jspecify.annotations.Nullable;

/** Commands that count in a string. Counting with bounds and expiry: {@link IncrexCommand}. */
public final class CounterCommands {

    private static final CommandFamily COUNTERS = CommandFamily.of(Group.STRING);

    private static final CommandError WOULD_OVERFLOW =
            CommandError.of("ERR increment or decrement would overflow");
    private static final CommandError DECREMENT_WOULD_OVERFLOW =
            CommandError.of("ERR decrement would overflow");
    private static final CommandError NOT_FINITE =
            CommandError.of("ERR increment would produce NaN or Infinity");

    private CounterCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return COUNTERS;
    }

    static final Command INCR =
            COUNTERS.command("INCR", CounterCommands::incr)
                    .syntax("key")
                    .key(1, RW, ACCESS, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("1.0.0")
                    .summary("Adds one to the integer at a key, an absent key counting as 0.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void incr(Call call) {
        add(call, 1);
    }

    static final Command DECR =
            COUNTERS.command("DECR", CounterCommands::decr)
                    .syntax("key")
                    .key(1, RW, ACCESS, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("1.0.0")
                    .summary(
                            "Subtracts one from the integer at a key, an absent key counting as 0.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void decr(Call call) {
        add(call, -1);
    }

    static final Command INCRBY =
            COUNTERS.command("INCRBY", CounterCommands::incrby)
                    .syntax("key increment")
                    .key(1, RW, ACCESS, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("1.0.0")
                    .summary("Adds to the integer at a key, an absent key counting as 0.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void incrby(Call call) {
        add(call, call.integer(2));
    }

    static final Command DECRBY =
            COUNTERS.command("DECRBY", CounterCommands::decrby)
                    .syntax("key decrement")
                    .key(1, RW, ACCESS, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("1.0.0")
                    .summary("Subtracts from the integer at a key, an absent key counting as 0.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void decrby(Call call) {
        long decrement = call.integer(2);
        if (decrement == Long.MIN_VALUE) {
            throw DECREMENT_WOULD_OVERFLOW.raise();
        }
        add(call, -decrement);
    }

    @HotPath
    private static void add(Call call, long increment) {
        Entry entry = call.writable(1);
        boolean fresh = !entry.existsAs(ValueType.STRING);
        long before = fresh ? 0 : integerAt(entry);
        long after = before + increment;
        if (((before ^ after) & (increment ^ after)) < 0) {
            throw WOULD_OVERFLOW.raise();
        }

        if (!fresh && entry.encoding() == Encoding.INT) {
            StringValue.integer(entry, after);
        } else {
            entry.setLong(after, Entry.KEEP_EXPIRY);
        }

        call.changed(1, KeyEvent.INCRBY);
        call.reply().integer(after);
    }

    /** Returns the integer that the string of an entry is; raises NOT_INTEGER when it is none. */
    @HotPath
    static long integerAt(Entry entry) {
        if (!StringValue.isLong(entry)) {
            throw CommandError.NOT_INTEGER.raise();
        }
        return StringValue.asLong(entry);
    }

    static final Command INCRBYFLOAT =
            COUNTERS.command("INCRBYFLOAT", CounterCommands::incrbyfloat)
                    .syntax("key increment")
                    .key(1, RW, ACCESS, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("2.6.0")
                    .summary(
                            "Adds to the floating point number at a key, an absent key counting as 0.")
                    .complexity("O(1)")
                    .declare();

    private static void incrbyfloat(Call call) {
        Entry entry = call.writable(1);
        boolean fresh = !entry.existsAs(ValueType.STRING);
        LongDouble before = fresh ? LongDouble.of(0) : numberAt(entry);
        LongDouble after = before.plus(number(call, 2, CommandError.NOT_FLOAT));
        if (!after.isFinite()) {
            throw NOT_FINITE.raise();
        }
        byte[] text = after.toText();

        setText(entry, text, Entry.KEEP_EXPIRY);

        Rewrites.set(call, text, 0, text.length, Entry.KEEP_EXPIRY);
        call.changed(1, KeyEvent.INCRBYFLOAT);
        call.reply().bulk(text);
    }

    /** Returns the number that the string of an entry is; raises NOT_FLOAT when it is none. */
    static LongDouble numberAt(Entry entry) {
        byte[] text = StringValue.copy(entry);
        return required(LongDouble.parse(text, 0, text.length), CommandError.NOT_FLOAT);
    }

    /** Returns the number that an argument is; raises the error when it is none. */
    static LongDouble number(Call call, int argument, CommandError error) {
        return required(
                LongDouble.parse(call.buffer(), call.offset(argument), call.length(argument)),
                error);
    }

    private static LongDouble required(@Nullable LongDouble number, CommandError error) {
        if (number == null) {
            throw error.raise();
        }
        return number;
    }

    /**
     * Stores a text as text, also when it is an integer: that is how the results of floating point
     * counting are kept.
     */
    static void setText(Entry entry, byte[] text, long expiryMs) {
        int encoding = text.length <= Encoding.EMBSTR_LIMIT_BYTES ? Encoding.EMBSTR : Encoding.RAW;
        entry.place(ValueType.STRING, encoding, text.length, expiryMs);
        entry.memory().copyIn(text, 0, entry.valueAddress(), text.length);
    }
}
