package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.resp.RequestWriter;
import onggi.types.HashValue;
import onggi.types.ValueType;

/** Commands that read fields of a hash and remove them or set their expiry in one step. */
public final class HashFieldCommands {

    private static final CommandFamily FIELDS = CommandFamily.of(Group.HASH);

    private static final String COST = "O(N) for N fields.";

    private HashFieldCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return FIELDS;
    }

    static final Command HGETDEL =
            FIELDS.command("HGETDEL", HashFieldCommands::hgetdel)
                    .syntax("key FIELDS numfields field [field ...]")
                    .key(1, RW, ACCESS, DELETE)
                    .flags(WRITE, FAST)
                    .since("8.0.0")
                    .summary("Returns the values of fields of a hash and removes the fields.")
                    .complexity(COST)
                    .declare();

    private static void hgetdel(Call call) {
        Entry entry = call.writable(1);
        boolean exists = entry.existsAs(ValueType.HASH);
        int first = HashFields.first(call, 2, HashFields.NOT_POSITIVE);

        int removed = 0;
        call.reply().arrayHeader(call.argc() - first);
        for (int i = first; i < call.argc(); i++) {
            HashValue hash = exists && entry.hash().size() > 0 ? entry.hash() : null;
            if (hash != null && HashCommands.find(call, hash, i)) {
                HashCommands.write(call.reply(), hash.value());
                hash.removeChosen();
                removed++;
            } else {
                call.reply().nullBulk();
            }
        }

        if (removed > 0) {
            HashFields.effectOfRemoval(call, first, 1);
            HashCommands.reportRemoved(call, entry, entry.hash(), removed);
        }
    }

    static final Command HGETEX =
            FIELDS.command("HGETEX", HashFieldCommands::hgetex)
                    .syntax(
                            "key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST] FIELDS numfields field [field ...]")
                    .key(1, RW, ACCESS, UPDATE)
                    .note("RW and UPDATE because it changes the TTL")
                    .flags(WRITE, FAST)
                    .since("8.0.0")
                    .summary(
                            "Returns the values of fields of a hash and sets or takes away their expiry.")
                    .complexity(COST)
                    .declare();

    private static final long NOTHING = -1;
    private static final long PERSIST = -2;

    private static void hgetex(Call call) {
        Entry entry = call.writable(1);
        boolean exists = entry.existsAs(ValueType.HASH);
        long momentMs = NOTHING;
        int at = 2;
        if (HashFields.isTime(call, 2)) {
            momentMs = HashFields.momentMs(call, 2);
            at = 4;
            if (call.argc() < at + 2) {
                throw CommandError.wrongArity(call.command()).raise();
            }
        } else if (call.is(2, "PERSIST")) {
            momentMs = PERSIST;
            at = 3;
        }
        int first = HashFields.first(call, at, HashFields.NOT_POSITIVE);

        if (exists && momentMs != NOTHING) {
            entry.hash().makeRoomForMoments();
        }
        int changed = 0;
        call.reply().arrayHeader(call.argc() - first);
        for (int i = first; i < call.argc(); i++) {
            HashValue hash = exists && entry.hash().size() > 0 ? entry.hash() : null;
            HashCommands.writeValue(call, hash, i);
            if (hash != null && HashCommands.find(call, hash, i)) {
                changed += change(call, hash, momentMs) ? 1 : 0;
            }
        }

        if (changed > 0) {
            reportGetex(call, entry, first, momentMs, changed);
        }
    }

    /** Does to the chosen field what is asked for; returns whether that changed it. */
    private static boolean change(Call call, HashValue hash, long momentMs) {
        if (momentMs == NOTHING) {
            return false;
        }
        if (momentMs != PERSIST) {
            HashFields.expireChosen(call, hash, momentMs);
            return true;
        }
        if (hash.expiryMs() == HashValue.NO_EXPIRY) {
            return false;
        }
        hash.persist();
        return true;
    }

    private static void reportGetex(Call call, Entry entry, int first, long momentMs, int changed) {
        if (momentMs == PERSIST) {
            effect(call, "HPERSIST", NOTHING, first);
            call.changed(1, KeyEvent.HPERSIST, changed);
        } else if (momentMs > call.nowMs()) {
            effect(call, "HPEXPIREAT", momentMs, first);
            call.changed(1, KeyEvent.HEXPIRE, changed);
        } else {
            HashFields.effectOfRemoval(call, first, 1);
            HashCommands.reportRemoved(call, entry, entry.hash(), changed);
        }
    }

    /** A command with a moment, if any, and all fields. */
    private static void effect(Call call, String name, long momentMs, int first) {
        if (!call.hasEffects()) {
            return;
        }
        int fields = call.argc() - first;
        RequestWriter writer = call.beginEffect(4 + (momentMs == NOTHING ? 0 : 1) + fields);
        writer.argument(name);
        writer.argument(call.buffer(), call.offset(1), call.length(1));
        if (momentMs != NOTHING) {
            writer.argument(momentMs);
        }
        writer.argument("FIELDS");
        writer.argument(fields);
        for (int i = first; i < call.argc(); i++) {
            writer.argument(call.buffer(), call.offset(i), call.length(i));
        }
        call.endEffect(writer);
    }

    static final Command HSETEX =
            FIELDS.command("HSETEX", HashFieldCommands::hsetex)
                    .syntax(
                            "key [NX | XX] [FNX | FXX] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL] FIELDS numfields field value [field value ...]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("8.0.0")
                    .summary("Sets fields of a hash together with their expiry.")
                    .complexity(COST)
                    .declare();

    private static void hsetex(Call call) {
        HashSetOptions options = HashSetOptions.of(call);
        Entry entry = call.writable(1);
        boolean exists = entry.existsAs(ValueType.HASH);
        if (!options.permit(call, exists ? entry.hash() : null)) {
            call.reply().integer(0);
            return;
        }

        HashValue hash = entry.hashOrNew();
        hash.makeRoomFor(HashCommands.longest(call, options.first()));
        if (options.hasMoment()) {
            hash.makeRoomForMoments();
        }
        int fields = (call.argc() - options.first()) / 2;
        for (int i = options.first(); i < call.argc(); i += 2) {
            setField(call, hash, i, options);
        }

        call.changed(1, KeyEvent.HSET, fields);
        if (options.hasMoment()) {
            reportMoment(call, entry, hash, options, fields);
        }
        call.reply().integer(1);
    }

    private static void setField(Call call, HashValue hash, int i, HashSetOptions options) {
        byte[] buffer = call.buffer();
        hash.put(
                buffer,
                call.offset(i),
                call.length(i),
                buffer,
                call.offset(i + 1),
                call.length(i + 1),
                options.keepsExpiry());
        if (options.hasMoment() && options.momentMs() > call.nowMs()) {
            HashCommands.find(call, hash, i);
            hash.expireAt(options.momentMs());
        }
    }

    private static void reportMoment(
            Call call, Entry entry, HashValue hash, HashSetOptions options, int fields) {
        if (options.momentMs() > call.nowMs()) {
            options.effect(call);
            call.event(1, KeyEvent.HEXPIRE);
            return;
        }
        for (int i = options.first(); i < call.argc() && hash.size() > 0; i += 2) {
            hash.remove(call.buffer(), call.offset(i), call.length(i));
        }
        call.execution().stats().fieldsExpired(fields);
        HashFields.effectOfRemoval(call, options.first(), 2);
        HashCommands.reportRemoved(call, entry, hash, fields);
    }
}
