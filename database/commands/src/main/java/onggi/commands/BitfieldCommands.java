package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;
import static onggi.engine.KeyFlag.VARIABLE_FLAGS;

import onggi.bytes.HotPath;
import onggi.bytes.Numbers;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.KeyFlag;
import onggi.types.BitfieldValue;
import onggi.types.ValueType;

/**
 * Commands on numbers of any width in a string.
 *
 * <p>The operations stand among the arguments and are read twice: once to find every mistake and
 * how long the string must be, and once to carry them out.
 */
public final class BitfieldCommands {

    private static final CommandFamily BITFIELDS = CommandFamily.of(Group.BITMAP);

    private static final CommandError BAD_TYPE =
            CommandError.of(
                    "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not"
                            + " supported but i64 is.");
    private static final CommandError BAD_OVERFLOW =
            CommandError.of("ERR Invalid OVERFLOW type specified");
    private static final CommandError GET_ONLY =
            CommandError.of("ERR BITFIELD_RO only supports the GET subcommand");

    private static final int GET = 0;
    private static final int SET = 1;
    private static final int INCRBY = 2;
    private static final int OVERFLOW = 3;

    private static final int WRAP = 0;
    private static final int SAT = 1;
    private static final int FAIL = 2;

    /** In a type: the numbers have a sign; the rest is their width in bits. */
    private static final int SIGNED = 1 << 8;

    private static final int WIDTH = SIGNED - 1;

    private static final int NOTHING_WRITTEN = -1;

