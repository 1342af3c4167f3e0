package onggi.lua.lib;

import onggi.lua.Arguments;
import onggi.lua.Builtin;
import onggi.lua.LuaFunction;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.LuaThread;
import onggi.lua.LuaType;
import onggi.lua.Results;
import onggi.lua.Values;
import org.jspecify.annotations.Nullable;

/** The functions of {@code string} that look for patterns. */
final class PatternLibrary {

    private static final String SPECIALS = "^$*+?.([%-";
    private static final int CHECK_WORK = 1 << 16;

    private PatternLibrary() {}

    static void addTo(Library string) {
        Builtin gmatch = new Builtin("gmatch", PatternLibrary::gmatch);
        string.add("find", args -> find(args, true))
                .add("match", args -> find(args, false))
                .value("gmatch", gmatch)
                .value("gfind", gmatch)
                .add("gsub", PatternLibrary::gsub);
    }

    private static @Nullable Object find(Arguments args, boolean positions) {
        LuaString subject = args.string(0);
        LuaString pattern = args.string(1);
        int length = subject.length();
        long from = StringLibrary.position(args.integer(2, 1), length) - 1;
        int init = (int) Math.min(Math.max(from, 0), length);
        if (positions && (LuaType.isTrue(args.value(3)) || isPlain(pattern))) {
            int at = indexOf(args.thread(), subject, pattern, init);
            return at < 0 ? null : Results.of(at + 1.0, (double) at + pattern.length());
        }
        PatternMatcher matcher = new PatternMatcher(args.thread(), subject, pattern);
        boolean anchored = matcher.isAnchored();
        int start = init;
        do {
            int end = matcher.match(start, anchored ? 1 : 0);
            if (end >= 0) {
                return positions
                        ? found(matcher, start, end)
                        : Results.of(values(matcher, start, end, 0));
            }
            start++;
        } while (start <= length && !anchored);
        return null;
    }

    private static @Nullable Object found(PatternMatcher matcher, int start, int end) {
        @Nullable Object[] values = new @Nullable Object[2 + matcher.captureCount()];
        values[0] = start + 1.0;
        values[1] = (double) end;
        for (int i = 2; i < values.length; i++) {
            values[i] = matcher.capture(i - 2, start, end);
        }
        return Results.of(values);
    }

    private static @Nullable Object[] values(PatternMatcher matcher, int start, int end, int room) {
        @Nullable Object[] values = new @Nullable Object[room + matcher.valueCount()];
        for (int i = room; i < values.length; i++) {
            values[i] = matcher.capture(i - room, start, end);
        }
        return values;
    }

    private static boolean isPlain(LuaString pattern) {
        for (int i = 0; i < pattern.length() && pattern.byteAt(i) != 0; i++) {
            if (SPECIALS.indexOf(pattern.byteAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(LuaThread thread, LuaString subject, LuaString wanted, int init) {
        byte[] in = subject.unsafeArray();
        byte[] what = wanted.unsafeArray();
        int last = in.length - what.length;
        int work = 0;
        for (int i = init; i <= last; i++) {
            int k = 0;
            while (k < what.length && in[i + k] == what[k]) {
                k++;
            }
            if (k == what.length) {
                return i;
            }
            work += k + 1;
            if (work > CHECK_WORK) {
                thread.budget().check();
                work = 0;
            }
        }
        return -1;
    }

    // All matches.

    private static Object gmatch(Arguments args) {
        LuaString subject = args.string(0);
        LuaString pattern = args.string(1);
        int[] next = {0};
        return new Builtin(
                "gmatch",
                inner -> nextMatch(inner.thread(), subject, pattern, next),
                Results.of(subject, pattern));
    }

    private static @Nullable Object nextMatch(
            LuaThread thread, LuaString subject, LuaString pattern, int[] next) {
        PatternMatcher matcher = new PatternMatcher(thread, subject, pattern);
        for (int start = next[0]; start <= subject.length(); start++) {
            int end = matcher.match(start, 0);
            if (end >= 0) {
                next[0] = end == start ? end + 1 : end;
                return Results.of(values(matcher, start, end, 0));
            }
        }
        return Results.NONE;
    }

    // Replacement.

    private static Object gsub(Arguments args) {
        LuaString subject = args.string(0);
        LuaString pattern = args.string(1);
        Object replacement = args.value(2);
        int most = (int) args.integer(3, subject.length() + 1L);
        if (!(replacement instanceof LuaString
                || replacement instanceof Double
                || replacement instanceof LuaTable
                || replacement instanceof LuaFunction)) {
            throw args.error(2, "string/function/table expected");
        }
        PatternMatcher matcher = new PatternMatcher(args.thread(), subject, pattern);
        Pieces result = new Pieces(args.thread());
        boolean anchored = matcher.isAnchored();
        int count = 0;
        int at = 0;
        while (count < most) {
            int end = matcher.match(at, anchored ? 1 : 0);
            if (end >= 0) {
                count++;
                addReplaced(args, matcher, result, new Match(subject, at, end), replacement);
            }
            if (end > at) {
                at = end;
            } else if (at < subject.length()) {
                result.add(subject.byteAt(at++));
            } else {
                break;
            }
            if (anchored) {
                break;
            }
        }
        result.add(subject.unsafeArray(), at, subject.length() - at);
        return Results.of(result.joined(), (double) count);
    }

    /** Where a pattern was found. */
    private record Match(LuaString subject, int start, int end) {}

    private static void addReplaced(
            Arguments args,
            PatternMatcher matcher,
            Pieces result,
            Match match,
            @Nullable Object replacement) {
        Object value;
        if (replacement instanceof LuaTable) {
            Object key = matcher.capture(0, match.start, match.end);
            value = args.thread().index(replacement, key);
        } else if (replacement instanceof LuaFunction) {
            @Nullable Object[] values = values(matcher, match.start, match.end, 0);
            value = Results.first(args.thread().call(replacement, values));
        } else {
            addTemplate(matcher, result, match, args.string(2));
            return;
        }
        LuaString text = Values.toText(value);
        if (text != null) {
            result.add(text);
        } else if (LuaType.isTrue(value)) {
            throw args.error("invalid replacement value (a " + LuaType.name(value) + ")");
        } else {
            result.add(match.subject.unsafeArray(), match.start, match.end - match.start);
        }
    }

    /** Adds a text in which a percent sign and a digit stand for a capture. */
    private static void addTemplate(
            PatternMatcher matcher, Pieces result, Match match, LuaString template) {
        int i = 0;
        while (i < template.length()) {
            int c = template.byteAt(i++);
            if (c != '%') {
                result.add(c);
                continue;
            }
            int escaped = i < template.length() ? template.byteAt(i) : 0;
            i++;
            if (escaped == '0') {
                result.add(match.subject.unsafeArray(), match.start, match.end - match.start);
            } else if (CharClasses.isDigit(escaped)) {
                Object value = matcher.capture(escaped - '1', match.start, match.end);
                LuaString text = Values.toText(value);
                result.add(text == null ? LuaString.EMPTY : text);
            } else {
                result.add(escaped);
            }
        }
    }
}
