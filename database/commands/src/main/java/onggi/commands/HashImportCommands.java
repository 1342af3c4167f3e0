package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.OW;
import static onggi.engine.KeyFlag.UPDATE;

import java.util.HashSet;
import java.util.Set;
import onggi.bytes.Bytes;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.FieldSets;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.resp.RequestWriter;
import onggi.types.HashValue;
import onggi.types.ValueType;

/**
 * HIMPORT: hashes that share their field names, which a client says once and then only the values
 * of each hash. The names stand in the client's session; the hashes are hashes like any other.
 */
public final class HashImportCommands {

    private static final CommandFamily IMPORT = CommandFamily.of(Group.HASH);

    private static final CommandError DUPLICATE =
            CommandError.of("ERR duplicate field name in fieldset");
    private static final CommandError NO_SET = CommandError.of("ERR no such fieldset");
    private static final CommandError WRONG_COUNT =
            CommandError.of("ERR value count does not match fieldset field count");

    private HashImportCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return IMPORT;
    }

    static final Command HIMPORT =
            IMPORT.container("HIMPORT")
                    .arity(-2)
                    .scope(Command.Scope.NONE)
                    .since("8.10.0")
                    .summary("Sets many hashes that have the same fields.")
                    .complexity("That of the subcommand.")
                    .declare();

    static final Command PREPARE =
            IMPORT.subcommand(HIMPORT, "PREPARE", HashImportCommands::prepare)
                    .syntax("fieldset-name field [field ...]")
                    .scope(Command.Scope.NONE)
                    .flags(DENYOOM)
                    .tips("request_policy:all_shards")
                    .since("8.10.0")
                    .summary("Names fields, in the order in which their values will come.")
                    .complexity("O(N) for N fields.")
                    .declare();

    private static void prepare(Call call) {
        int count = call.argc() - 3;
        Bytes[] fields = new Bytes[count];
        Set<Bytes> seen = HashSet.newHashSet(count);
        for (int i = 0; i < count; i++) {
            fields[i] = call.bytes(3 + i);
            if (!seen.add(fields[i])) {
                throw DUPLICATE.raise();
            }
        }
        call.session().fieldSetsOrNew().put(call.bytes(2), fields);
        call.reply().ok();
    }

    static final Command SET =
            IMPORT.subcommand(HIMPORT, "SET", HashImportCommands::set)
                    .syntax("key fieldset-name value [value ...]")
                    .key(2, OW, UPDATE)
                    .flags(WRITE, DENYOOM)
                    .since("8.10.0")
                    .summary("Makes a key the hash of named fields and these values.")
                    .complexity("O(N) for N fields.")
                    .declare();

    private static final int FIRST_VALUE = 4;

    private static void set(Call call) {
        Bytes[] fields = fields(call);
        if (fields.length != call.argc() - FIRST_VALUE) {
            throw WRONG_COUNT.raise();
        }

        Entry entry = call.writable(2);
        boolean replaces = entry.existsAs(ValueType.HASH);
        if (replaces) {
            entry.remove();
        }
        HashValue hash = entry.hashOrNew();
        hash.makeRoomFor(longest(call, fields));
        for (int i = 0; i < fields.length; i++) {
            byte[] field = fields[i].unsafeArray();
            int value = FIRST_VALUE + i;
            hash.put(field, 0, field.length, call.buffer(), call.offset(value), call.length(value));
        }

        effects(call, fields, replaces);
        call.changed(2, KeyEvent.HSET, fields.length);
        call.reply().ok();
    }

    private static Bytes[] fields(Call call) {
        FieldSets sets = call.session().fieldSets();
        Bytes[] fields = sets == null ? null : sets.find(call.bytes(3));
        if (fields == null) {
            throw NO_SET.raise();
        }
        return fields;
    }

    private static int longest(Call call, Bytes[] fields) {
        int longest = HashCommands.longest(call, FIRST_VALUE);
        for (Bytes field : fields) {
            longest = Math.max(longest, field.length());
        }
        return longest;
    }

    /** Who reads the effects knows nothing of the session: DEL of what was there, and HSET. */
    private static void effects(Call call, Bytes[] fields, boolean replaces) {
        if (!call.hasEffects()) {
            return;
        }
        if (replaces) {
            RequestWriter del = call.beginEffect(2);
            del.argument("DEL");
            del.argument(call.buffer(), call.offset(2), call.length(2));
            call.endEffect(del);
        }
        RequestWriter hset = call.beginEffect(2 + 2 * fields.length);
        hset.argument("HSET");
        hset.argument(call.buffer(), call.offset(2), call.length(2));
        for (int i = 0; i < fields.length; i++) {
            byte[] field = fields[i].unsafeArray();
            hset.argument(field, 0, field.length);
            call.writeTo(hset, FIRST_VALUE + i);
        }
        call.endEffect(hset);
    }

    static final Command DISCARD =
            IMPORT.subcommand(HIMPORT, "DISCARD", HashImportCommands::discard)
                    .syntax("fieldset-name")
                    .scope(Command.Scope.NONE)
                    .since("8.10.0")
                    .summary("Forgets the fields that one name stands for.")
                    .complexity("O(N) for N fields.")
                    .declare();

    private static void discard(Call call) {
        FieldSets sets = call.session().fieldSets();
        call.reply().integer(sets != null && sets.remove(call.bytes(2)) ? 1 : 0);
    }

    static final Command DISCARDALL =
            IMPORT.subcommand(HIMPORT, "DISCARDALL", HashImportCommands::discardAll)
                    .scope(Command.Scope.NONE)
                    .since("8.10.0")
                    .summary("Forgets the fields that any name stands for.")
                    .complexity("O(N) for N names.")
                    .declare();

    private static void discardAll(Call call) {
        FieldSets sets = call.session().fieldSets();
        call.reply().integer(sets == null ? 0 : sets.clear());
    }
}
