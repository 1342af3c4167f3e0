package onggi.net.acl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import onggi.bytes.LateLogger;
import onggi.engine.Command;
import org.jspecify.annotations.Nullable;

/** All users. Thread-safe; what changes is told to a {@link Listener} while it changes. */
public final class AccessControl {

    /** Whoever has to do with the connections of users. */
    public interface Listener {

        /** A user is there no more; their connections must not go on. */
        void deleted(AclUser user);

        /** A user may no longer listen to some channels. */
        void channelsLost(AclUser user);
    }

    /** The name of the user that connections act as from the beginning. */
    public static final String DEFAULT = "default";

    private static final System.Logger LOG = LateLogger.of(AccessControl.class);
    private static final String NOTHING_CHANGED =
            "WARNING: ACL errors detected, no change to the previously active ACL rules was"
                    + " performed";

    private final AclCommandIndex commands;
    private final RuleReader reader;
    private final ConcurrentSkipListMap<String, AclUser> users = new ConcurrentSkipListMap<>();
    private final AclUser defaultUser;
    private final AclLog log = new AclLog();
    private final AtomicLong version = new AtomicLong();
    private volatile boolean newUsersHaveAllChannels;
    private volatile @Nullable AclFile file;
    private volatile Listener listener =
            new Listener() {
                @Override
                public void deleted(AclUser user) {}

                @Override
                public void channelsLost(AclUser user) {}
            };

    /** Creates the default user, who may do everything without a password. */
    public AccessControl(List<Command> rows) {
        this.commands = new AclCommandIndex(rows);
        this.reader = new RuleReader(commands, () -> newUsersHaveAllChannels);
        this.defaultUser = new AclUser(DEFAULT, everything());
        users.put(DEFAULT, defaultUser);
    }

    private UserRules everything() {
        return applied(reader.fresh(), "+@all", "~*", "&*", "on", "nopass");
    }

    private UserRules applied(UserRules rules, String... changes) {
        try {
            for (String change : changes) {
                reader.apply(rules, change);
            }
        } catch (RuleException e) {
            throw new IllegalStateException(e);
        }
        return rules;
    }

    /** Sets who is told of changes. */
    public void listener(Listener listener) {
        this.listener = listener;
    }

    /** Returns a number that is another one after every change of any user. */
    public long version() {
        return version.get();
    }

    /** Returns the commands that rules speak of. */
    public AclCommandIndex commands() {
        return commands;
    }

    /** Returns the refusals. */
    public AclLog log() {
        return log;
    }

    // ---- users

    /** Returns the user that connections act as from the beginning. */
    public AclUser defaultUser() {
        return defaultUser;
    }

    /** Returns whether connections have to authenticate before they do anything. */
    public boolean requiresAuthentication() {
        UserRules rules = defaultUser.rules();
        return !rules.needsNoPassword() || !rules.isOn();
    }

    /** Returns whether there is no password between a connection and the default user. */
    public boolean isDefaultUserOpen() {
        return defaultUser.rules().needsNoPassword();
    }

    /** Returns a user by name, or null. */
    public @Nullable AclUser user(String name) {
        return users.get(name);
    }

    /** Returns the users in the order of their names. */
    public Collection<AclUser> users() {
        return Collections.unmodifiableCollection(users.values());
    }

    /** Returns the user whose name and password these are, or null. */
    public @Nullable AclUser authenticate(String name, byte[] password) {
        AclUser user = users.get(name);
        return user != null && user.rules().accepts(password) ? user : null;
    }

    /** Sets the only password of the default user ({@code requirepass}); empty for none. */
    public synchronized void defaultPassword(String password) {
        UserRules rules = applied(defaultUser.rules().copy(), "resetpass");
        change(defaultUser, applied(rules, password.isEmpty() ? "nopass" : ">" + password));
    }

    /** Sets whether a new user may use every channel ({@code acl-pubsub-default}). */
    public void newUsersHaveAllChannels(boolean all) {
        newUsersHaveAllChannels = all;
    }

