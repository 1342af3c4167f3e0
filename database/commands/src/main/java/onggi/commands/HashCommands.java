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
import onggi.types.ElementText;
import onggi.types.HashValue;
import onggi.types.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * Commands that read and write named fields of hashes. Counting: {@link HashCounterCommands};
 * walks: {@link HashWalkCommands}; fields that expire: {@link HashExpireCommands} and {@link
 * HashFieldCommands}.
 */
public final class HashCommands {

    private static final CommandFamily HASH = CommandFamily.of(Group.HASH);

    private HashCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return HASH;
    }

    static final Command HSET =
            HASH.command("HSET", HashCommands::hset)
                    .syntax("key field value [field value ...]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("2.0.0")
                    .changed("4.0.0", "Several fields in one call.")
                    .summary("Sets fields of a hash, creating the hash when the key is absent.")
                    .complexity("O(1) per field.")
                    .declare();

    @HotPath
    private static void hset(Call call) {
        call.reply().integer(setAll(call));
    }

    static final Command HMSET =
            HASH.command("HMSET", HashCommands::hmset)
                    .syntax("key field value [field value ...]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("2.0.0")
                    .deprecated("4.0.0", "`HSET` with several fields and values")
                    .summary("Sets fields of a hash and answers OK.")
                    .complexity("O(1) per field.")
                    .declare();

    private static void hmset(Call call) {
        setAll(call);
        call.reply().ok();
    }

    /** Sets the fields from argument 2 on; returns how many are new. */
    @HotPath
    private static int setAll(Call call) {
        int argc = call.argc();
        if ((argc & 1) != 0) {
            throw CommandError.wrongArity(call.command()).raise();
        }

        HashValue hash = call.writable(1).hashOrNew();
        hash.makeRoomFor(longest(call, 2));
        int added = 0;
        for (int i = 2; i < argc; i += 2) {
            added += put(call, hash, i, i + 1) ? 1 : 0;
        }

        call.changed(1, KeyEvent.HSET, (argc - 2) / 2);
        return added;
    }

    /** Returns the length of the longest argument from one on. */
    @HotPath
    static int longest(Call call, int from) {
        int longest = 0;
        for (int i = from; i < call.argc(); i++) {
            longest = Math.max(longest, call.length(i));
        }
        return longest;
    }

    /** Sets a field; both are arguments. Returns whether it is new. */
    @HotPath
    static boolean put(Call call, HashValue hash, int field, int value) {
        byte[] buffer = call.buffer();
        return hash.put(
                buffer,
                call.offset(field),
                call.length(field),
                buffer,
                call.offset(value),
                call.length(value));
    }

    /** Looks for the field that an argument names. */
    @HotPath
    static boolean find(Call call, HashValue hash, int field) {
        return hash.find(call.buffer(), call.offset(field), call.length(field));
    }

    static final Command HSETNX =
            HASH.command("HSETNX", HashCommands::hsetnx)
                    .syntax("key field value")
                    .key(1, RW, INSERT)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("2.0.0")
                    .summary("Sets a field of a hash unless there is one of this name.")
                    .complexity("O(1)")
                    .declare();

    private static void hsetnx(Call call) {
        HashValue hash = call.writable(1).hashOrNew();
        if (find(call, hash, 2)) {
            call.reply().integer(0);
            return;
        }

        put(call, hash, 2, 3);

        call.changed(1, KeyEvent.HSET);
        call.reply().integer(1);
    }

    static final Command HGET =
            HASH.command("HGET", HashCommands::hget)
                    .syntax("key field")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .since("2.0.0")
                    .summary("Returns the value of a field of a hash.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void hget(Call call) {
        Entry entry = call.readable(1);

        writeValue(call, entry.existsAs(ValueType.HASH) ? entry.hash() : null, 2);
    }

    static final Command HMGET =
            HASH.command("HMGET", HashCommands::hmget)
                    .syntax("key field [field ...]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .since("2.0.0")
                    .summary("Returns the values of fields of a hash, with nulls for absent ones.")
                    .complexity("O(N) for N fields.")
                    .declare();

    @HotPath
    private static void hmget(Call call) {
        Entry entry = call.readable(1);
        HashValue hash = entry.existsAs(ValueType.HASH) ? entry.hash() : null;

        call.reply().arrayHeader(call.argc() - 2);
        for (int i = 2; i < call.argc(); i++) {
            writeValue(call, hash, i);
        }
    }

    /** Writes the value of the field that an argument names, or null. */
    @HotPath
    static void writeValue(Call call, @Nullable HashValue hash, int field) {
        if (hash != null && find(call, hash, field)) {
            write(call.reply(), hash.value());
        } else {
            call.reply().nullBulk();
        }
    }

    /** Writes a field or value as a bulk string. */
    @HotPath
    static void write(ReplyWriter reply, ElementText text) {
        if (text.isInteger()) {
            reply.bulkLong(text.number());
        } else {
            reply.bulk(text.memory(), text.address(), text.length());
        }
    }

    static final Command HDEL =
            HASH.command("HDEL", HashCommands::hdel)
                    .syntax("key field [field ...]")
                    .key(1, RW, DELETE)
                    .flags(WRITE, FAST)
                    .since("2.0.0")
                    .changed("2.4.0", "Several fields in one call.")
                    .summary("Removes fields of a hash, and the key with the last one.")
                    .complexity("O(N) for N fields.")
                    .declare();

    private static void hdel(Call call) {
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.HASH)) {
            call.reply().integer(0);
            return;
        }

        HashValue hash = entry.hash();
        int removed = 0;
        for (int i = 2; i < call.argc() && hash.size() > 0; i++) {
            removed += hash.remove(call.buffer(), call.offset(i), call.length(i)) ? 1 : 0;
        }

        reportRemoved(call, entry, hash, removed);
        call.reply().integer(removed);
    }

    /** Tells that so many fields were removed, and removes the key if they were the last. */
    static void reportRemoved(Call call, Entry entry, HashValue hash, int removed) {
        call.changed(1, KeyEvent.HDEL, removed);
        if (hash.size() == 0) {
            call.removeEmpty(1, entry);
        }
    }

    static final Command HLEN =
            HASH.command("HLEN", HashCommands::hlen)
                    .syntax("key")
                    .key(1, RO)
                    .flags(READONLY, FAST)
                    .since("2.0.0")
                    .summary("Returns how many fields a hash has.")
                    .complexity("O(1)")
                    .declare();

    private static void hlen(Call call) {
        Entry entry = call.readable(1);

        call.reply().integer(entry.existsAs(ValueType.HASH) ? entry.hash().size() : 0);
    }

    static final Command HSTRLEN =
            HASH.command("HSTRLEN", HashCommands::hstrlen)
                    .syntax("key field")
                    .key(1, RO)
                    .flags(READONLY, FAST)
                    .since("3.2.0")
                    .summary("Returns the length in bytes of the value of a field of a hash.")
                    .complexity("O(1)")
                    .declare();

    private static void hstrlen(Call call) {
        Entry entry = call.readable(1);
        boolean found = entry.existsAs(ValueType.HASH) && find(call, entry.hash(), 2);

        call.reply().integer(found ? entry.hash().value().length() : 0);
    }

    static final Command HEXISTS =
            HASH.command("HEXISTS", HashCommands::hexists)
                    .syntax("key field")
                    .key(1, RO)
                    .flags(READONLY, FAST)
                    .since("2.0.0")
                    .summary("Tells whether a hash has a field.")
                    .complexity("O(1)")
                    .declare();

    private static void hexists(Call call) {
        Entry entry = call.readable(1);

        call.reply().integer(entry.existsAs(ValueType.HASH) && find(call, entry.hash(), 2) ? 1 : 0);
    }
}
