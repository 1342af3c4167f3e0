package onggi.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import onggi.engine.ConfigLine;
import onggi.engine.KeyEvents;
import onggi.engine.MemoryUnits;
import onggi.engine.SettingException;
import onggi.engine.SettingKind;

/** The directives with a rule of their own: what words they take and how they are written down. */
final class DirectiveRules {

    private static final int MAX_BIND_ADDRESSES = 16;
    private static final int MAX_PASSWORD_LENGTH = 512;
    private static final int OOM_CLASSES = 3;
    private static final int OOM_LIMIT = 2000;
    private static final int LIMIT_WORDS = 4;
    private static final List<String> LIMIT_CLASSES = List.of("normal", "slave", "pubsub");

    private DirectiveRules() {}

    // ---- bind

    static String bind(List<String> words, String current) throws SettingException {
        if (words.size() > MAX_BIND_ADDRESSES) {
            throw new SettingException("Too many bind addresses specified.");
        }
        for (String word : words) {
            if (word.startsWith("#")) {
                throw new SettingException("Invalid bind address '" + word + "'");
            }
        }
        return String.join(" ", words);
    }

    // ---- save

    static String save(List<String> words, String current) throws SettingException {
        if (words.size() == 1 && words.getFirst().isEmpty()) {
            return "";
        }
        if ((words.size() & 1) == 1) {
            throw new SettingException("Invalid save parameters");
        }
        for (int i = 0; i < words.size(); i++) {
            if (number(words.get(i), "Invalid save parameters") < ((i & 1) == 0 ? 1 : 0)) {
                throw new SettingException("Invalid save parameters");
            }
        }
        String added = String.join(" ", words);
        return current.isEmpty() ? added : current + " " + added;
    }

    static List<String> saveLines(String text) {
        List<String> lines = new ArrayList<>();
        String[] words = text.split(" ");
        for (int i = 0; i + 1 < words.length; i += 2) {
            lines.add(words[i] + " " + words[i + 1]);
        }
        return lines.isEmpty() ? List.of("\"\"") : lines;
    }

    // ---- client-output-buffer-limit

    static String bufferLimits(List<String> words, String current) throws SettingException {
        if (words.size() % LIMIT_WORDS != 0) {
            throw new SettingException("Wrong number of arguments in buffer limit configuration.");
        }
        String[] text = current.split(" ");
        for (int i = 0; i < words.size(); i += LIMIT_WORDS) {
            String name =
                    words.get(i).equalsIgnoreCase("replica")
                            ? "slave"
                            : words.get(i).toLowerCase(java.util.Locale.ROOT);
            int at = LIMIT_CLASSES.indexOf(name) * LIMIT_WORDS;
            if (at < 0) {
                throw new SettingException(
                        "Invalid client class specified in buffer limit configuration.");
            }
            text[at + 1] = Long.toString(amount(words.get(i + 1)));
            text[at + 2] = Long.toString(amount(words.get(i + 2)));
            long seconds = number(words.get(i + 3), BAD_LIMIT);
            if (seconds < 0) {
                throw new SettingException(BAD_LIMIT);
            }
            text[at + 3] = Long.toString(seconds);
        }
        return String.join(" ", text);
    }

    private static final String BAD_LIMIT =
            "Error in hard, soft or soft_seconds setting in buffer limit configuration.";

    private static long amount(String word) throws SettingException {
        long bytes = MemoryUnits.parse(word);
        if (bytes == MemoryUnits.INVALID) {
            throw new SettingException(BAD_LIMIT);
        }
        return bytes;
    }

