package onggi.persistence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which files make the append-only file: at most one base, then increments in order, and history,
 * which nobody needs any more.
 */
final class AofManifest {

    /** A file and its number. */
    record Part(String name, long sequence) {

        private String line(char type) {
            String text = needsQuotes(name) ? '"' + name.replace("\\", "\\\\") + '"' : name;
            return "file " + text + " seq " + sequence + " type " + type + "\n";
        }

        private static boolean needsQuotes(String name) {
            return name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c == '"' || c == '\\');
        }
    }

    /** A longer line is no manifest's. */
    private static final int MOST_LINE_BYTES = 1024;

    private static final String BAD_FORMAT = "Invalid AOF manifest file format";

    private @Nullable Part base;
    private final List<Part> increments = new ArrayList<>();
    private final List<Part> history = new ArrayList<>();

    /** Returns what the bytes of a manifest say. */
    static AofManifest parse(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            throw new IOException("Found an empty AOF manifest");
        }
        AofManifest manifest = new AofManifest();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\n")) {
            throw new IOException(
                    text.length() - text.lastIndexOf('\n') > MOST_LINE_BYTES
                            ? "The AOF manifest file contains too long line"
                            : BAD_FORMAT);
        }
        long lastIncrement = 0;
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            if (line.length() >= MOST_LINE_BYTES) {
                throw new IOException("The AOF manifest file contains too long line");
            }
            if (!line.startsWith("#")) {
                lastIncrement = manifest.add(line.strip(), lastIncrement);
            }
        }
        return manifest;
    }

    private long add(String line, long lastIncrement) throws IOException {
        List<String> words = words(line);
        if (words.size() < 6 || words.size() % 2 != 0) {
            throw new IOException(BAD_FORMAT);
        }
        String name = "";
        long sequence = 0;
        String type = "";
        for (int i = 0; i < words.size(); i += 2) {
            switch (words.get(i)) {
                case "file" -> name = words.get(i + 1);
                case "seq" -> sequence = number(words.get(i + 1));
                case "type" -> type = words.get(i + 1);
                default -> {
                    // what a later version says
                }
            }
        }
        if (name.isEmpty() || sequence <= 0 || type.isEmpty()) {
            throw new IOException(BAD_FORMAT);
        }
        if (name.contains("/") || name.contains("\\")) {
            throw new IOException("File can't be a path, just a filename");
        }
        return add(new Part(name, sequence), type, lastIncrement);
    }

    private long add(Part part, String type, long lastIncrement) throws IOException {
        switch (type.charAt(0)) {
            case 'b' -> {
                if (base != null) {
                    throw new IOException("Found duplicate base file information");
                }
                base = part;
            }
            case 'h' -> history.add(part);
            case 'i' -> {
                if (part.sequence() <= lastIncrement) {
                    throw new IOException("Found a non-monotonic sequence number");
                }
                increments.add(part);
                return part.sequence();
            }
            default -> throw new IOException("Unknown AOF file type");
        }
        return lastIncrement;
    }

    private static long number(String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Words between blanks; one in quotes may hold blanks and escaped characters. */
    private static List<String> words(String line) throws IOException {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            if (line.charAt(at) == ' ') {
                at++;
                continue;
            }
            StringBuilder word = new StringBuilder();
            boolean quoted = line.charAt(at) == '"';
            at += quoted ? 1 : 0;
            while (at < line.length() && line.charAt(at) != (quoted ? '"' : ' ')) {
                at += quoted && line.charAt(at) == '\\' && at + 1 < line.length() ? 1 : 0;
                word.append(line.charAt(at++));
            }
            if (quoted && at++ == line.length()) {
                throw new IOException(BAD_FORMAT);
            }
            words.add(word.toString());
        }
        return words;
    }

    /** Returns the bytes of the file. */
    byte[] toBytes() {
        StringBuilder text = new StringBuilder();
        if (base != null) {
            text.append(base.line('b'));
        }
        history.forEach(part -> text.append(part.line('h')));
        increments.forEach(part -> text.append(part.line('i')));
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the file that the increments build on, or null. */
    @Nullable Part base() {
        return base;
    }

    /** Sets the file that the increments build on. */
    void base(Part part) {
        base = part;
    }

    /** Returns the increments, in order; more can be added. */
    List<Part> increments() {
        return increments;
    }

    /** Returns the base and the increments, in the order in which they are loaded. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        if (base != null) {
            parts.add(base);
        }
        parts.addAll(increments);
        return parts;
    }

    boolean isEmpty() {
        return base == null && increments.isEmpty();
    }
}
