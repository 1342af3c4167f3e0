package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.bytes.HotPath;
import onggi.bytes.Numbers;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.types.BitmapValue;
import onggi.types.Encoding;
import onggi.types.StringValue;
import onggi.types.ValueType;

/**
 * Commands on the bits of one string. Several strings: {@link BitopCommand}; numbers in a string:
 * {@link BitfieldCommands}.
 */
public final class BitmapCommands {

    private static final CommandFamily BITMAP = CommandFamily.of(Group.BITMAP);

    private static final CommandError BAD_OFFSET =
            CommandError.of("ERR bit offset is not an integer or out of range");
    private static final CommandError BAD_BIT =
            CommandError.of("ERR bit is not an integer or out of range");
    private static final CommandError NO_BIT =
            CommandError.of("ERR The bit argument must be 1 or 0.");

    /** Longest string with bits: a number of up to 64 bits may end 8 bytes behind its offset. */
    private static final int MAX_BYTES = Integer.MAX_VALUE - Long.BYTES;

    private BitmapCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return BITMAP;
    }

    static final Command SETBIT =
            BITMAP.command("SETBIT", BitmapCommands::setbit)
                    .syntax("key offset value")
                    .key(1, RW, ACCESS, UPDATE)
                    .flags(WRITE, DENYOOM)
                    .since("2.2.0")
                    .summary(
                            "Sets or clears a bit of a string, which grows as needed, and returns what it was.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void setbit(Call call) {
        long offset = offset(call, 2, 0);
        long bit = call.integer(3, BAD_BIT);
        if ((bit & ~1) != 0) {
            throw BAD_BIT.raise();
        }
        Entry entry = call.writable(1);

        boolean grown = extend(entry, offset);
        int before = BitmapValue.setBit(entry, offset, (int) bit);

        if (grown || before != bit) {
            call.changed(1, KeyEvent.SETBIT);
        }
        call.reply().integer(before);
    }

    /**
     * Returns an argument as the offset of a bit.
     *
     * @param bits the width of a number, in which an offset after {@code #} counts; 0 where that is
     *     not allowed
     */
    @HotPath
    static long offset(Call call, int i, int bits) {
        int from = call.offset(i);
        int length = call.length(i);
        boolean inNumbers = bits > 0 && length > 0 && call.buffer()[from] == '#';
        if (inNumbers) {
            from++;
            length--;
        }
        if (!Numbers.isLong(call.buffer(), from, length)) {
            throw BAD_OFFSET.raise();
        }
        long offset = Numbers.parseLong(call.buffer(), from, length);
        if (inNumbers) {
            offset *= bits; // a product beyond 64 bits wraps, as in Redis
        }
        long limit = Math.min(call.engine().settings().maxBulkBytes(), MAX_BYTES);
        if (offset < 0 || offset >>> 3 >= limit) {
            throw BAD_OFFSET.raise();
        }
        return offset;
    }

    /**
     * Makes the string of an entry raw and long enough for a bit, with zeros.
     *
     * @return whether it is new or became longer
     */
    @HotPath
    static boolean extend(Entry entry, long offset) {
        int length = (int) (offset >>> 3) + 1;
        if (entry.existsAs(ValueType.STRING)) {
            return StringValue.extend(entry, length);
        }
        entry.place(ValueType.STRING, Encoding.RAW, length, Entry.NO_EXPIRY);
        entry.memory().zero(entry.valueAddress(), length);
        return true;
    }

    static final Command GETBIT =
            BITMAP.command("GETBIT", BitmapCommands::getbit)
                    .syntax("key offset")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .since("2.2.0")
                    .summary("Returns a bit of a string.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void getbit(Call call) {
        long offset = offset(call, 2, 0);
        Entry entry = call.readable(1);

        int bit = entry.existsAs(ValueType.STRING) ? BitmapValue.bit(entry, offset) : 0;

        call.reply().integer(bit);
    }

    static final Command BITCOUNT =
            BITMAP.command("BITCOUNT", BitmapCommands::bitcount)
                    .syntax("key [start end [BYTE | BIT]]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("2.6.0")
                    .changed("7.0.0", "The range can be one of bits.")
                    .summary("Counts the bits of a string, or of a range of it, that are set.")
                    .complexity("O(N) for N bytes.")
                    .declare();

    private static void bitcount(Call call) {
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.STRING)) {
            call.reply().integer(0); // whatever the range, as in Redis 7.0
            return;
        }
        if (call.argc() == 3 || call.argc() > 5) {
            throw CommandError.SYNTAX.raise();
        }
        long start = call.argc() > 2 ? call.integer(2) : 0;
        long end = call.argc() > 2 ? call.integer(3) : -1;
        boolean crossed = start < 0 && end < 0 && start > end; // then any unit will do
        int unit = call.argc() == 5 && !crossed ? unit(call, 4) : Byte.SIZE;

        long units = (long) StringValue.length(entry) * Byte.SIZE / unit;
        long from = fromStart(start, units);
        long last = Math.min(fromStart(end, units), units - 1);
        call.reply()
                .integer(
                        crossed || from > last
                                ? 0
                                : BitmapValue.count(entry, from * unit, (last + 1) * unit));
    }

    /** Returns how many bits one step of a range is. */
    private static int unit(Call call, int i) {
        if (call.is(i, "BIT")) {
            return 1;
        }
        if (call.is(i, "BYTE")) {
            return Byte.SIZE;
        }
        throw CommandError.SYNTAX.raise();
    }

    /** Returns a position counted from the beginning, at least 0. */
    private static long fromStart(long position, long length) {
        return position < 0 ? Math.max(position + length, 0) : position;
    }

    static final Command BITPOS =
            BITMAP.command("BITPOS", BitmapCommands::bitpos)
                    .syntax("key bit [start [end [BYTE | BIT]]]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("2.8.7")
                    .changed("7.0.0", "The range can be one of bits.")
                    .summary(
                            "Finds the first bit of a string, or of a range of it, that is set or that is clear.")
                    .complexity("O(N) for N bytes.")
                    .declare();

    private static void bitpos(Call call) {
        long bit = call.integer(2);
        if ((bit & ~1) != 0) {
            throw NO_BIT.raise();
        }
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.STRING)) {
            call.reply().integer(bit == 0 ? 0 : BitmapValue.NOWHERE);
            return;
        }
        if (call.argc() > 6) {
            throw CommandError.SYNTAX.raise();
        }
        long start = call.argc() > 3 ? call.integer(3) : 0;
        int unit = call.argc() == 6 ? unit(call, 5) : Byte.SIZE;
        long end = call.argc() > 4 ? call.integer(4) : -1;

        call.reply().integer(position(entry, (int) bit, start, end, unit, call.argc() > 4));
    }

    private static long position(
            Entry entry, int bit, long start, long end, int unit, boolean endGiven) {
        long bits = (long) StringValue.length(entry) * Byte.SIZE;
        long units = bits / unit;
        long from = fromStart(start, units);
        long last = Math.min(fromStart(end, units), units - 1);
        if (from > last) {
            return BitmapValue.NOWHERE;
        }
        long found = BitmapValue.position(entry, bit, from * unit, (last + 1) * unit);
        // A string without a given end is followed by zeros.
        return found == BitmapValue.NOWHERE && bit == 0 && !endGiven ? bits : found;
    }
}
