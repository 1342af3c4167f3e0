package onggi.net.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import onggi.bytes.Bytes;
import onggi.engine.ConfigLine;
import onggi.net.acl.UserRules.Flag;

/** Applies rules in Redis's notation to {@link UserRules}. Characters are bytes as Latin-1. */
public final class RuleReader {

    private static final String DATABASES = "db=";

    private final AclCommandIndex index;
    private final BooleanSupplier allChannels;

    /**
     * Creates a reader.
     *
     * @param allChannels whether who is new may use every channel
     */
    public RuleReader(AclCommandIndex index, BooleanSupplier allChannels) {
        this.index = index;
        this.allChannels = allChannels;
    }

    /** Returns the rules of a user who is new. */
    UserRules fresh() {
        return new UserRules(index, allChannels.getAsBoolean());
    }

    /** Returns whether a text may not be a user's name, nor stand in a pattern. */
    public static boolean hasSpaces(String text) {
        return text.chars().anyMatch(c -> c == 0 || c == ' ' || (c >= '\t' && c <= '\r'));
    }

    /**
     * Joins the words of selectors that are spread over several.
     *
     * @return the joined words, and then, when a parenthesis stays open, the word with it; see
     *     {@link Joined}
     */
    public static Joined join(List<String> words) {
        List<String> joined = new ArrayList<>();
        StringBuilder open = null;
        String opening = "";
        for (String word : words) {
            if (open == null && word.startsWith("(") && !word.endsWith(")")) {
                open = new StringBuilder(word);
                opening = word;
            } else if (open == null) {
                joined.add(word);
            } else {
                open.append(' ').append(word);
                if (word.endsWith(")")) {
                    joined.add(open.toString());
                    open = null;
                }
            }
        }
        return new Joined(joined, open == null ? "" : opening);
    }

    /**
     * Rules with each selector in one of them.
     *
     * @param rules the rules
     * @param unmatched the word that opens a parenthesis which is never closed, or nothing
     */
    public record Joined(List<String> rules, String unmatched) {

        /** Returns whether every parenthesis is closed. */
        public boolean isComplete() {
            return unmatched.isEmpty();
        }
    }

    // ---- rules of a user

    /** Applies one rule; nothing is changed when it is not accepted. */
    void apply(UserRules user, String rule) throws RuleException {
        switch (rule.toLowerCase(Locale.ROOT)) {
            case "" -> {}
            case "on" -> user.either(Flag.ON, Flag.OFF);
            case "off" -> user.either(Flag.OFF, Flag.ON);
            case "skip-sanitize-payload" ->
                    user.either(Flag.SKIPS_PAYLOAD_CHECK, Flag.CHECKS_PAYLOAD);
            case "sanitize-payload" -> user.either(Flag.CHECKS_PAYLOAD, Flag.SKIPS_PAYLOAD_CHECK);
            case "nopass" -> user.noPassword(true);
            case "resetpass" -> user.noPassword(false);
            case "clearselectors" -> user.dropSelectors();
            case "reset" -> reset(user);
            default -> applyOther(user, rule);
        }
    }

    private void reset(UserRules user) {
        user.noPassword(false);
        user.root().everyKey(false);
        user.root().everyChannel(allChannels.getAsBoolean());
        user.root().everyDatabase(true);
        user.either(Flag.OFF, Flag.ON);
        user.either(Flag.CHECKS_PAYLOAD, Flag.SKIPS_PAYLOAD_CHECK);
        user.dropSelectors();
        user.root().commands().all(false);
    }

    private void applyOther(UserRules user, String rule) throws RuleException {
        String rest = rule.substring(1);
        switch (rule.charAt(0)) {
            case '>' -> user.addPassword(Passwords.hash(rest));
            case '#' -> user.addPassword(hash(rule));
            case '<' -> removePassword(user, rule, Passwords.hash(rest));
            case '!' -> removePassword(user, rule, hash(rule));
            case '(' -> user.add(selector(rule));
            default -> apply(user.root(), rule);
        }
    }

    private static String hash(String rule) throws RuleException {
        String hash = rule.substring(1);
        if (!Passwords.isHash(hash)) {
            throw new RuleException(RuleError.BAD_HASH, rule);
        }
        return hash;
    }

