package onggi.scripting;

import java.util.ArrayList;
import java.util.List;
import onggi.engine.CommandError;

/** The first line of a script or library that begins with {@code #!}, as words. */
final class Shebang {

    private static final String MARK = "#!";

    private Shebang() {}

    /** Whether a text has such a line. */
    static boolean isIn(String text) {
        return text.startsWith(MARK);
    }

    /** How long the line is, its end not included; -1 when it has no end. */
    static int length(String text) {
        return text.indexOf('\n');
    }

    /**
     * The flags of a script, {@link ScriptFlags#SILENT} when it has no such line.
     *
     * @throws onggi.engine.CommandException when the line is no good
     */
    static int flags(String text) {
        if (!isIn(text)) {
            return ScriptFlags.SILENT;
        }
        int length = length(text);
        if (length < 0) {
            throw CommandError.of("ERR Invalid script shebang").raise();
        }
        List<String> words = words(text.substring(0, length));
        if (words.isEmpty()) {
            throw CommandError.of("ERR Invalid engine in script shebang").raise();
        }
        if (!words.getFirst().equals("#!lua")) {
            throw CommandError.of("ERR Unexpected engine in script shebang: " + words.getFirst())
                    .raise();
        }
        int flags = 0;
        for (String word : words.subList(1, words.size())) {
            if (!word.startsWith("flags=")) {
                throw CommandError.of("ERR Unknown lua shebang option: " + word).raise();
            }
            flags |= flagList(word.substring("flags=".length()));
        }
        return flags;
    }

    private static int flagList(String list) {
        int flags = 0;
        if (list.isEmpty()) {
            return 0;
        }
        for (String name : list.split(",", -1)) {
            int flag = ScriptFlags.named(name);
            if (flag == 0) {
                throw CommandError.of("ERR Unexpected flag in script shebang: " + name).raise();
            }
            flags |= flag;
        }
        return flags;
    }

    /** The words of a line; a quoted one may hold blanks. Empty when quotes are unbalanced. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (true) {
            while (at < line.length() && isBlank(line.charAt(at))) {
                at++;
            }
            if (at == line.length()) {
                return words;
            }
            StringBuilder word = new StringBuilder();
            while (at < line.length() && !isBlank(line.charAt(at))) {
                char c = line.charAt(at++);
                if (c == '"' || c == '\'') {
                    int end = line.indexOf(c, at);
                    boolean isLast = end + 1 == line.length();
                    if (end < 0 || (!isLast && !isBlank(line.charAt(end + 1)))) {
                        return List.of();
                    }
                    word.append(line, at, end);
                    at = end + 1;
                    break;
                }
                word.append(c);
            }
            words.add(word.toString());
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
