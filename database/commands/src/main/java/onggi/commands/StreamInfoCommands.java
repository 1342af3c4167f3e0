package onggi.commands;

import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.STALE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.CommandHelp;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.resp.ReplyWriter;
import onggi.types.StreamConsumer;
import onggi.types.StreamGroup;
import onggi.types.StreamLag;
import onggi.types.StreamValue;
import onggi.types.ValueType;

/** XINFO: what a stream, its groups and their consumers are like. */
public final class StreamInfoCommands {

    private static final CommandFamily INFO = CommandFamily.of(Group.STREAM);

    private static final long DEFAULT_COUNT = 10;

    private StreamInfoCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return INFO;
    }

    static final Command XINFO =
            INFO.container("XINFO")
                    .arity(-2)
                    .scope(Command.Scope.NONE)
                    .since("5.0.0")
                    .summary("Tells about streams, groups and consumers.")
                    .complexity("That of the subcommand.")
                    .declare();

    static final Command STREAM =
            INFO.subcommand(XINFO, "STREAM", StreamInfoCommands::stream)
                    .syntax("key [FULL [COUNT count]]")
                    .key(2, RO, ACCESS)
                    .flags(READONLY)
                    .since("5.0.0")
                    .changed("6.0.0", "Added the `FULL` modifier.")
                    .changed(
                            "7.0.0",
                            "Added the `max-deleted-entry-id`, `entries-added`, `recorded-first-entry-id`, `entries-read` and `lag` fields")
                    .changed("7.2.0", "Added the `active-time` field.")
                    .changed("8.6.0", "Added fields on producers to streams that have some.")
                    .summary("Tells about a stream.")
                    .complexity("O(N) for N nodes.")
                    .declare();

    private static void stream(Call call) {
        boolean full = call.argc() > 3;
        Entry entry = key(call);
        long count = full ? count(call) : 0;
        StreamValue stream = entry.stream();
        boolean hasProducers = stream.producers().added() > 0;
        call.reply().mapHeader((full ? 9 : 10) + (hasProducers ? 6 : 0));
        head(call.reply(), stream);
        if (hasProducers) {
            producers(call.reply(), stream);
        }
        if (full) {
            new StreamInfoFull(call, stream, count).write();
        } else {
            edges(call.reply(), stream);
        }
    }

    private static Entry key(Call call) {
        Entry entry = call.readable(2);
        if (!entry.existsAs(ValueType.STREAM)) {
            throw CommandError.NO_SUCH_KEY.raise();
        }
        return entry;
    }

    /** Returns the COUNT of the option FULL, 0 for all. */
    private static long count(Call call) {
        int argc = call.argc();
        if ((argc != 4 && argc != 6) || !call.is(3, "FULL")) {
            throw Help.wrongSubcommand(call, "XINFO");
        }
        if (argc == 4) {
            return DEFAULT_COUNT;
        }
        if (!call.is(4, "COUNT")) {
            throw Help.wrongSubcommand(call, "XINFO");
        }
        long count = call.integer(5);
        return count < 0 ? DEFAULT_COUNT : count;
    }

    private static void head(ReplyWriter reply, StreamValue stream) {
        reply.bulk("length");
        reply.integer(stream.size());
        reply.bulk("radix-tree-keys");
        reply.integer(stream.nodeCount());
        reply.bulk("radix-tree-nodes");
        reply.integer(stream.radixNodes());
        reply.bulk("last-generated-id");
        StreamReplies.id(reply, stream, stream.lastMs(), stream.lastSeq());
        reply.bulk("max-deleted-entry-id");
        StreamReplies.id(reply, stream, stream.maxDeletedMs(), stream.maxDeletedSeq());
        reply.bulk("entries-added");
        reply.integer(stream.added());
        reply.bulk("recorded-first-entry-id");
        StreamReplies.id(reply, stream, stream.firstMs(), stream.firstSeq());
    }

    private static void producers(ReplyWriter reply, StreamValue stream) {
        var producers = stream.producers();
        reply.bulk("idmp-duration");
        reply.integer(producers.durationS());
        reply.bulk("idmp-maxsize");
        reply.integer(producers.most());
        reply.bulk("pids-tracked");
        reply.integer(producers.count());
        reply.bulk("iids-tracked");
        reply.integer(producers.known());
        reply.bulk("iids-added");
        reply.integer(producers.added());
        reply.bulk("iids-duplicates");
        reply.integer(producers.duplicates());
    }

    private static void edges(ReplyWriter reply, StreamValue stream) {
        reply.bulk("groups");
        reply.integer(stream.groupCount());
        reply.bulk("first-entry");
        if (stream.range(0, 0, -1, -1).next()) {
            StreamReplies.presentEntry(reply, stream);
        } else {
            reply.nullBulk();
        }
        reply.bulk("last-entry");
        if (stream.rangeBack(-1, -1, 0, 0).next()) {
            StreamReplies.presentEntry(reply, stream);
        } else {
            reply.nullBulk();
        }
    }

    static final Command GROUPS =
            INFO.subcommand(XINFO, "GROUPS", StreamInfoCommands::groups)
                    .syntax("key")
                    .key(2, RO, ACCESS)
                    .flags(READONLY)
                    .since("5.0.0")
                    .changed("7.0.0", "Added the `entries-read` and `lag` fields")
                    .summary("Tells about the groups of a stream.")
                    .complexity("O(N) for N groups.")
                    .declare();

    private static void groups(Call call) {
        StreamValue stream = key(call).stream();
        ReplyWriter reply = call.reply();
        int count = stream.groupCount();
        reply.arrayHeader(count);
        for (int i = 0; i < count; i++) {
            StreamGroup group = stream.groupAt(i);
            reply.mapHeader(6);
            reply.bulk("name");
            reply.bulk(group.memory(), group.nameAddress(), group.nameLength());
            reply.bulk("consumers");
            reply.integer(group.consumerCount());
            reply.bulk("pending");
            reply.integer(group.pendingCount());
            progress(reply, stream, group);
        }
    }

    /** Writes how far a group has read. */
    static void progress(ReplyWriter reply, StreamValue stream, StreamGroup group) {
        reply.bulk("last-delivered-id");
        StreamReplies.id(reply, stream, group.lastMs(), group.lastSeq());
        reply.bulk("entries-read");
        integerOrNull(reply, group.entriesRead(), group.entriesRead() != StreamGroup.UNKNOWN);
        reply.bulk("lag");
        integerOrNull(reply, StreamLag.of(stream, group), StreamLag.isKnown(stream, group));
    }

    private static void integerOrNull(ReplyWriter reply, long value, boolean isKnown) {
        if (isKnown) {
            reply.integer(value);
        } else {
            reply.nullBulk();
        }
    }

    static final Command CONSUMERS =
            INFO.subcommand(XINFO, "CONSUMERS", StreamInfoCommands::consumers)
                    .syntax("key group")
                    .key(2, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output")
                    .since("5.0.0")
                    .changed("7.2.0", "Added the `inactive` field.")
                    .summary("Tells about the consumers of a group.")
                    .complexity("O(N) for N consumers.")
                    .declare();

    private static void consumers(Call call) {
        StreamValue stream = key(call).stream();
        if (!stream.findGroup(call.buffer(), call.offset(3), call.length(3))) {
            throw StreamReplies.noGroupOfKey(call, 2, 3);
        }
        StreamGroup group = stream.group();
        ReplyWriter reply = call.reply();
        int count = group.consumerCount();
        reply.arrayHeader(count);
        for (int i = 0; i < count; i++) {
            StreamConsumer consumer = group.consumerAt(i);
            boolean never = consumer.activeMs() == StreamConsumer.NEVER;
            reply.mapHeader(4);
            reply.bulk("name");
            StreamReplies.name(reply, group, consumer);
            reply.bulk("pending");
            reply.integer(consumer.pendingCount());
            reply.bulk("idle");
            reply.integer(Math.max(0, call.nowMs() - consumer.seenMs()));
            reply.bulk("inactive");
            reply.integer(never ? -1 : call.nowMs() - consumer.activeMs());
        }
    }

    static final Command HELP =
            INFO.subcommand(XINFO, "HELP", CommandHelp::reply)
                    .syntax("")
                    .flags(LOADING, STALE)
                    .scope(Command.Scope.NONE)
                    .since("5.0.0")
                    .summary("Lists the subcommands.")
                    .complexity("O(1)")
                    .declare();
}