    private static void removePassword(UserRules user, String rule, String hash)
            throws RuleException {
        if (!user.removePassword(hash)) {
            throw new RuleException(RuleError.NO_PASSWORD, rule);
        }
    }

    private Selector selector(String rule) throws RuleException {
        if (rule.length() < 2 || !rule.endsWith(")")) {
            throw new RuleException(RuleError.SYNTAX, rule);
        }
        Selector selector = new Selector(index, allChannels.getAsBoolean());
        List<String> words = ConfigLine.split(rule.substring(1, rule.length() - 1));
        for (String word : words == null ? List.<String>of() : words) {
            apply(selector, word);
        }
        return selector;
    }

    // ---- rules of a set of rights

    private void apply(Selector selector, String rule) throws RuleException {
        switch (rule.toLowerCase(Locale.ROOT)) {
            case "" -> throw new RuleException(RuleError.SYNTAX, rule);
            case "allkeys", "~*" -> selector.everyKey(true);
            case "resetkeys" -> selector.everyKey(false);
            case "allchannels", "&*" -> selector.everyChannel(true);
            case "resetchannels" -> selector.everyChannel(false);
            case "alldbs" -> selector.everyDatabase(true);
            case "resetdbs" -> selector.everyDatabase(false);
            case "allcommands", "+@all" -> selector.commands().all(true);
            case "nocommands", "-@all" -> selector.commands().all(false);
            default -> applyOther(selector, rule);
        }
    }

    private static void applyOther(Selector selector, String rule) throws RuleException {
        if (rule.regionMatches(true, 0, DATABASES, 0, DATABASES.length())) {
            selector.databases(databases(rule));
            return;
        }
        String rest = rule.substring(1);
        switch (rule.charAt(0)) {
            case '~', '%' -> {
                require(!selector.allowsAllKeys(), RuleError.KEY_AFTER_ALL, rule);
                selector.key(pattern(rule));
            }
            case '&' -> {
                require(!selector.allowsEveryChannel(), RuleError.CHANNEL_AFTER_ALL, rule);
                selector.channel(glob(rest, rule));
            }
            case '+', '-' -> command(selector.commands(), rest, rule.charAt(0) == '+');
            default -> throw new RuleException(RuleError.SYNTAX, rule);
        }
    }

    private static void require(boolean condition, RuleError error, String rule)
            throws RuleException {
        if (!condition) {
            throw new RuleException(error, rule);
        }
    }

    private static Bytes glob(String text, String rule) throws RuleException {
        if (hasSpaces(text)) {
            throw new RuleException(RuleError.SYNTAX, rule);
        }
        return Bytes.ofLatin1(text);
    }

    /** Reads {@code ~…}, {@code %R~…}, {@code %W~…} or {@code %RW~…}. */
    private static KeyPattern pattern(String rule) throws RuleException {
        int tilde = rule.indexOf('~');
        int rights =
                switch (rule.substring(0, Math.max(1, tilde)).toUpperCase(Locale.ROOT)) {
                    case "~" -> KeyPattern.BOTH;
                    case "%R" -> KeyPattern.READ;
                    case "%W" -> KeyPattern.WRITE;
                    case "%RW", "%WR" -> KeyPattern.BOTH;
                    default -> throw new RuleException(RuleError.SYNTAX, rule);
                };
        return new KeyPattern(glob(rule.substring(tilde + 1), rule), rights);
    }

    private static int[] databases(String rule) throws RuleException {
        String[] words = rule.substring(DATABASES.length()).split(",", -1);
        int[] numbers = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            if (words[i].isEmpty() || !words[i].chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new RuleException(RuleError.SYNTAX, rule);
            }
            try {
                numbers[i] = Integer.parseInt(words[i]);
            } catch (NumberFormatException e) {
                throw new RuleException(RuleError.DATABASE_RANGE, rule);
            }
        }
        return numbers;
    }

    private static void command(CommandGrants commands, String name, boolean allow)
            throws RuleException {
        if (name.startsWith("@")) {
            commands.category(name.substring(1), allow);
        } else if (allow && name.indexOf('|') >= 0) {
            commands.withBar(name);
        } else {
            commands.command(name, allow);
        }
    }
}
