package onggi.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The syntax line of a command's row, read into its arguments.
 *
 * <p>The notation is that of the Redis documentation: words in capitals are literal, others are
 * placeholders; {@code [ ]} may be left out, {@code < | >} and {@code [ | ]} choose one, {@code x
 * [x ...]} repeats, {@code [WORD x [WORD x ...]]} repeats with its word.
 */
public final class Syntax {

    /*
     * A recursive descent over the words of the line:
     *
     *   sequence    = item*
     *   item        = word | "[" choice "]" | "<" choice ">" | "..."
     *   choice      = sequence ("|" sequence)*
     *
     * A sequence becomes arguments in one pass: a literal word directly before a placeholder joins it; a group that ends in "..." and
     * repeats what stands before it makes that repeatable. The least number of words and whether it is the only one are added up on the
     * way, and give the arity.
     */

    private static final Set<String> INTEGERS =
            Set.of(
                    "count",
                    "index",
                    "db",
                    "cursor",
                    "seconds",
                    "milliseconds",
                    "start",
                    "end",
                    "stop",
                    "offset",
                    "timeout",
                    "increment",
                    "decrement",
                    "numkeys",
                    "port",
                    "client-id",
                    "min-match-len",
                    "destination-db",
                    "index1",
                    "index2",
                    "protover",
                    "len",
                    "limit",
                    "bit",
                    "encoding-offset",
                    "samples",
                    "ms",
                    "version",
                    "size",
                    "rank",
                    "radius",
                    "width",
                    "height",
                    "threshold",
                    "maxlen",
                    "count-value",
                    "numreplicas",
                    "numlocal",
                    "id-number",
                    "slot",
                    "keys",
                    "bytes",
                    "elements");
    private static final Set<String> DOUBLES =
            Set.of("score", "weight", "longitude", "latitude", "min", "max", "float-increment");
    private static final Set<String> KEYS =
            Set.of("source", "destination", "newkey", "key1", "key2", "sourcekey", "destkey");

    private final List<Argument> arguments;
    private final int least;
    private final boolean open;

    private Syntax(Sequence whole) {
        this.arguments = List.copyOf(whole.arguments);
        this.least = whole.least;
        this.open = whole.open;
    }

    /** Reads a syntax line, without the command's name. */
    public static Syntax parse(String line) {
        return new Syntax(new Reader(line).whole());
    }

    /** Returns the arguments. */
    public List<Argument> arguments() {
        return arguments;
    }

    /**
     * Returns the arity of a command whose name has so many words: exact, or negative for at least
     * so many.
     */
    public int arity(int words) {
        int required = words + least;
        return open ? -required : required;
    }

