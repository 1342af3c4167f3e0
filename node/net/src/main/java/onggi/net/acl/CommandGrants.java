package onggi.net.acl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import onggi.engine.AclCategory;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFlag;

/** Which commands may be run. Changed only before it is published. */
final class CommandGrants {

    /*
     * A bit a row decides. The texts of the rules that lead to the bits are kept in order behind
     * +@all or -@all: a new rule removes those before that it makes pointless, which are those on
     * the same command or category and on subcommands of it. Rules on a command that change no bit
     * leave no text.
     */

    private final AclCommandIndex index;
    private final long[] bits;
    private final Map<Integer, List<String>> firstArguments = new HashMap<>(0);
    private final List<String> rules = new ArrayList<>(0);
    private boolean fromAll;
    private boolean unrestricted;

    CommandGrants(AclCommandIndex index) {
        this.index = index;
        this.bits = new long[(index.size() + Long.SIZE - 1) / Long.SIZE];
    }

    private CommandGrants(CommandGrants other) {
        this.index = other.index;
        this.bits = other.bits.clone();
        this.rules.addAll(other.rules);
        this.fromAll = other.fromAll;
        this.unrestricted = other.unrestricted;
        other.firstArguments.forEach((id, words) -> firstArguments.put(id, new ArrayList<>(words)));
    }

    CommandGrants copy() {
        return new CommandGrants(this);
    }

    // ---- asking

    /** Returns whether there is no command that may not be run. */
    boolean isUnrestricted() {
        return unrestricted;
    }

    /** Returns whether a command may be run, which begins at an argument of a call. */
    boolean allow(Command command, Call call, int first) {
        if (unrestricted || command.is(CommandFlag.NO_AUTH) || bit(command)) {
            return true;
        }
        List<String> words = firstArguments.get(command.id());
        if (words == null || call.argc() - first < 2) {
            return false;
        }
        for (String word : words) {
            if (call.is(first + 1, word)) {
                return true;
            }
        }
        return false;
    }

    private boolean bit(Command command) {
        int id = command.id();
        return (bits[id / Long.SIZE] & (1L << (id % Long.SIZE))) != 0;
    }

    /** Returns the rules that lead here from nothing. */
    String describe() {
        String base = fromAll ? "+@all" : "-@all";
        return rules.isEmpty() ? base : base + " " + String.join(" ", rules);
    }

    // ---- changing

    /** Allows or forbids everything. */
    void all(boolean allow) {
        Arrays.fill(bits, allow ? -1 : 0);
        firstArguments.clear();
        rules.clear();
        fromAll = allow;
        unrestricted = allow;
    }

    /** Allows or forbids a category, given without its {@code @}. */
    void category(String name, boolean allow) throws RuleException {
        AclCategory category = AclCommandIndex.category(name);
        if (category == null) {
            throw new RuleException(RuleError.UNKNOWN, sign(allow) + "@" + name);
        }
        for (Command command : index.in(category)) {
            set(command, allow);
        }
        unrestricted &= allow;
        note("@" + category.wireName(), allow);
    }

    /** Allows or forbids a command, with its subcommands, or a subcommand. */
    void command(String name, boolean allow) throws RuleException {
        Command command = index.named(name);
        if (command == null) {
            throw new RuleException(RuleError.UNKNOWN, sign(allow) + name);
        }
        boolean changed = set(command, allow);
        unrestricted &= allow;
        if (changed) {
            note(command.wireName(), allow);
        }
    }

    /**
     * Allows what stands behind a plus sign and has a bar: a subcommand, or a command with one
     * particular first argument.
     */
    void withBar(String name) throws RuleException {
        int bar = name.lastIndexOf('|');
        String word = name.substring(bar + 1);
        Command command = index.named(name.substring(0, bar));
        if (command == null) {
            throw new RuleException(RuleError.UNKNOWN, "+" + name);
        }
        if (command.parent() != null) {
            throw new RuleException(RuleError.ARGUMENT_OF_SUBCOMMAND, "+" + name);
        }
        if (word.isEmpty()) {
            throw new RuleException(RuleError.SYNTAX, "+" + name);
        }
        if (command.isContainer()) {
            command(name, true);
        } else {
            firstArgument(command, word);
        }
    }

    private void firstArgument(Command command, String word) {
        List<String> words = firstArguments.computeIfAbsent(command.id(), id -> new ArrayList<>());
        String upper = word.toUpperCase(Locale.ROOT);
        if (!words.contains(upper)) {
            words.add(upper);
        }
        note(command.wireName() + "|" + word.toLowerCase(Locale.ROOT), true);
    }

    /** Returns whether anything changed. */
    private boolean set(Command command, boolean allow) {
        boolean changed = setBit(command, allow);
        changed |= firstArguments.remove(command.id()) != null;
        for (Command subcommand : command.subcommands()) {
            changed |= setBit(subcommand, allow);
        }
        return changed;
    }

    private boolean setBit(Command command, boolean allow) {
        boolean changed = bit(command) != allow;
        int id = command.id();
        if (allow) {
            bits[id / Long.SIZE] |= 1L << (id % Long.SIZE);
        } else {
            bits[id / Long.SIZE] &= ~(1L << (id % Long.SIZE));
        }
        return changed;
    }

    private void note(String name, boolean allow) {
        rules.removeIf(rule ->
                rule.regionMatches(1, name, 0, name.length())
                        && (rule.length() == name.length() + 1
                                || rule.charAt(name.length() + 1) == '|'));
        rules.add(sign(allow) + name);
    }

    private static String sign(boolean allow) {
        return allow ? "+" : "-";
    }
}
