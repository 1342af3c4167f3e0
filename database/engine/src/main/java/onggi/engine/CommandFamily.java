package onggi.engine;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one file. A family is a constant at the head of its file; each command is a
 * constant above its handler:
 *
 * <pre>{@code
 * static final Command GET = STRING.command("GET", StringCommands::get)
 *         .syntax("key").key(1, RO, ACCESS).flags(READONLY, FAST)
 *         .since("1.0.0").summary("Returns the value of a key.").complexity("O(1)").declare();
 * }</pre>
 */
public final class CommandFamily {

    private final Group group;
    private final List<Command> commands = new ArrayList<>();

    private CommandFamily(Group group) {
        this.group = group;
    }

    /** Returns a new, empty family of the group. */
    public static CommandFamily of(Group group) {
        return new CommandFamily(group);
    }

    /** Starts the row of a command; {@link Row#declare()} ends it. */
    public Row command(String name, Command.Handler handler) {
        return new Row(this, group, name, null, handler);
    }

    /** Starts the row of a container such as CLIENT, which does nothing without a subcommand. */
    public Row container(String name) {
        Row row = new Row(this, group, name, null, Row::needsSubcommand);
        row.notInGroupCategory = true;
        return row;
    }

    /** Starts the row of a container such as COMMAND, which does something without a subcommand. */
    public Row container(String name, Command.Handler handler) {
        return new Row(this, group, name, null, handler);
    }

    /** Starts the row of a subcommand. */
    public Row subcommand(Command parent, String name, Command.Handler handler) {
        return new Row(this, group, name, parent, handler);
    }

    /** Returns the commands declared so far, without subcommands. */
    public List<Command> commands() {
        return List.copyOf(commands);
    }

    /** A row while it is being written. */
    public static final class Row {

        final CommandFamily family;
        final String name;
        final String wireName;
        final @Nullable Command parent;
        final Command.Handler handler;
        final List<KeySpec> keys = new ArrayList<>();
        final EnumSet<CommandFlag> flags = EnumSet.noneOf(CommandFlag.class);
        final EnumSet<AclCategory> categories = EnumSet.noneOf(AclCategory.class);
        final List<String> tips = new ArrayList<>();
        final List<String> history = new ArrayList<>();
        final List<Command> subcommands = new ArrayList<>();
        int looseFirst;
        int looseStep;
        boolean notInGroupCategory;
        boolean wholeValues;
        ChannelUse channels = ChannelUse.NONE;
        KeySpec.@Nullable FlagRule flagRule;
        Group group;
        String syntax = "";
        String since = "";
        String summary = "";
        String complexity = "";
        @Nullable String replacedBy;
        @Nullable String deprecatedSince;
        Command.Scope scope = Command.Scope.KEYS;
        @Nullable Predicate<Call> allShards;
        @Nullable Predicate<Call> changesNothing;
        private int fixedArity;

        Row(
                CommandFamily family,
                Group group,
                String name,
                @Nullable Command parent,
                Command.Handler handler) {
            this.family = family;
            this.group = group;
            this.name = parent == null ? name : parent.name() + " " + name;
            this.wireName = this.name.toLowerCase(Locale.ROOT).replace(' ', '|');
            this.parent = parent;
            this.handler = handler;
        }

        private static void needsSubcommand(Call call) {
            throw CommandError.wrongArity(call.command()).raise();
        }

        /**
         * Sets the syntax after the name; arity and documentation of the arguments follow from it.
         */
        public Row syntax(String syntax) {
            this.syntax = syntax;
            return this;
        }

        /** Sets the arity where the syntax does not tell it, as for a container. */
        public Row arity(int arity) {
            this.fixedArity = arity;
            return this;
        }

        /** Adds one key at a fixed position. */
        public Row key(int position, KeyFlag... flags) {
            return keys(position, position, 1, flags);
        }

        /**
         * Adds keys from a position to a last one (negative: from the end), every {@code step}-th
         * argument.
         */
        public Row keys(int first, int last, int step, KeyFlag... flags) {
            int relative = last < 0 ? last : last - first;
            return keys(
                    new KeySpec.Begin.Index(first),
                    new KeySpec.Find.Range(relative, step, 0),
                    flags);
        }

