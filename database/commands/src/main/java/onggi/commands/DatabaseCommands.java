package onggi.commands;

import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;

import onggi.engine.AclCategory;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.FlushAllListener;
import onggi.engine.Group;
import onggi.engine.Keyspace;
import onggi.engine.Watches;

/** Commands on whole databases. */
public final class DatabaseCommands {

    private static final CommandFamily DATABASE = CommandFamily.of(Group.SERVER);

    private static final CommandError INVALID_FIRST = CommandError.of("ERR invalid first DB index");
    private static final CommandError INVALID_SECOND =
            CommandError.of("ERR invalid second DB index");

    private DatabaseCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return DATABASE;
    }

    static final Command DBSIZE =
            DATABASE.command("DBSIZE", DatabaseCommands::dbsize)
                    .scope(Command.Scope.NONE)
                    .flags(READONLY, FAST)
                    .categories(AclCategory.KEYSPACE)
                    .tips("request_policy:all_shards", "response_policy:agg_sum")
                    .since("1.0.0")
                    .summary("Counts the keys of the database.")
                    .complexity("O(1)")
                    .declare();

    private static void dbsize(Call call) {
        call.reply().integer(call.engine().keyspace().size(call.session().database()));
    }

    static final Command FLUSHALL =
            DATABASE.command("FLUSHALL", DatabaseCommands::flushall)
                    .syntax("[ASYNC | SYNC]")
                    .scope(Command.Scope.ALL_SHARDS)
                    .flags(WRITE)
                    .categories(AclCategory.KEYSPACE, AclCategory.DANGEROUS)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .since("1.0.0")
                    .changed("4.0.0", "The option ASYNC.")
                    .changed("6.2.0", "The option SYNC.")
                    .summary("Deletes all keys of all databases.")
                    .complexity("O(1) a megabyte of memory in use.")
                    .declare();

    private static void flushall(Call call) {
        boolean later = isAsync(call);
        call.engine().flushAllListeners().forEach(FlushAllListener::before);
        Keyspace keyspace = call.engine().keyspace();
        long keys = 0;
        for (int i = 0; i < keyspace.databases(); i++) {
            keys += keyspace.flush(i, later);
            call.execution().touchedAll(i);
        }
        call.execution().flushed();
        call.changedKeys(keys + 1);
        for (FlushAllListener listener : call.engine().flushAllListeners()) {
            listener.after(call.execution(), call.changes());
        }
        call.reply().ok();
    }

    static final Command FLUSHDB =
            DATABASE.command("FLUSHDB", DatabaseCommands::flushdb)
                    .syntax("[ASYNC | SYNC]")
                    .scope(Command.Scope.ALL_SHARDS)
                    .flags(WRITE)
                    .categories(AclCategory.KEYSPACE, AclCategory.DANGEROUS)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .since("1.0.0")
                    .changed("4.0.0", "The option ASYNC.")
                    .changed("6.2.0", "The option SYNC.")
                    .summary("Deletes all keys of the database.")
                    .complexity("O(N) for its N keys, or with ASYNC O(1) and the work later.")
                    .declare();

    private static void flushdb(Call call) {
        boolean later = isAsync(call);
        long keys = call.engine().keyspace().flush(call.session().database(), later);
        call.execution().touchedAll(call.session().database());
        call.execution().flushed();
        call.changedKeys(keys + 1);
        call.reply().ok();
    }

    private static boolean isAsync(Call call) {
        if (call.argc() == 1) {
            return false;
        }
        if (call.argc() == 2 && call.is(1, "ASYNC")) {
            return true;
        }
        if (call.argc() == 2 && call.is(1, "SYNC")) {
            return false;
        }
        throw CommandError.SYNTAX.raise();
    }

    static final Command SWAPDB =
            DATABASE.command("SWAPDB", DatabaseCommands::swapdb)
                    .syntax("index1 index2")
                    .scope(Command.Scope.ALL_SHARDS)
                    .flags(WRITE, FAST)
                    .categories(AclCategory.KEYSPACE, AclCategory.DANGEROUS)
                    .since("4.0.0")
                    .summary("Exchanges the contents of two databases.")
                    .complexity("O(N) for the N keys that sessions watch in both.")
                    .declare();

    private static void swapdb(Call call) {
        long first = call.integer(1, Integer.MIN_VALUE, Integer.MAX_VALUE, INVALID_FIRST);
        long second = call.integer(2, Integer.MIN_VALUE, Integer.MAX_VALUE, INVALID_SECOND);
        int databases = call.engine().keyspace().databases();
        if (first < 0 || first >= databases || second < 0 || second >= databases) {
            throw CommandError.DB_OUT_OF_RANGE.raise();
        }
        Watches.expireIn(call, (int) first, (int) second);
        call.engine().keyspace().swap((int) first, (int) second);
        call.execution().touchedAll((int) first);
        call.execution().touchedAll((int) second);
        call.changedKeys(1);
        call.reply().ok();
    }
}
