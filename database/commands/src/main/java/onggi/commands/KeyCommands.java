package onggi.commands;

import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.RM;
import static onggi.engine.KeyFlag.RO;

import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.Keyspace;
import onggi.engine.Shard;
import onggi.types.Table;
import onggi.types.ValueType;

/**
 * Commands on keys of any type. Those that rename or copy: {@link KeyMoveCommands}; expiry: {@link
 * ExpireCommands}.
 */
public final class KeyCommands {

    private static final CommandFamily KEY = CommandFamily.of(Group.GENERIC);

    private KeyCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return KEY;
    }

    static final Command DEL =
            KEY.command("DEL", KeyCommands::del)
                    .syntax("key [key ...]")
                    .keys(1, -1, 1, RM, DELETE)
                    .flags(WRITE)
                    .wholeValues()
                    .tips("request_policy:multi_shard", "response_policy:agg_sum")
                    .since("1.0.0")
                    .summary("Deletes keys, and their values at once.")
                    .complexity("O(N) for N keys, and O(M) for the M elements of each value.")
                    .declare();

    static final Command UNLINK =
            KEY.command("UNLINK", KeyCommands::del)
                    .syntax("key [key ...]")
                    .keys(1, -1, 1, RM, DELETE)
                    .flags(WRITE, FAST)
                    .wholeValues()
                    .tips("request_policy:multi_shard", "response_policy:agg_sum")
                    .since("4.0.0")
                    .summary("Deletes keys, and their values later.")
                    .complexity(
                            "O(1) a key; the memory of large values is given back outside the command.")
                    .declare();

    @HotPath
    private static void del(Call call) {
        int deleted = 0;
        for (int i = 1; i < call.argc(); i++) {
            Entry entry = call.peek(i);
            if (entry.exists()) {
                entry.remove();
                call.changed(i, KeyEvent.DEL);
                deleted++;
            }
        }
        call.reply().integer(deleted);
    }

    static final Command EXISTS =
            KEY.command("EXISTS", KeyCommands::exists)
                    .syntax("key [key ...]")
                    .keys(1, -1, 1, RO)
                    .flags(READONLY, FAST)
                    .wholeValues()
                    .tips("request_policy:multi_shard", "response_policy:agg_sum")
                    .since("1.0.0")
                    .changed("3.0.3", "More than one key may be given.")
                    .summary("Counts how many of the keys exist; a key named twice counts twice.")
                    .complexity("O(N) for N keys.")
                    .declare();

    @HotPath
    private static void exists(Call call) {
        int existing = 0;
        for (int i = 1; i < call.argc(); i++) {
            if (call.glance(i).exists()) {
                existing++;
            }
        }
        call.reply().integer(existing);
    }

    static final Command TOUCH =
            KEY.command("TOUCH", KeyCommands::touch)
                    .syntax("key [key ...]")
                    .keys(1, -1, 1, RO)
                    .flags(READONLY, FAST)
                    .wholeValues()
                    .tips("request_policy:multi_shard", "response_policy:agg_sum")
                    .since("3.2.1")
                    .summary("Counts how many of the keys exist and marks them as used now.")
                    .complexity("O(N) for N keys.")
                    .declare();

    private static void touch(Call call) {
        int existing = 0;
        for (int i = 1; i < call.argc(); i++) {
            if (call.readable(i).exists()) {
                existing++;
            }
        }
        call.reply().integer(existing);
    }

    static final Command TYPE =
            KEY.command("TYPE", KeyCommands::type)
                    .syntax("key")
                    .key(1, RO)
                    .flags(READONLY, FAST)
                    .wholeValues()
                    .since("1.0.0")
                    .summary("Tells the type of the value at a key, or none.")
                    .complexity("O(1)")
                    .declare();

    private static void type(Call call) {
        Entry entry = call.glance(1);
        call.reply().simple(entry.exists() ? ValueType.nameOf(entry.type()) : "none");
    }

    static final Command RANDOMKEY =
            KEY.command("RANDOMKEY", KeyCommands::randomkey)
                    .scope(Command.Scope.ALL_SHARDS)
                    .flags(READONLY)
                    .tips("request_policy:all_shards", "nondeterministic_output")
                    .since("1.0.0")
                    .summary("Returns a key of the database, each as likely as the others.")
                    .complexity("O(1)")
                    .declare();

    /** So many keys that should be gone are looked at where none may be removed. */
    private static final int MOST_KEPT = 100;

    private static void randomkey(Call call) {
        Keyspace keyspace = call.engine().keyspace();
        int database = call.session().database();
        boolean keeps = call.engine().settings().expiryPaused();
        int kept = 0;
        call.execution().effects().apart();
        while (keyspace.size(database) > 0) {
            Shard shard = randomShard(call, keyspace, database);
            Table table = shard.table(database);
            int reference = table == null ? Table.NONE : table.random(call.engine().random());
            byte[] key = shard.key(reference);
            if (keeps && kept < MOST_KEPT && shard.isGone(reference, call.nowMs())) {
                kept++;
            } else if (!keeps && shard.isExpired(reference, call.nowMs())) {
                call.execution().reap(shard, database, reference);
            } else if (keeps || !shard.isGone(reference, call.nowMs()) || isThere(call, key)) {
                call.reply().bulk(key);
                return;
            }
        }
        call.reply().nullBulk();
    }

    /** Returns whether a key is there when it is asked for, as a hash without fields is not. */
    private static boolean isThere(Call call, byte[] key) {
        return call.lookup(Bytes.wrap(key), call.session().database()).exists();
    }

    /** Returns the shard of a key chosen uniformly among all. */
    private static Shard randomShard(Call call, Keyspace keyspace, int database) {
        long rest = call.engine().random().nextLong(keyspace.size(database));
        int i = 0;
        for (long size = keyspace.shard(0).size(database);
                rest >= size;
                size = keyspace.shard(i).size(database)) {
            rest -= size;
            i++;
        }
        return keyspace.shard(i);
    }
}
