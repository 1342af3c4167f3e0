package onggi.commands;

import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;

import java.nio.charset.StandardCharsets;
import onggi.bytes.RandomSource;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.LongReply;
import onggi.resp.RequestWriter;
import onggi.types.MemberText;
import onggi.types.SetValue;
import onggi.types.ValueType;
import org.jspecify.annotations.Nullable;

/** Commands that return members of a set by chance. */
public final class SetRandomCommands {

    private static final CommandFamily SET_RANDOM = CommandFamily.of(Group.SET);

    private static final CommandError COUNT_OUT_OF_RANGE =
            CommandError.of(
                    "ERR value is out of range, value must between -9223372036854775807 and"
                            + " 9223372036854775807");

    private static final byte[] SREM = "SREM".getBytes(StandardCharsets.US_ASCII);

    /** Members in one SREM of the effect stream. */
    private static final int MEMBERS_AT_ONCE = 1024;

    /** What is left of a table is packed when this many times as much was taken from it at once. */
    private static final int PACK_FACTOR = 5;

    private SetRandomCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return SET_RANDOM;
    }

    static final Command SPOP =
            SET_RANDOM
                    .command("SPOP", SetRandomCommands::spop)
                    .syntax("key [count]")
                    .key(1, RW, ACCESS, DELETE)
                    .flags(WRITE, FAST)
                    .tips("nondeterministic_output")
                    .since("1.0.0")
                    .changed("3.2.0", "The argument count.")
                    .summary("Removes members of a set by chance, and returns them.")
                    .complexity("O(1), or O(N) for a count of N.")
                    .declare();

    private static void spop(Call call) {
        if (call.argc() > 3) {
            throw CommandError.SYNTAX.raise();
        }
        if (call.argc() == 3) {
            long count = call.integer(2, 0, Long.MAX_VALUE, CommandError.NOT_POSITIVE);
            popSeveral(call, count);
        } else {
            popOne(call);
        }
    }

    private static void popOne(Call call) {
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.SET)) {
            call.reply().nullBulk();
            return;
        }
        pop(call, entry.set(), 1);
        call.changed(1, KeyEvent.SPOP);
        if (entry.set().size() == 0) {
            call.removeEmpty(1, entry);
        }
    }

    private static void popSeveral(Call call, long count) {
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.SET) || count == 0) {
            call.reply().setHeader(0);
            return;
        }
        SetValue set = entry.set();
        long size = set.size();
        if (count >= size) {
            popAll(call, entry, size);
            return;
        }
        call.reply().setHeader((int) count);
        for (long left = count; left > 0; left -= MEMBERS_AT_ONCE) {
            pop(call, set, (int) Math.min(left, MEMBERS_AT_ONCE));
        }
        if ((size - count) * PACK_FACTOR <= count) {
            set.pack();
        }
        call.changed(1, KeyEvent.SPOP, count);
    }

    private static void popAll(Call call, Entry entry, long size) {
        call.reply().setHeader((int) size);
        if (size > LongReply.MOST_AT_ONCE) {
            call.reply(entry, new SetPieces());
        } else {
            entry.set().forEach(new MemberReply(call.reply()));
        }
        call.changed(1, KeyEvent.SPOP, size);
        call.removeEmpty(1, entry);
        Rewrites.del(call);
    }

    /** Takes members out, writes them into the reply and puts their removal into the effects. */
    private static void pop(Call call, SetValue set, int count) {
        RequestWriter effect = null;
        if (call.hasEffects()) {
            effect = call.beginEffect(2 + count);
            effect.argument(SREM, 0, SREM.length);
            effect.argument(call.buffer(), call.offset(1), call.length(1));
        }
        Popped popped = new Popped(call, effect);
        RandomSource random = call.engine().random();
        for (int i = 0; i < count; i++) {
            set.pop(random, popped);
        }
        if (effect != null) {
            call.endEffect(effect);
        }
    }

    /** Writes members into the reply and the effect. */
    private static final class Popped extends MemberText {

        private final Call call;
        private final @Nullable RequestWriter effect;

        Popped(Call call, @Nullable RequestWriter effect) {
            this.call = call;
            this.effect = effect;
        }

        @Override
        public void member(byte[] text, int length) {
            call.reply().bulk(text, 0, length);
            if (effect != null) {
                effect.argument(text, 0, length);
            }
        }
    }

    static final Command SRANDMEMBER =
            SET_RANDOM
                    .command("SRANDMEMBER", SetRandomCommands::srandmember)
                    .syntax("key [count]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output")
                    .since("1.0.0")
                    .changed("2.6.0", "The argument count.")
                    .summary("Returns members of a set by chance.")
                    .complexity("O(1), or O(N) for a count of N or -N.")
                    .declare();

    private static void srandmember(Call call) {
        if (call.argc() > 3) {
            throw CommandError.SYNTAX.raise();
        }
        if (call.argc() == 3) {
            long count = call.integer(2);
            if (count == Long.MIN_VALUE) {
                throw COUNT_OUT_OF_RANGE.raise();
            }
            showSeveral(call, count);
        } else {
            showOne(call);
        }
    }

    private static void showOne(Call call) {
        Entry entry = call.readable(1);
        if (entry.existsAs(ValueType.SET)) {
            entry.set().random(call.engine().random(), new MemberReply(call.reply()));
        } else {
            call.reply().nullBulk();
        }
    }

    private static void showSeveral(Call call, long count) {
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.SET) || count == 0) {
            call.reply().arrayHeader(0);
            return;
        }
        if (count < 0) {
            showRepeating(call, entry, (int) Math.min(-count, Integer.MAX_VALUE));
            return;
        }
        SetValue set = entry.set();
        MemberReply shown = new MemberReply(call.reply());
        int members = (int) Math.min(count, set.size());
        call.reply().arrayHeader(members);
        if (members == set.size()) {
            set.forEach(shown);
        } else {
            set.sample(members, call.engine().random(), shown);
        }
    }

    private static void showRepeating(Call call, Entry entry, int count) {
        RandomSource random = call.engine().random();
        call.reply().arrayHeader(count);
        if (count > LongReply.MOST_AT_ONCE) {
            DrawPieces.Draw draw = (value, to) -> value.set().random(random, new MemberReply(to));
            call.reply(entry, new DrawPieces(count, draw));
            return;
        }
        MemberReply shown = new MemberReply(call.reply());
        for (int i = 0; i < count; i++) {
            entry.set().random(random, shown);
        }
    }
}
