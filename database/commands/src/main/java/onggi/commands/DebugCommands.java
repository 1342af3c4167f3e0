package onggi.commands;

import static onggi.engine.CommandFlag.ADMIN;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.STALE;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import onggi.bytes.Bytes;
import onggi.bytes.LateLogger;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyLoader;
import onggi.engine.MemoryUnits;
import onggi.engine.StoreCheck;
import onggi.types.CollectionLimits;
import onggi.types.Encoding;

/** DEBUG: doors for tests, as far as the server's own test suite and ours need them. */
public final class DebugCommands {

    private static final CommandFamily DEBUG_FAMILY = CommandFamily.of(Group.SERVER);

    private static final System.Logger LOG = LateLogger.of(DebugCommands.class);

    private static final CommandError NOT_ALLOWED =
            CommandError.of(
                    "ERR DEBUG command not allowed. If the enable-debug-command option is set to"
                            + " \"local\", you can run it from a local connection, otherwise you need"
                            + " to set this option in the configuration file, and then restart the"
                            + " server.");

    private static final CommandError BAD_THRESHOLD =
            CommandError.of(
                    "ERR argument must be a memory value bigger than 1 and smaller than 4gb");

    /** The longest threshold, a little less than 4 GB. */
    private static final long MOST_PACKED_BYTES = (1L << 32) - (1L << 20);

    private static final double NS_PER_SECOND = 1e9;
    private static final long MS_PER_SECOND = 1000;
    private static final int DEFAULT_KEYS_PREFIX_ARGC = 3;

    private static final List<String> HELP =
            List.of(
                    "CHANGE-REPL-ID",
                    "    Takes another replication id, so that replicas have to begin anew.",
                    "CONFIG-REWRITE-FORCE-ALL",
                    "    Rewrites the configuration file with every directive in it.",
                    "DIGEST",
                    "    Shows a hash over all databases.",
                    "DIGEST-VALUE <key> [<key> ...]",
                    "    Shows a hash over the value of each key.",
                    "ERROR <string>",
                    "    Answers with this error.",
                    "FAIL-SNAPSHOT",
                    "    Lets the snapshot fail that is being written in the background.",
                    "HTSTATS <dbid> [FULL]",
                    "    Shows the sizes of the tables of a database.",
                    "HTSTATS-KEY <key> [FULL]",
                    "    Shows the sizes of the table that is the value of a key.",
                    "LISTPACK <key>",
                    "    Writes the elements of a small collection to the server's log.",
                    "LOG <message>",
                    "    Writes a line to the server's log.",
                    "OBJECT <key>",
                    "    Shows how the value of a key is kept.",
                    "PAUSE-CRON <0|1>",
                    "    Stops (1) or goes on with (0) work that is done now and then.",
                    "POPULATE <count> [<prefix>] [<size>]",
                    "    Makes keys <prefix>:0, <prefix>:1 and so on that do not exist yet;"
                            + " replicas do not hear of it.",
                    "PANIC",
                    "    Ends the server as a fault of its own would, in order, with a report in"
                            + " its log.",
                    "PROTOCOL <type>",
                    "    Answers with a value of this protocol type.",
                    "QUICKLIST <key> [<0|1>]",
                    "    Writes the nodes of a long list to the server's log, with 1 also their"
                            + " elements.",
                    "QUICKLIST-PACKED-THRESHOLD <size>",
                    "    Sets from which size on an element of a list has a node of its own; 0"
                            + " sets the default.",
                    "RELOAD [NOSAVE] [NOFLUSH] [MERGE]",
                    "    Saves all data, forgets them and loads them again, or leaves some of that"
                            + " out.",
                    "REPLYBUFFER PEAK-RESET-TIME <NEVER|RESET|time>",
                    "    Sets after how many milliseconds the longest reply is forgotten, which the"
                            + " buffer of replies is measured by.",
                    "REPLYBUFFER RESIZING <0|1>",
                    "    Keeps the buffer of replies as large as it is (0), or lets it shrink (1).",
                    "SEGFAULT",
                    "    Ends the server as a fault would, with a report in its log.",
                    "SET-ACTIVE-EXPIRE <0|1>",
                    "    Stops (0) or starts (1) the removal of expired keys that nobody asks for.",
                    "SET-SKIP-CHECKSUM-VALIDATION <0|1>",
                    "    Restores values also when their checksum is wrong (1), or not (0).",
                    "SLEEP <seconds>",
                    "    Stops the whole server for so long; fractions are allowed.",
                    "STRINGMATCH-TEST",
                    "    Matches patterns against texts, both made by chance.",
                    "STORE-CHECK",
                    "    Verifies all structures of the store.",
                    "HELP",
                    "    Shows this list.");

