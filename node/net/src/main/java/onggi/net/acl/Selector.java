package onggi.net.acl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import onggi.bytes.Bytes;
import onggi.bytes.Glob;
import onggi.engine.Call;
import onggi.engine.ChannelUse;
import onggi.engine.Command;
import onggi.engine.CommandKeys;
import onggi.engine.KeyFlag;
import org.jspecify.annotations.Nullable;

/**
 * A set of rights that belong together: commands, the keys and channels they may name, and the
 * databases they may work on. Changed only before it is published.
 */
public final class Selector {

    private static final int WRITING =
            KeyFlag.INSERT.bit() | KeyFlag.DELETE.bit() | KeyFlag.UPDATE.bit();

    private final CommandGrants commands;
    private final List<KeyPattern> keys = new ArrayList<>(0);
    private final List<Bytes> channels = new ArrayList<>(0);
    private final TreeSet<Integer> databases = new TreeSet<>();
    private boolean allKeys;
    private boolean allChannels;
    private boolean allDatabases = true;

    Selector(AclCommandIndex index, boolean allChannels) {
        this.commands = new CommandGrants(index);
        this.allChannels = allChannels;
    }

    private Selector(Selector other) {
        this.commands = other.commands.copy();
        this.keys.addAll(other.keys);
        this.channels.addAll(other.channels);
        this.databases.addAll(other.databases);
        this.allKeys = other.allKeys;
        this.allChannels = other.allChannels;
        this.allDatabases = other.allDatabases;
    }

    Selector copy() {
        return new Selector(this);
    }

    // ---- asking

    /** Returns whether nothing is forbidden. */
    boolean isUnrestricted() {
        return commands.isUnrestricted() && allKeys && allChannels && allDatabases;
    }

    /**
     * Returns why a call may not be run, or null when it may.
     *
     * @param check the call, and where the argument is put that the refusal is about
     */
    @Nullable Denial check(AccessCheck check) {
        Command command = check.command();
        check.argument(0);
        if (!allDatabases && !DatabaseArguments.allow(this, check)) {
            return Denial.DATABASE;
        }
        if (!commands.allow(command, check.call(), check.first())) {
            return Denial.COMMAND;
        }
        if (!allKeys && !allowKeys(check)) {
            return Denial.KEY;
        }
        if (!allChannels
                && command.channels() != ChannelUse.NONE
                && !allowChannels(check, command.channels())) {
            return Denial.CHANNEL;
        }
        return null;
    }

    private boolean allowKeys(AccessCheck check) {
        CommandKeys found = check.keys();
        for (int i = 0; i < found.count() && found.fit(); i++) {
            int flags = found.flags(i);
            if ((flags & KeyFlag.NOT_KEY.bit()) == 0
                    && !allowsKey(check, found.position(i), rights(flags))) {
                check.argument(found.position(i));
                return false;
            }
        }
        return true;
    }

    private boolean allowsKey(AccessCheck check, int position, int rights) {
        Call call = check.call();
        int i = check.first() + position;
        for (KeyPattern pattern : keys) {
            if (pattern.grants(call.buffer(), call.offset(i), call.length(i), rights)) {
                return true;
            }
        }
        return false;
    }

    private static int rights(int keyFlags) {
        int rights = (keyFlags & KeyFlag.ACCESS.bit()) != 0 ? KeyPattern.READ : 0;
        return (keyFlags & WRITING) != 0 ? rights | KeyPattern.WRITE : rights;
    }

    private boolean allowChannels(AccessCheck check, ChannelUse use) {
        Call call = check.call();
        int end = use == ChannelUse.PUBLISH ? check.first() + 2 : call.argc();
        for (int i = check.first() + 1; i < end; i++) {
            boolean isPattern = use == ChannelUse.SUBSCRIBE_PATTERN;
            if (!allowsChannel(call.buffer(), call.offset(i), call.length(i), isPattern)) {
                check.argument(i - check.first());
                return false;
            }
        }
        return true;
    }

    private boolean allowsChannel(byte[] buffer, int offset, int length, boolean isPattern) {
        for (Bytes channel : channels) {
            byte[] glob = channel.unsafeArray();
            if (isPattern
                    ? channel.equals(buffer, offset, length)
                    : Glob.matches(glob, 0, glob.length, buffer, offset, length, false)) {
                return true;
            }
        }
        return false;
    }

    boolean allowsChannel(Bytes name, boolean isPattern) {
        return allChannels || allowsChannel(name.unsafeArray(), 0, name.length(), isPattern);
    }

    boolean allowsEveryChannel() {
        return allChannels;
    }

    List<Bytes> channels() {
        return channels;
    }

    boolean mayReadEveryKey() {
        return allKeys || keys.stream().anyMatch(pattern -> pattern.grantsAll(KeyPattern.READ));
    }

    boolean allowsDatabase(long database) {
        return allDatabases || (database == (int) database && databases.contains((int) database));
    }

    boolean allowsEveryDatabase(int count) {
        return allDatabases || databases.headSet(count).size() == count;
    }

    // ---- telling

    /** Returns the rules on commands. */
    public String commandRules() {
        return commands.describe();
    }

    /** Returns the rules on keys. */
    public String keyRules() {
        return allKeys ? "~*" : String.join(" ", keys.stream().map(KeyPattern::rule).toList());
    }

    /** Returns the rules on channels. */
    public String channelRules() {
        return allChannels
                ? "&*"
                : String.join(" ", channels.stream().map(c -> "&" + c.toLatin1()).toList());
    }

    /** Returns the rule on databases, or nothing while every one is allowed. */
    public String databaseRules() {
        if (allDatabases) {
            return "";
        }
        return databases.isEmpty()
                ? "resetdbs"
                : "db=" + String.join(",", databases.stream().map(String::valueOf).toList());
    }

    /** Returns the rules that lead here from nothing. */
    String describe() {
        StringBuilder text = new StringBuilder(keyRules());
        text.append(text.isEmpty() ? "" : " ");
        text.append(allChannels ? "" : "resetchannels ");
        append(text, channelRules());
        append(text, databaseRules());
        return text.append(commandRules()).toString();
    }

    private static void append(StringBuilder text, String rules) {
        if (!rules.isEmpty()) {
            text.append(rules).append(' ');
        }
    }

    // ---- changing

    CommandGrants commands() {
        return commands;
    }

    void everyKey(boolean allow) {
        allKeys = allow;
        keys.clear();
    }

    void everyChannel(boolean allow) {
        allChannels = allow;
        channels.clear();
    }

    void everyDatabase(boolean allow) {
        allDatabases = allow;
        databases.clear();
    }

    boolean allowsAllKeys() {
        return allKeys;
    }

    void key(KeyPattern pattern) {
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).glob().equals(pattern.glob())) {
                int rights = keys.get(i).rights() | pattern.rights();
                keys.set(i, new KeyPattern(pattern.glob(), rights));
                return;
            }
        }
        keys.add(pattern);
    }

    void channel(Bytes glob) {
        if (!channels.contains(glob)) {
            channels.add(glob);
        }
    }

    void databases(int... numbers) {
        everyDatabase(false);
        Arrays.stream(numbers).forEach(databases::add);
    }
}
