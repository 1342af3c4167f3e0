package onggi.server;

import java.util.ArrayList;
import java.util.List;
import onggi.engine.ConfigLine;
import onggi.server.config.ByteText;
import org.jspecify.annotations.Nullable;

/**
 * The command line of the server, understood as redis-server does.
 *
 * @param sentinel whether {@code --sentinel} asks for a sentinel
 * @param request what is asked for
 * @param configFile the file named first, or null
 * @param fromInput whether a last {@code -} asks to read directives from the standard input too
 * @param directives the {@code --name value} arguments as lines of a configuration
 */
record Arguments(
        boolean sentinel,
        Request request,
        @Nullable String configFile,
        boolean fromInput,
        String directives) {

    /** What the command line asks for. */
    enum Request {
        SERVE,
        VERSION,
        HELP,
        TEST_MEMORY,
        CHECK_SYSTEM,
        CHECK_RDB,
        CHECK_AOF
    }

    private static final String SENTINEL = "--sentinel";

    static Arguments parse(String[] all) {
        List<String> others = new ArrayList<>(all.length);
        for (String arg : all) {
            if (!arg.equalsIgnoreCase(SENTINEL)) {
                others.add(arg);
            }
        }
        String[] args = others.toArray(new String[0]);
        boolean sentinel = args.length < all.length;
        Request request = args.length == 0 ? Request.SERVE : request(args[0]);
        if (request == Request.CHECK_RDB) {
            return new Arguments(sentinel, request, args.length == 2 ? args[1] : null, false, "");
        }
        if (request != Request.SERVE) {
            return new Arguments(sentinel, request, null, false, "");
        }
        int first = args.length > 0 && !args[0].startsWith("-") ? 1 : 0;
        boolean fromInput = args.length > first && args[args.length - 1].equals("-");
        int end = fromInput ? args.length - 1 : args.length;
        return new Arguments(
                sentinel, request, first == 1 ? args[0] : null, fromInput, lines(args, first, end));
    }

    private static Request request(String arg) {
        return switch (arg) {
            case "-v", "--version" -> Request.VERSION;
            case "-h", "--help" -> Request.HELP;
            case "--test-memory" -> Request.TEST_MEMORY;
            case "--check-rdb" -> Request.CHECK_RDB;
            case "--check-aof" -> Request.CHECK_AOF;
            case "--check-system" -> Request.CHECK_SYSTEM;
            default -> Request.SERVE;
        };
    }

    /**
     * Each name begins a line; what follows, up to the next name, are its values. A name directly
     * behind a name is its value.
     */
    private static String lines(String[] args, int first, int end) {
        StringBuilder lines = new StringBuilder();
        boolean nameMayFollow = true;
        for (int i = first; i < end; i++) {
            String arg = ByteText.ofUnicode(args[i]);
            if (nameMayFollow && arg.startsWith("--")) {
                lines.append(lines.isEmpty() ? "" : "\n").append(arg, 2, arg.length()).append(' ');
                nameMayFollow = hasValue(arg) || takesNothing(lines, args, i, end);
            } else {
                lines.append(ConfigLine.quote(arg)).append(' ');
                nameMayFollow = true;
            }
        }
        return lines.toString();
    }

    /** Whether name and value are one argument, such as {@code "--port 6380"}. */
    private static boolean hasValue(String arg) {
        List<String> words = ConfigLine.split(arg);
        return words == null || words.size() != 1;
    }

    /**
     * {@code --save} without a value means none, as scripts that build a command line from a list
     * rely on.
     */
    private static boolean takesNothing(StringBuilder lines, String[] args, int i, int end) {
        boolean nothingFollows = i + 1 == end || args[i + 1].startsWith("--");
        if (nothingFollows && args[i].equalsIgnoreCase("--save")) {
            lines.append("\"\"");
            return true;
        }
        return false;
    }
}
