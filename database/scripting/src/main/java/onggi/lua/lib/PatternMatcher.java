package onggi.lua.lib;

import java.util.Arrays;
import onggi.lua.LuaError;
import onggi.lua.LuaString;
import onggi.lua.LuaThread;
import org.jspecify.annotations.Nullable;

/** One pattern of Lua, and the subject it is looked for in. */
final class PatternMatcher {

    /*
     * A match walks the pattern from left to right. Where there is a choice, what else could be
     * done goes on a stack, and a failure takes the last choice back; captures that were opened or
     * closed since then are undone by entries of the same stack. So nothing recurses, whatever the
     * pattern. The original recurses once per such entry and dies when its stack ends; here the
     * number of entries is limited to about what it can take.
     *
     * A pattern ends at its first zero byte, and is checked only as far as a match gets: what lies
     * behind may be malformed without anybody noticing. All of that is as in the original.
     */

    /** How many captures a pattern may have. */
    static final int MAX_CAPTURES = 32;

    private static final int MAX_CHOICES = 200_000;
    private static final int CHECK_STEPS = 1 << 10;

    private static final int OPEN = -1;
    private static final int POSITION = -2;

    /** Entries of the stack: what to do, and three numbers. */
    private static final int ENTRY = 4;

    private static final int GO_ON = 0;
    private static final int LONGEST = 1;
    private static final int SHORTEST = 2;
    private static final int UNDO_OPEN = 3;
    private static final int UNDO_CLOSE = 4;

    private final LuaThread thread;
    private final byte[] subject;
    private final byte[] pattern;
    private final int patternEnd;
    private final int[] captureStart = new int[MAX_CAPTURES];
    private final int[] captureLength = new int[MAX_CAPTURES];
    private int captureCount;
    private long @Nullable [][] sets;
    private int @Nullable [] setEnds;
    private int[] stack = new int[8 * ENTRY];
    private int top;
    private int steps;

    /** Where the match stands in the subject, and in the pattern. */
    private int s;

    private int p;

    PatternMatcher(LuaThread thread, LuaString subject, LuaString pattern) {
        this.thread = thread;
        this.subject = subject.unsafeArray();
        this.pattern = pattern.unsafeArray();
        int end = 0;
        while (end < this.pattern.length && this.pattern[end] != 0) {
            end++;
        }
        this.patternEnd = end;
    }

    /** Whether the pattern starts with the sign for the start of the subject. */
    boolean isAnchored() {
        return at(0) == '^';
    }

    /**
     * Matches at one place.
     *
     * @param start where in the subject
     * @param patternStart where the pattern starts: behind the anchor, if that counts as one
     * @return where the match ends, -1 when there is none
     */
    int match(int start, int patternStart) {
        s = start;
        p = patternStart;
        top = 0;
        captureCount = 0;
        while (true) {
            if (++steps % CHECK_STEPS == 0) {
                thread.budget().check();
            }
            if (p >= patternEnd) {
                return s;
            }
            if (!step() && !takeBack()) {
                return -1;
            }
        }
    }

    /** The byte of the pattern at an index, zero behind its end. */
    private int at(int index) {
        return index < patternEnd ? pattern[index] & 0xFF : 0;
    }

    /** Matches one item of the pattern; false when that fails. */
    private boolean step() {
        return switch (pattern[p]) {
            case '(' -> open();
            case ')' -> close();
            case '%' -> escaped();
            case '$' -> p + 1 == patternEnd ? matchEnd() : single();
            default -> single();
        };
    }

    private boolean matchEnd() {
        p++;
        return s == subject.length;
    }

    private boolean escaped() {
        int c = at(p + 1);
        return switch (c) {
            case 'b' -> balanced();
            case 'f' -> frontier();
            default -> CharClasses.isDigit(c) ? backReference(c) : single();
        };
    }

    // Single characters and how often they may come.

    private boolean single() {
        int item = p;
        int end = itemEnd(item);
        boolean fits = s < subject.length && fits(subject[s] & 0xFF, item, end);
        return switch (at(end)) {
            case '?' -> atMostOne(end, fits);
            case '*' -> longest(item, end, s);
            case '+' -> fits && longest(item, end, s + 1);
            case '-' -> shortest(item, end);
            default -> {
                s++;
                p = end;
                yield fits;
            }
        };
    }

