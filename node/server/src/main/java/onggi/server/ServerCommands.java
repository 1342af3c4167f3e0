package onggi.server;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.ALLOW_BUSY;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.NO_MULTI;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.STALE;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import onggi.engine.BlockedCall;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;

/** Commands on the server as a whole: its report, its time, its end. */
public final class ServerCommands {

    static final CommandFamily SERVER = CommandFamily.of(Group.SERVER);

    private static final CommandError NO_SHUTDOWN = CommandError.of("ERR No shutdown in progress.");
    private static final CommandError CANNOT_SHUT_DOWN =
            CommandError.of("ERR Errors trying to SHUTDOWN. Check logs.");

    static final Command INFO =
            SERVER.command("INFO", ServerCommands::info)
                    .syntax("[section [section ...]]")
                    .flags(LOADING, STALE)
                    .categories(onggi.engine.AclCategory.DANGEROUS)
                    .scope(Command.Scope.NONE)
                    .tips(
                            "nondeterministic_output",
                            "request_policy:all_shards",
                            "response_policy:special")
                    .since("1.0.0")
                    .changed("7.0.0", "Takes several sections at once.")
                    .summary("Returns state and statistics of the server.")
                    .complexity("O(1)")
                    .declare();

    private static void info(Call call) {
        Set<String> wanted = new HashSet<>();
        for (int i = 1; i < call.argc(); i++) {
            wanted.add(call.text(i).toLowerCase(Locale.ROOT));
        }
        String text = ServerState.of(call).info().text(wanted);
        call.reply().verbatim("txt", text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static final Command TIME =
            SERVER.command("TIME", ServerCommands::time)
                    .syntax("")
                    .flags(LOADING, STALE, FAST)
                    .scope(Command.Scope.NONE)
                    .tips("nondeterministic_output")
                    .since("2.6.0")
                    .summary("Returns the server's time as Unix seconds and microseconds.")
                    .complexity("O(1)")
                    .declare();

    private static void time(Call call) {
        long micros = call.engine().clock().nowMicros();
        call.reply().arrayHeader(2);
        call.reply().bulkLong(micros / 1_000_000);
        call.reply().bulkLong(micros % 1_000_000);
    }

    static final Command SHUTDOWN =
            SERVER.command("SHUTDOWN", ServerCommands::shutdown)
                    .syntax("[NOSAVE | SAVE] [NOW] [FORCE] [ABORT]")
                    .flags(ADMIN, NOSCRIPT, LOADING, STALE, NO_MULTI, ALLOW_BUSY)
                    .allShardsWhen(ServerCommands::maySave)
                    .since("1.0.0")
                    .changed("7.0.0", "Takes NOW, FORCE and ABORT.")
                    .summary("Ends the server.")
                    .complexity("O(1)")
                    .declare();

    /** What reads no data runs also while a script holds the shards and does not end. */
    private static boolean maySave(Call call) {
        for (int i = 1; i < call.argc(); i++) {
            if (call.is(i, "NOSAVE") || call.is(i, "ABORT")) {
                return false;
            }
        }
        return true;
    }

    private static void shutdown(Call call) {
        Set<String> words = new HashSet<>();
        for (int i = 1; i < call.argc(); i++) {
            words.add(call.text(i).toUpperCase(Locale.ROOT));
        }
        boolean known = Set.of("NOSAVE", "SAVE", "NOW", "FORCE", "ABORT").containsAll(words);
        boolean clash =
                (words.contains("NOSAVE") && words.contains("SAVE"))
                        || (words.contains("ABORT") && words.size() > 1);
        if (!known || clash) {
            throw CommandError.SYNTAX.raise();
        }
        if (words.contains("ABORT")) {
            if (!ServerState.of(call).abortShutdown()) {
                throw NO_SHUTDOWN.raise();
            }
            call.reply().ok();
            return;
        }
        if (call.engine().overtime().any() && !words.contains("NOSAVE")) {
            throw call.engine().overtime().error().raise();
        }
        switch (ServerState.of(call).shutDown(call.execution(), words)) {
            case ENDS -> {}
            case FAILED -> throw CANNOT_SHUT_DOWN.raise();
            case WAITS -> awaitEnd(call);
        }
    }

    /** The caller hears of it only if the server goes on after all. */
    private static void awaitEnd(Call call) {
        BlockedCall blocked = call.blockUntil(0, reply -> reply.error(CANNOT_SHUT_DOWN.text()));
        ShutdownWait wait = ServerState.of(call).shutdownWait();
        if (blocked != null && wait != null) {
            wait.add(blocked);
        }
    }

    static final Command LOLWUT =
            SERVER.command("LOLWUT", ServerCommands::lolwut)
                    .syntax("[VERSION version]")
                    .arity(-1)
                    .flags(READONLY, FAST)
                    .scope(Command.Scope.NONE)
                    .since("5.0.0")
                    .summary("Shows a jar, and the version.")
                    .complexity("O(1)")
                    .declare();

    private static void lolwut(Call call) {
        List<Long> numbers = new ArrayList<>();
        int first = 1;
        if (call.argc() > 2 && call.is(1, "VERSION")) {
            call.integer(2);
            first = 3;
        }
        for (int i = first; i < call.argc(); i++) {
            numbers.add(call.integer(i));
        }
        String text =
                JarArt.draw(numbers, call.engine().random())
                        + "\nRedis ver. "
                        + Version.REDIS
                        + " (Onggi "
                        + Version.ONGGI
                        + ")\n";
        call.reply().verbatim("txt", text.getBytes(StandardCharsets.UTF_8));
    }

    private ServerCommands() {}
}
