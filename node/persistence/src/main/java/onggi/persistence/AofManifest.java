package onggi.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import onggi.engine.ConfigLine;
import org.jspecify.annotations.Nullable;

/**
 * Which files make the append-only file: at most one base, then increments in order, and history,
 * which nobody needs any more.
 */
final class AofManifest {

    /** A file and its number. */
    record Part(String name, long sequence) {

        private String line(char type) {
            String bytes = new String(name.getBytes(UTF_8), ISO_8859_1);
            String text = needsQuotes(bytes) ? ConfigLine.quote(bytes) : bytes;
            return "file " + text + " seq " + sequence + " type " + type + "\n";
        }

        private static final String QUOTED = "\"'\\";

        private static boolean needsQuotes(String name) {
            return name.isEmpty()
                    || name.chars()
                            .anyMatch(c -> c <= ' ' || c >= 127 || QUOTED.indexOf((char) c) >= 0);
        }
    }

    /** A longer line is no manifest's. */
    private static final int MOST_LINE_BYTES = 1024;

    private static final String BAD_FORMAT = "Invalid AOF manifest file format";

    private @Nullable Part base;
    private final List<Part> increments = new ArrayList<>();
    private final List<Part> history = new ArrayList<>();
    private long baseSequence;
    private long incrementSequence;

    /** A manifest that is none, and where and why. */
    static final class BadManifest extends IOException {

        private static final long serialVersionUID = 1L;

        private static final String HEAD = "\n*** FATAL AOF MANIFEST FILE ERROR ***\n";

        private final String text;

        private BadManifest(String text) {
            super(text);
            this.text = text;
        }

        static BadManifest of(String reason) {
            return new BadManifest(HEAD + "\n" + reason + "\n");
        }

        /** Returns the message. */
        String text() {
            return text;
        }

        static BadManifest of(int line, String text, String reason) {
            return new BadManifest(
                    HEAD
                            + "\nReading the manifest file, at line "
                            + line
                            + "\n\n>>> '"
                            + text
                            + "'\n\n"
                            + reason
                            + "\n");
        }
    }

    /** Returns what the bytes of a manifest say. */
    static AofManifest parse(byte[] bytes) throws BadManifest {
        if (bytes.length == 0) {
            throw BadManifest.of("Found an empty AOF manifest");
        }
        AofManifest manifest = new AofManifest();
        String text = new String(bytes, ISO_8859_1);
        long lastIncrement = 0;
        int number = 0;
        for (int at = 0; at < text.length(); ) {
            int end = text.indexOf('\n', at);
            String line = text.substring(at, end < 0 ? text.length() : end);
            at += line.length() + 1;
            number++;
            if (line.startsWith("#")) {
                continue;
            }
            if (end < 0 || line.length() >= MOST_LINE_BYTES) {
                throw BadManifest.of("The AOF manifest file contains too long line");
            }
            try {
                lastIncrement = manifest.add(line.strip(), lastIncrement);
            } catch (IOException e) {
                throw BadManifest.of(number, line.strip(), String.valueOf(e.getMessage()));
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
                case "file" -> name = new String(words.get(i + 1).getBytes(ISO_8859_1), UTF_8);
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
        if (name.contains("/") || name.contains("\\") || name.indexOf('\0') >= 0) {
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
                baseSequence = part.sequence();
            }
            case 'h' -> history.add(part);
            case 'i' -> {
                if (part.sequence() <= lastIncrement) {
                    throw new IOException("Found a non-monotonic sequence number");
                }
                increments.add(part);
                incrementSequence = part.sequence();
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

    private static List<String> words(String line) throws IOException {
        List<String> words = ConfigLine.split(line);
        if (words == null) {
            throw new IOException(BAD_FORMAT);
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
        return text.toString().getBytes(ISO_8859_1);
    }

    /** Returns the file that the increments build on, or null. */
    @Nullable Part base() {
        return base;
    }

    /** Returns the increments, in order. */
    List<Part> increments() {
        return Collections.unmodifiableList(increments);
    }

    /** Returns what nobody needs any more. */
    List<Part> history() {
        return Collections.unmodifiableList(history);
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

    // ---- changes; a manifest that is in use is copied before

    /** Returns a copy. */
    AofManifest copy() {
        AofManifest copy = new AofManifest();
        copy.base = base;
        copy.increments.addAll(increments);
        copy.history.addAll(history);
        copy.baseSequence = baseSequence;
        copy.incrementSequence = incrementSequence;
        return copy;
    }

    /** Makes a file of another name the base of what follows. */
    void adopt(String name) {
        base = new Part(name, 1);
        baseSequence = 1;
    }

    /** Makes a new base, which replaces the one before; returns it. */
    Part newBase(String file, boolean snapshot) {
        retire(base);
        baseSequence++;
        Part part =
                new Part(
                        file + "." + baseSequence + ".base." + (snapshot ? "rdb" : "aof"),
                        baseSequence);
        base = part;
        return part;
    }

    /** Adds a new increment behind the others; returns it. */
    Part newIncrement(String file) {
        incrementSequence++;
        Part part = new Part(file + "." + incrementSequence + ".incr.aof", incrementSequence);
        increments.add(part);
        return part;
    }

    /** Makes all increments history but the last so many. */
    void retireIncrements(int kept) {
        while (increments.size() > kept) {
            retire(increments.removeFirst());
        }
    }

    private void retire(@Nullable Part part) {
        if (part != null) {
            history.addFirst(part);
        }
    }

    void forgetHistory() {
        history.clear();
    }
}
