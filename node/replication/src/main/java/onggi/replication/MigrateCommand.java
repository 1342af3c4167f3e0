package onggi.replication;

import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.INCOMPLETE;
import static onggi.engine.KeyFlag.RW;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.engine.AclCategory;
import onggi.engine.BlockedCall;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;
import onggi.engine.KeySpec;

/** MIGRATE: moves keys to another server. */
public final class MigrateCommand {

    private static final CommandFamily KEYS = CommandFamily.of(Group.GENERIC);

    private static final CommandError KEY_AND_KEYS =
            CommandError.of(
                    "ERR When using MIGRATE KEYS option, the key argument must be set to the empty"
                            + " string");
    private static final long DEFAULT_TIMEOUT_MS = 1000;

    private MigrateCommand() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return KEYS;
    }

    static final Command MIGRATE =
            KEYS.command("MIGRATE", MigrateCommand::migrate)
                    .syntax(
                            "host port <key | \"\"> destination-db timeout [COPY] [REPLACE] [AUTH"
                                    + " password | AUTH2 username password] [KEYS key [key ...]]")
                    .arity(-6)
                    .key(3, RW, ACCESS, DELETE)
                    .keys(
                            new KeySpec.Begin.Keyword("KEYS", -2),
                            new KeySpec.Find.Range(-1, 1, 0),
                            RW,
                            ACCESS,
                            DELETE,
                            INCOMPLETE)
                    .flags(WRITE)
                    .categories(AclCategory.DANGEROUS)
                    .tips("nondeterministic_output")
                    .since("2.6.0")
                    .changed("3.0.0", "Takes COPY and REPLACE.")
                    .changed("3.0.6", "Takes KEYS.")
                    .changed("4.0.7", "Takes AUTH.")
                    .changed("6.0.0", "Takes AUTH2.")
                    .summary("Moves keys to another server.")
                    .complexity("O(N) for N bytes of keys and values.")
                    .declare();

    private static void migrate(Call call) {
        KeyMove.Order order = order(call);
        KeyMove move = new KeyMove(order, call);
        if (!move.collect()) {
            call.reply().simple("NOKEY");
            return;
        }
        BlockedCall blocked = call.blockUntil(0, move::answer);
        if (blocked == null) {
            move.runHere(call);
            move.answer(call.reply());
        } else {
            move.runElsewhere(blocked);
        }
    }

    private static KeyMove.Order order(Call call) {
        boolean copy = false;
        boolean replace = false;
        String user = "";
        String password = "";
        int first = 3;
        int last = 3;
        for (int i = 6; i < call.argc() && first == 3; i++) {
            int left = call.argc() - i - 1;
            if (call.is(i, "COPY")) {
                copy = true;
            } else if (call.is(i, "REPLACE")) {
                replace = true;
            } else if (call.is(i, "AUTH") && left > 0) {
                password = call.text(++i);
            } else if (call.is(i, "AUTH2") && left > 1) {
                user = call.text(++i);
                password = call.text(++i);
            } else if (call.is(i, "KEYS")) {
                if (call.length(3) != 0) {
                    throw KEY_AND_KEYS.raise();
                }
                first = i + 1;
                last = call.argc() - 1;
            } else {
                throw CommandError.SYNTAX.raise();
            }
        }
        long timeoutMs = call.integer(5);
        long database = call.integer(4);
        List<Bytes> keys = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            keys.add(call.bytes(i));
        }
        return new KeyMove.Order(
                call.text(1),
                call.text(2),
                (int) database,
                (int) Math.min(timeoutMs <= 0 ? DEFAULT_TIMEOUT_MS : timeoutMs, Integer.MAX_VALUE),
                copy,
                replace,
                user,
                password,
                keys);
    }
}
