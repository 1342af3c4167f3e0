package onggi.net.acl;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandKeys;
import org.jspecify.annotations.Nullable;

/**
 * The question whether a command may be run, put to one {@link Selector} after the other. One
 * instance a thread, so that a check costs no allocation.
 */
public final class AccessCheck {

    private final CommandKeys keys = new CommandKeys();
    private @Nullable Call call;
    private @Nullable Command command;
    private int first;
    private int database;
    private boolean found;
    private int argument;
    private int deniedArgument;

    /**
     * Returns why a user may not run a command, or null when they may.
     *
     * @param command which begins at argument {@code first} of the call
     * @param database the one it runs in
     */
    public @Nullable Denial check(
            UserRules rules, Command command, Call call, int first, int database) {
        this.call = call;
        this.command = command;
        this.first = first;
        this.database = database;
        this.found = false;
        this.deniedArgument = 0;
        Denial worst = Denial.DATABASE;
        for (Selector selector : rules.selectors()) {
            Denial denial = selector.check(this);
            if (denial == null) {
                return null;
            }
            int compared = denial.compareTo(worst);
            if (compared > 0 || (compared == 0 && argument > deniedArgument)) {
                worst = denial;
                deniedArgument = argument;
            }
        }
        return worst;
    }

    /** Returns whether one set of rights allows a command and reading any key besides. */
    public boolean mayReadEveryKey(UserRules rules, Call call, int database) {
        this.call = call;
        this.command = call.command();
        this.first = 0;
        this.database = database;
        this.found = false;
        for (Selector selector : rules.selectors()) {
            if (selector.check(this) == null && selector.mayReadEveryKey()) {
                return true;
            }
        }
        return false;
    }

    /** Returns the argument that the last refusal is about, counted from the command's name. */
    public int deniedArgument() {
        return deniedArgument;
    }

    Call call() {
        if (call == null) {
            throw new IllegalStateException("nothing to check");
        }
        return call;
    }

    Command command() {
        if (command == null) {
            throw new IllegalStateException("nothing to check");
        }
        return command;
    }

    int first() {
        return first;
    }

    int database() {
        return database;
    }

    int databases() {
        return call().engine().keyspace().databases();
    }

    /** Returns the keys of the command; they are found once for all selectors. */
    CommandKeys keys() {
        if (!found) {
            keys.find(command(), call(), first);
            found = true;
        }
        return keys;
    }

    void argument(int position) {
        argument = position;
    }
}
