package onggi.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of redis.conf as words, and words as they are written there. Characters are bytes as
 * Latin-1.
 */
public final class ConfigLine {

    private final String line;
    private int at;

    private ConfigLine(String line) {
        this.line = line;
    }

    /**
     * Returns the words of a line: separated by blanks, {@code "…"} with escapes such as {@code \n}
     * and {@code \x41}, {@code '…'} with {@code \'} only. A closing quote must be followed by a
     * blank or the end.
     *
     * @return the words, or null when a quote is not closed well
     */
    public static @Nullable List<String> split(String line) {
        ConfigLine reader = new ConfigLine(line);
        List<String> words = new ArrayList<>(4);
        while (reader.skipBlanks()) {
            String word = reader.word();
            if (word == null) {
                return null;
            }
            words.add(word);
        }
        return words;
    }

    private boolean skipBlanks() {
        while (at < line.length() && isBlank(line.charAt(at))) {
            at++;
        }
        return at < line.length() && line.charAt(at) != 0;
    }

    static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private @Nullable String word() {
        StringBuilder word = new StringBuilder();
        while (at < line.length()) {
            char c = line.charAt(at);
            if (isBlank(c) || c == 0) {
                break;
            }
            at++;
            if (c == '"' || c == '\'') {
                return quoted(word, c) ? word.toString() : null;
            }
            word.append(c);
        }
        return word.toString();
    }

    private boolean quoted(StringBuilder word, char quote) {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == quote) {
                return at == line.length() || isBlank(line.charAt(at));
            }
            if (c == '\\' && at < line.length()) {
                c = quote == '"' ? escaped() : line.charAt(at) == '\'' ? line.charAt(at++) : c;
            }
            word.append(c);
        }
        return false;
    }

    private char escaped() {
        char c = line.charAt(at++);
        if (c == 'x' && at + 1 < line.length()) {
            int high = Character.digit(line.charAt(at), 16);
            int low = Character.digit(line.charAt(at + 1), 16);
            if (high >= 0 && low >= 0 && line.charAt(at) < 128 && line.charAt(at + 1) < 128) {
                at += 2;
                return (char) (high << 4 | low);
            }
        }
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> c;
        };
    }

    /** Returns a word in double quotes with what is not printable escaped. */
    public static String quote(String word) {
        StringBuilder text = new StringBuilder(word.length() + 2).append('"');
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            switch (c) {
                case '\\', '"' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case 7 -> text.append("\\a");
                default -> {
                    if (c >= ' ' && c < 127) {
                        text.append(c);
                    } else {
                        text.append("\\x")
                                .append(Character.forDigit(c >> 4 & 15, 16))
                                .append(Character.forDigit(c & 15, 16));
                    }
                }
            }
        }
        return text.append('"').toString();
    }
}
