package onggi.commands;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import onggi.bytes.Doubles;
import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.types.LexBound;
import onggi.types.ScoreRange;
import onggi.types.ZsetValue;

/**
 * A range of a sorted set as arguments name it: by rank, by score or by the bytes of members. Bound
 * to arguments, and then to a set; reusable.
 */
final class ZsetRange {

    /** What the bounds are. */
    enum By {
        RANK,
        SCORE,
        LEX
    }

    private static final CommandError NO_SCORES = CommandError.of("ERR min or max is not a float");
    private static final CommandError NO_MEMBERS =
            CommandError.of("ERR min or max not valid string range item");

    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern HEXADECIMAL =
            Pattern.compile(
                    "([+-]?0[xX](?:\\p{XDigit}+\\.?\\p{XDigit}*|\\.\\p{XDigit}+))([pP][+-]?\\d+)?");

    private By by = By.RANK;
    private long start;
    private long stop;
    private final ScoreRange scores = new ScoreRange();
    private final LexBound min = new LexBound();
    private final LexBound max = new LexBound();
    private long begin;
    private long end;

    ZsetRange() {}

    /** Reads the bounds; raises the errors of Redis. */
    @HotPath
    void parse(Call call, By by, int minimum, int maximum) {
        this.by = by;
        switch (by) {
            case RANK -> {
                start = call.integer(minimum);
                stop = call.integer(maximum);
            }
            case SCORE -> {
                scores.min = score(call, minimum);
                scores.minExcluded = isExcluded(call, minimum);
                scores.max = score(call, maximum);
                scores.maxExcluded = isExcluded(call, maximum);
            }
            case LEX -> {
                bound(call, minimum, min);
                bound(call, maximum, max);
            }
        }
    }

    @HotPath
    private static boolean isExcluded(Call call, int i) {
        return call.length(i) > 0 && call.buffer()[call.offset(i)] == '(';
    }

    @HotPath
    private static double score(Call call, int i) {
        int skipped = isExcluded(call, i) ? 1 : 0;
        int offset = call.offset(i) + skipped;
        int length = call.length(i) - skipped;
        double score = Doubles.parse(call.buffer(), offset, length);
        return Double.isNaN(score) ? lenient(call.buffer(), offset, length) : score;
    }

    /** What C's strtod takes beyond our numbers: blanks in front, nothing, too much or little. */
    private static double lenient(byte[] buffer, int offset, int length) {
        String text = new String(buffer, offset, length, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        text = end < 0 ? text : text.substring(0, end);
        if (text.isEmpty()) {
            return 0;
        }
        int from = 0;
        while (from < text.length() && " \t\n\u000b\f\r".indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        byte[] rest = text.substring(from).getBytes(StandardCharsets.ISO_8859_1);
        double score = Doubles.parse(rest, 0, rest.length);
        return Double.isNaN(score) ? extreme(text.substring(from)) : score;
    }

    private static double extreme(String text) {
        if (DECIMAL.matcher(text).matches()) {
            return Double.parseDouble(text);
        }
        var hexadecimal = HEXADECIMAL.matcher(text);
        if (hexadecimal.matches()) {
            return Double.parseDouble(hexadecimal.group(2) == null ? text + "p0" : text);
        }
        throw NO_SCORES.raise();
    }

    @HotPath
    private static void bound(Call call, int i, LexBound bound) {
        byte[] buffer = call.buffer();
        int offset = call.offset(i);
        int length = call.length(i);
        int sign = length == 0 ? 0 : buffer[offset];
        boolean alone = length == 1 || (length > 1 && buffer[offset + 1] == 0);
        LexBound.Kind kind;
        if (sign == '-' && alone) {
            kind = LexBound.Kind.LOWEST;
        } else if (sign == '+' && alone) {
            kind = LexBound.Kind.HIGHEST;
        } else if (sign == '[') {
            kind = LexBound.Kind.INCLUDED;
        } else if (sign == '(') {
            kind = LexBound.Kind.EXCLUDED;
        } else {
            throw NO_MEMBERS.raise();
        }
        bound.set(kind, buffer, offset + 1, length - 1);
    }

    /** Finds the ranks of the range in a set; {@code reverse} is whether its end comes first. */
    @HotPath
    void selectIn(ZsetValue zset, boolean reverse) {
        if (by == By.RANK) {
            selectRanks(zset.size(), reverse);
            return;
        }
        if (by == By.SCORE) {
            zset.select(scores);
        } else {
            zset.select(min, max, reverse);
            min.release();
            max.release();
        }
        begin = zset.rangeBegin();
        end = zset.rangeEnd();
    }

    @HotPath
    private void selectRanks(long size, boolean reverse) {
        long first = Math.max(0, start < 0 ? start + size : start);
        long last = Math.min(stop < 0 ? stop + size : stop, size - 1);
        if (first > last) {
            begin = 0;
            end = 0;
            return;
        }
        begin = reverse ? size - 1 - last : first;
        end = reverse ? size - first : last + 1;
    }

    /**
     * Takes part of what was found: {@code offset} less, and at most {@code count} if not negative.
     */
    @HotPath
    void limit(long offset, long count, boolean reverse) {
        long size = end - begin;
        long skipped = offset < 0 ? size : Math.min(offset, size);
        long taken = count < 0 ? size - skipped : Math.min(count, size - skipped);
        if (reverse) {
            end -= skipped;
            begin = end - taken;
        } else {
            begin += skipped;
            end = begin + taken;
        }
    }

    /** Returns whether the bounds are ranks. */
    boolean isByRank() {
        return by == By.RANK;
    }

    /** Returns the lowest rank of what was found. */
    long begin() {
        return begin;
    }

    /** Returns how many members were found. */
    long count() {
        return end - begin;
    }
}
