package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.INSERT;
import static onggi.engine.KeyFlag.OW;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;
import static onggi.engine.KeyFlag.VARIABLE_FLAGS;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.KeyFlag;
import onggi.types.ValueType;

/** Commands that give one key a whole new string. */
public final class StringSetCommands {

    private static final CommandFamily SETS = CommandFamily.of(Group.STRING);

    private static final CommandError INVALID_EXPIRE_SET = CommandError.invalidExpire("set");
    private static final CommandError INVALID_EXPIRE_SETEX = CommandError.invalidExpire("setex");
    private static final CommandError INVALID_EXPIRE_PSETEX = CommandError.invalidExpire("psetex");

    /** Options of SET that tell of the old value. */
    private static final String[] READING = {"GET", "IFEQ", "IFNE", "IFDEQ", "IFDNE"};

    private StringSetCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return SETS;
    }

    static final Command SET =
            SETS.command("SET", StringSetCommands::set)
                    .syntax(
                            "key value"
                                    + " [NX | XX | IFEQ ifeq-value | IFNE ifne-value | IFDEQ ifdeq-digest | IFDNE ifdne-digest] [GET]"
                                    + " [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]")
                    .key(1, RW, ACCESS, UPDATE, VARIABLE_FLAGS)
                    .keyFlags(StringSetCommands::keyFlags)
                    .note("RW and ACCESS due to the optional `GET` argument")
                    .loose(2)
                    .flags(WRITE, DENYOOM)
                    .wholeValues()
                    .since("1.0.0")
                    .changed("2.6.12", "Added the `EX`, `PX`, `NX` and `XX` options.")
                    .changed("6.0.0", "Added the `KEEPTTL` option.")
                    .changed("6.2.0", "Added the `GET`, `EXAT` and `PXAT` option.")
                    .changed("7.0.0", "Allowed the `NX` and `GET` options to be used together.")
                    .changed("8.4.0", "Added the `IFEQ`, `IFNE`, `IFDEQ` and `IFDNE` options.")
                    .summary(
                            "Sets a key to a string, whatever it held before, with conditions and an expiry if asked for.")
                    .complexity("O(1), O(N) with a digest of N bytes.")
                    .declare();

    /** Without an option that tells of the old value it is only overwritten. */
    private static int keyFlags(Call call, int first) {
        for (int i = first + 3; i < call.argc(); i++) {
            for (String word : READING) {
                if (call.is(i, word)) {
                    return KeyFlag.RW.bit() | KeyFlag.ACCESS.bit() | KeyFlag.UPDATE.bit();
                }
            }
        }
        return KeyFlag.OW.bit() | KeyFlag.UPDATE.bit();
    }

    @HotPath
    private static void set(Call call) {
        if (call.argc() > 3) {
            setWithOptions(call);
            return;
        }
        Entry entry = call.writable(1);

        StoredArgument.set(call, 2, entry, Entry.NO_EXPIRY);

        call.changed(1, KeyEvent.SET);
        call.reply().ok();
    }

    @HotPath
    private static void setWithOptions(Call call) {
        long options = StringOptions.parse(call, 3, StringOptions.OF_SET);
        long expiryMs = StringOptions.expiryMs(call, options, INVALID_EXPIRE_SET);
        boolean answersOld = StringOptions.has(options, StringOptions.GET);
        Entry entry = answersOld ? call.readable(1) : call.writable(1);
        if (answersOld) {
            writeOld(call, entry);
        }
        if (!permits(call, entry, options)) {
            if (!answersOld) {
                call.reply().nullBulk();
            }
            return;
        }

        StoredArgument.set(call, 2, entry, expiryMs);

        rewrite(call, options, expiryMs);
        report(call, expiryMs);
        if (!answersOld) {
            call.reply().ok();
        }
    }

    private static void writeOld(Call call, Entry entry) {
        if (entry.existsAs(ValueType.STRING)) {
            StringCommands.write(call.reply(), entry);
        } else {
            call.reply().nullBulk();
        }
    }

    /** Returns whether the conditions of the call, if any, hold for the present value. */
    private static boolean permits(Call call, Entry entry, long options) {
        if (StringOptions.has(options, StringOptions.NX)) {
            return !entry.exists();
        }
        if (StringOptions.has(options, StringOptions.XX)) {
            return entry.exists();
        }
        return !StringOptions.has(options, StringOptions.COMPARISONS)
                || Comparison.holds(
                        call, entry, StringOptions.flags(options), StringOptions.operand(options));
    }

    /**
     * Replicas get a time of day in place of a duration, and neither GET nor what only this server
     * compares.
     */
    private static void rewrite(Call call, long options, long expiryMs) {
        boolean timed = StringOptions.has(options, StringOptions.TIMES);
        if (timed || StringOptions.has(options, StringOptions.COMPARISONS)) {
            Rewrites.set(call, 2, expiryMs);
        } else if (StringOptions.has(options, StringOptions.GET)) {
            Rewrites.without(call, 3, "GET");
        }
    }

    @HotPath
    private static void report(Call call, long expiryMs) {
        call.changed(1, KeyEvent.SET);
        if (expiryMs >= 0) {
            call.event(1, KeyEvent.EXPIRE);
        }
    }

    static final Command SETEX =
            SETS.command("SETEX", StringSetCommands::setex)
                    .syntax("key seconds value")
                    .key(1, OW, UPDATE)
                    .loose(3)
                    .flags(WRITE, DENYOOM)
                    .wholeValues()
                    .since("2.0.0")
                    .deprecated("2.6.12", "`SET` with the `EX` argument")
                    .summary("Sets a key to a string that expires after some seconds.")
                    .complexity("O(1)")
                    .declare();

    private static void setex(Call call) {
        setUntil(call, StringOptions.expiryMs(call, 2, StringOptions.EX, INVALID_EXPIRE_SETEX));
    }

    static final Command PSETEX =
            SETS.command("PSETEX", StringSetCommands::psetex)
                    .syntax("key milliseconds value")
                    .key(1, OW, UPDATE)
                    .loose(3)
                    .flags(WRITE, DENYOOM)
                    .wholeValues()
                    .since("2.6.0")
                    .deprecated("2.6.12", "`SET` with the `PX` argument")
                    .summary("Sets a key to a string that expires after some milliseconds.")
                    .complexity("O(1)")
                    .declare();

    private static void psetex(Call call) {
        setUntil(call, StringOptions.expiryMs(call, 2, StringOptions.PX, INVALID_EXPIRE_PSETEX));
    }

    private static void setUntil(Call call, long expiryMs) {
        Entry entry = call.writable(1);

        StoredArgument.set(call, 3, entry, expiryMs);

        Rewrites.set(call, 3, expiryMs);
        report(call, expiryMs);
        call.reply().ok();
    }

    static final Command SETNX =
            SETS.command("SETNX", StringSetCommands::setnx)
                    .syntax("key value")
                    .key(1, OW, INSERT)
                    .loose(2)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("1.0.0")
                    .deprecated("2.6.12", "`SET` with the `NX` argument")
                    .summary("Sets a key to a string only when the key is absent.")
                    .complexity("O(1)")
                    .declare();

    private static void setnx(Call call) {
        Entry entry = call.writable(1);
        if (entry.exists()) {
            call.reply().integer(0);
            return;
        }

        StoredArgument.set(call, 2, entry, Entry.NO_EXPIRY);

        call.changed(1, KeyEvent.SET);
        call.reply().integer(1);
    }

    static final Command GETSET =
            SETS.command("GETSET", StringSetCommands::getset)
                    .syntax("key value")
                    .key(1, RW, ACCESS, UPDATE)
                    .loose(2)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("1.0.0")
                    .deprecated("6.2.0", "`SET` with the `!GET` argument")
                    .summary("Sets a key to a string and returns the one it held before.")
                    .complexity("O(1)")
                    .declare();

    private static void getset(Call call) {
        Entry entry = call.readable(1);
        writeOld(call, entry);

        StoredArgument.set(call, 2, entry, Entry.NO_EXPIRY);

        Rewrites.set(call, 2, Entry.NO_EXPIRY);
        call.changed(1, KeyEvent.SET);
    }
}
