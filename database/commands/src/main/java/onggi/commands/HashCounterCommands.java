package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import java.nio.charset.StandardCharsets;
import onggi.bytes.HotPath;
import onggi.bytes.LongDouble;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.resp.RequestWriter;
import onggi.types.ElementText;
import onggi.types.HashValue;

/** Commands that count in a field of a hash. */
public final class HashCounterCommands {

    private static final CommandFamily COUNTERS = CommandFamily.of(Group.HASH);

    private static final CommandError NOT_INTEGER =
            CommandError.of("ERR hash value is not an integer");
    private static final CommandError NOT_FLOAT = CommandError.of("ERR hash value is not a float");
    private static final CommandError WOULD_OVERFLOW =
            CommandError.of("ERR increment or decrement would overflow");
    private static final CommandError INFINITE = CommandError.of("ERR value is NaN or Infinity");
    private static final CommandError NOT_FINITE =
            CommandError.of("ERR increment would produce NaN or Infinity");

    private static final byte[] HSET = word("HSET");
    private static final byte[] HSETEX = word("HSETEX");
    private static final byte[] KEEPTTL = word("KEEPTTL");
    private static final byte[] FIELDS = word("FIELDS");

    private HashCounterCommands() {}

    private static byte[] word(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return COUNTERS;
    }

    static final Command HINCRBY =
            COUNTERS.command("HINCRBY", HashCounterCommands::hincrby)
                    .syntax("key field increment")
                    .key(1, RW, ACCESS, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("2.0.0")
                    .summary(
                            "Adds to the integer in a field of a hash, an absent one counting as 0.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void hincrby(Call call) {
        long increment = call.integer(3);
        HashValue hash = call.writable(1).hashOrNew();
        long before = HashCommands.find(call, hash, 2) ? integer(hash.value()) : 0;
        long after = before + increment;
        if (((before ^ after) & (increment ^ after)) < 0) {
            throw WOULD_OVERFLOW.raise();
        }

        hash.putNumber(call.buffer(), call.offset(2), call.length(2), after);

        call.changed(1, KeyEvent.HINCRBY);
        call.reply().integer(after);
    }

    @HotPath
    private static long integer(ElementText value) {
        if (!value.isLong()) {
            throw NOT_INTEGER.raise();
        }
        return value.asLong();
    }

    static final Command HINCRBYFLOAT =
            COUNTERS.command("HINCRBYFLOAT", HashCounterCommands::hincrbyfloat)
                    .syntax("key field increment")
                    .key(1, RW, ACCESS, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("2.6.0")
                    .summary(
                            "Adds to the floating point number in a field of a hash, an absent one counting as 0.")
                    .complexity("O(1)")
                    .declare();

    private static void hincrbyfloat(Call call) {
        LongDouble increment = CounterCommands.number(call, 3, CommandError.NOT_FLOAT);
        if (!increment.isFinite()) {
            throw INFINITE.raise();
        }
        HashValue hash = call.writable(1).hashOrNew();
        boolean found = HashCommands.find(call, hash, 2);
        boolean expires = found && hash.expiryMs() != HashValue.NO_EXPIRY;
        LongDouble before = found ? number(hash.value()) : LongDouble.of(0);
        LongDouble after = before.plus(increment);
        if (!after.isFinite()) {
            throw NOT_FINITE.raise();
        }
        byte[] text = after.toText();

        hash.put(call.buffer(), call.offset(2), call.length(2), text, 0, text.length, true);

        propagate(call, text, expires);
        call.changed(1, KeyEvent.HINCRBYFLOAT);
        call.reply().bulk(text);
    }

    private static LongDouble number(ElementText value) {
        byte[] text = value.copy();
        LongDouble number = LongDouble.parse(text, 0, text.length);
        if (number == null) {
            throw NOT_FLOAT.raise();
        }
        return number;
    }

    /** Puts the setting of the result in the place of the sum, which machines may round apart. */
    private static void propagate(Call call, byte[] text, boolean expires) {
        if (!call.hasEffects()) {
            return;
        }
        RequestWriter writer = call.beginEffect(expires ? 7 : 4);
        writer.argument(expires ? HSETEX : HSET, 0, expires ? HSETEX.length : HSET.length);
        writer.argument(call.buffer(), call.offset(1), call.length(1));
        if (expires) {
            writer.argument(KEEPTTL, 0, KEEPTTL.length);
            writer.argument(FIELDS, 0, FIELDS.length);
            writer.argument(1);
        }
        writer.argument(call.buffer(), call.offset(2), call.length(2));
        writer.argument(text, 0, text.length);
        call.endEffect(writer);
    }
}
