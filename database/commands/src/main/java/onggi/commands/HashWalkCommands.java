package onggi.commands;

import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import onggi.bytes.Bytes;
import onggi.bytes.RandomSource;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.LongReply;
import onggi.resp.ReplyWriter;
import onggi.types.HashValue;
import onggi.types.ValueType;

/** Commands that walk over the fields of a hash or draw some by chance. */
public final class HashWalkCommands {

    private static final CommandFamily WALKS = CommandFamily.of(Group.HASH);

    private static final CommandError COUNT_OUT_OF_RANGE =
            CommandError.of(
                    "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807");

    /**
     * Fewer fields than one part in so many are drawn one by one; for more, all are walked over.
     */
    private static final int DRAW_PART = 3;

    private HashWalkCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return WALKS;
    }

    static final Command HGETALL =
            WALKS.command("HGETALL", HashWalkCommands::hgetall)
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output_order")
                    .since("2.0.0")
                    .summary("Returns all fields of a hash and their values.")
                    .complexity("O(N) for N fields.")
                    .declare();

    private static void hgetall(Call call) {
        Entry entry = call.readable(1);
        ReplyWriter reply = call.reply();
        if (!entry.existsAs(ValueType.HASH)) {
            reply.mapHeader(0);
            return;
        }

        long size = entry.hash().size();
        reply.mapHeader((int) size);
        if (size > LongReply.MOST_AT_ONCE) {
            call.reply(entry, new HashPieces(true, true));
            return;
        }
        entry.hash()
                .forEach(hash -> {
                    HashCommands.write(reply, hash.field());
                    HashCommands.write(reply, hash.value());
                });
    }

    static final Command HKEYS =
            WALKS.command("HKEYS", HashWalkCommands::hkeys)
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output_order")
                    .since("2.0.0")
                    .summary("Returns the names of all fields of a hash.")
                    .complexity("O(N) for N fields.")
                    .declare();

    private static void hkeys(Call call) {
        list(call, true);
    }

    static final Command HVALS =
            WALKS.command("HVALS", HashWalkCommands::hvals)
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output_order")
                    .since("2.0.0")
                    .summary("Returns the values of all fields of a hash.")
                    .complexity("O(N) for N fields.")
                    .declare();

    private static void hvals(Call call) {
        list(call, false);
    }

    /** Replies the name of each field, or each value. */
    private static void list(Call call, boolean fields) {
        Entry entry = call.readable(1);
        ReplyWriter reply = call.reply();
        if (!entry.existsAs(ValueType.HASH)) {
            reply.arrayHeader(0);
            return;
        }

        long size = entry.hash().size();
        reply.arrayHeader((int) size);
        if (size > LongReply.MOST_AT_ONCE) {
            call.reply(entry, new HashPieces(fields, !fields));
            return;
        }
        entry.hash()
                .forEach(hash -> HashCommands.write(reply, fields ? hash.field() : hash.value()));
    }

    static final Command HRANDFIELD =
            WALKS.command("HRANDFIELD", HashWalkCommands::hrandfield)
                    .syntax("key [count [WITHVALUES]]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output")
                    .since("6.2.0")
                    .summary(
                            "Returns fields of a hash chosen by chance; a negative count allows repetition.")
                    .complexity("O(N) for N fields returned.")
                    .declare();

    private static void hrandfield(Call call) {
        if (call.argc() == 2) {
            one(call);
            return;
        }
        long count = call.integer(2);
        if (count == Long.MIN_VALUE) {
            throw COUNT_OUT_OF_RANGE.raise();
        }
        boolean withValues = call.argc() > 3;
        if (call.argc() > 4 || (withValues && !call.is(3, "WITHVALUES"))) {
            throw CommandError.SYNTAX.raise();
        }
        if (withValues && Math.abs(count) > Long.MAX_VALUE / 2) {
            throw CommandError.OUT_OF_RANGE.raise();
        }

        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.HASH) || count == 0) {
            call.reply().arrayHeader(0);
        } else if (count < 0) {
            repeated(call, entry, -count, withValues);
        } else {
            distinct(call, entry.hash(), count, withValues);
        }
    }

    private static void one(Call call) {
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.HASH)) {
            call.reply().nullBulk();
            return;
        }
        entry.hash().random(call.engine().random());
        HashCommands.write(call.reply(), entry.hash().field());
    }

    private static void repeated(Call call, Entry entry, long count, boolean withValues) {
        if (count > Integer.MAX_VALUE / 2) {
            throw CommandError.OUT_OF_RANGE.raise();
        }
        RandomSource random = call.engine().random();
        header(call.reply(), (int) count, withValues);
        if (count > LongReply.MOST_AT_ONCE) {
            DrawPieces.Draw draw = (value, to) -> draw(to, value.hash(), random, withValues);
            call.reply(entry, new DrawPieces(count, draw));
            return;
        }
        HashValue hash = entry.hash();
        for (long i = 0; i < count; i++) {
            draw(call.reply(), hash, random, withValues);
        }
    }

    private static void draw(
            ReplyWriter reply, HashValue hash, RandomSource random, boolean withValues) {
        hash.random(random);
        write(reply, hash, withValues);
    }

    private static void distinct(Call call, HashValue hash, long count, boolean withValues) {
        ReplyWriter reply = call.reply();
        RandomSource random = call.engine().random();
        long size = hash.size();
        int wanted = (int) Math.min(count, size);
        header(reply, wanted, withValues);
        if (wanted > size / DRAW_PART) {
            Selection selection = new Selection(random, size, wanted);
            hash.forEach(at -> {
                if (selection.next()) {
                    write(reply, at, withValues);
                }
            });
            return;
        }
        Set<Bytes> drawn = HashSet.newHashSet(wanted);
        while (drawn.size() < wanted) {
            hash.random(random);
            byte[] field = hash.field().copy();
            if (drawn.add(Bytes.copyOf(field, 0, field.length))) {
                write(reply, hash, withValues);
            }
        }
    }

    /** Chooses some of many, each set of so many equally likely, as they come by. */
    private static final class Selection {

        private final RandomSource random;
        private long left;
        private long wanted;

        Selection(RandomSource random, long size, long wanted) {
            this.random = random;
            this.left = size;
            this.wanted = wanted;
        }

        boolean next() {
            boolean chosen = random.nextLong(left--) < wanted;
            wanted -= chosen ? 1 : 0;
            return chosen;
        }
    }

    private static void header(ReplyWriter reply, int count, boolean withValues) {
        reply.arrayHeader(withValues && reply.protocol() == 2 ? 2 * count : count);
    }

    private static void write(ReplyWriter reply, HashValue hash, boolean withValues) {
        if (withValues && reply.protocol() == 3) {
            reply.arrayHeader(2);
        }
        HashCommands.write(reply, hash.field());
        if (withValues) {
            HashCommands.write(reply, hash.value());
        }
    }

    static final Command HSCAN =
            WALKS.command("HSCAN", HashWalkCommands::hscan)
                    .syntax("key cursor [MATCH pattern] [COUNT count] [NOVALUES]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output")
                    .since("2.8.0")
                    .changed("7.4.0", "The option NOVALUES.")
                    .summary("Returns some fields of a hash, and where to go on.")
                    .complexity("O(1) a call, O(N) for all N fields of the hash.")
                    .declare();

    private static void hscan(Call call) {
        long cursor = ScanCommands.cursor(call, 2);
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.HASH)) {
            call.reply().arrayHeader(2);
            call.reply().bulk("0");
            call.reply().arrayHeader(0);
            return;
        }
        ScanOptions options = ScanOptions.parse(call, 3, ValueType.HASH);
        Scan scan = new Scan(options);
        long next = entry.hash().scan(cursor, options.count(), scan);

        ReplyWriter reply = call.reply();
        reply.arrayHeader(2);
        reply.bulk(Long.toString(next));
        reply.arrayHeader(scan.found.size());
        for (byte[] text : scan.found) {
            reply.bulk(text);
        }
    }

    /** What one HSCAN has found: names of fields, and their values if wanted. */
    private static final class Scan implements HashValue.Visitor {

        private final ScanOptions options;
        private final List<byte[]> found = new ArrayList<>();

        Scan(ScanOptions options) {
            this.options = options;
        }

        @Override
        public void visit(HashValue hash) {
            byte[] field = hash.field().copy();
            if (options.passes(field, field.length)) {
                found.add(field);
                if (options.values()) {
                    found.add(hash.value().copy());
                }
            }
        }
    }
}
