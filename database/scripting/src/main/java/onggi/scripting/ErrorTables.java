package onggi.scripting;

import onggi.lua.LuaError;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.LuaThread;
import onggi.lua.Place;
import onggi.lua.Values;
import org.jspecify.annotations.Nullable;

/** Errors as scripts see them: tables with the text in {@code err}. */
final class ErrorTables {

    static final LuaString ERR = LuaString.of("err");
    static final LuaString OK = LuaString.of("ok");

    private static final LuaString SOURCE = LuaString.of("source");
    private static final LuaString LINE = LuaString.of("line");
    private static final LuaString COUNTED = LuaString.of("ignore_error_stats_update");

    private ErrorTables() {}

    /**
     * What a script's error tells.
     *
     * @param text with its code
     * @param counted whether it was counted where it came from
     */
    record Report(String text, boolean counted) {}

    /**
     * The table of an error.
     *
     * @param text with its code behind a dash; without a dash the code is ERR
     */
    static LuaTable of(LuaState state, String text) {
        LuaTable table = state.newTable(0, 1);
        table.set(ERR, LuaString.of(withCode(text)));
        return table;
    }

    private static String withCode(String text) {
        String code = "ERR";
        String message = text;
        if (text.startsWith("-")) {
            int blank = text.indexOf(' ');
            code = blank < 0 ? code : text.substring(1, blank);
            message = text.substring(blank < 0 ? 1 : blank + 1);
        }
        return code + ' ' + trimmed(message);
    }

    private static String trimmed(String message) {
        int from = 0;
        int to = message.length();
        while (from < to && isLineEnd(message.charAt(from))) {
            from++;
        }
        while (to > from && isLineEnd(message.charAt(to - 1))) {
            to--;
        }
        return message.substring(from, to);
    }

    private static boolean isLineEnd(char c) {
        return c == '\r' || c == '\n';
    }

    /** The table of an error that was counted where it came from. */
    static LuaTable counted(LuaState state, String text) {
        LuaTable table = of(state, text);
        table.set(COUNTED, true);
        return table;
    }

    /** An error to be raised. */
    static LuaError raise(LuaState state, String text) {
        return new LuaError(of(state, text));
    }

    /** Adds to an error that nobody caught where it was raised; the calls still stand. */
    static LuaTable located(LuaThread thread, @Nullable Object error) {
        LuaTable table = error instanceof LuaTable t ? t : null;
        if (table == null) {
            table = thread.state().newTable(0, 3);
            table.set(ERR, LuaString.of("ERR " + Values.display(error)));
        }
        Place place = Place.innermost(thread);
        if (place != null) {
            thread.rawSet(table, SOURCE, LuaString.of("@" + place.chunk()));
            thread.rawSet(table, LINE, (double) place.line());
        }
        return table;
    }

    /** What to answer for a value that a script returned or raised. */
    static Report report(LuaTable table) {
        LuaString text = Values.toText(table.get(ERR));
        return new Report(
                text == null ? "ERR unknown error" : upToZero(text),
                table.get(COUNTED) instanceof Boolean b && b);
    }

    /** The same with the place where it was raised. */
    static Report report(LuaTable table, String script) {
        Report report = report(table);
        LuaString source = Values.toText(table.get(SOURCE));
        LuaString line = Values.toText(table.get(LINE));
        if (source == null || line == null) {
            return report;
        }
        String text = report.text + " script: " + script + ", on " + source + ":" + line + ".";
        return new Report(text, report.counted);
    }

    /** A string as C reads it. */
    static String upToZero(LuaString string) {
        String text = string.toString();
        int zero = text.indexOf('\0');
        return zero < 0 ? text : text.substring(0, zero);
    }
}
