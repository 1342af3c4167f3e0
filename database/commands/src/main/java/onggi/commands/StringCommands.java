package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.INSERT;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.resp.ReplyWriter;
import onggi.types.Encoding;
import onggi.types.StringValue;
import onggi.types.ValueType;

/**
 * Commands that read strings or change a part of them. SET and its kind: {@link StringSetCommands};
 * numbers: {@link CounterCommands}.
 */
public final class StringCommands {

    private static final CommandFamily STRING = CommandFamily.of(Group.STRING);

    private static final CommandError INVALID_EXPIRE_GETEX = CommandError.invalidExpire("getex");

    private StringCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return STRING;
    }

    static final Command GET =
            STRING.command("GET", StringCommands::get)
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .since("1.0.0")
                    .summary("Returns the string at a key.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void get(Call call) {
        Entry entry = call.readable(1);

        if (entry.existsAs(ValueType.STRING)) {
            write(call.reply(), entry);
        } else {
            call.reply().nullBulk();
        }
    }

    /** Writes the string of an entry as a bulk string. */
    @HotPath
    static void write(ReplyWriter reply, Entry entry) {
        if (entry.encoding() == Encoding.INT) {
            reply.bulkLong(StringValue.integer(entry));
        } else {
            reply.bulk(entry.memory(), entry.valueAddress(), entry.valueLength());
        }
    }

    static final Command MGET =
            STRING.command("MGET", StringCommands::mget)
                    .syntax("key [key ...]")
                    .keys(1, -1, 1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .tips("request_policy:multi_shard")
                    .since("1.0.0")
                    .summary(
                            "Returns the strings at several keys, with nulls for keys that are absent or hold something else.")
                    .complexity("O(N) for N keys.")
                    .declare();

    @HotPath
    private static void mget(Call call) {
        ReplyWriter reply = call.reply();

        reply.arrayHeader(call.argc() - 1);
        for (int i = 1; i < call.argc(); i++) {
            Entry entry = call.readable(i);
            if (entry.exists() && entry.type() == ValueType.STRING) {
                write(reply, entry);
            } else {
                reply.nullBulk();
            }
        }
    }

    static final Command GETDEL =
            STRING.command("GETDEL", StringCommands::getdel)
                    .syntax("key")
                    .key(1, RW, ACCESS, DELETE)
                    .flags(WRITE, FAST)
                    .since("6.2.0")
                    .summary("Returns the string at a key and removes the key.")
                    .complexity("O(1)")
                    .declare();

    private static void getdel(Call call) {
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.STRING)) {
            call.reply().nullBulk();
            return;
        }

        write(call.reply(), entry);
        entry.remove();

        Rewrites.del(call);
        call.changed(1, KeyEvent.DEL);
    }

    static final Command GETEX =
            STRING.command("GETEX", StringCommands::getex)
                    .syntax(
                            "key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST]")
                    .key(1, RW, ACCESS, UPDATE)
                    .note("RW and UPDATE because it changes the TTL")
                    .flags(WRITE, FAST)
                    .since("6.2.0")
                    .summary("Returns the string at a key and sets or takes away the key's expiry.")
                    .complexity("O(1)")
                    .declare();

    private static void getex(Call call) {
        long options = StringOptions.parse(call, 2, StringOptions.OF_GETEX);
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.STRING)) {
            call.reply().nullBulk();
            return;
        }
        long expiryMs = StringOptions.expiryMs(call, options, INVALID_EXPIRE_GETEX);

        write(call.reply(), entry);
        if (StringOptions.has(options, StringOptions.PERSIST)) {
            persist(call, entry);
        } else if (expiryMs != Entry.NO_EXPIRY) {
            expire(call, entry, options, expiryMs);
        }
    }

    private static void persist(Call call, Entry entry) {
        if (entry.persist()) {
            Rewrites.persist(call);
            call.changed(1, KeyEvent.PERSIST);
        }
    }

    private static void expire(Call call, Entry entry, long options, long expiryMs) {
        boolean absolute = StringOptions.has(options, StringOptions.EXAT | StringOptions.PXAT);
        if (absolute && expiryMs <= call.nowMs()) {
            entry.remove();
            Rewrites.del(call);
            call.changed(1, KeyEvent.DEL);
        } else {
            entry.expireAt(expiryMs);
            Rewrites.pexpireAt(call, expiryMs);
            call.changed(1, KeyEvent.EXPIRE);
        }
    }

    static final Command STRLEN =
            STRING.command("STRLEN", StringCommands::strlen)
                    .syntax("key")
                    .key(1, RO)
                    .flags(READONLY, FAST)
                    .since("2.2.0")
                    .summary("Returns the length in bytes of the string at a key.")
                    .complexity("O(1)")
                    .declare();

    private static void strlen(Call call) {
        Entry entry = call.readable(1);

        call.reply().integer(entry.existsAs(ValueType.STRING) ? StringValue.length(entry) : 0);
    }

    static final Command GETRANGE =
            STRING.command("GETRANGE", StringCommands::getrange)
                    .syntax("key start end")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("2.4.0")
                    .summary(
                            "Returns the part of a string between two positions, both included; negative ones count from the end.")
                    .complexity("O(N) for N bytes returned.")
                    .declare();

    static final Command SUBSTR =
            STRING.command("SUBSTR", StringCommands::getrange)
                    .syntax("key start end")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("1.0.0")
                    .deprecated("2.0.0", "`GETRANGE`")
                    .summary(
                            "Returns the part of a string between two positions, under the name it had first.")
                    .complexity("O(N) for N bytes returned.")
                    .declare();

    private static void getrange(Call call) {
        long start = call.integer(2);
        long end = call.integer(3);
        Entry entry = call.readable(1);
        int length = entry.existsAs(ValueType.STRING) ? StringValue.length(entry) : 0;

        boolean crossed = start < 0 && end < 0 && start > end;
        int from = position(start, length);
        int last = Math.min(position(end, length), length - 1);
        if (crossed || from > last) {
            call.reply().bulk(NOTHING);
        } else {
            writePart(call.reply(), entry, from, last - from + 1);
        }
    }

    private static final byte[] NOTHING = {};

    /**
     * Returns a position counted from the beginning, at least 0; one that is too large stays so.
     */
    private static int position(long position, int length) {
        long fromStart = position < 0 ? Math.max(position + length, 0) : position;
        return (int) Math.min(fromStart, Integer.MAX_VALUE);
    }

    private static void writePart(ReplyWriter reply, Entry entry, int from, int length) {
        if (entry.encoding() == Encoding.INT) {
            reply.bulk(StringValue.copy(entry), from, length);
        } else {
            reply.bulk(entry.memory(), entry.valueAddress() + from, length);
        }
    }

    static final Command SETRANGE =
            STRING.command("SETRANGE", StringCommands::setrange)
                    .syntax("key offset value")
                    .key(1, RW, UPDATE)
                    .loose(3)
                    .flags(WRITE, DENYOOM)
                    .since("2.2.0")
                    .summary(
                            "Overwrites a string from a position on, filling a gap with zero bytes and creating the key when absent.")
                    .complexity("O(M) for a value of M bytes, plus the gap.")
                    .declare();

    private static void setrange(Call call) {
        long offset = call.integer(2);
        if (offset < 0) {
            throw CommandError.OFFSET_OUT_OF_RANGE.raise();
        }
        int length = call.length(3);
        Entry entry = call.writable(1);
        boolean fresh = !entry.existsAs(ValueType.STRING);
        if (length == 0) {
            call.reply().integer(fresh ? 0 : StringValue.length(entry));
            return;
        }
        requireLength(call, offset, length);

        if (fresh) {
            entry.place(ValueType.STRING, Encoding.RAW, 0, Entry.NO_EXPIRY);
        }
        int after = StoredArgument.setRange(call, 3, entry, (int) offset);

        call.changed(1, KeyEvent.SETRANGE);
        call.reply().integer(after);
    }

    static final Command APPEND =
            STRING.command("APPEND", StringCommands::append)
                    .syntax("key value")
                    .key(1, RW, INSERT)
                    .loose(2)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("2.0.0")
                    .summary("Appends to the string at a key, creating the key when absent.")
                    .complexity("O(M) for M appended bytes, amortised.")
                    .declare();

    private static void append(Call call) {
        Entry entry = call.writable(1);
        boolean fresh = !entry.existsAs(ValueType.STRING);

        int after = call.length(2);
        if (fresh) {
            StoredArgument.set(call, 2, entry, Entry.NO_EXPIRY);
        } else {
            requireLength(call, StringValue.length(entry), after);
            after = StoredArgument.append(call, 2, entry);
        }

        call.changed(1, KeyEvent.APPEND);
        call.reply().integer(after);
    }

    private static void requireLength(Call call, long before, int added) {
        long limit = Math.min(call.engine().settings().maxBulkBytes(), Integer.MAX_VALUE);
        if (before > limit - added) {
            throw CommandError.STRING_TOO_LONG.raise();
        }
    }
}
