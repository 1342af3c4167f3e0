package onggi.engine;

import java.nio.charset.StandardCharsets;
import java.util.List;
import onggi.bytes.Numbers;

/** What values a {@link Setting} takes, how they are checked, shown and written to a file. */
public sealed interface SettingKind {

    /**
     * Returns the value that words mean.
     *
     * @param words one or more; exactly one unless the setting is made of several words
     * @param current the value so far, for settings of which a line sets only a part
     * @throws SettingException with Redis's reason when they mean none
     */
    SettingValue parse(List<String> words, SettingValue current) throws SettingException;

    /** Returns the value as it stands behind the name in a file, one text for each line. */
    default List<String> fileTexts(SettingValue value) {
        return List.of(value.text());
    }

    /** {@code yes} or {@code no}. */
    record Flag() implements SettingKind {

        static final SettingValue YES = new SettingValue("yes", 1);
        static final SettingValue NO = new SettingValue("no", 0);

        @Override
        public SettingValue parse(List<String> words, SettingValue current)
                throws SettingException {
            String word = words.getFirst();
            if (word.equalsIgnoreCase("yes")) {
                return YES;
            }
            if (word.equalsIgnoreCase("no")) {
                return NO;
            }
            throw new SettingException("argument must be 'yes' or 'no'");
        }
    }

    /** How a number is written. */
    enum Form {
        PLAIN,
        MEMORY,
        PERCENT_OR_MEMORY,
        OCTAL
    }

    /**
     * A number.
     *
     * @param least the least value; a percentage is kept as a negative number and may be at most
     *     {@code -least}
     * @param most the greatest value
     * @param form how it is written
     * @param floor a smaller value is taken for this one
     * @param ceiling a greater value is taken for this one
     */
    record Amount(long least, long most, Form form, long floor, long ceiling)
            implements SettingKind {

        @Override
        public SettingValue parse(List<String> words, SettingValue current)
                throws SettingException {
            String word = words.getFirst();
            long number =
                    switch (form) {
                        case PLAIN -> plain(word);
                        case MEMORY -> memory(word, "argument must be a memory value");
                        case PERCENT_OR_MEMORY ->
                                word.endsWith("%")
                                        ? percent(word)
                                        : memory(
                                                word, "argument must be a memory or percent value");
                        case OCTAL -> octal(word);
                    };
            check(number);
            return of(number < 0 ? number : Math.clamp(number, floor, ceiling));
        }

        SettingValue of(long number) {
            return new SettingValue(text(number), number);
        }

        private String text(long number) {
            return switch (form) {
                case PLAIN, MEMORY -> Long.toString(number);
                case PERCENT_OR_MEMORY -> number < 0 ? -number + "%" : Long.toString(number);
                case OCTAL -> Long.toOctalString(number);
            };
        }

        private static long plain(String word) throws SettingException {
            byte[] text = word.getBytes(StandardCharsets.ISO_8859_1);
            if (!Numbers.isLong(text, 0, text.length)) {
                throw new SettingException("argument couldn't be parsed into an integer");
            }
            return Numbers.parseLong(text, 0, text.length);
        }

        private static long memory(String word, String reason) throws SettingException {
            long bytes = MemoryUnits.parse(word);
            if (bytes == MemoryUnits.INVALID) {
                throw new SettingException(reason);
            }
            return bytes;
        }

        private static long percent(String word) throws SettingException {
            byte[] text = word.getBytes(StandardCharsets.ISO_8859_1);
            if (!Numbers.isLong(text, 0, text.length - 1)) {
                throw new SettingException("argument must be a memory or percent value");
            }
            long percent = Numbers.parseLong(text, 0, text.length - 1);
            if (percent < 0) {
                throw new SettingException("argument must be a memory or percent value");
            }
            return -percent;
        }

        private static long octal(String word) throws SettingException {
            long number = 0;
            if (word.isEmpty() || word.length() > 20) {
                throw new SettingException("argument couldn't be parsed as an octal number");
            }
            for (int i = 0; i < word.length(); i++) {
                int digit = word.charAt(i) - '0';
                if (digit < 0 || digit > 7) {
                    throw new SettingException("argument couldn't be parsed as an octal number");
                }
                number = number << 3 | digit;
            }
            return number;
        }

        private void check(long number) throws SettingException {
            if (form == Form.PERCENT_OR_MEMORY && number < 0) {
                if (number < least) {
                    throw new SettingException(
                            "percentage argument must be less or equal to " + -least);
                }
            } else if (number < least || number > most) {
                throw new SettingException(
                        "argument must be between "
                                + text(least)
                                + " and "
                                + text(most)
                                + " inclusive");
            }
        }

        @Override
        public List<String> fileTexts(SettingValue value) {
            boolean memory =
                    form == Form.MEMORY || (form == Form.PERCENT_OR_MEMORY && value.number() >= 0);
            return List.of(memory ? MemoryUnits.text(value.number()) : value.text());
        }
    }

