package onggi.engine;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import onggi.bytes.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * One row of the command table: a name, its handler and everything a client, the access rules, the
 * locks and the documentation need to know of it. Rows are made by {@link CommandFamily} and never
 * change.
 */
public final class Command {

    /** Runs a command: arguments, key, operation, report. */
    @FunctionalInterface
    public interface Handler {

        /** Runs the call; a user's mistake is raised as a {@link CommandException}. */
        void run(Call call);
    }

    /** Which shards a command holds while it runs. */
    public enum Scope {
        /** The shards of its keys. */
        KEYS,
        /** Every shard. */
        ALL_SHARDS,
        /** None: the handler touches no key, or locks by itself. */
        NONE
    }

    /** PFCOUNT may replicate and is no write, but keeps its count in the value. */
    private static final int CHANGING = CommandFlag.WRITE.bit() | CommandFlag.MAY_REPLICATE.bit();

    final CommandFamily.Row row;
    private final int arity;
    private final int flags;
    private final int firstKey;
    private final int lastKey;
    private final int keyStep;
    private final EnumSet<AclCategory> categories;
    private int id = -1;

    Command(CommandFamily.Row row) {
        this.row = row;
        this.arity = row.arity();
        this.flags = CommandRules.flagMask(row);
        this.categories = CommandRules.categories(row, flags);
        int[] range = CommandRules.firstRange(row.keys);
        this.firstKey = range[0];
        this.lastKey = range[1];
        this.keyStep = range[2];
    }

    /** Returns the full name as documentation writes it, such as {@code CLIENT LIST}. */
    public String name() {
        return row.name;
    }

    /** Returns the name on the wire, such as {@code client|list}. */
    public String wireName() {
        return row.wireName;
    }

    /** Returns the handler. */
    public Handler handler() {
        return row.handler;
    }

    /** Returns the number of arguments including the name; negative means at least so many. */
    public int arity() {
        return arity;
    }

    /** Returns whether so many arguments, including the name, are acceptable. */
    public boolean accepts(int argc) {
        return arity >= 0 ? argc == arity : argc >= -arity;
    }

    /** Returns whether the command has the flag. */
    public boolean is(CommandFlag flag) {
        return (flags & flag.bit()) != 0;
    }

    /** Returns whether the command may change a value where it lies. */
    @HotPath
    boolean changesValues() {
        return is(CommandFlag.WRITE) && !row.wholeValues;
    }

    /** Returns whether the command may change a key. */
    @HotPath
    boolean changesKeys() {
        return (flags & CHANGING) != 0;
    }

    /** Returns whether the command deals with values as a whole, if at all. */
    boolean takesWholeValues() {
        return row.wholeValues;
    }

    /** Returns the flags as a mask of {@link CommandFlag#bit()}. */
    public int flags() {
        return flags;
    }

    /** Returns the flags in Redis's order. */
    public Set<CommandFlag> flagSet() {
        EnumSet<CommandFlag> set = EnumSet.noneOf(CommandFlag.class);
        for (CommandFlag flag : CommandFlag.values()) {
            if (is(flag)) {
                set.add(flag);
            }
        }
        return set;
    }

    /** Returns the ACL categories. */
    public Set<AclCategory> categories() {
        return EnumSet.copyOf(categories);
    }

    /** Returns the position of the first key, or 0 when there is none. */
    public int firstKey() {
        return firstKey;
    }

    /** Returns the position of the last key, negative from the end; 0 when there is none. */
    public int lastKey() {
        return lastKey;
    }

    /** Returns the distance between two keys; 0 when there is none. */
    public int keyStep() {
        return keyStep;
    }

    /** Returns where the keys stand. */
    public List<KeySpec> keys() {
        return row.keys;
    }

    /** Returns what the command does with channels among its arguments. */
    @HotPath
    public ChannelUse channels() {
        return row.channels;
    }

    /** Returns whether the handler takes an argument that lies outside the heap. */
    public boolean takesLoose(int argument) {
        int beyond = argument - row.looseFirst;
        return row.looseFirst > 0 && beyond >= 0 && beyond % row.looseStep == 0;
    }

    /** Returns which shards the command holds. */
    public Scope scope() {
        return row.scope;
    }

    /**
     * Returns whether a call holds every shard though its scope is that of its keys, as it may want
     * others.
     */
    @HotPath
    public boolean needsAllShards(Call call) {
        Predicate<Call> test = row.allShards;
        return test != null && test.test(call);
    }

    /** Returns whether a call changes nothing though the flags say that it may. */
    public boolean changesNothing(Call call) {
        Predicate<Call> test = row.changesNothing;
        return test != null && test.test(call);
    }

    /** Returns the group. */
    public Group group() {
        return row.group;
    }

    /** Returns the syntax after the name, in the notation of the Redis documentation. */
    public String syntax() {
        return row.syntax;
    }

    /** Returns the arguments after the name, as the syntax tells them. */
    public List<Argument> arguments() {
        return Syntax.parse(row.syntax).arguments();
    }

    /** Returns the version of Redis (or Valkey) that had the command first. */
    public String since() {
        return row.since;
    }

    /** Returns what the command does, in a sentence. */
    public String summary() {
        return row.summary;
    }

    /** Returns its cost. */
    public String complexity() {
        return row.complexity;
    }

    /** Returns the hints for proxies and clients of {@code COMMAND INFO}. */
    public List<String> tips() {
        return row.tips;
    }

    /** Returns versions and changes, such as {@code 6.0.0} and a sentence, in pairs. */
    public List<String> history() {
        return row.history;
    }

    /** Returns what to use instead, or null when the command is not deprecated. */
    public @Nullable String replacedBy() {
        return row.replacedBy;
    }

    /** Returns the version that deprecated the command, or null. */
    public @Nullable String deprecatedSince() {
        return row.deprecatedSince;
    }

    /** Returns the subcommands in order of declaration; empty when it has none. */
    public List<Command> subcommands() {
        return List.copyOf(row.subcommands);
    }

    /** Returns whether there are subcommands. */
    @HotPath
    public boolean isContainer() {
        return !row.subcommands.isEmpty();
    }

    /** Returns the command this one is a part of, or null. */
    public @Nullable Command parent() {
        return row.parent;
    }

    /** Returns the index of this row in tables of counters, dense from 0. */
    public int id() {
        return id;
    }

    void number(int id) {
        this.id = id;
    }

    @Override
    public String toString() {
        return row.name;
    }
}
