package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.STALE;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.INSERT;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.CommandHelp;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.types.StreamGroup;
import onggi.types.StreamValue;
import onggi.types.ValueType;

/** XGROUP: consumer groups of streams. */
public final class StreamGroupCommands {

    private static final CommandFamily GROUPS = CommandFamily.of(Group.STREAM);

    private static final CommandError NO_KEY =
            CommandError.of(
                    "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM"
                            + " option to create an empty stream automatically.");
    private static final CommandError BUSY =
            CommandError.of("BUSYGROUP Consumer Group name already exists");
    private static final CommandError NEGATIVE_READ =
            CommandError.of("ERR value for ENTRIESREAD must be positive or -1");

    private StreamGroupCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return GROUPS;
    }

    static final Command XGROUP =
            GROUPS.container("XGROUP")
                    .arity(-2)
                    .scope(Command.Scope.NONE)
                    .since("5.0.0")
                    .summary("Manages the consumer groups of a stream.")
                    .complexity("That of the subcommand.")
                    .declare();

    static final Command CREATE =
            GROUPS.subcommand(XGROUP, "CREATE", StreamGroupCommands::create)
                    .syntax("key group <id | $> [MKSTREAM] [ENTRIESREAD entries-read]")
                    .key(2, RW, INSERT)
                    .flags(WRITE, DENYOOM)
                    .since("5.0.0")
                    .changed("7.0.0", "Added the `entries_read` named argument.")
                    .summary("Creates a consumer group, and the stream too if asked to.")
                    .complexity("O(1)")
                    .declare();

    private static void create(Call call) {
        boolean createsStream = false;
        for (int i = 5; i < call.argc(); i++) {
            createsStream |= call.is(i, "MKSTREAM");
        }
        long entriesRead = entriesRead(call, true);
        Entry entry = call.writable(2);
        boolean exists = entry.existsAs(ValueType.STREAM);
        if (!exists && !createsStream) {
            throw NO_KEY.raise();
        }
        if (call.argc() > 8) {
            throw Help.wrongSubcommand(call, "XGROUP");
        }
        boolean fromEnd = call.is(4, "$");
        if (!fromEnd) {
            StreamId.check(call, 4);
        }
        if (exists && hasGroup(call, entry)) {
            throw BUSY.raise();
        }
        StreamValue stream = entry.streamOrNew();

        long ms = fromEnd ? stream.lastMs() : StreamId.ms(call, 4);
        long seq = fromEnd ? stream.lastSeq() : StreamId.seq(call, 4, 0);
        stream.createGroup(call.buffer(), call.offset(3), call.length(3), ms, seq, entriesRead);

        if (exists) {
            call.changedKeys(1);
            call.event(2, KeyEvent.XGROUP_CREATE);
        } else {
            call.changed(2, KeyEvent.XGROUP_CREATE);
        }
        call.reply().ok();
    }

    private static boolean hasGroup(Call call, Entry entry) {
        return entry.stream().findGroup(call.buffer(), call.offset(3), call.length(3));
    }

    /** Returns the number that the last ENTRIESREAD says. */
    private static long entriesRead(Call call, boolean creates) {
        long entriesRead = StreamGroup.UNKNOWN;
        for (int i = 5; i < call.argc(); i++) {
            if (creates && call.is(i, "MKSTREAM")) {
                continue;
            }
            if (!call.is(i, "ENTRIESREAD") || i + 1 == call.argc()) {
                throw Help.wrongSubcommand(call, "XGROUP");
            }
            entriesRead = call.integer(++i);
            if (entriesRead < 0 && entriesRead != StreamGroup.UNKNOWN) {
                throw NEGATIVE_READ.raise();
            }
        }
        return entriesRead;
    }

    static final Command SETID =
            GROUPS.subcommand(XGROUP, "SETID", StreamGroupCommands::setid)
                    .syntax("key group <id | $> [ENTRIESREAD entries-read]")
                    .key(2, RW, UPDATE)
                    .flags(WRITE)
                    .since("5.0.0")
                    .changed("7.0.0", "Added the optional `entries_read` argument.")
                    .summary("Sets up to which id a group has read.")
                    .complexity("O(1)")
                    .declare();

    private static void setid(Call call) {
        long entriesRead = entriesRead(call, false);
        StreamValue stream = streamWithGroup(call);
        if (call.argc() > 7) {
            throw Help.wrongSubcommand(call, "XGROUP");
        }
        boolean toEnd = call.is(4, "$");
        if (!toEnd) {
            StreamId.checkBound(call, 4);
        }

        long ms = toEnd ? stream.lastMs() : StreamId.ms(call, 4);
        long seq = toEnd ? stream.lastSeq() : StreamId.seq(call, 4, 0);
        stream.group().setLast(ms, seq);
        stream.group().setEntriesRead(entriesRead);

        call.changedKeys(1);
        call.event(2, KeyEvent.XGROUP_SETID);
        call.reply().ok();
    }

    private static Entry existing(Call call) {
        Entry entry = call.writable(2);
        if (!entry.existsAs(ValueType.STREAM)) {
            throw NO_KEY.raise();
        }
        return entry;
    }

    /** Returns the stream, at the group that is named. */
    private static Entry withGroup(Call call) {
        Entry entry = existing(call);
        if (!entry.stream().findGroup(call.buffer(), call.offset(3), call.length(3))) {
            throw StreamReplies.noGroupOfKey(call, 2, 3);
        }
        return entry;
    }

    private static StreamValue streamWithGroup(Call call) {
        return withGroup(call).stream();
    }

    static final Command DESTROY =
            GROUPS.subcommand(XGROUP, "DESTROY", StreamGroupCommands::destroy)
                    .syntax("key group")
                    .key(2, RW, DELETE)
                    .flags(WRITE)
                    .since("5.0.0")
                    .summary("Removes a consumer group with its consumers and what is pending.")
                    .complexity("O(1); what was pending is freed in the background.")
                    .declare();

    private static void destroy(Call call) {
        Entry entry = existing(call);

        boolean destroyed = entry.destroyGroup(call.buffer(), call.offset(3), call.length(3));

        if (destroyed) {
            call.changedKeys(1);
            call.event(2, KeyEvent.XGROUP_DESTROY);
            call.wake(2);
        }
        call.reply().integer(destroyed ? 1 : 0);
    }

    static final Command CREATECONSUMER =
            GROUPS.subcommand(XGROUP, "CREATECONSUMER", StreamGroupCommands::createConsumer)
                    .syntax("key group consumer")
                    .key(2, RW, INSERT)
                    .flags(WRITE, DENYOOM)
                    .since("6.2.0")
                    .summary("Creates a consumer in a group.")
                    .complexity("O(1)")
                    .declare();

    private static void createConsumer(Call call) {
        StreamGroup group = streamWithGroup(call).group();
        boolean exists = group.findConsumer(call.buffer(), call.offset(4), call.length(4));
        if (!exists) {
            group.createConsumer(call.buffer(), call.offset(4), call.length(4), call.nowMs());
            call.changedKeys(1);
            call.event(2, KeyEvent.XGROUP_CREATECONSUMER);
        }
        call.reply().integer(exists ? 0 : 1);
    }

    static final Command DELCONSUMER =
            GROUPS.subcommand(XGROUP, "DELCONSUMER", StreamGroupCommands::deleteConsumer)
                    .syntax("key group consumer")
                    .key(2, RW, DELETE)
                    .flags(WRITE)
                    .since("5.0.0")
                    .summary("Removes a consumer of a group, and what is pending at it.")
                    .complexity("O(N log N) for N entries pending at the consumer.")
                    .declare();

    private static void deleteConsumer(Call call) {
        Entry entry = withGroup(call);

        long pending = entry.removeConsumer(call.buffer(), call.offset(4), call.length(4));

        if (pending >= 0) {
            call.changedKeys(1);
            call.event(2, KeyEvent.XGROUP_DELCONSUMER);
        }
        call.reply().integer(Math.max(0, pending));
    }

    static final Command HELP =
            GROUPS.subcommand(XGROUP, "HELP", CommandHelp::reply)
                    .syntax("")
                    .flags(LOADING, STALE)
                    .scope(Command.Scope.NONE)
                    .since("5.0.0")
                    .summary("Lists the subcommands.")
                    .complexity("O(1)")
                    .declare();
}