    private boolean atMostOne(int end, boolean fits) {
        if (fits) {
            push(GO_ON, s, end + 1, 0);
            s++;
        }
        p = end + 1;
        return true;
    }

    private boolean shortest(int item, int end) {
        push(SHORTEST, s, item, end);
        p = end + 1;
        return true;
    }

    private boolean longest(int item, int end, int from) {
        int to = from;
        while (to < subject.length && fits(subject[to] & 0xFF, item, end)) {
            to++;
        }
        if (to > from) {
            push(LONGEST, from, end + 1, to);
        }
        s = to;
        p = end + 1;
        return true;
    }

    /** Where an item ends: behind a character, an escaped one, or a set in brackets. */
    private int itemEnd(int item) {
        int c = pattern[item];
        if (c == '%') {
            if (item + 1 >= patternEnd) {
                throw error("malformed pattern (ends with '%')");
            }
            return item + 2;
        }
        return c == '[' ? setEnd(item) : item + 1;
    }

    private boolean fits(int c, int item, int end) {
        return switch (pattern[item]) {
            case '.' -> true;
            case '%' -> CharClasses.has(CharClasses.named(pattern[item + 1] & 0xFF), c);
            case '[' -> CharClasses.has(set(item, end), c);
            default -> (pattern[item] & 0xFF) == c;
        };
    }

    // Sets in brackets. Each is read once.

    private int setEnd(int item) {
        int[] ends = setEnds;
        if (ends == null) {
            ends = new int[patternEnd];
            setEnds = ends;
        }
        if (ends[item] == 0) {
            ends[item] = findSetEnd(item + 1);
        }
        return ends[item];
    }

    private int findSetEnd(int first) {
        int i = at(first) == '^' ? first + 1 : first;
        do {
            int c = at(i++);
            if (c == 0) {
                throw error("malformed pattern (missing ']')");
            }
            if (c == '%' && at(i) != 0) {
                i++;
            }
        } while (at(i) != ']');
        return i + 1;
    }

    private long[] set(int item, int end) {
        long[][] known = sets;
        if (known == null) {
            known = new long[patternEnd][];
            sets = known;
        }
        if (known[item] == null) {
            known[item] = readSet(item, end - 1);
        }
        return known[item];
    }

    private long[] readSet(int item, int close) {
        long[] set = CharClasses.none();
        boolean inverted = at(item + 1) == '^';
        for (int i = item + (inverted ? 2 : 1); i < close; i++) {
            if (pattern[i] == '%') {
                i++;
                CharClasses.addAll(set, CharClasses.named(at(i)));
            } else if (at(i + 1) == '-' && i + 2 < close) {
                for (int c = at(i); c <= at(i + 2); c++) {
                    CharClasses.add(set, c);
                }
                i += 2;
            } else {
                CharClasses.add(set, at(i));
            }
        }
        if (inverted) {
            CharClasses.invert(set);
        }
        return set;
    }

    // Items that are no single character.

    /** {@code %bxy}: from an x to the y that closes it. */
    private boolean balanced() {
        int open = at(p + 2);
        int close = at(p + 3);
        if (open == 0 || close == 0) {
            throw error("unbalanced pattern");
        }
        if (s >= subject.length || (subject[s] & 0xFF) != open) {
            return false;
        }
        int depth = 1;
        for (int i = s + 1; i < subject.length; i++) {
            int c = subject[i] & 0xFF;
            if (c == close) {
                if (--depth == 0) {
                    s = i + 1;
                    p += 4;
                    return true;
                }
            } else if (c == open) {
                depth++;
            }
        }
        return false;
    }

    /** {@code %f[set]}: between a character outside the set and one inside. */
    private boolean frontier() {
        int item = p + 2;
        if (at(item) != '[') {
            throw error("missing '[' after '%f' in pattern");
        }
        int end = setEnd(item);
        int before = s == 0 ? 0 : subject[s - 1] & 0xFF;
        int after = s < subject.length ? subject[s] & 0xFF : 0;
        long[] set = set(item, end);
        p = end;
        return !CharClasses.has(set, before) && CharClasses.has(set, after);
    }

