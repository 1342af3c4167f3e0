package onggi.commands;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import onggi.bytes.Glob;
import onggi.bytes.LateLogger;
import onggi.bytes.Memory;
import onggi.bytes.RandomSource;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Entry;
import onggi.engine.Keyspace;
import onggi.types.Encoding;
import onggi.types.ListPack;

/** The subcommands of DEBUG that show how the store keeps something. */
final class DebugStructures {

    private static final System.Logger LOG = LateLogger.of(DebugStructures.class);

    private static final CommandError OUT_OF_RANGE_DATABASE =
            CommandError.of("ERR Out of range database");
    private static final CommandError NO_TABLE =
            CommandError.of(
                    "ERR The value stored at the specified key is not represented using an hash"
                            + " table");
    private static final CommandError NO_LISTPACK =
            CommandError.of("ERR Not a listpack encoded object.");
    private static final CommandError NO_QUICKLIST =
            CommandError.of("ERR Not a quicklist encoded object.");

    private static final String EMPTY = "No stats available for empty dictionaries\n";
    private static final long LEAST_TABLE = 4;

    /** More elements of one listpack, and longer ones, are not written to the log. */
    private static final int MOST_SHOWN = 1000;

    private static final int SHOWN_BYTES = 64;

    private static final int MATCHES = 100_000;
    private static final int LONGEST_PATTERN = 32;
    private static final String ANY_LETTERS = "*?[]^-\\ab";
    private static final String SIMPLE_LETTERS = "*?ab";

    private DebugStructures() {}

    // ---- tables

    static void database(Call call) {
        Keyspace keyspace = call.engine().keyspace();
        long database =
                call.integer(2, Integer.MIN_VALUE, Integer.MAX_VALUE, CommandError.NOT_INTEGER);
        if (database < 0 || database >= keyspace.databases()) {
            throw OUT_OF_RANGE_DATABASE.raise();
        }
        int index = (int) database;
        write(
                call,
                "[Dictionary HT]\n"
                        + stats(keyspace.size(index), keyspace.indexBytes(index))
                        + "[Expires HT]\n"
                        + stats(keyspace.volatileKeys(index), 0));
    }

    static void table(Call call) {
        Entry entry = present(call);
        if (entry.encoding() != Encoding.HASHTABLE && entry.encoding() != Encoding.SKIPLIST) {
            throw NO_TABLE.raise();
        }
        write(call, stats(entry.collection().size(), entry.collection().blockBytes()));
    }

    /**
     * Describes a table. Its size is the number of places that a table of chains needs for as many
     * keys, as tools expect it; ours is measured by the memory it takes.
     */
    private static String stats(long keys, long bytes) {
        String head = "Hash table 0 stats (main hash table):\n";
        if (keys == 0) {
            return head + EMPTY;
        }
        long size = Math.max(LEAST_TABLE, Long.highestOneBit(keys * 2 - 1));
        String memory = bytes == 0 ? "" : " bytes: " + bytes + "\n";
        return head + " table size: " + size + "\n number of elements: " + keys + "\n" + memory;
    }

