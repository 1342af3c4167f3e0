package onggi.commands;

import static onggi.engine.CommandFlag.READONLY;

import java.util.ArrayList;
import java.util.List;
import onggi.engine.AclCategory;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Execution;
import onggi.engine.Group;
import onggi.engine.Keyspace;
import onggi.engine.LongWork;
import onggi.engine.Shard;
import onggi.types.Record;
import onggi.types.Table;

/** Commands that walk over the keys of a database. */
public final class ScanCommands {

    private static final CommandFamily SCAN_FAMILY = CommandFamily.of(Group.GENERIC);

    private static final CommandError INVALID_CURSOR = CommandError.of("ERR invalid cursor");

    private static final int DEFAULT_COUNT = 10;

    /**
     * The most keys that one SCAN looks at; a larger COUNT is cut to it, so that no call lasts
     * long.
     */
    private static final int MAX_COUNT = 1 << 20;

    private static final byte[] EVERYTHING = {'*'};

    private ScanCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return SCAN_FAMILY;
    }

    static final Command KEYS =
            SCAN_FAMILY
                    .command("KEYS", ScanCommands::keys)
                    .syntax("pattern")
                    .scope(Command.Scope.ALL_SHARDS)
                    .flags(READONLY)
                    .categories(AclCategory.DANGEROUS)
                    .tips("request_policy:all_shards", "nondeterministic_output_order")
                    .since("1.0.0")
                    .summary("Lists all keys that match a glob pattern.")
                    .complexity("O(N) for the N keys of the database.")
                    .declare();

    private static void keys(Call call) {
        try (KeysWork work = LongWork.done(call, KeysWork.class, () -> new KeysWork(call))) {
            work.reply(call);
        }
    }

    static final Command SCAN =
            SCAN_FAMILY
                    .command("SCAN", ScanCommands::scan)
                    .syntax("cursor [MATCH pattern] [COUNT count] [TYPE type]")
                    .scope(Command.Scope.NONE)
                    .flags(READONLY)
                    .tips("nondeterministic_output", "request_policy:special")
                    .since("2.8.0")
                    .changed("6.0.0", "The option TYPE.")
                    .summary("Lists some keys, and where to go on.")
                    .complexity("O(1) a call, O(N) for all N keys of the database.")
                    .declare();

    private static void scan(Call call) {
        long cursor = cursor(call, 1);
        int count = DEFAULT_COUNT;
        byte[] pattern = EVERYTHING;
        int type = KeyFilter.ANY_TYPE;
        for (int i = 2; i < call.argc(); i += 2) {
            if (i + 1 == call.argc()) {
                throw CommandError.SYNTAX.raise();
            } else if (call.is(i, "COUNT")) {
                long wanted = call.integer(i + 1);
                if (wanted < 1) {
                    throw CommandError.SYNTAX.raise();
                }
                count = (int) Math.min(wanted, MAX_COUNT);
            } else if (call.is(i, "MATCH")) {
                pattern = call.copy(i + 1);
            } else if (call.is(i, "TYPE")) {
                type = KeyFilter.typeNamed(call.word(i + 1));
            } else {
                throw CommandError.SYNTAX.raise();
            }
        }

        Walk walk = new Walk(call, new KeyFilter(pattern, type));
        long next = walk.from(cursor, count);
        call.reply().arrayHeader(2);
        call.reply().bulk(Long.toString(next));
        call.reply().arrayHeader(walk.keys.size());
        for (byte[] key : walk.keys) {
            call.reply().bulk(key);
        }
    }

    /** Returns the cursor at an argument: what C's strtoul takes, without leading blanks. */
    static long cursor(Call call, int i) {
        String text = call.word(i);
        if (text.isEmpty()) {
            return 0;
        }
        boolean signed = text.charAt(0) == '-' || text.charAt(0) == '+';
        String digits = signed ? text.substring(1) : text;
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw INVALID_CURSOR.raise();
        }
        try {
            long value = Long.parseUnsignedLong(digits);
            return text.charAt(0) == '-' ? -value : value;
        } catch (NumberFormatException e) {
            throw INVALID_CURSOR.raise();
        }
    }

    /**
     * One step of SCAN over the shards. A cursor is the index of a shard above the bits of a
     * position in its table; 0 is both the beginning and the end.
     */
    private static final class Walk implements Table.Visitor {

        private final Call call;
        private final Execution execution;
        private final Keyspace keyspace;
        private final KeyFilter filter;
        private final int database;
        private final List<byte[]> keys = new ArrayList<>();
        private int seen;
        private Shard shard;

        Walk(Call call, KeyFilter filter) {
            this.call = call;
            this.execution = call.execution();
            this.keyspace = call.engine().keyspace();
            this.filter = filter;
            this.shard = keyspace.shard(0);
            this.database = call.session().database();
        }

        long from(long cursor, int count) {
            long index = cursor >>> Table.POSITION_BITS;
            long position = cursor & ((1L << Table.POSITION_BITS) - 1);
            while (index < keyspace.shardCount()) {
                position = step((int) index, position, count - seen);
                if (position == 0) {
                    index++;
                }
                if (seen >= count && index < keyspace.shardCount()) {
                    return (index << Table.POSITION_BITS) | position;
                }
            }
            return 0;
        }

        private long step(int index, long position, int count) {
            Shard held = keyspace.shard(index);
            execution.hold(held);
            try {
                shard = held;
                Table table = held.table(database);
                return table == null ? 0 : table.scan(position, count, this);
            } finally {
                execution.release(held);
            }
        }

        @Override
        public void visit(int reference) {
            Shard held = shard;
            seen++;
            byte[] key = held.key(reference);
            int type = Record.type(held.memory(), held.slab().address(reference));
            if (!filter.passes(key, type)) {
                return;
            }
            if (!held.isGone(reference, call.nowMs())) {
                keys.add(key);
            } else if (held.isExpired(reference, call.nowMs())
                    && !call.engine().settings().expiryPaused()) {
                execution.effects().apart();
                execution.reap(held, database, reference);
            }
        }
    }
}
