package onggi.scripting;

import java.nio.charset.StandardCharsets;
import onggi.bytes.Doubles;
import onggi.bytes.Numbers;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import org.jspecify.annotations.Nullable;

/** Makes values of Lua of a reply, which our own writer wrote. */
final class LuaFromReply {

    private static final LuaString MAP = LuaString.of("map");
    private static final LuaString SET = LuaString.of("set");
    private static final LuaString DOUBLE = LuaString.of("double");
    private static final LuaString BIG_NUMBER = LuaString.of("big_number");
    private static final LuaString VERBATIM = LuaString.of("verbatim_string");
    private static final LuaString FORMAT = LuaString.of("format");
    private static final LuaString STRING = LuaString.of("string");
    private static final LuaString WORD_OK = LuaString.of("OK");
    private static final int FORMAT_BYTES = 3;

    private final LuaState state;
    private byte[] reply = {};
    private int at;

    LuaFromReply(LuaState state) {
        this.state = state;
    }

    /** Reads the reply at the beginning of an array. */
    @Nullable Object read(byte[] array) {
        reply = array;
        at = 0;
        try {
            return next();
        } finally {
            reply = new byte[0];
        }
    }

    private @Nullable Object next() {
        byte type = reply[at++];
        return switch (type) {
            case '$' -> bulk();
            case ':' -> (double) number();
            case '+' -> single(ErrorTables.OK, line());
            case '-' -> ErrorTables.counted(state, "-" + line());
            case '*' -> array();
            case '%' -> map();
            case '~' -> set();
            case '_' -> {
                line();
                yield null;
            }
            case '#' -> line().byteAt(0) == 't';
            case ',' -> single(DOUBLE, doubleOf(line()));
            case '(' -> single(BIG_NUMBER, line());
            case '=' -> verbatim();
            case '|' -> {
                skipAttributes();
                yield next();
            }
            default -> throw new IllegalStateException("no reply begins so: " + (char) type);
        };
    }

    private LuaTable single(LuaString key, Object value) {
        LuaTable table = state.newTable(0, 1);
        table.set(key, value);
        return table;
    }

    private long number() {
        int from = at;
        skipLine();
        return Numbers.parseLong(reply, from, at - 2 - from);
    }

    private LuaString line() {
        int from = at;
        skipLine();
        int length = at - 2 - from;
        boolean isOk = length == 2 && reply[from] == 'O' && reply[from + 1] == 'K';
        return isOk ? WORD_OK : LuaString.copyOf(reply, from, length);
    }

    private void skipLine() {
        while (reply[at] != '\r') {
            at++;
        }
        at += 2;
    }

    private static double doubleOf(LuaString text) {
        byte[] bytes = text.unsafeArray();
        return Doubles.parse(bytes, 0, bytes.length);
    }

    private Object bulk() {
        int length = (int) number();
        if (length < 0) {
            return false;
        }
        return string(length);
    }

    private LuaString string(int length) {
        state.budget().allocate(length + 24L);
        LuaString string = LuaString.copyOf(reply, at, length);
        at += length + 2;
        return string;
    }

    private Object verbatim() {
        LuaString all = string((int) number());
        LuaTable text = state.newTable(0, 2);
        text.set(STRING, all.substring(FORMAT_BYTES + 1, all.length()));
        text.set(FORMAT, all.substring(0, FORMAT_BYTES));
        return single(VERBATIM, text);
    }

    private Object array() {
        int count = (int) number();
        if (count < 0) {
            return false;
        }
        LuaTable table = state.newTable();
        for (int i = 1; i <= count; i++) {
            table.set((double) i, next());
        }
        return table;
    }

    private LuaTable map() {
        int count = (int) number();
        LuaTable table = state.newTable();
        for (int i = 0; i < count; i++) {
            put(table, next(), next());
        }
        return single(MAP, table);
    }

    /** Scripts do not see attributes. */
    private void skipAttributes() {
        int count = (int) number();
        for (int i = 0; i < 2 * count; i++) {
            next();
        }
    }

    private LuaTable set() {
        int count = (int) number();
        LuaTable table = state.newTable();
        for (int i = 0; i < count; i++) {
            put(table, next(), true);
        }
        return single(SET, table);
    }

    private void put(LuaTable table, @Nullable Object key, @Nullable Object value) {
        if (key == null) {
            throw state.mainThread().error("table index is nil");
        }
        table.set(key, value);
    }

    /** A text as bytes. */
    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