    private DebugCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return DEBUG_FAMILY;
    }

    static final Command DEBUG =
            DEBUG_FAMILY
                    .command("DEBUG", DebugCommands::debug)
                    .syntax("subcommand [argument ...]")
                    .scope(Command.Scope.ALL_SHARDS)
                    .flags(ADMIN, NOSCRIPT, LOADING, STALE)
                    .since("1.0.0")
                    .summary("Doors for tests of the server.")
                    .complexity("That of the subcommand.")
                    .declare();

    private static void debug(Call call) {
        if (!call.engine().settings().allowsDebug(call.session())) {
            throw NOT_ALLOWED.raise();
        }
        int argc = call.argc();
        String subcommand = call.text(1).toUpperCase(Locale.ROOT);
        switch (subcommand) {
            case "HELP" -> need(call, argc == 2, () -> Help.write(call, "DEBUG", HELP));
            case "SLEEP" -> need(call, argc == 3, () -> sleep(call));
            case "OBJECT" -> need(call, argc >= 3, () -> object(call));
            case "SET-ACTIVE-EXPIRE" -> need(call, argc == 3, () -> setActiveExpire(call));
            case "SET-SKIP-CHECKSUM-VALIDATION" ->
                    need(call, argc == 3, () -> setSkipChecksum(call));
            case "PROTOCOL" -> need(call, argc == 3, () -> protocol(call));
            case "DIGEST" ->
                    need(
                            call,
                            argc == 2,
                            () -> call.reply().simple(DatasetDigest.of(call.engine().keyspace())));
            case "DIGEST-VALUE" -> need(call, argc >= 2, () -> digestValues(call));
            case "ERROR" -> need(call, argc == 3, () -> error(call));
            case "LOG" -> need(call, argc == 3, () -> log(call));
            case "HTSTATS" -> need(call, mayBeFull(call), () -> DebugStructures.database(call));
            case "HTSTATS-KEY" -> need(call, mayBeFull(call), () -> DebugStructures.table(call));
            case "LISTPACK" -> need(call, argc == 3, () -> DebugStructures.listPack(call));
            case "QUICKLIST" -> need(call, mayBeFull(call), () -> DebugStructures.quickList(call));
            case "STRINGMATCH-TEST" -> need(call, argc == 2, () -> DebugStructures.patterns(call));
            case "PAUSE-CRON" -> need(call, argc == 3, () -> pauseCron(call));
            case "QUICKLIST-PACKED-THRESHOLD" -> need(call, argc == 3, () -> loneElements(call));
            case "POPULATE" -> need(call, argc >= 3 && argc <= 5, () -> populate(call));
            case "STORE-CHECK" -> need(call, argc == 2, () -> storeCheck(call));
            default ->
                    need(call, call.engine().settings().openDebugDoor(subcommand, call), () -> {});
        }
    }

    /** Returns whether there is one argument, and perhaps a second one that asks for more. */
    private static boolean mayBeFull(Call call) {
        boolean more = call.argc() == 4 && (call.is(3, "FULL") || call.text(3).matches("[01]"));
        return call.argc() == 3 || more;
    }

    private static void need(Call call, boolean arguments, Runnable subcommand) {
        if (!arguments) {
            throw Help.wrongSubcommand(call, "DEBUG");
        }
        subcommand.run();
    }

    private static void sleep(Call call) {
        double seconds;
        try {
            seconds = Double.parseDouble(call.text(2));
        } catch (NumberFormatException e) {
            seconds = 0;
        }
        long end = call.engine().clock().nanoTime() + (long) (seconds * NS_PER_SECOND);
        for (long left = end - call.engine().clock().nanoTime();
                left > 0;
                left = end - call.engine().clock().nanoTime()) {
            LockSupport.parkNanos(left);
        }
        call.reply().ok();
    }

    private static void object(Call call) {
        // As it lies in memory, also when its time has come.
        Entry entry =
                new KeyLoader(call.execution())
                        .find(
                                call.session().database(),
                                call.buffer(),
                                call.offset(2),
                                call.length(2),
                                call.nowMs());
        if (!entry.exists()) {
            throw CommandError.NO_SUCH_KEY.raise();
        }
        long idleMs = call.engine().accessClock().idleMs(entry.accessBits(), call.nowMs());
        call.reply()
                .simple(
                        "Value at:0x"
                                + Long.toHexString(entry.valueAddress())
                                + " refcount:1 encoding:"
                                + Encoding.nameOf(entry.encoding())
                                + " serializedlength:"
                                + serializedLength(entry)
                                + " lru:"
                                + entry.accessBits()
                                + " lru_seconds_idle:"
                                + idleMs / MS_PER_SECOND
                                + DebugStructures.nodes(entry));
    }

    /**
     * Returns the length of a string in a dump file, where its length stands before it; compression
     * is not reckoned.
     */
    private static int serializedLength(Entry entry) {
        int length = entry.valueLength();
        if (entry.encoding() == Encoding.INT) {
            long value = entry.memory().longAt(entry.valueAddress());
            return value == (byte) value
                    ? 2
                    : value == (short) value ? 3 : value == (int) value ? 5 : textLength(value);
        }
        return length + (length < 1 << 6 ? 1 : length < 1 << 14 ? 2 : 5);
    }

    private static int textLength(long value) {
        return Long.toString(value).length() + 1;
    }

    private static void setActiveExpire(Call call) {
        call.engine().settings().activeExpiry(number(call.text(2)) != 0);
        call.reply().ok();
    }

    private static void pauseCron(Call call) {
        call.engine().settings().cronPaused(number(call.text(2)) != 0);
        call.reply().ok();
    }

    private static void setSkipChecksum(Call call) {
        call.engine().settings().checksDumps(number(call.text(2)) == 0);
        call.reply().ok();
    }

    /** Returns the number at the beginning of a text, or 0, as C's atoi does. */
    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void digestValues(Call call) {
        call.reply().arrayHeader(call.argc() - 2);
        for (int i = 2; i < call.argc(); i++) {
            Entry entry = call.peek(i);
            call.reply()
                    .simple(
                            entry.exists()
                                    ? DatasetDigest.ofValue(entry.shard(), entry.reference())
                                    : DatasetDigest.ofValue(null, 0));
        }
    }

    private static void error(Call call) {
        throw CommandError.of(call.text(2)).raise();
    }

    private static void log(Call call) {
        LOG.log(System.Logger.Level.WARNING, "DEBUG LOG: " + call.text(2));
        call.reply().ok();
    }

    private static void loneElements(Call call) {
        long bytes = MemoryUnits.parse(call.text(2));
        if (bytes == MemoryUnits.INVALID || bytes < 0 || bytes > MOST_PACKED_BYTES) {
            throw BAD_THRESHOLD.raise();
        }
        call.engine().keyspace().limits().listLoneBytes =
                bytes == 0
                        ? CollectionLimits.DEFAULT_LONE_BYTES
                        : (int) Math.min(bytes, Integer.MAX_VALUE);
        call.reply().ok();
    }

    private static void storeCheck(Call call) {
        StoreCheck.of(call.engine().keyspace()).run();
        call.reply().ok();
    }

    private static void populate(Call call) {
        long count = positive(call, 2);
        String prefix = call.argc() > DEFAULT_KEYS_PREFIX_ARGC ? call.text(3) : "key";
        long size = call.argc() == 5 ? positive(call, 4) : 0;
        if (size > call.engine().settings().maxBulkBytes()) {
            throw CommandError.OUT_OF_RANGE.raise();
        }
        for (long i = 0; i < count; i++) {
            Bytes key = Bytes.ofLatin1(prefix + ":" + i);
            Entry entry = call.lookup(key, call.session().database());
            if (!entry.exists()) {
                byte[] value = ("value:" + i).getBytes(StandardCharsets.US_ASCII);
                byte[] sized = size == 0 ? value : java.util.Arrays.copyOf(value, (int) size);
                entry.setString(sized, 0, sized.length, Entry.NO_EXPIRY);
            }
        }
        call.reply().ok();
    }

    private static long positive(Call call, int i) {
        return call.integer(i, 0, Long.MAX_VALUE, CommandError.NOT_POSITIVE);
    }

    private static void protocol(Call call) {
        DebugProtocol.write(call.reply(), call.text(2).toLowerCase(Locale.ROOT));
    }
}
