package onggi.systemtest.conformance;

import java.util.ArrayList;
import java.util.List;

/** Tcl lists as text, which is what the suite's test client speaks. */
final class TclList {

    private final String text;
    private int at;

    private TclList(String text) {
        this.text = text;
    }

    /** The list of these elements, each written so that Tcl reads it back as it is. */
    static String of(String... elements) {
        StringBuilder list = new StringBuilder();
        for (String element : elements) {
            if (!list.isEmpty()) {
                list.append(' ');
            }
            list.append(quoted(element));
        }
        return list.toString();
    }

    private static String quoted(String element) {
        if (element.isEmpty()) {
            return "{}";
        }
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            switch (c) {
                case '\n' -> word.append("\\n");
                case '\t' -> word.append("\\t");
                case '\\', '{', '}', '[', ']', '$', '"', ';', ' ', '#' ->
                        word.append('\\').append(c);
                default -> word.append(c);
            }
        }
        return word.toString();
    }

    /** The elements of a list as Tcl's {@code list} command writes it. */
    static List<String> elements(String text) {
        TclList list = new TclList(text);
        List<String> elements = new ArrayList<>();
        for (list.skipSpace(); list.at < text.length(); list.skipSpace()) {
            elements.add(text.charAt(list.at) == '{' ? list.braced() : list.bare());
        }
        return elements;
    }

    private void skipSpace() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    /** Tcl's own idea of white space, which is narrower than Java's. */
    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** An element in braces: every character stands for itself. */
    private String braced() {
        int from = ++at;
        for (int depth = 1; at < text.length(); at++) {
            switch (text.charAt(at)) {
                case '\\' -> at++;
                case '{' -> depth++;
                case '}' -> depth--;
                default -> {}
            }
            if (depth == 0) {
                break;
            }
        }
        return text.substring(from, Math.min(at++, text.length()));
    }

    /** An element without braces, in which a backslash makes a character stand for itself. */
    private String bare() {
        StringBuilder word = new StringBuilder();
        for (; at < text.length() && !isSpace(text.charAt(at)); at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                c = meaning(text.charAt(++at));
            }
            word.append(c);
        }
        return word.toString();
    }

    private static char meaning(char escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> '\u000b';
            case 'f' -> '\f';
            case 'b' -> '\b';
            case 'a' -> '\u0007';
            default -> escaped;
        };
    }
}
