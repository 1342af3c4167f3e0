package onggi.commands;

import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import java.nio.charset.StandardCharsets;
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

/** Commands on the time at which fields of a hash expire. */
public final class HashExpireCommands {

    private static final CommandFamily EXPIRY = CommandFamily.of(Group.HASH);

    private static final String EXPIRE_COST = "O(N) for N fields.";
    private static final long MS_PER_SECOND = 1000;

    private static final CommandError NOT_POSITIVE =
            CommandError.of("ERR Parameter `numFields` should be greater than 0");

    private static final byte[] HPEXPIREAT_NAME = "HPEXPIREAT".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FIELDS = "FIELDS".getBytes(StandardCharsets.US_ASCII);

    // What is answered for a field.
    private static final int NO_FIELD = -2;
    private static final int NO_EXPIRY = -1;
    private static final int REFUSED = 0;
    private static final int DONE = 1;
    private static final int REMOVED = 2;

    private HashExpireCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return EXPIRY;
    }

    private static CommandFamily.Row row(String name, Command.Handler handler, String time) {
        return EXPIRY.command(name, handler)
                .syntax("key " + time + " [NX | XX | GT | LT] FIELDS numfields field [field ...]")
                .key(1, RW, UPDATE)
                .flags(WRITE, FAST)
                .since("7.4.0")
                .complexity(EXPIRE_COST);
    }

    static final Command HEXPIRE =
            row("HEXPIRE", call -> expire(call, call.nowMs(), MS_PER_SECOND), "seconds")
                    .summary("Lets fields of a hash expire in so many seconds.")
                    .declare();

    static final Command HPEXPIRE =
            row("HPEXPIRE", call -> expire(call, call.nowMs(), 1), "milliseconds")
                    .summary("Lets fields of a hash expire in so many milliseconds.")
                    .declare();

    static final Command HEXPIREAT =
            row("HEXPIREAT", call -> expire(call, 0, MS_PER_SECOND), "unix-time-seconds")
                    .summary("Lets fields of a hash expire at a Unix time in seconds.")
                    .declare();

    static final Command HPEXPIREAT =
            row("HPEXPIREAT", call -> expire(call, 0, 1), "unix-time-milliseconds")
                    .summary("Lets fields of a hash expire at a Unix time in milliseconds.")
                    .declare();

    private static void expire(Call call, long baseMs, long unitMs) {
        Entry entry = call.writable(1);
        boolean exists = entry.existsAs(ValueType.HASH);
        long momentMs = HashFields.momentMs(call, 2, baseMs, unitMs);
        boolean conditional =
                call.is(3, "NX") || call.is(3, "XX") || call.is(3, "GT") || call.is(3, "LT");
        int first = HashFields.first(call, conditional ? 4 : 3, NOT_POSITIVE);
        if (!exists) {
            absent(call, first);
            return;
        }

        HashValue hash = entry.hash();
        hash.makeRoomForMoments();
        int[] results = new int[call.argc() - first];
        for (int i = 0; i < results.length; i++) {
            results[i] = expireField(call, hash, first + i, conditional, momentMs);
        }

        report(call, entry, hash, first, momentMs, results);
        call.reply().arrayHeader(results.length);
        for (int result : results) {
            call.reply().integer(result);
        }
    }

    private static int expireField(
            Call call, HashValue hash, int field, boolean conditional, long momentMs) {
        if (hash.size() == 0 || !HashCommands.find(call, hash, field)) {
            return NO_FIELD;
        }
        if (conditional && !permits(call, hash.expiryMs(), momentMs)) {
            return REFUSED;
        }
        return HashFields.expireChosen(call, hash, momentMs) ? REMOVED : DONE;
    }

    /** Returns whether the condition, argument 3, lets a moment take the place of another. */
    private static boolean permits(Call call, long presentMs, long momentMs) {
        boolean none = presentMs == HashValue.NO_EXPIRY;
        if (call.is(3, "NX")) {
            return none;
        }
        if (call.is(3, "XX")) {
            return !none;
        }
        return call.is(3, "GT") ? !none && momentMs > presentMs : none || momentMs < presentMs;
    }

    private static void report(
            Call call, Entry entry, HashValue hash, int first, long momentMs, int[] results) {
        int changed = 0;
        for (int result : results) {
            changed += result >= DONE ? 1 : 0;
        }
        if (changed == 0) {
            return;
        }
        boolean past = momentMs <= call.nowMs();
        call.changed(1, past ? KeyEvent.HDEL : KeyEvent.HEXPIRE, changed);
        propagate(call, first, past, momentMs, results, changed);
        HashFields.removeIfEmpty(call, entry, hash);
    }

    /** HDEL or HPEXPIREAT of the fields that changed. */
    private static void propagate(
            Call call, int first, boolean past, long momentMs, int[] results, int changed) {
        if (!call.hasEffects()) {
            return;
        }
        int condition = past ? 0 : first - 5;
        RequestWriter writer = call.beginEffect((past ? 2 : 5 + condition) + changed);
        if (past) {
            writer.argument("HDEL");
            writer.argument(call.buffer(), call.offset(1), call.length(1));
        } else {
            writer.argument(HPEXPIREAT_NAME, 0, HPEXPIREAT_NAME.length);
            writer.argument(call.buffer(), call.offset(1), call.length(1));
            writer.argument(momentMs);
            if (condition > 0) {
                writer.argument(call.buffer(), call.offset(3), call.length(3));
            }
            writer.argument(FIELDS, 0, FIELDS.length);
            writer.argument(changed);
        }
        for (int i = 0; i < results.length; i++) {
            if (results[i] >= DONE) {
                writer.argument(call.buffer(), call.offset(first + i), call.length(first + i));
            }
        }
        call.endEffect(writer);
    }

    private static void absent(Call call, int first) {
        call.reply().arrayHeader(call.argc() - first);
        for (int i = first; i < call.argc(); i++) {
            call.reply().integer(NO_FIELD);
        }
    }

    static final Command HPERSIST =
            EXPIRY.command("HPERSIST", HashExpireCommands::persist)
                    .syntax("key FIELDS numfields field [field ...]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, FAST)
                    .since("7.4.0")
                    .summary("Takes the expiry of fields of a hash away.")
                    .complexity(EXPIRE_COST)
                    .declare();

    private static void persist(Call call) {
        Entry entry = call.writable(1);
        boolean exists = entry.existsAs(ValueType.HASH);
        int first = HashFields.first(call, 2, HashFields.NOT_POSITIVE);
        if (!exists) {
            absent(call, first);
            return;
        }

        int changed = 0;
        call.reply().arrayHeader(call.argc() - first);
        for (int i = first; i < call.argc(); i++) {
            int result = persistField(call, entry.hash(), i);
            changed += result == DONE ? 1 : 0;
            call.reply().integer(result);
        }

        call.changed(1, KeyEvent.HPERSIST, changed);
    }

    private static int persistField(Call call, HashValue hash, int field) {
        if (!HashCommands.find(call, hash, field)) {
            return NO_FIELD;
        }
        if (hash.expiryMs() == HashValue.NO_EXPIRY) {
            return NO_EXPIRY;
        }
        hash.persist();
        return DONE;
    }

    static final Command HTTL =
            question("HTTL", call -> time(call, call.nowMs(), MS_PER_SECOND))
                    .tips("nondeterministic_output")
                    .summary(
                            "Tells in how many seconds fields of a hash expire: -1 never, -2 there is no such field.")
                    .declare();

    static final Command HPTTL =
            question("HPTTL", call -> time(call, call.nowMs(), 1))
                    .tips("nondeterministic_output")
                    .summary(
                            "Tells in how many milliseconds fields of a hash expire: -1 never, -2 there is no such field.")
                    .declare();

    static final Command HEXPIRETIME =
            question("HEXPIRETIME", call -> time(call, 0, MS_PER_SECOND))
                    .summary(
                            "Tells at which Unix time in seconds fields of a hash expire: -1 never, -2 there is no such field.")
                    .declare();

    static final Command HPEXPIRETIME =
            question("HPEXPIRETIME", call -> time(call, 0, 1))
                    .summary(
                            "Tells at which Unix time in milliseconds fields of a hash expire: -1 never, -2 there is no such field.")
                    .declare();

    private static CommandFamily.Row question(String name, Command.Handler handler) {
        return EXPIRY.command(name, handler)
                .syntax("key FIELDS numfields field [field ...]")
                .key(1, RO, ACCESS)
                .flags(READONLY, FAST)
                .since("7.4.0")
                .complexity(EXPIRE_COST);
    }

    private static void time(Call call, long baseMs, long unitMs) {
        Entry entry = call.readable(1);
        boolean exists = entry.existsAs(ValueType.HASH);
        int first = HashFields.first(call, 2, HashFields.NOT_POSITIVE);

        call.reply().arrayHeader(call.argc() - first);
        for (int i = first; i < call.argc(); i++) {
            if (!exists || !HashCommands.find(call, entry.hash(), i)) {
                call.reply().integer(NO_FIELD);
            } else if (entry.hash().expiryMs() == HashValue.NO_EXPIRY) {
                call.reply().integer(NO_EXPIRY);
            } else {
                long ms = entry.hash().expiryMs() - baseMs;
                call.reply().integer((ms + unitMs - 1) / unitMs);
            }
        }
    }
}