    static List<String> bufferLimitLines(String text) {
        String[] words = text.split(" ");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < words.length; i += LIMIT_WORDS) {
            String name = words[i].equals("slave") ? "replica" : words[i];
            lines.add(
                    name
                            + " "
                            + MemoryUnits.text(Long.parseLong(words[i + 1]))
                            + " "
                            + MemoryUnits.text(Long.parseLong(words[i + 2]))
                            + " "
                            + words[i + 3]);
        }
        return lines;
    }

    // ---- smaller ones

    static String replicaOf(List<String> words, String current) throws SettingException {
        if (words.size() != 2) {
            throw new SettingException("wrong number of arguments");
        }
        if (words.get(0).equalsIgnoreCase("no") && words.get(1).equalsIgnoreCase("one")) {
            return "";
        }
        long port = number(words.get(1), "Invalid master port");
        if (port < 0 || port > 65535) {
            throw new SettingException("Invalid master port");
        }
        return words.get(0) + " " + port;
    }

    static List<String> lineUnlessEmpty(String text) {
        return text.isEmpty() ? List.of() : List.of(text);
    }

    static String oomScores(List<String> words, String current) throws SettingException {
        if (words.size() != OOM_CLASSES) {
            throw new SettingException("wrong number of arguments");
        }
        for (String word : words) {
            String reason =
                    "Invalid oom-score-adj-values, elements must be between -2000 and 2000.";
            if (Math.abs(number(word, reason)) > OOM_LIMIT) {
                throw new SettingException(reason);
            }
        }
        return String.join(" ", words);
    }

    static String percentiles(List<String> words, String current) throws SettingException {
        if (words.size() == 1 && words.getFirst().isEmpty()) {
            return "";
        }
        List<String> canonical = new ArrayList<>();
        for (String word : words) {
            canonical.add(percentile(word));
        }
        return String.join(" ", canonical);
    }

    private static String percentile(String word) throws SettingException {
        String reason = "Invalid latency-tracking-info-percentiles parameters";
        try {
            double value = Double.parseDouble(word);
            if (!(value >= 0 && value <= 100)) {
                throw new SettingException(
                        "latency-tracking-info-percentiles parameters should sit between"
                                + " [0.0,100.0]");
            }
            long whole = (long) value;
            return value == whole ? Long.toString(whole) : Double.toString(value);
        } catch (NumberFormatException e) {
            throw new SettingException(reason);
        }
    }

    static String keyEvents(List<String> words, String current) throws SettingException {
        int mask = KeyEvents.parse(words.getFirst());
        if (mask == KeyEvents.INVALID) {
            throw new SettingException("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
        }
        return KeyEvents.format(mask);
    }

    static List<String> quoted(String text) {
        return List.of(ConfigLine.quote(text));
    }

    /**
     * The working folder: kept as an absolute path, because a Java process cannot change its own.
     */
    static String folder(List<String> words, String current) throws SettingException {
        try {
            Path path = Path.of(current).resolve(ByteText.toUnicode(words.getFirst()));
            if (!Files.exists(path)) {
                throw new SettingException("No such file or directory");
            }
            if (!Files.isDirectory(path)) {
                throw new SettingException("Not a directory");
            }
            return ByteText.ofUnicode(path.toRealPath().toString());
        } catch (IOException | java.nio.file.InvalidPathException e) {
            throw new SettingException("No such file or directory");
        }
    }

    static SettingKind.Check fileName(String directive) {
        return text -> {
            if (text.indexOf('/') >= 0) {
                throw new SettingException(directive + " can't be a path, just a filename");
            }
            if (text.isEmpty() && !directive.equals("dbfilename")) {
                throw new SettingException(directive + " can't be empty");
            }
        };
    }

    static void password(String text) throws SettingException {
        if (text.length() > MAX_PASSWORD_LENGTH) {
            throw new SettingException("password is longer than CONFIG_AUTHPASS_MAX_LEN");
        }
    }

    static void hostName(String text) throws SettingException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '.') {
                throw new SettingException(
                        "Hostnames may only contain alphanumeric characters, hyphens or dots");
            }
        }
    }

    static long number(String word, String reason) throws SettingException {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw new SettingException(reason);
        }
    }
}
