package onggi.commands;

import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.resp.RequestWriter;

/** Commands on the time at which a key expires. */
public final class ExpireCommands {

    private static final CommandFamily EXPIRY = CommandFamily.of(Group.GENERIC);

    private static final long MS_PER_SECOND = 1000;

    private static final int NX = 1;
    private static final int XX = 2;
    private static final int GT = 4;
    private static final int LT = 8;

    private static final CommandError NX_WITH_OTHERS =
            CommandError.of("ERR NX and XX, GT or LT options at the same time are not compatible");
    private static final CommandError GT_WITH_LT =
            CommandError.of("ERR GT and LT options at the same time are not compatible");

    private static final byte[] PEXPIREAT_NAME = "PEXPIREAT".getBytes(StandardCharsets.US_ASCII);

    private static final int ABSENT = -2;
    private static final int NO_EXPIRY = -1;

    private ExpireCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return EXPIRY;
    }

    static final Command EXPIRE =
            EXPIRY.command("EXPIRE", call -> expire(call, call.nowMs(), MS_PER_SECOND))
                    .syntax("key seconds [NX | XX | GT | LT]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, FAST)
                    .wholeValues()
                    .since("1.0.0")
                    .changed("7.0.0", "The conditions NX, XX, GT and LT.")
                    .summary("Lets a key expire in so many seconds.")
                    .complexity("O(1)")
                    .declare();

    static final Command PEXPIRE =
            EXPIRY.command("PEXPIRE", call -> expire(call, call.nowMs(), 1))
                    .syntax("key milliseconds [NX | XX | GT | LT]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, FAST)
                    .wholeValues()
                    .since("2.6.0")
                    .changed("7.0.0", "The conditions NX, XX, GT and LT.")
                    .summary("Lets a key expire in so many milliseconds.")
                    .complexity("O(1)")
                    .declare();

    static final Command EXPIREAT =
            EXPIRY.command("EXPIREAT", call -> expire(call, 0, MS_PER_SECOND))
                    .syntax("key unix-time-seconds [NX | XX | GT | LT]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, FAST)
                    .wholeValues()
                    .since("1.2.0")
                    .changed("7.0.0", "The conditions NX, XX, GT and LT.")
                    .summary("Lets a key expire at a Unix time in seconds.")
                    .complexity("O(1)")
                    .declare();

    static final Command PEXPIREAT =
            EXPIRY.command("PEXPIREAT", call -> expire(call, 0, 1))
                    .syntax("key unix-time-milliseconds [NX | XX | GT | LT]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, FAST)
                    .wholeValues()
                    .since("2.6.0")
                    .changed("7.0.0", "The conditions NX, XX, GT and LT.")
                    .summary("Lets a key expire at a Unix time in milliseconds.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void expire(Call call, long baseMs, long unitMs) {
        int conditions = conditions(call);
        long expiryMs = expiryMs(call, baseMs, unitMs);

        Entry entry = call.writable(1);
        if (!entry.exists() || !permits(conditions, entry.expiryMs(), expiryMs)) {
            call.reply().integer(0);
        } else if (expiryMs <= call.nowMs()) {
            entry.remove();
            call.changed(1, KeyEvent.DEL);
            Rewrites.del(call);
            call.reply().integer(1);
        } else {
            entry.expireAt(expiryMs);
            call.changed(1, KeyEvent.EXPIRE);
            propagate(call, expiryMs);
            call.reply().integer(1);
        }
    }

    /** Puts PEXPIREAT with the same conditions in the place of this command. */
    private static void propagate(Call call, long expiryMs) {
        if (call.hasEffects() && call.command() != PEXPIREAT) {
            RequestWriter writer = call.beginEffect(call.argc());
            writer.argument(PEXPIREAT_NAME, 0, PEXPIREAT_NAME.length);
            writer.argument(call.buffer(), call.offset(1), call.length(1));
            writer.argument(expiryMs);
            for (int i = 3; i < call.argc(); i++) {
                writer.argument(call.buffer(), call.offset(i), call.length(i));
            }
            call.endEffect(writer);
        }
    }

    private static int conditions(Call call) {
        int conditions = 0;
        for (int i = 3; i < call.argc(); i++) {
            if (call.is(i, "NX")) {
                conditions |= NX;
            } else if (call.is(i, "XX")) {
                conditions |= XX;
            } else if (call.is(i, "GT")) {
                conditions |= GT;
            } else if (call.is(i, "LT")) {
                conditions |= LT;
            } else {
                throw CommandError.of("ERR Unsupported option " + call.word(i)).raise();
            }
        }
        if ((conditions & NX) != 0 && conditions != NX) {
            throw NX_WITH_OTHERS.raise();
        }
        if ((conditions & (GT | LT)) == (GT | LT)) {
            throw GT_WITH_LT.raise();
        }
        return conditions;
    }

    private static long expiryMs(Call call, long baseMs, long unitMs) {
        long time = call.integer(2);
        if (time > Long.MAX_VALUE / unitMs || time < Long.MIN_VALUE / unitMs) {
            throw invalid(call);
        }
        time *= unitMs;
        if (time > Long.MAX_VALUE - baseMs) {
            throw invalid(call);
        }
        return time + baseMs;
    }

    private static RuntimeException invalid(Call call) {
        return CommandError.invalidExpire(call.command().name().toLowerCase(Locale.ROOT)).raise();
    }

    /**
     * Returns whether a new expiry may take the place of the present one; no expiry is the latest
     * of all.
     */
    private static boolean permits(int conditions, long presentMs, long expiryMs) {
        boolean none = presentMs == Entry.NO_EXPIRY;
        boolean refused = ((conditions & NX) != 0 && !none) || ((conditions & XX) != 0 && none);
        boolean tooEarly = (conditions & GT) != 0 && (none || expiryMs <= presentMs);
        boolean tooLate = (conditions & LT) != 0 && !none && expiryMs >= presentMs;
        return !refused && !tooEarly && !tooLate;
    }

    static final Command PERSIST =
            EXPIRY.command("PERSIST", ExpireCommands::persist)
                    .syntax("key")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, FAST)
                    .wholeValues()
                    .since("2.2.0")
                    .summary("Takes the expiry of a key away.")
                    .complexity("O(1)")
                    .declare();

    private static void persist(Call call) {
        Entry entry = call.writable(1);
        boolean had = entry.persist();
        call.changed(1, KeyEvent.PERSIST, had ? 1 : 0);
        call.reply().integer(had ? 1 : 0);
    }

    static final Command TTL =
            EXPIRY.command("TTL", call -> time(call, call.nowMs(), MS_PER_SECOND))
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .wholeValues()
                    .tips("nondeterministic_output")
                    .since("1.0.0")
                    .changed("2.8.0", "The reply -2 for keys that do not exist.")
                    .summary(
                            "Tells in how many seconds a key expires: -1 never, -2 there is no such key.")
                    .complexity("O(1)")
                    .declare();

    static final Command PTTL =
            EXPIRY.command("PTTL", call -> time(call, call.nowMs(), 1))
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .wholeValues()
                    .tips("nondeterministic_output")
                    .since("2.6.0")
                    .changed("2.8.0", "The reply -2 for keys that do not exist.")
                    .summary(
                            "Tells in how many milliseconds a key expires: -1 never, -2 there is no such key.")
                    .complexity("O(1)")
                    .declare();

    static final Command EXPIRETIME =
            EXPIRY.command("EXPIRETIME", call -> time(call, 0, MS_PER_SECOND))
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .wholeValues()
                    .since("7.0.0")
                    .summary(
                            "Tells at which Unix time in seconds a key expires: -1 never, -2 there is no such key.")
                    .complexity("O(1)")
                    .declare();

    static final Command PEXPIRETIME =
            EXPIRY.command("PEXPIRETIME", call -> time(call, 0, 1))
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .wholeValues()
                    .since("7.0.0")
                    .summary(
                            "Tells at which Unix time in milliseconds a key expires: -1 never, -2 there is no such key.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void time(Call call, long baseMs, long unitMs) {
        Entry entry = call.glance(1);
        if (!entry.exists()) {
            call.reply().integer(ABSENT);
        } else if (entry.expiryMs() == Entry.NO_EXPIRY) {
            call.reply().integer(NO_EXPIRY);
        } else {
            long ms = Math.max(0, entry.expiryMs() - baseMs);
            call.reply().integer(unitMs == 1 ? ms : (ms + unitMs / 2) / unitMs);
        }
    }
}
