package onggi.commands;

import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.STALE;
import static onggi.engine.KeyFlag.RO;

import onggi.engine.AccessClock;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.CommandHelp;
import onggi.engine.EngineSettings;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.types.Encoding;
import onggi.types.StringValue;
import onggi.types.ValueType;

/** OBJECT: what the store knows of a value beside its content. */
public final class ObjectCommands {

    private static final CommandFamily OBJECT_FAMILY = CommandFamily.of(Group.GENERIC);

    private static final CommandError NOT_LFU =
            CommandError.of(
                    "ERR An LFU maxmemory policy is not selected, access frequency not tracked."
                            + " Please note that when switching between policies at runtime LRU and LFU"
                            + " data will take some time to adjust.");

    private static final CommandError NOT_LRU =
            CommandError.of(
                    "ERR An LFU maxmemory policy is selected, idle time not tracked. Please note"
                            + " that when switching between policies at runtime LRU and LFU data will"
                            + " take some time to adjust.");

    private static final long MS_PER_SECOND = 1000;

    /**
     * Redis keeps one object for each integer below this and says so by a reference count without
     * end.
     */
    private static final int SHARED_INTEGERS = 10_000;

    private ObjectCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return OBJECT_FAMILY;
    }

    static final Command OBJECT =
            OBJECT_FAMILY
                    .container("OBJECT")
                    .arity(-2)
                    .scope(Command.Scope.NONE)
                    .since("2.2.3")
                    .summary("Tells how a value is kept.")
                    .complexity("That of the subcommand.")
                    .declare();

    static final Command ENCODING =
            OBJECT_FAMILY
                    .subcommand(OBJECT, "ENCODING", ObjectCommands::encoding)
                    .syntax("key")
                    .key(2, RO)
                    .flags(READONLY)
                    .tips("nondeterministic_output")
                    .since("2.2.3")
                    .summary("Tells the encoding of the value at a key.")
                    .complexity("O(1)")
                    .declare();

    private static void encoding(Call call) {
        Entry entry = call.inspect(2);
        if (entry.exists()) {
            call.reply().bulk(Encoding.nameOf(entry.encoding()));
        } else {
            call.reply().nullBulk();
        }
    }

    static final Command FREQ =
            OBJECT_FAMILY
                    .subcommand(OBJECT, "FREQ", ObjectCommands::freq)
                    .syntax("key")
                    .key(2, RO)
                    .flags(READONLY)
                    .tips("nondeterministic_output")
                    .since("4.0.0")
                    .summary(
                            "Tells how often a key is used, as a logarithmic counter, with an LFU"
                                    + " eviction policy.")
                    .complexity("O(1)")
                    .declare();

    private static void freq(Call call) {
        Entry entry = call.inspect(2);
        AccessClock clock = call.engine().accessClock();
        if (!entry.exists()) {
            call.reply().nullBulk();
        } else if (clock.countsUses()) {
            call.reply().integer(clock.uses(entry.accessBits(), call.nowMs()));
        } else {
            throw NOT_LFU.raise();
        }
    }

    static final Command IDLETIME =
            OBJECT_FAMILY
                    .subcommand(OBJECT, "IDLETIME", ObjectCommands::idletime)
                    .syntax("key")
                    .key(2, RO)
                    .flags(READONLY)
                    .tips("nondeterministic_output")
                    .since("2.2.3")
                    .summary("Tells for how many seconds a key was not used.")
                    .complexity("O(1)")
                    .declare();

    private static void idletime(Call call) {
        Entry entry = call.inspect(2);
        if (entry.exists()) {
            if (call.engine().accessClock().countsUses()) {
                throw NOT_LRU.raise();
            }
            long idleMs = call.engine().accessClock().idleMs(entry.accessBits(), call.nowMs());
            call.reply().integer(idleMs / MS_PER_SECOND);
        } else {
            call.reply().nullBulk();
        }
    }

    static final Command REFCOUNT =
            OBJECT_FAMILY
                    .subcommand(OBJECT, "REFCOUNT", ObjectCommands::refcount)
                    .syntax("key")
                    .key(2, RO)
                    .flags(READONLY)
                    .tips("nondeterministic_output")
                    .since("2.2.3")
                    .summary(
                            "Tells how many references a value has: one, or endless for a small"
                                    + " integer.")
                    .complexity("O(1)")
                    .declare();

    private static void refcount(Call call) {
        Entry entry = call.inspect(2);
        if (entry.exists()) {
            boolean shared = isSmallInteger(entry) && !hasUseOfItsOwn(call);
            call.reply().integer(shared ? Integer.MAX_VALUE : 1);
        } else {
            call.reply().nullBulk();
        }
    }

    /** Redis does not share integers while it has to know when or how often each key is used. */
    private static boolean hasUseOfItsOwn(Call call) {
        EngineSettings settings = call.engine().settings();
        return settings.maxMemoryBytes() > 0 && settings.eviction().policy().knowsUse();
    }

    private static boolean isSmallInteger(Entry entry) {
        if (entry.type() != ValueType.STRING || entry.encoding() != Encoding.INT) {
            return false;
        }
        long value = StringValue.integer(entry);
        return value >= 0 && value < SHARED_INTEGERS;
    }

    static final Command HELP =
            OBJECT_FAMILY
                    .subcommand(OBJECT, "HELP", CommandHelp::reply)
                    .scope(Command.Scope.NONE)
                    .flags(LOADING, STALE)
                    .since("6.2.0")
                    .summary("Shows this list.")
                    .complexity("O(1)")
                    .declare();
}
