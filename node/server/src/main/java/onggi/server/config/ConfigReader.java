package onggi.server.config;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import onggi.engine.ConfigLine;
import onggi.engine.Setting;
import onggi.engine.SettingException;
import onggi.engine.SettingKind;
import onggi.engine.Settings;
import onggi.net.acl.UserLines;
import org.jspecify.annotations.Nullable;

/**
 * Reads text in the syntax of redis.conf into {@link Settings}. Characters are bytes as Latin-1.
 */
public final class ConfigReader {

    /** How deep one file may include another. */
    public static final int MAX_INCLUDE_DEPTH = 16;

    private static final String WRONG_NUMBER = "wrong number of arguments";
    private static final String HASH_HINT =
            "A '#' in the middle of a line is not a comment. Put the comment on a line of its own.";

    /** Finds the files that an include line names. */
    @FunctionalInterface
    public interface Includes {

        /**
         * Returns the contents of the files; none when a pattern matches none.
         *
         * @throws ConfigException when a file cannot be read
         */
        List<String> read(String pattern) throws ConfigException;
    }

    /** Takes the lines of a configuration that are for a sentinel. */
    @FunctionalInterface
    public interface SentinelLines {

        /**
         * Takes a line.
         *
         * @param number its number, from 1
         * @param words those behind the first, which is {@code sentinel}; at least one
         */
        void take(int number, String line, List<String> words);
    }

    private final Settings settings;
    private final Includes includes;
    private final @Nullable SentinelLines sentinelLines;
    private int depth;

    /** Creates a reader into these settings. */
    public ConfigReader(Settings settings, Includes includes) {
        this(settings, includes, null);
    }

    /**
     * Creates a reader into these settings.
     *
     * @param sentinelLines who takes lines for a sentinel; null when this is none
     */
    public ConfigReader(
            Settings settings, Includes includes, @Nullable SentinelLines sentinelLines) {
        this.settings = settings;
        this.includes = includes;
        this.sentinelLines = sentinelLines;
    }

    /**
     * Reads a whole text.
     *
     * @throws ConfigException at the first line that cannot be accepted
     */
    public void read(String text) throws ConfigException {
        int number = 0;
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            if (end < 0) {
                end = text.length();
            }
            number++;
            readLine(number, trim(text, from, end));
            from = end + 1;
        }
    }

    private static String trim(String text, int from, int end) {
        while (from < end && isSpace(text.charAt(from))) {
            from++;
        }
        while (from < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(from, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private void readLine(int number, String line) throws ConfigException {
        if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == 0) {
            return;
        }
        List<String> words = ConfigLine.split(line);
        if (words == null) {
            throw new ConfigException(number, line, "Unbalanced quotes in configuration line");
        }
        if (words.isEmpty()) {
            return;
        }
        if (sentinelLines != null
                && words.size() > 1
                && words.getFirst().equalsIgnoreCase("sentinel")) {
            sentinelLines.take(number, line, words.subList(1, words.size()));
            return;
        }
        try {
            accept(words);
        } catch (SettingException e) {
            String reason = hasCommentInside(words) ? e.reason() + "\n" + HASH_HINT : e.reason();
            throw new ConfigException(number, line, reason);
        }
    }

    private static boolean hasCommentInside(List<String> words) {
        for (int i = 2; i < words.size(); i++) {
            if (words.get(i).startsWith("#")) {
                return true;
            }
        }
        return words.size() > 1 && words.get(1).equals("#");
    }

    private void accept(List<String> words) throws SettingException, ConfigException {
        String name = words.getFirst().toLowerCase(Locale.ROOT);
        Setting setting = settings.find(name);
        if (setting != null) {
            load(setting, words.subList(1, words.size()));
        } else if (name.equals("include") && words.size() == 2) {
            include(words.get(1));
        } else if (name.equals("rename-command") && words.size() == 3) {
            settings.rename(words.get(1), words.get(2));
        } else if (name.equals("user") && words.size() >= 2) {
            declareUser(words.subList(1, words.size()));
        } else if (name.equals("sentinel") && words.size() == 1) {
            return; // the word alone asks for what the program was started as
        } else if (!(Directives.FORGOTTEN.contains(name) && words.size() == 2)) {
            throw new SettingException(refusal(name));
        }
    }

    private void declareUser(List<String> words) throws SettingException {
        Set<String> before = new HashSet<>();
        settings.declaredUsers().forEach(user -> before.add(user.getFirst()));
        String objection = UserLines.objection(words, before);
        if (objection != null) {
            throw new SettingException(objection);
        }
        settings.declareUser(words);
    }

    private void load(Setting setting, List<String> values) throws SettingException {
        if (!setting.is(Setting.Trait.SEVERAL_WORDS)) {
            if (values.size() != 1) {
                throw new SettingException(WRONG_NUMBER);
            }
            settings.load(setting, values);
        } else if (values.isEmpty() && setting == PersistenceDirectives.SAVE) {
            settings.load(setting, List.of(""));
        } else if (values.isEmpty() && !(setting.kind() instanceof SettingKind.Choice)) {
            throw new SettingException(WRONG_NUMBER);
        } else {
            settings.load(setting, values.size() == 1 ? wordsOf(values.getFirst()) : values);
        }
    }

    /** A value of several words may also stand in one pair of quotes. */
    private static List<String> wordsOf(String value) {
        List<String> words = ConfigLine.split(value);
        return words == null || words.isEmpty() ? List.of(value) : words;
    }

    private void include(String pattern) throws ConfigException {
        if (depth == MAX_INCLUDE_DEPTH) {
            throw new ConfigException(
                    "Files include one another more than "
                            + MAX_INCLUDE_DEPTH
                            + " deep, at '"
                            + pattern
                            + "'");
        }
        depth++;
        for (String text : includes.read(pattern)) {
            read(text);
        }
        depth--;
    }

    /**
     * Directives that a redis.conf may hold and that are refused, because to pass over them would
     * be to weaken or lose something.
     */
    private static String refusal(String name) {
        return switch (name) {
            case "loadmodule" ->
                    "'loadmodule' cannot work: Redis modules are native code for Redis itself";
            case "sentinel" -> "sentinel directive while not in sentinel mode";
            default -> "Bad directive or wrong number of arguments";
        };
    }
}