    /**
     * Changes a user, or makes one.
     *
     * @return what is wrong with the rules, so that nothing was changed, or null
     */
    public synchronized @Nullable String change(String name, List<String> words) {
        RuleReader.Joined joined = RuleReader.join(words);
        if (!joined.isComplete()) {
            return "Unmatched parenthesis in acl selector starting at '"
                    + joined.unmatched()
                    + "'.";
        }
        AclUser user = users.get(name);
        UserRules rules = user == null ? reader.fresh() : user.rules().copy();
        for (String rule : joined.rules()) {
            try {
                reader.apply(rules, rule);
            } catch (RuleException e) {
                String shown = rule.split("\0", 2)[0]; // Redis prints it up to its first zero byte
                return "Error in ACL SETUSER modifier '" + shown + "': " + e.error().text();
            }
        }
        if (user == null) {
            users.put(name, new AclUser(name, rules));
            version.incrementAndGet();
        } else {
            change(user, rules);
        }
        return null;
    }

    private void change(AclUser user, UserRules rules) {
        boolean lost = !rules.allowsChannelsOf(user.rules());
        user.rules(rules);
        version.incrementAndGet();
        if (lost) {
            listener.channelsLost(user);
        }
    }

    /** Deletes a user other than the default one; returns whether there was one. */
    public synchronized boolean delete(String name) {
        AclUser user = users.remove(name);
        if (user == null) {
            return false;
        }
        user.delete(new UserRules(commands, false));
        version.incrementAndGet();
        listener.deleted(user);
        return true;
    }

    // ---- lines

    /** Returns every user as a line of the configuration. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (AclUser user : users.values()) {
            lines.add(line(user));
        }
        return lines;
    }

    /** Returns a user as a line of the configuration. */
    public static String line(AclUser user) {
        return "user " + user.name() + " " + user.rules().describe();
    }

    /**
     * Makes the users of the configuration's lines.
     *
     * @param declared the words of each line behind {@code user}
     * @return what is wrong, or null
     */
    public synchronized @Nullable String declare(List<List<String>> declared) {
        for (List<String> words : declared) {
            String name = words.getFirst();
            if (RuleReader.hasSpaces(name)) {
                return "Spaces not allowed in ACL usernames";
            }
            UserRules rules = reader.fresh();
            for (String rule : RuleReader.join(words.subList(1, words.size())).rules()) {
                try {
                    reader.apply(rules, rule);
                } catch (RuleException e) {
                    return "Error loading ACL rule '"
                            + rule
                            + "' for the user named '"
                            + name
                            + "': "
                            + e.error().text();
                }
            }
            put(name, rules);
            if (!rules.isOn()) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "The user ''{0}'' is disabled (there is no ''on'' modifier in the user"
                                + " description). Make sure this is not a configuration error.",
                        name);
            }
        }
        return null;
    }

    private void put(String name, UserRules rules) {
        AclUser user = users.get(name);
        if (user == null) {
            users.put(name, new AclUser(name, rules));
            version.incrementAndGet();
        } else {
            change(user, rules);
        }
    }

    // ---- the file

    /** Returns the file of users, or null when there is none. */
    public @Nullable AclFile file() {
        return file;
    }

    /** Sets the file of users. */
    public void file(AclFile file) {
        this.file = file;
    }

    /**
     * Puts the users of a file in the place of all. Connections end as in Redis 7.0: those of every
     * user but the default one, also of those who are in the file.
     *
     * @return what is wrong, so that nothing was changed, or null
     */
    public synchronized @Nullable String load(AclFile source) {
        String text;
        try {
            text = source.read();
        } catch (IOException e) {
            return "Error loading ACLs, opening file '" + source.name() + "': " + source.reason(e);
        }
        UserLines lines = UserLines.read(reader, source.name(), text);
        if (!lines.errors().isEmpty()) {
            return lines.errors() + NOTHING_CHANGED;
        }
        replaceAll(lines.users());
        return null;
    }

    private void replaceAll(Map<String, UserRules> loaded) {
        for (AclUser user : List.copyOf(users.values())) {
            if (!user.name().equals(DEFAULT)) {
                delete(user.name());
            }
        }
        if (!loaded.containsKey(DEFAULT)) {
            change(defaultUser, everything());
        }
        loaded.forEach(this::put);
    }

    /** Writes all users to a file. */
    public void save(AclFile target) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : lines()) {
            text.append(line).append('\n');
        }
        target.write(text.toString());
    }
}