    private static void write(Call call, String text) {
        call.reply().verbatim("txt", text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Entry present(Call call) {
        Entry entry = call.peek(2);
        if (!entry.exists()) {
            throw CommandError.NO_SUCH_KEY.raise();
        }
        return entry;
    }

    // ---- listpacks and chains of them

    static void listPack(Call call) {
        Entry entry = present(call);
        if (entry.encoding() != Encoding.LISTPACK && entry.encoding() != Encoding.LISTPACK_EX) {
            throw NO_LISTPACK.raise();
        }
        LOG.log(System.Logger.Level.INFO, describe(entry));
        call.reply().simple("Listpack structure printed on stdout");
    }

    private static String describe(Entry entry) {
        Memory memory = entry.memory();
        long pack = entry.valueAddress();
        int count = ListPack.count(memory, pack);
        StringBuilder text = new StringBuilder("listpack: ");
        text.append(ListPack.bytes(memory, pack)).append(" bytes, ");
        text.append(count).append(" elements");
        int at = ListPack.first(memory, pack);
        for (int i = 0; at != ListPack.NONE && i < Math.min(count, MOST_SHOWN); i++) {
            int length = ListPack.length(memory, pack, at);
            text.append("\n  ").append(i).append(" at ").append(at);
            text.append(ListPack.isInteger(memory, pack, at) ? ", integer: " : ", string: ");
            text.append(shown(ListPack.copy(memory, pack, at)));
            text.append(length > SHOWN_BYTES ? "... of " + length + " bytes" : "");
            at = ListPack.next(memory, pack, at);
        }
        return text.toString();
    }

    private static String shown(byte[] element) {
        int length = Math.min(element.length, SHOWN_BYTES);
        return new String(element, 0, length, StandardCharsets.ISO_8859_1)
                .replaceAll("[^ -~]", ".");
    }

    static void quickList(Call call) {
        Entry entry = present(call);
        if (entry.encoding() != Encoding.QUICKLIST) {
            throw NO_QUICKLIST.raise();
        }
        StringBuilder text = new StringBuilder("quicklist: ");
        text.append(entry.list().size()).append(" elements");
        entry.list()
                .forEachNode((bytes, count, capacity) -> {
                    text.append("\n  node of ").append(count).append(" elements, ");
                    text.append(bytes).append(" bytes in a block of ").append(capacity);
                });
        if (call.argc() == 4 && call.is(3, "1")) {
            appendElements(text, entry);
        }
        LOG.log(System.Logger.Level.INFO, text.toString());
        call.reply().simple("Quicklist structure printed on stdout");
    }

    private static void appendElements(StringBuilder text, Entry entry) {
        boolean more = entry.list().seek(0);
        for (int i = 0; more && i < MOST_SHOWN; i++) {
            text.append("\n  ").append(i).append(": ").append(shown(entry.list().copy()));
            more = entry.list().next();
        }
    }

    /** Returns what DEBUG OBJECT adds for a list of many nodes. */
    static String nodes(Entry entry) {
        if (entry.encoding() != Encoding.QUICKLIST) {
            return "";
        }
        long[] sums = new long[2];
        entry.list()
                .forEachNode((bytes, count, capacity) -> {
                    sums[0]++;
                    sums[1] += bytes;
                });
        double average = (double) entry.list().size() / sums[0];
        return " ql_nodes:"
                + sums[0]
                + String.format(Locale.ROOT, " ql_avg_node:%.2f", average)
                + " ql_listpack_max:"
                + entry.shard().limits().listNodeSize
                + " ql_compressed:0 ql_uncompressed_size:"
                + sums[1];
    }

    // ---- patterns

    /** Matches patterns and texts of any kind, and counts texts that a pattern should match. */
    static void patterns(Call call) {
        RandomSource random = call.engine().random();
        int failures = 0;
        for (int i = 0; i < MATCHES; i++) {
            Glob.matches(letters(random, ANY_LETTERS), letters(random, ANY_LETTERS), (i & 1) == 0);
            byte[] pattern = letters(random, SIMPLE_LETTERS);
            byte[] text = textFor(pattern, random);
            if (text.length > 0 && !Glob.matches(pattern, text, (i & 1) == 0)) {
                failures++;
            }
        }
        call.reply().simple(MATCHES + " patterns, " + failures + " failures");
    }

    private static byte[] letters(RandomSource random, String of) {
        byte[] letters = new byte[random.nextInt(LONGEST_PATTERN)];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (byte) of.charAt(random.nextInt(of.length()));
        }
        return letters;
    }

    /** Makes a text that a pattern of letters, question marks and stars matches. */
    private static byte[] textFor(byte[] pattern, RandomSource random) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (byte element : pattern) {
            if (element == '*') {
                text.writeBytes(letters(random, ANY_LETTERS));
            } else {
                text.write(element == '?' ? 'a' + random.nextInt(2) : element);
            }
        }
        return text.toByteArray();
    }
}