    private BitfieldCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return BITFIELDS;
    }

    static final Command BITFIELD =
            BITFIELDS
                    .command("BITFIELD", BitfieldCommands::bitfield)
                    .syntax(
                            "key [GET encoding offset | [OVERFLOW <WRAP | SAT | FAIL>] <SET encoding"
                                    + " offset value | INCRBY encoding offset increment> [GET encoding"
                                    + " offset | [OVERFLOW <WRAP | SAT | FAIL>] <SET encoding offset"
                                    + " value | INCRBY encoding offset increment> ...]]")
                    .key(1, RW, ACCESS, UPDATE, VARIABLE_FLAGS)
                    .keyFlags(BitfieldCommands::keyFlags)
                    .note("This command allows both access and modification of the key")
                    .flags(WRITE, DENYOOM)
                    .since("3.2.0")
                    .summary("Reads, writes and adds to numbers of any width in a string.")
                    .complexity("O(1) for each operation.")
                    .declare();

    /** Only reads while every operation is a GET; what is not understood might write. */
    private static int keyFlags(Call call, int first) {
        int i = first + 2;
        while (i < call.argc()) {
            int more = call.argc() - i - 1;
            if (call.is(i, "GET") && more >= 2) {
                i += 3;
            } else if (call.is(i, "OVERFLOW") && more >= 1) {
                i += 2;
            } else {
                return KeyFlag.RW.bit() | KeyFlag.ACCESS.bit() | KeyFlag.UPDATE.bit();
            }
        }
        return KeyFlag.RO.bit() | KeyFlag.ACCESS.bit();
    }

    private static void bitfield(Call call) {
        long written = lastBitWritten(call);
        if (written == NOTHING_WRITTEN) {
            read(call);
        } else {
            write(call, written);
        }
    }

    static final Command BITFIELD_RO =
            BITFIELDS
                    .command("BITFIELD_RO", BitfieldCommands::bitfieldRo)
                    .syntax("key [GET encoding offset [GET encoding offset ...]]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .since("6.0.0")
                    .summary("Reads numbers of any width in a string.")
                    .complexity("O(1) for each operation.")
                    .declare();

    private static void bitfieldRo(Call call) {
        if (lastBitWritten(call) != NOTHING_WRITTEN) {
            throw GET_ONLY.raise();
        }
        read(call);
    }

    // ---- what the arguments say

    /** Checks every operation; returns the last bit that one of them writes. */
    @HotPath
    private static long lastBitWritten(Call call) {
        long last = NOTHING_WRITTEN;
        for (int at = 2; at < call.argc(); ) {
            int operation = operation(call, at);
            if (operation == OVERFLOW) {
                overflow(call, at + 1);
            } else {
                int bits = type(call, at + 1) & WIDTH;
                long offset = BitmapCommands.offset(call, at + 2, bits);
                if (operation != GET) {
                    call.integer(at + 3);
                    last = Math.max(last, offset + bits - 1);
                }
            }
            at += words(operation);
        }
        return last;
    }

    /** Returns the operation whose name stands at an argument, with all its words behind it. */
    @HotPath
    private static int operation(Call call, int at) {
        int operation;
        if (call.is(at, "GET")) {
            operation = GET;
        } else if (call.is(at, "SET")) {
            operation = SET;
        } else if (call.is(at, "INCRBY")) {
            operation = INCRBY;
        } else if (call.is(at, "OVERFLOW")) {
            operation = OVERFLOW;
        } else {
            throw CommandError.SYNTAX.raise();
        }
        if (words(operation) > call.argc() - at) {
            throw CommandError.SYNTAX.raise();
        }
        return operation;
    }

    @HotPath
    private static int words(int operation) {
        return switch (operation) {
            case GET -> 3;
            case OVERFLOW -> 2;
            default -> 4;
        };
    }

    @HotPath
    private static int overflow(Call call, int at) {
        if (call.is(at, "WRAP")) {
            return WRAP;
        }
        if (call.is(at, "SAT")) {
            return SAT;
        }
        if (call.is(at, "FAIL")) {
            return FAIL;
        }
        throw BAD_OVERFLOW.raise();
    }

    /** Returns the width of numbers such as {@code u8}, with {@link #SIGNED} for {@code i8}. */
    @HotPath
    private static int type(Call call, int at) {
        byte[] buffer = call.buffer();
        int offset = call.offset(at);
        int digits = call.length(at) - 1;
        int sign = digits < 1 ? 0 : buffer[offset];
        if ((sign != 'i' && sign != 'u') || !Numbers.isLong(buffer, offset + 1, digits)) {
            throw BAD_TYPE.raise();
        }
        long bits = Numbers.parseLong(buffer, offset + 1, digits);
        if (bits < 1 || bits > (sign == 'i' ? Long.SIZE : Long.SIZE - 1)) {
            throw BAD_TYPE.raise();
        }
        return (int) bits | (sign == 'i' ? SIGNED : 0);
    }

    // ---- what is done

    private static void read(Call call) {
        Entry entry = call.readable(1);
        boolean exists = entry.existsAs(ValueType.STRING);

        int mark = call.reply().startArray();
        int count = 0;
        for (int at = 2; at < call.argc(); at += words(operation(call, at))) {
            if (operation(call, at) == GET) {
                call.reply().integer(exists ? get(call, entry, at) : 0);
                count++;
            }
        }
        call.reply().endArray(mark, count);
    }

    @HotPath
    private static long get(Call call, Entry entry, int at) {
        int type = type(call, at + 1);
        int bits = type & WIDTH;
        long offset = BitmapCommands.offset(call, at + 2, bits);
        return BitfieldValue.get(entry, offset, bits, (type & SIGNED) != 0);
    }

    @HotPath
    private static void write(Call call, long lastBit) {
        Entry entry = call.writable(1);
        boolean grown = BitmapCommands.extend(entry, lastBit);

        int mark = call.reply().startArray();
        int count = 0;
        int changes = 0;
        int policy = WRAP;
        for (int at = 2; at < call.argc(); ) {
            int operation = operation(call, at);
            if (operation == OVERFLOW) {
                policy = overflow(call, at + 1);
            } else {
                count++;
                changes += apply(call, entry, operation, at, policy, grown);
            }
            at += words(operation);
        }
        call.reply().endArray(mark, count);

        if (grown && changes == 0) {
            call.changedKeys(1); // replicas need the zeros, though Redis publishes no event
        }
        call.changed(1, KeyEvent.SETBIT, changes);
    }

    /** Carries out one operation and answers it; returns whether it counts as a change. */
    @HotPath
    private static int apply(
            Call call, Entry entry, int operation, int at, int policy, boolean grown) {
        long before = get(call, entry, at);
        if (operation == GET) {
            call.reply().integer(before);
            return 0;
        }
        int type = type(call, at + 1);
        int bits = type & WIDTH;
        boolean signed = (type & SIGNED) != 0;
        long operand = call.integer(at + 3);
        long base = operation == SET ? operand : before;
        long increment = operation == SET ? 0 : operand;
        int overflow = BitfieldValue.overflow(base, increment, bits, signed);
        if (overflow != 0 && policy == FAIL) {
            call.reply().nullBulk();
            return 0;
        }
        long after = BitfieldValue.fit(base + increment, bits, signed);
        if (overflow != 0 && policy == SAT) {
            after =
                    overflow > 0
                            ? BitfieldValue.most(bits, signed)
                            : BitfieldValue.least(bits, signed);
        }
        BitfieldValue.set(entry, BitmapCommands.offset(call, at + 2, bits), bits, after);
        call.reply().integer(operation == SET ? before : after);
        return grown || before != after ? 1 : 0;
    }
}
