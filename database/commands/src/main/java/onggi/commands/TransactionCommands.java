package onggi.commands;

import static onggi.engine.CommandFlag.ALLOW_BUSY;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.SKIP_SLOWLOG;
import static onggi.engine.CommandFlag.STALE;
import static onggi.engine.KeyFlag.RO;

import java.util.List;
import onggi.engine.AccessContext;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;
import onggi.engine.Session;
import onggi.engine.Transaction;
import onggi.engine.Watches;

/**
 * Transactions. Between MULTI and EXEC the front door queues commands, see {@link Transaction};
 * here is what begins and ends that.
 */
public final class TransactionCommands {

    private static final CommandFamily TRANSACTION = CommandFamily.of(Group.TRANSACTIONS);

    private static final CommandError NESTED = CommandError.of("ERR MULTI calls can not be nested");
    private static final CommandError EXEC_WITHOUT_MULTI =
            CommandError.of("ERR EXEC without MULTI");
    private static final CommandError DISCARD_WITHOUT_MULTI =
            CommandError.of("ERR DISCARD without MULTI");
    private static final CommandError WATCH_INSIDE_MULTI =
            CommandError.of("ERR WATCH inside MULTI is not allowed");

    private TransactionCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return TRANSACTION;
    }

    static final Command MULTI =
            TRANSACTION
                    .command("MULTI", TransactionCommands::multi)
                    .scope(Command.Scope.NONE)
                    .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
                    .since("1.2.0")
                    .summary("Begins a transaction: commands are queued until EXEC.")
                    .complexity("O(1)")
                    .declare();

    private static void multi(Call call) {
        Session session = call.session();
        if (session.transaction() != null) {
            throw NESTED.raise();
        }
        session.transaction(new Transaction());
        call.reply().ok();
    }

    static final Command EXEC =
            TRANSACTION
                    .command("EXEC", TransactionCommands::exec)
                    .scope(Command.Scope.ALL_SHARDS)
                    .flags(NOSCRIPT, LOADING, STALE, SKIP_SLOWLOG)
                    .since("1.2.0")
                    .summary("Runs the queued commands as one, unless a watched key changed.")
                    .complexity("That of the queued commands.")
                    .declare();

    private static void exec(Call call) {
        Session session = call.session();
        Transaction transaction = session.takeTransaction();
        if (transaction == null) {
            throw EXEC_WITHOUT_MULTI.raise();
        }
        boolean changed = Watches.changed(call);
        Watches.forget(call.execution(), session);
        try {
            run(call, transaction, changed);
        } finally {
            transaction.release();
        }
    }

    private static void run(Call call, Transaction transaction, boolean changed) {
        if (transaction.isRefused()) {
            throw CommandError.EXEC_ABORTED.raise();
        }
        if (changed) {
            call.reply().nullArray();
            return;
        }
        Session session = call.session();
        List<Transaction.Queued> queue = transaction.queue();
        call.reply().arrayHeader(queue.size());
        for (Transaction.Queued queued : queue) {
            if (session.isRestricted() && isRefused(call, queued)) {
                continue;
            }
            call.execution().runNested(call, queued);
        }
    }

    /** What the session may do may have changed since the command was queued, even just now. */
    private static boolean isRefused(Call call, Transaction.Queued queued) {
        Call nested = call.execution().nested();
        queued.bindTo(nested, call.session());
        String refusal = call.session().refusal(nested, AccessContext.MULTI);
        if (refusal == null) {
            return false;
        }
        call.execution().stats().errorReplied(refusal);
        call.reply().error(refusal);
        return true;
    }

    static final Command DISCARD =
            TRANSACTION
                    .command("DISCARD", TransactionCommands::discard)
                    .scope(Command.Scope.NONE)
                    .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
                    .since("2.0.0")
                    .summary(
                            "Gives a transaction up: forgets the queued commands and the watched keys.")
                    .complexity("O(N) for N queued commands.")
                    .declare();

    private static void discard(Call call) {
        if (call.session().transaction() == null) {
            throw DISCARD_WITHOUT_MULTI.raise();
        }
        call.session().dropTransaction();
        Watches.forget(call.execution(), call.session());
        call.reply().ok();
    }

    static final Command WATCH =
            TRANSACTION
                    .command("WATCH", TransactionCommands::watch)
                    .syntax("key [key ...]")
                    .keys(1, -1, 1, RO)
                    .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
                    .since("2.2.0")
                    .summary("Lets the next EXEC do nothing if one of the keys changes before it.")
                    .complexity("O(1) a key.")
                    .declare();

    private static void watch(Call call) {
        if (call.session().transaction() != null) {
            throw WATCH_INSIDE_MULTI.raise();
        }
        if (!call.session().hasWatchedKeyChanged()) {
            for (int i = 1; i < call.argc(); i++) {
                Watches.add(call, i);
            }
        }
        call.reply().ok();
    }

    static final Command UNWATCH =
            TRANSACTION
                    .command("UNWATCH", TransactionCommands::unwatch)
                    .scope(Command.Scope.NONE)
                    .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
                    .since("2.2.0")
                    .summary("Forgets the watched keys.")
                    .complexity("O(1) a key.")
                    .declare();

    private static void unwatch(Call call) {
        Watches.forget(call.execution(), call.session());
        call.reply().ok();
    }
}
