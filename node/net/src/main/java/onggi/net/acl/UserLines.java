package onggi.net.acl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Users as lines: of the file of users, and of the configuration. */
public final class UserLines {

    private static final int WORDS_BEFORE_RULES = 2;

    private final RuleReader reader;
    private final String fileName;
    private final Map<String, UserRules> users = new LinkedHashMap<>();
    private final StringBuilder errors = new StringBuilder();

    private UserLines(RuleReader reader, String fileName) {
        this.reader = reader;
        this.fileName = fileName;
    }

    /** Reads the text of a file; what is wrong in any line is told by {@link #errors}. */
    static UserLines read(RuleReader reader, String fileName, String text) {
        UserLines lines = new UserLines(reader, fileName);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            lines.readLine(++number, trim(line, " \t\r\n"));
        }
        return lines;
    }

    /** Returns the users in the order of their lines. */
    Map<String, UserRules> users() {
        return users;
    }

    /** Returns what is wrong, in Redis's words; nothing when all is well. */
    String errors() {
        return errors.toString();
    }

    private void readLine(int number, String line) {
        if (line.isEmpty()) {
            return;
        }
        List<String> words = Arrays.asList(line.split(" ", -1));
        String place = fileName + ":" + number;
        if (!words.getFirst().equals("user") || words.size() < WORDS_BEFORE_RULES) {
            errors.append(place)
                    .append(" should start with user keyword followed by the username. ");
            return;
        }
        String name = words.get(1);
        if (RuleReader.hasSpaces(name)) {
            errors.append('\'')
                    .append(place)
                    .append(": username '")
                    .append(name)
                    .append("' contains invalid characters. ");
            return;
        }
        UserRules user = reader.fresh();
        if (users.putIfAbsent(name, user) != null) {
            errors.append("WARNING: Duplicate user '")
                    .append(name)
                    .append("' found on line ")
                    .append(number)
                    .append(". ");
            return;
        }
        RuleReader.Joined joined = RuleReader.join(words.subList(WORDS_BEFORE_RULES, words.size()));
        if (!joined.isComplete()) {
            errors.append(place).append(": Unmatched parenthesis in selector definition.");
            return;
        }
        apply(user, joined.rules(), place);
    }

    /**
     * Unknown commands are all told; of other mistakes only the first, since later ones may follow
     * from it.
     */
    private void apply(UserRules user, List<String> rules, String place) {
        boolean mistaken = false;
        for (String word : rules) {
            String rule = trim(word, "\t\r\n");
            try {
                reader.apply(user, rule);
            } catch (RuleException e) {
                if (e.error() == RuleError.UNKNOWN) {
                    errors.append(place)
                            .append(": Error in applying operation '")
                            .append(rule)
                            .append("': ")
                            .append(e.error().text())
                            .append(". ");
                } else if (!mistaken) {
                    errors.append(place).append(": ").append(e.error().text()).append(". ");
                    mistaken = true;
                }
            }
        }
    }

    private static String trim(String text, String dropped) {
        int from = 0;
        int end = text.length();
        while (from < end && dropped.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (end > from && dropped.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(from, end);
    }

    /**
     * Returns why a line of the configuration cannot be a user, or null when it can. Commands are
     * not looked at: they are not known while the configuration is read.
     *
     * @param words the words behind {@code user}, at least the name
     * @param before the users of lines before
     */
    public static @Nullable String objection(List<String> words, Set<String> before) {
        if (before.contains(words.getFirst())) {
            return objection(words.getFirst(), RuleError.DUPLICATE);
        }
        RuleReader.Joined joined = RuleReader.join(words.subList(1, words.size()));
        if (!joined.isComplete()) {
            return objection(joined.unmatched(), RuleError.SYNTAX);
        }
        RuleReader reader = new RuleReader(new AclCommandIndex(List.of()), () -> false);
        UserRules user = reader.fresh();
        for (String rule : joined.rules()) {
            try {
                reader.apply(user, rule);
            } catch (RuleException e) {
                if (e.error() != RuleError.UNKNOWN) {
                    return objection(rule, e.error());
                }
            }
        }
        return null;
    }

    private static String objection(String word, RuleError error) {
        return "Error in user declaration '" + word + "': " + error.text();
    }
}
