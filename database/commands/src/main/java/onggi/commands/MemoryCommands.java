package onggi.commands;

import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.STALE;
import static onggi.engine.KeyFlag.RO;

import java.nio.charset.StandardCharsets;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.CommandHelp;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.Keyspace;
import onggi.resp.ReplyWriter;

/** MEMORY: where the memory went. */
public final class MemoryCommands {

    /** Elements of a collection that MEMORY USAGE looks at unless told otherwise. */
    private static final int DEFAULT_SAMPLES = 5;

    private static final CommandFamily MEMORY_FAMILY = CommandFamily.of(Group.SERVER);

    /** Below this a report would be about the program and not about the data. */
    private static final long SMALL_BYTES = 5L << 20;

    /** More than this share of loose memory is worth a remark. */
    private static final double LOOSE_RATIO = 1.4;

    private MemoryCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return MEMORY_FAMILY;
    }

    static final Command MEMORY =
            MEMORY_FAMILY
                    .container("MEMORY")
                    .arity(-2)
                    .scope(Command.Scope.NONE)
                    .since("4.0.0")
                    .summary("Tells where the memory went.")
                    .complexity("That of the subcommand.")
                    .declare();

    static final Command USAGE =
            MEMORY_FAMILY
                    .subcommand(MEMORY, "USAGE", MemoryCommands::usage)
                    .syntax("key [SAMPLES count]")
                    .key(2, RO)
                    .flags(READONLY)
                    .since("4.0.0")
                    .summary(
                            "Tells the bytes of memory that a key and its value take, all elements included.")
                    .complexity("O(1)")
                    .declare();

    private static void usage(Call call) {
        int samples = DEFAULT_SAMPLES;
        for (int i = 3; i < call.argc(); i += 2) {
            if (!call.is(i, "SAMPLES") || i + 1 == call.argc()) {
                throw CommandError.SYNTAX.raise();
            }
            long asked = call.integer(i + 1);
            if (asked < 0) {
                throw CommandError.SYNTAX.raise();
            }
            samples = (int) Math.min(asked, Integer.MAX_VALUE);
        }

        Entry entry = call.peek(2);
        if (entry.exists()) {
            call.reply().integer(entry.memoryBytes(samples));
        } else {
            call.reply().nullBulk();
        }
    }

    static final Command DOCTOR =
            MEMORY_FAMILY
                    .subcommand(MEMORY, "DOCTOR", MemoryCommands::doctor)
                    .scope(Command.Scope.ALL_SHARDS)
                    .tips(
                            "nondeterministic_output",
                            "request_policy:all_shards",
                            "response_policy:special")
                    .since("4.0.0")
                    .summary("Says what is remarkable about the use of memory.")
                    .complexity("O(1)")
                    .declare();

    private static void doctor(Call call) {
        Keyspace keyspace = call.engine().keyspace();
        String report;
        if (keyspace.usedBytes() < SMALL_BYTES) {
            report = "There is too little data here to say anything about its memory.\n";
        } else if (keyspace.reservedBytes() > keyspace.usedBytes() * LOOSE_RATIO) {
            report =
                    "Much of the reserved memory is free inside. Compaction is giving it back; MEMORY PURGE does the last"
                            + " step at once.\n";
        } else {
            report = "Nothing remarkable about the memory of this server.\n";
        }
        call.reply().verbatim("txt", report.getBytes(StandardCharsets.US_ASCII));
    }

    static final Command MALLOC_STATS =
            MEMORY_FAMILY
                    .subcommand(MEMORY, "MALLOC-STATS", MemoryCommands::mallocStats)
                    .scope(Command.Scope.ALL_SHARDS)
                    .tips(
                            "nondeterministic_output",
                            "request_policy:all_shards",
                            "response_policy:special")
                    .since("4.0.0")
                    .summary("Tells the allocator's own numbers.")
                    .complexity("O(N) for N shards.")
                    .declare();

    private static void mallocStats(Call call) {
        Keyspace keyspace = call.engine().keyspace();
        var text = new StringBuilder("shard live reserved loose\n");
        for (int i = 0; i < keyspace.shardCount(); i++) {
            var slab = keyspace.shard(i).slab();
            text.append(i)
                    .append(' ')
                    .append(slab.liveBytes())
                    .append(' ')
                    .append(slab.reservedBytes())
                    .append(' ')
                    .append(slab.looseBytes())
                    .append('\n');
        }
        call.reply().verbatim("txt", text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    static final Command PURGE =
            MEMORY_FAMILY
                    .subcommand(MEMORY, "PURGE", MemoryCommands::purge)
                    .scope(Command.Scope.ALL_SHARDS)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .since("4.0.0")
                    .summary("Gives free memory back to the system at once.")
                    .complexity("O(1) a megabyte given back.")
                    .declare();

    private static void purge(Call call) {
        Keyspace keyspace = call.engine().keyspace();
        for (int i = 0; i < keyspace.shardCount(); i++) {
            keyspace.shard(i).slab().trim(Integer.MAX_VALUE, 0);
        }
        call.reply().ok();
    }

    static final Command STATS =
            MEMORY_FAMILY
                    .subcommand(MEMORY, "STATS", MemoryCommands::stats)
                    .scope(Command.Scope.ALL_SHARDS)
                    .tips(
                            "nondeterministic_output",
                            "request_policy:all_shards",
                            "response_policy:special")
                    .since("4.0.0")
                    .summary("Tells the sizes that make up the use of memory.")
                    .complexity("O(1)")
                    .declare();

    private static void stats(Call call) {
        Keyspace keyspace = call.engine().keyspace();
        Runtime heap = Runtime.getRuntime();
        long heapBytes = heap.totalMemory() - heap.freeMemory();
        long data = keyspace.usedBytes();
        long reserved = keyspace.reservedBytes();
        long total = data + heapBytes;
        long keys = 0;
        int used = 0;
        for (int i = 0; i < keyspace.databases(); i++) {
            keys += keyspace.size(i);
            used += keyspace.size(i) > 0 ? 1 : 0;
        }

        ReplyWriter reply = call.reply();
        reply.mapHeader(STATS_FIELDS + used);
        field(reply, "peak.allocated", total);
        field(reply, "total.allocated", total);
        field(reply, "startup.allocated", heapBytes);
        field(reply, "replication.backlog", 0);
        field(reply, "clients.slaves", 0);
        field(reply, "clients.normal", 0);
        field(reply, "cluster.links", 0);
        field(reply, "aof.buffer", 0);
        field(reply, "lua.caches", 0);
        field(reply, "functions.caches", 0);
        for (int i = 0; i < keyspace.databases(); i++) {
            if (keyspace.size(i) > 0) {
                reply.bulk("db." + i);
                reply.mapHeader(2);
                field(reply, "overhead.hashtable.main", keyspace.indexBytes(i));
                field(reply, "overhead.hashtable.expires", 0);
            }
        }
        field(reply, "overhead.total", heapBytes);
        field(reply, "keys.count", keys);
        field(reply, "keys.bytes-per-key", keys == 0 ? 0 : data / keys);
        field(reply, "dataset.bytes", data);
        field(reply, "dataset.percentage", total == 0 ? 0.0 : data * 100.0 / total);
        field(reply, "peak.percentage", 100.0);
        field(reply, "allocator.allocated", data);
        field(reply, "allocator.active", reserved);
        field(reply, "allocator.resident", reserved);
        field(reply, "allocator-fragmentation.ratio", data == 0 ? 1.0 : (double) reserved / data);
        field(reply, "allocator-fragmentation.bytes", reserved - data);
        field(reply, "fragmentation", data == 0 ? 1.0 : (double) reserved / data);
        field(reply, "fragmentation.bytes", reserved - data);
    }

    private static final int STATS_FIELDS = 23;

    private static void field(ReplyWriter reply, String name, long value) {
        reply.bulk(name);
        reply.integer(value);
    }

    private static void field(ReplyWriter reply, String name, double value) {
        reply.bulk(name);
        reply.doubleValue(value);
    }

    static final Command HELP =
            MEMORY_FAMILY
                    .subcommand(MEMORY, "HELP", CommandHelp::reply)
                    .scope(Command.Scope.NONE)
                    .flags(LOADING, STALE)
                    .since("4.0.0")
                    .summary("Shows this list.")
                    .complexity("O(1)")
                    .declare();
}