        /** Adds keys whose number stands in an argument. */
        public Row keyCount(int countPosition, KeyFlag... flags) {
            return keys(
                    new KeySpec.Begin.Index(countPosition),
                    new KeySpec.Find.KeyCount(0, 1, 1),
                    flags);
        }

        /** Adds a key specification of any form. */
        public Row keys(KeySpec.Begin begin, KeySpec.Find find, KeyFlag... flags) {
            keys.add(
                    new KeySpec(
                            begin,
                            find,
                            flags.length == 0 ? Set.of() : EnumSet.copyOf(List.of(flags)),
                            null));
            return this;
        }

        /** Adds a remark to the key specification that was added last. */
        public Row note(String note) {
            KeySpec last = keys.removeLast();
            keys.add(new KeySpec(last.begin(), last.find(), last.flags(), note));
            return this;
        }

        /** Sets what tells the flags of keys that {@link KeyFlag#VARIABLE_FLAGS} stands for. */
        public Row keyFlags(KeySpec.FlagRule rule) {
            flagRule = rule;
            return this;
        }

        /** Says what the command does with the channels among its arguments. */
        public Row channels(ChannelUse use) {
            channels = use;
            return this;
        }

        /** Adds flags. */
        public Row flags(CommandFlag... more) {
            flags.addAll(List.of(more));
            return this;
        }

        /** Adds ACL categories that do not follow from group and flags. */
        public Row categories(AclCategory... more) {
            categories.addAll(List.of(more));
            return this;
        }

        /** Keeps the command out of the ACL category of its group. */
        public Row notInGroupCategory() {
            notInGroupCategory = true;
            return this;
        }

        /**
         * Says that the command changes no collection where it lies and reads no element of it: it
         * deletes, moves, copies or replaces values as a whole, if it does not leave them alone. So
         * it need not wait until replies that are being made of them are complete, see {@link
         * LongReply}, nor until fields are gone that have expired, see {@link FieldExpiry}.
         */
        public Row wholeValues() {
            wholeValues = true;
            return this;
        }

        /** Adds hints for proxies and clients. */
        public Row tips(String... more) {
            tips.addAll(List.of(more));
            return this;
        }

        /**
         * Sets the shards that the command holds while it runs; the shards of its keys unless set.
         */
        public Row scope(Command.Scope scope) {
            this.scope = scope;
            return this;
        }

        /** Sets which calls hold every shard though the scope is that of their keys. */
        public Row allShardsWhen(Predicate<Call> test) {
            this.allShards = test;
            return this;
        }

        /** Sets which calls change nothing though the flags say that they may. */
        public Row changesNothingWhen(Predicate<Call> test) {
            this.changesNothing = test;
            return this;
        }

        /** Sets the group where it differs from the family's. */
        public Row group(Group group) {
            this.group = group;
            return this;
        }

        /**
         * Sets the argument that the handler also takes outside the heap, see {@link Call#isLoose};
         * all others it finds in {@link Call#buffer}.
         */
        public Row loose(int position) {
            return loose(position, Integer.MAX_VALUE);
        }

        /** Sets the same for every {@code step}-th argument from a position on. */
        public Row loose(int position, int step) {
            this.looseFirst = position;
            this.looseStep = step;
            return this;
        }

        /** Sets the version that had the command first. */
        public Row since(String version) {
            this.since = version;
            return this;
        }

        /** Adds a change of the command in a version. */
        public Row changed(String version, String change) {
            history.add(version);
            history.add(change);
            return this;
        }

        /** Marks the command as deprecated. */
        public Row deprecated(String version, String replacement) {
            this.deprecatedSince = version;
            this.replacedBy = replacement;
            return this;
        }

        /** Sets what the command does, in a sentence. */
        public Row summary(String summary) {
            this.summary = summary;
            return this;
        }

        /** Sets its cost. */
        public Row complexity(String complexity) {
            this.complexity = complexity;
            return this;
        }

        /** Ends the row and adds the command to its family or parent. */
        public Command declare() {
            Command command = new Command(this);
            if (parent == null) {
                family.commands.add(command);
            } else {
                parent.row.subcommands.add(command);
            }
            return command;
        }

        int arity() {
            if (fixedArity != 0) {
                return fixedArity;
            }
            int words = name.indexOf(' ') >= 0 ? 2 : 1;
            return Syntax.arity(syntax, words);
        }
    }
}