    /** {@code %1}: what a capture has matched, once more. */
    private boolean backReference(int digit) {
        int index = digit - '1';
        if (index < 0 || index >= captureCount || captureLength[index] == OPEN) {
            throw error("invalid capture index");
        }
        int length = captureLength[index];
        int start = captureStart[index];
        if (length == POSITION
                || subject.length - s < length
                || !Arrays.equals(subject, start, start + length, subject, s, s + length)) {
            return false;
        }
        s += length;
        p += 2;
        return true;
    }

    // Captures.

    private boolean open() {
        boolean position = at(p + 1) == ')';
        if (captureCount >= MAX_CAPTURES) {
            throw error("too many captures");
        }
        captureStart[captureCount] = s;
        captureLength[captureCount] = position ? POSITION : OPEN;
        captureCount++;
        push(UNDO_OPEN, 0, 0, 0);
        p += position ? 2 : 1;
        return true;
    }

    private boolean close() {
        int index = captureCount - 1;
        while (index >= 0 && captureLength[index] != OPEN) {
            index--;
        }
        if (index < 0) {
            throw error("invalid pattern capture");
        }
        captureLength[index] = s - captureStart[index];
        push(UNDO_CLOSE, index, 0, 0);
        p++;
        return true;
    }

    // Choices.

    private void push(int what, int a, int b, int c) {
        if (top == stack.length) {
            if (top >= MAX_CHOICES * ENTRY) {
                throw error("pattern too complex");
            }
            thread.budget().allocate(8L * top);
            stack = Arrays.copyOf(stack, Math.min(2 * top, MAX_CHOICES * ENTRY));
        }
        stack[top] = what;
        stack[top + 1] = a;
        stack[top + 2] = b;
        stack[top + 3] = c;
        top += ENTRY;
    }

    /** Goes back to the last choice and takes the next one there; false when none is left. */
    private boolean takeBack() {
        while (top > 0) {
            int entry = top - ENTRY;
            int a = stack[entry + 1];
            switch (stack[entry]) {
                case UNDO_OPEN -> captureCount--;
                case UNDO_CLOSE -> captureLength[a] = OPEN;
                case GO_ON -> {
                    top = entry;
                    return resume(a, stack[entry + 2]);
                }
                case LONGEST -> {
                    int to = --stack[entry + 3];
                    if (to == a) {
                        top = entry;
                    }
                    return resume(to, stack[entry + 2]);
                }
                default -> {
                    if (oneMore(entry, a)) {
                        return true;
                    }
                }
            }
            top = entry;
        }
        return false;
    }

    private boolean resume(int subjectIndex, int patternIndex) {
        s = subjectIndex;
        p = patternIndex;
        return true;
    }

    private boolean oneMore(int entry, int from) {
        int end = stack[entry + 3];
        if (from >= subject.length || !fits(subject[from] & 0xFF, stack[entry + 2], end)) {
            return false;
        }
        stack[entry + 1] = from + 1;
        return resume(from + 1, end + 1);
    }

    // What the match gives.

    /** How many values a match gives: its captures, or else all of it. */
    int valueCount() {
        return captureCount == 0 ? 1 : captureCount;
    }

    /** How many captures there are. */
    int captureCount() {
        return captureCount;
    }

    /** A capture: a string or a position; without any capture, 0 is all that matched. */
    Object capture(int index, int start, int end) {
        if (index >= captureCount) {
            if (index != 0) {
                throw error("invalid capture index");
            }
            return part(start, end);
        }
        int length = captureLength[index];
        if (length == POSITION) {
            return captureStart[index] + 1.0;
        }
        if (length == OPEN) {
            throw error("unfinished capture");
        }
        return part(captureStart[index], captureStart[index] + length);
    }

    private LuaString part(int from, int to) {
        thread.budget().allocate(24L + to - from);
        return LuaString.copyOf(subject, from, to - from);
    }

    private LuaError error(String text) {
        return thread.error(text);
    }
}