    /**
     * Returns the arity that a syntax line tells, without reading the rest of it: every row needs
     * it when the server starts.
     *
     * @param words how many words the name has
     */
    static int arity(String line, int words) {
        int required = words;
        int optional = 0;
        boolean open = false;
        boolean choosing = false;
        boolean counted = true;
        boolean inWord = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            switch (c) {
                case '[' -> {
                    optional++;
                    open = true;
                }
                case ']' -> optional--;
                case '<' -> {
                    choosing = true;
                    counted = true;
                }
                case '>' -> {
                    choosing = false;
                    counted = true;
                }
                case '|' -> counted = !choosing && counted;
                case '.' -> open = true;
                default -> {
                    if (c != ' ' && !inWord && optional == 0 && counted) {
                        required++;
                    }
                }
            }
            inWord = c != ' ' && "[]<>|".indexOf(c) < 0;
        }
        return open ? -required : required;
    }

    /** Arguments side by side, and how many words they take. */
    private static final class Sequence {

        final List<Argument> arguments = new ArrayList<>();
        int least;
        boolean open;
        boolean repeats;
    }

    /** The words of a line and the place reached. */
    private static final class Reader {

        private final String line;
        private final List<String> words;
        private int at;

        Reader(String line) {
            this.line = line;
            this.words = split(line);
        }

        private static List<String> split(String line) {
            List<String> words = new ArrayList<>();
            int start = -1;
            for (int i = 0; i <= line.length(); i++) {
                char c = i == line.length() ? ' ' : line.charAt(i);
                boolean mark = "[]<>|".indexOf(c) >= 0;
                if ((mark || c == ' ') && start >= 0) {
                    words.add(line.substring(start, i));
                    start = -1;
                }
                if (mark) {
                    words.add(String.valueOf(c));
                } else if (c != ' ' && start < 0) {
                    start = i;
                }
            }
            return words;
        }

        Sequence whole() {
            Sequence sequence = sequence();
            if (at < words.size()) {
                throw wrong();
            }
            return sequence;
        }

        private IllegalArgumentException wrong() {
            return new IllegalArgumentException("bad syntax line at word " + at + ": " + line);
        }

        private Sequence sequence() {
            Sequence sequence = new Sequence();
            while (at < words.size() && "]>|".indexOf(words.get(at).charAt(0)) < 0) {
                String word = words.get(at++);
                switch (word) {
                    case "[" -> addOptional(sequence, choice("]"));
                    case "<" -> add(sequence, choice(">"));
                    case "..." -> sequence.repeats = true;
                    default -> addWord(sequence, word);
                }
            }
            return sequence;
        }

        /** What stands between brackets: one sequence, or the choice among several. */
        private Sequence choice(String end) {
            List<Sequence> choices = new ArrayList<>();
            choices.add(sequence());
            while (at < words.size() && words.get(at).equals("|")) {
                at++;
                choices.add(sequence());
            }
            if (at == words.size() || !words.get(at).equals(end)) {
                throw wrong();
            }
            at++;
            return choices.size() == 1 ? choices.getFirst() : oneOf(choices);
        }

        private static Sequence oneOf(List<Sequence> choices) {
            Sequence sequence = new Sequence();
            List<Argument> parts = new ArrayList<>();
            sequence.least = choices.getFirst().least;
            for (Sequence choice : choices) {
                parts.add(asOne(choice));
                sequence.open |= choice.open || choice.least != sequence.least;
            }
            for (Sequence choice : choices) {
                sequence.least = Math.min(sequence.least, choice.least);
            }
            sequence.arguments.add(
                    new Argument(
                            "option",
                            Argument.Type.ONE_OF,
                            null,
                            false,
                            false,
                            false,
                            List.copyOf(parts)));
            return sequence;
        }

        private static void add(Sequence sequence, Sequence group) {
            sequence.arguments.addAll(group.arguments);
            sequence.least += group.least;
            sequence.open |= group.open;
        }

        private void addOptional(Sequence sequence, Sequence group) {
            sequence.open = true;
            if (group.repeats && repeatsTail(sequence, group)) {
                makeTailMultiple(sequence, group);
            } else {
                Argument one = asOne(group);
                sequence.arguments.add((group.repeats ? one.asMultiple(false) : one).asOptional());
            }
        }

        /** Whether a group says again what the sequence ends with. */
        private static boolean repeatsTail(Sequence sequence, Sequence group) {
            int from = sequence.arguments.size() - group.arguments.size();
            return from >= 0
                    && !group.arguments.isEmpty()
                    && sequence.arguments
                            .subList(from, sequence.arguments.size())
                            .equals(group.arguments);
        }

        private static void makeTailMultiple(Sequence sequence, Sequence group) {
            int from = sequence.arguments.size() - group.arguments.size();
            List<Argument> tail = sequence.arguments.subList(from, sequence.arguments.size());
            Argument one = tail.size() == 1 ? tail.getFirst() : block(tail);
            boolean withToken = one.token() != null && tail.size() == 1;
            tail.clear();
            sequence.arguments.add(one.asMultiple(withToken));
        }

        private void addWord(Sequence sequence, String word) {
            sequence.least++;
            if (!isLiteral(word)) {
                sequence.arguments.add(placeholder(word));
                return;
            }
            boolean joins = at < words.size() && isPlaceholder(words.get(at));
            if (joins) {
                sequence.least++;
                sequence.arguments.add(placeholder(words.get(at++)).behind(word));
            } else {
                sequence.arguments.add(
                        new Argument(
                                word.toLowerCase(Locale.ROOT),
                                Argument.Type.PURE_TOKEN,
                                word,
                                false,
                                false,
                                false,
                                List.of()));
            }
        }

        /** Several arguments as one: a block, named after its literal word or its first part. */
        private static Argument asOne(Sequence sequence) {
            if (sequence.arguments.isEmpty()) {
                throw new IllegalArgumentException("empty group in a syntax line");
            }
            return sequence.arguments.size() == 1
                    ? sequence.arguments.getFirst()
                    : block(sequence.arguments);
        }

        private static Argument block(List<Argument> parts) {
            Argument first = parts.getFirst();
            String token = first.token();
            String name =
                    token == null
                            ? first.name() + "-" + parts.get(1).name()
                            : token.toLowerCase(Locale.ROOT);
            return new Argument(
                    name, Argument.Type.BLOCK, null, false, false, false, List.copyOf(parts));
        }
    }

    private static boolean isLiteral(String word) {
        char c = word.charAt(0);
        return c < 'a' || c > 'z';
    }

    private static boolean isPlaceholder(String word) {
        return word.charAt(0) >= 'a' && word.charAt(0) <= 'z';
    }

    private static Argument placeholder(String name) {
        return new Argument(name, typeOf(name), null, false, false, false, List.of());
    }

    private static Argument.Type typeOf(String name) {
        if (name.equals("key") || KEYS.contains(name)) {
            return Argument.Type.KEY;
        }
        if (name.startsWith("unix-time")) {
            return Argument.Type.UNIX_TIME;
        }
        if (name.equals("pattern")) {
            return Argument.Type.PATTERN;
        }
        if (INTEGERS.contains(name)) {
            return Argument.Type.INTEGER;
        }
        return DOUBLES.contains(name) ? Argument.Type.DOUBLE : Argument.Type.STRING;
    }
}
