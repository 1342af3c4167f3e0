package onggi.net.acl;

import onggi.bytes.Numbers;
import onggi.engine.AclCategory;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.Transaction;

/** Which databases a command works on: the selected one, those it names, or all. */
public final class DatabaseArguments {

    private static final int NONE = -1;

    private DatabaseArguments() {}

    /** Returns whether a selector allows all databases that the checked command works on. */
    static boolean allow(Selector selector, AccessCheck check) {
        Command command = check.command();
        return switch (command.wireName()) {
            case "select" -> allowsNamed(selector, check, 1);
            case "swapdb" -> allowsNamed(selector, check, 1) && allowsNamed(selector, check, 2);
            case "move" -> allowsNamed(selector, check, 2) && allowsSelected(selector, check);
            case "copy" ->
                    allowsNamed(selector, check, copyTarget(check))
                            && allowsSelected(selector, check);
            case "flushall" -> selector.allowsEveryDatabase(check.databases());
            default -> !worksOnData(command) || allowsSelected(selector, check);
        };
    }

    private static boolean worksOnData(Command command) {
        return !command.keys().isEmpty()
                || command.categories().contains(AclCategory.KEYSPACE)
                || command.categories().contains(AclCategory.READ)
                || command.categories().contains(AclCategory.WRITE);
    }

    private static boolean allowsSelected(Selector selector, AccessCheck check) {
        return selector.allowsDatabase(check.database());
    }

    /** What is no number of a database, or beyond all, is an error of the command itself. */
    private static boolean allowsNamed(Selector selector, AccessCheck check, int argument) {
        Call call = check.call();
        int i = check.first() + argument;
        if (argument == NONE || i >= call.argc() || !isLong(call, i)) {
            return true;
        }
        long database = Numbers.parseLong(call.buffer(), call.offset(i), call.length(i));
        if (database < 0 || database >= check.databases() || selector.allowsDatabase(database)) {
            return true;
        }
        check.argument(argument);
        return false;
    }

    private static boolean isLong(Call call, int i) {
        return Numbers.isLong(call.buffer(), call.offset(i), call.length(i));
    }

    private static int copyTarget(AccessCheck check) {
        Call call = check.call();
        for (int i = check.first() + 3; i + 1 < call.argc(); i++) {
            if (call.is(i, "DB")) {
                return i + 1 - check.first();
            }
        }
        return NONE;
    }

    /**
     * Returns the database that a transaction's next command will run in, which a queued SELECT
     * changes.
     *
     * @param scratch a call to look at queued commands with
     */
    public static int afterQueue(Transaction transaction, int selected, Call scratch) {
        int database = selected;
        for (Transaction.Queued queued : transaction.queue()) {
            if (queued.command().wireName().equals("select")) {
                queued.bindTo(scratch, scratch.session());
                if (isLong(scratch, 1)) {
                    long named =
                            Numbers.parseLong(
                                    scratch.buffer(), scratch.offset(1), scratch.length(1));
                    int databases = scratch.engine().keyspace().databases();
                    database = named >= 0 && named < databases ? (int) named : database;
                }
            }
        }
        return database;
    }
}
