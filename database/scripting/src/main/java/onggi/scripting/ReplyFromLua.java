package onggi.scripting;

import onggi.engine.Call;
import onggi.engine.CommandStats;
import onggi.lua.Arguments;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.Values;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/** Writes a value of Lua as a reply. */
final class ReplyFromLua {

    private static final LuaString DOUBLE = LuaString.of("double");
    private static final LuaString BIG_NUMBER = LuaString.of("big_number");
    private static final LuaString VERBATIM = LuaString.of("verbatim_string");
    private static final LuaString FORMAT = LuaString.of("format");
    private static final LuaString STRING = LuaString.of("string");
    private static final LuaString MAP = LuaString.of("map");
    private static final LuaString SET = LuaString.of("set");
    private static final int FORMAT_BYTES = 3;

    /** How deep tables may lie in one another: the original has so much room on its stack. */
    private static final int MOST_ROOM = 8000;

    private static final int ROOM_NEEDED = 4;

    private final ReplyWriter out;
    private final CommandStats stats;
    private final int command;
    private final boolean trueIsBoolean;
    private boolean failed;

    /**
     * Prepares to write the reply of a call.
     *
     * @param scriptProtocol what the script chose, 2 or 3
     */
    ReplyFromLua(Call call, CommandStats stats, int scriptProtocol) {
        this.out = call.reply();
        this.stats = stats;
        this.command = call.command().id();
        this.trueIsBoolean = scriptProtocol == 3;
    }

    /** Writes a value; the command failed if there are errors in it. */
    void write(@Nullable Object value) {
        write(value, 1);
        if (failed) {
            stats.failed(command);
        }
    }

    /** Writes a value; {@code used} is how much room those around it take. */
    private void write(@Nullable Object value, int used) {
        if (used + ROOM_NEEDED > MOST_ROOM) {
            error("ERR reached lua stack limit", false);
            return;
        }
        switch (value) {
            case LuaString s -> out.bulk(s.unsafeArray());
            case Double d -> out.integer(Arguments.toInteger(d));
            case Boolean b -> writeBoolean(b);
            case LuaTable t -> writeTable(t, used);
            case null, default -> out.nullBulk();
        }
    }

    private void writeBoolean(boolean value) {
        if (trueIsBoolean) {
            out.bool(value);
        } else if (value) {
            out.integer(1);
        } else {
            out.nullBulk();
        }
    }

    private void error(String text, boolean counted) {
        if (counted) {
            stats.failed(command); // each of them, as in Redis
        } else {
            stats.errorReplied(text);
            failed = true;
        }
        out.error(text);
    }

    private void writeTable(LuaTable table, int used) {
        Object special;
        if (Values.toText(table.get(ErrorTables.ERR)) != null
                && table.get(ErrorTables.ERR) instanceof LuaString) {
            ErrorTables.Report report = ErrorTables.report(table);
            error(report.text(), report.counted());
        } else if (table.get(ErrorTables.OK) instanceof LuaString ok) {
            out.simple(oneLine(ErrorTables.upToZero(ok)));
        } else if (table.get(DOUBLE) instanceof Double d) {
            out.doubleValue(d);
        } else if (table.get(BIG_NUMBER) instanceof LuaString digits) {
            byte[] text = LuaFromReply.latin1(oneLine(digits.toString()));
            out.bigNumber(text, 0, text.length);
        } else if ((special = verbatim(table)) != null) {
            writeVerbatim((LuaTable) special);
        } else if (table.get(MAP) instanceof LuaTable map) {
            writeMap(map, used);
        } else if (table.get(SET) instanceof LuaTable set) {
            writeSet(set, used);
        } else {
            writeArray(table, used);
        }
    }

    private static String oneLine(String text) {
        return text.replace('\r', ' ').replace('\n', ' ');
    }

    private static @Nullable LuaTable verbatim(LuaTable table) {
        return table.get(VERBATIM) instanceof LuaTable text
                        && text.get(FORMAT) instanceof LuaString
                        && text.get(STRING) instanceof LuaString
                ? text
                : null;
    }

    private void writeVerbatim(LuaTable table) {
        StringBuilder format = new StringBuilder(ErrorTables.upToZero((LuaString) text(table)));
        while (format.length() < FORMAT_BYTES) {
            format.append(' ');
        }
        format.setLength(FORMAT_BYTES);
        if (table.get(STRING) instanceof LuaString string) {
            out.verbatim(format.toString(), string.unsafeArray());
        }
    }

    private static Object text(LuaTable table) {
        return table.get(FORMAT) instanceof LuaString format ? format : LuaString.of("");
    }

    private void writeMap(LuaTable map, int used) {
        int mark = out.startArray();
        int count = 0;
        for (int p = map.next(-1); p >= 0; p = map.next(p)) {
            write(map.keyAt(p), used + 4);
            write(map.valueAt(p), used + 3);
            count++;
        }
        out.endMap(mark, count);
    }

    private void writeSet(LuaTable set, int used) {
        int mark = out.startArray();
        int count = 0;
        for (int p = set.next(-1); p >= 0; p = set.next(p)) {
            write(set.keyAt(p), used + 3);
            count++;
        }
        out.endSet(mark, count);
    }

    private void writeArray(LuaTable table, int used) {
        int mark = out.startArray();
        int count = 0;
        while (true) {
            Object element = table.get((double) (count + 1));
            if (element == null) {
                break;
            }
            write(element, used + 1);
            count++;
        }
        out.endArray(mark, count);
    }
}
