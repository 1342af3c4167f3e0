package onggi.commands;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.MAY_REPLICATE;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.INSERT;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;

import java.nio.charset.StandardCharsets;
import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.resp.ReplyWriter;
import onggi.resp.RequestWriter;
import onggi.types.Encoding;
import onggi.types.HyperLogLogTrial;
import onggi.types.HyperLogLogValue;
import onggi.types.StringValue;
import onggi.types.ValueType;
import org.jspecify.annotations.Nullable;

/** Commands on HyperLogLogs, which count different elements approximately. */
public final class HyperLogLogCommands {

    private static final CommandFamily HYPERLOGLOG = CommandFamily.of(Group.HYPERLOGLOG);

    private static final byte[] PFCOUNT_WIRE = "PFCOUNT".getBytes(StandardCharsets.US_ASCII);

    private static final CommandError NOT_VALID =
            CommandError.of("WRONGTYPE Key is not a valid HyperLogLog string value.");
    private static final CommandError CORRUPT =
            CommandError.of("INVALIDOBJ Corrupted HLL object detected");
    private static final CommandError NO_KEY =
            CommandError.of("ERR The specified key does not exist");
    private static final CommandError NOT_SPARSE =
            CommandError.of("ERR HLL encoding is not sparse");

    private HyperLogLogCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return HYPERLOGLOG;
    }

    static final Command PFADD =
            HYPERLOGLOG
                    .command("PFADD", HyperLogLogCommands::pfadd)
                    .syntax("key [element [element ...]]")
                    .key(1, RW, INSERT)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("2.8.9")
                    .summary("Adds elements to a HyperLogLog, creating it when the key is absent.")
                    .complexity("O(1) per element.")
                    .declare();

    @HotPath
    private static void pfadd(Call call) {
        Entry entry = call.writable(1);
        int changes = 0;
        if (!exists(entry)) {
            create(entry);
            changes++;
        }

        StringValue.extend(entry, 0);
        for (int i = 2; i < call.argc(); i++) {
            int result = HyperLogLogValue.add(entry, call.buffer(), call.offset(i), call.length(i));
            if (result == HyperLogLogValue.CORRUPT) {
                throw CORRUPT.raise();
            }
            changes += result;
        }
        if (changes > 0) {
            HyperLogLogValue.outdate(entry);
        }

        call.changed(1, KeyEvent.PFADD, changes);
        call.reply().integer(changes > 0 ? 1 : 0);
    }

    /** Returns whether the key exists; raises an error when it is no HyperLogLog. */
    @HotPath
    private static boolean exists(Entry entry) {
        if (!entry.existsAs(ValueType.STRING)) {
            return false;
        }
        if (!HyperLogLogValue.isValid(entry)) {
            throw NOT_VALID.raise();
        }
        return true;
    }

    private static void create(Entry entry) {
        entry.place(ValueType.STRING, Encoding.RAW, HyperLogLogValue.EMPTY_BYTES, Entry.NO_EXPIRY);
        HyperLogLogValue.clear(entry);
    }

    static final Command PFCOUNT =
            HYPERLOGLOG
                    .command("PFCOUNT", HyperLogLogCommands::pfcount)
                    .syntax("key [key ...]")
                    .keys(1, -1, 1, RW, ACCESS)
                    .note(
                            "RW because it may change the internal representation of the key, and"
                                    + " propagate to replicas")
                    .flags(READONLY, MAY_REPLICATE)
                    .since("2.8.9")
                    .summary(
                            "Returns about how many different elements were added to one or several HyperLogLogs together.")
                    .complexity("O(1) for one key, O(N) for N keys.")
                    .declare();

    private static void pfcount(Call call) {
        if (call.argc() > 2) {
            call.reply().integer(HyperLogLogValue.count(union(call)));
            return;
        }
        Entry entry = call.readable(1);
        if (!exists(entry)) {
            call.reply().integer(0);
            return;
        }
        StringValue.extend(entry, 0);
        if (!HyperLogLogValue.isCounted(entry)) {
            long count = HyperLogLogValue.count(entry);
            if (count == HyperLogLogValue.CORRUPT) {
                throw CORRUPT.raise();
            }
            HyperLogLogValue.keepCount(entry, count);
            propagate(call);
            call.changedUnheard(1);
        }
        call.reply().integer(HyperLogLogValue.lastCount(entry));
    }

    /** What is kept is a part of the string, so replicas keep it as well. */
    private static void propagate(Call call) {
        if (call.hasEffects()) {
            RequestWriter effect = call.beginEffect(2);
            effect.argument(PFCOUNT_WIRE);
            effect.argument(call.buffer(), call.offset(1), call.length(1));
            call.endEffect(effect);
        }
    }

    /** Returns the highest registers of all keys. */
    private static byte[] union(Call call) {
        byte[] registers = new byte[HyperLogLogValue.REGISTERS];
        for (int i = 1; i < call.argc(); i++) {
            Entry entry = call.readable(i);
            if (exists(entry) && !HyperLogLogValue.mergeInto(entry, registers)) {
                throw CORRUPT.raise();
            }
        }
        return registers;
    }

    static final Command PFMERGE =
            HYPERLOGLOG
                    .command("PFMERGE", HyperLogLogCommands::pfmerge)
                    .syntax("destkey [sourcekey [sourcekey ...]]")
                    .key(1, RW, ACCESS, INSERT)
                    .keys(2, -1, 1, RO, ACCESS)
                    .flags(WRITE, DENYOOM)
                    .since("2.8.9")
                    .summary("Adds the elements of several HyperLogLogs to another.")
                    .complexity("O(N) for N HyperLogLogs, each step a long one.")
                    .declare();

    private static void pfmerge(Call call) {
        byte[] registers = union(call);
        boolean dense = isAnyDense(call);
        Entry target = call.writable(1);

        if (!target.exists()) {
            create(target);
        }
        StringValue.extend(target, 0);
        if (dense) {
            HyperLogLogValue.makeDense(target);
        }
        for (int i = 0; i < registers.length; i++) {
            if (registers[i] > 0) {
                HyperLogLogValue.raise(target, i, registers[i]);
            }
        }
        HyperLogLogValue.outdate(target);

        call.changed(1, KeyEvent.PFADD);
        call.reply().ok();
    }

    private static boolean isAnyDense(Call call) {
        for (int i = 1; i < call.argc(); i++) {
            Entry entry = call.peek(i);
            if (entry.exists() && HyperLogLogValue.isDense(entry)) {
                return true;
            }
        }
        return false;
    }

    static final Command PFDEBUG =
            HYPERLOGLOG
                    .command("PFDEBUG", HyperLogLogCommands::pfdebug)
                    .syntax("subcommand key")
                    .key(2, RW, ACCESS)
                    .flags(WRITE, DENYOOM, ADMIN)
                    .since("2.8.9")
                    .summary("Shows how a HyperLogLog is represented, for debugging.")
                    .complexity("O(N) for N registers.")
                    .declare();

    private static void pfdebug(Call call) {
        Entry entry = call.writable(2);
        if (!exists(entry)) {
            throw NO_KEY.raise();
        }
        StringValue.extend(entry, 0);

        if (call.is(1, "GETREG")) {
            makeDense(call, entry);
            writeRegisters(call.reply(), entry);
        } else if (call.is(1, "DECODE")) {
            if (HyperLogLogValue.isDense(entry)) {
                throw NOT_SPARSE.raise();
            }
            call.reply().bulk(HyperLogLogValue.runs(entry));
        } else if (call.is(1, "ENCODING")) {
            call.reply().simple(HyperLogLogValue.isDense(entry) ? "dense" : "sparse");
        } else if (call.is(1, "TODENSE")) {
            call.reply().integer(makeDense(call, entry) ? 1 : 0);
        } else {
            throw CommandError.of("ERR Unknown PFDEBUG subcommand '" + call.word(1) + "'").raise();
        }
    }

    /** Returns whether the value was not dense yet. */
    private static boolean makeDense(Call call, Entry entry) {
        if (HyperLogLogValue.isDense(entry)) {
            return false;
        }
        if (!HyperLogLogValue.makeDense(entry)) {
            throw CORRUPT.raise();
        }
        call.changedKeys(1); // replicas follow, but nothing was changed for who watches the key
        return true;
    }

    private static void writeRegisters(ReplyWriter reply, Entry entry) {
        byte[] registers = new byte[HyperLogLogValue.REGISTERS];
        HyperLogLogValue.mergeInto(entry, registers);
        reply.arrayHeader(registers.length);
        for (byte register : registers) {
            reply.integer(register);
        }
    }

    static final Command PFSELFTEST =
            HYPERLOGLOG
                    .command("PFSELFTEST", HyperLogLogCommands::pfselftest)
                    .flags(ADMIN)
                    .scope(Command.Scope.NONE)
                    .since("2.8.9")
                    .summary("Tries HyperLogLogs out on a million elements.")
                    .complexity("O(1), a long step.")
                    .declare();

    private static void pfselftest(Call call) {
        @Nullable String failure;
        try (var trial =
                new HyperLogLogTrial(call.engine().keyspace().shard(0).memory(), call.nowMs())) {
            failure = trial.failure();
        }
        if (failure != null) {
            throw CommandError.of("TESTFAILED " + failure).raise();
        }
        call.reply().ok();
    }
}