    /**
     * One of several words, or with {@code several} any of them.
     *
     * @param choices the words in Redis's order
     * @param several whether the value may be several words
     */
    record Choice(List<String> choices, boolean several) implements SettingKind {

        @Override
        public SettingValue parse(List<String> words, SettingValue current)
                throws SettingException {
            if (words.isEmpty() || (words.size() > 1 && !several)) {
                throw notAChoice();
            }
            long chosen = 0;
            for (String word : words) {
                int index = indexOf(word);
                if (index < 0) {
                    throw notAChoice();
                }
                chosen |= several ? 1L << index : index;
            }
            return of(chosen);
        }

        SettingValue of(long chosen) {
            if (!several) {
                return new SettingValue(choices.get((int) chosen), chosen);
            }
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < choices.size(); i++) {
                boolean onlyOne = chosen == 1;
                if ((chosen & 1L << i) != 0 && (i > 0 || onlyOne)) {
                    text.append(text.isEmpty() ? "" : " ").append(choices.get(i));
                }
            }
            return new SettingValue(text.toString(), chosen);
        }

        private int indexOf(String word) {
            for (int i = 0; i < choices.size(); i++) {
                if (choices.get(i).equalsIgnoreCase(word)) {
                    return i;
                }
            }
            return -1;
        }

        private SettingException notAChoice() {
            return new SettingException(
                    "argument(s) must be one of the following: " + String.join(", ", choices));
        }
    }

    /** Checks a text; raises Redis's reason when it does not suit. */
    @FunctionalInterface
    interface Check {

        /** Accepts the text or tells why not. */
        void check(String text) throws SettingException;
    }

    /** Any text that passes a check; several words, or none, are one text. */
    record Text(Check rule) implements SettingKind {

        @Override
        public SettingValue parse(List<String> words, SettingValue current)
                throws SettingException {
            String text = String.join(" ", words);
            rule.check(text);
            return new SettingValue(text, 0);
        }

        @Override
        public List<String> fileTexts(SettingValue value) {
            return List.of(ConfigLine.quote(value.text()));
        }
    }

    /** Turns words into the one text that stands for them. */
    @FunctionalInterface
    interface Rule {

        /** Returns the text, given the text so far, or tells why the words do not suit. */
        String textOf(List<String> words, String current) throws SettingException;
    }

    /** Puts a text of several words onto lines of a file. */
    @FunctionalInterface
    interface Lines {

        /** Returns what stands behind the name, line by line. */
        List<String> of(String text);
    }

    /** Several words under a rule of their own. */
    record Words(Rule rule, Lines lines) implements SettingKind {

        @Override
        public SettingValue parse(List<String> words, SettingValue current)
                throws SettingException {
            return new SettingValue(rule.textOf(words, current.text()), 0);
        }

        @Override
        public List<String> fileTexts(SettingValue value) {
            return lines.of(value.text());
        }
    }
}
