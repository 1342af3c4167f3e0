package onggi.lua.lib;

import java.nio.charset.StandardCharsets;
import onggi.lua.Arguments;
import onggi.lua.LuaError;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.LuaType;
import onggi.lua.LuaUserdata;
import onggi.lua.NumberText;
import org.jspecify.annotations.Nullable;

/** Writes a value as JSON. Tables are walked in their order. */
final class JsonEncoder {

    /** How much may lie on the stack of a built-in function: what bounds a larger depth setting. */
    private static final int MAX_STACK = 8000;

    private static final byte[] @Nullable [] ESCAPES = new byte[256][];

    static {
        for (int c = 0; c < 32; c++) {
            escape(c, String.format("\\u%04x", c));
        }
        escape('\b', "\\b");
        escape('\t', "\\t");
        escape('\n', "\\n");
        escape('\f', "\\f");
        escape('\r', "\\r");
        escape('"', "\\\"");
        escape('/', "\\/");
        escape('\\', "\\\\");
        escape(127, "\\u007f");
    }

    private final Arguments args;
    private final JsonSettings settings;
    private final Pieces text;
    private @Nullable Level inner;

    JsonEncoder(Arguments args, JsonSettings settings) {
        this.args = args;
        this.settings = settings;
        this.text = new Pieces(args.thread());
    }

    private static void escape(int c, String text) {
        ESCAPES[c] = text.getBytes(StandardCharsets.ISO_8859_1);
    }

    LuaString encode(@Nullable Object value) {
        add(value);
        while (inner != null) {
            Level level = inner;
            if (level.length > 0) {
                addElement(level);
            } else {
                addMember(level);
            }
        }
        return text.joined();
    }

    private void add(@Nullable Object value) {
        switch (value) {
            case null -> add("null");
            case LuaString s -> addString(s);
            case Double d -> addNumber(d);
            case Boolean b -> add(b ? "true" : "false");
            case LuaTable t -> open(t);
            case LuaUserdata u when u.isNull() -> add("null");
            default -> throw failure(value, "type not supported");
        }
    }

    // Tables. The ones that are being written hang together: nothing recurses.

    /** A table that is being written. */
    private static final class Level {
        final LuaTable table;
        final @Nullable Level outer;
        final int depth;

        /** How long it is as an array; an object has none. */
        final int length;

        /** How much the original would have on its stack. */
        final int stack;

        /** The index of an array, or the position in an object, that was written last. */
        int at;

        Level(LuaTable table, @Nullable Level outer, int depth, int length, int stack) {
            this.table = table;
            this.outer = outer;
            this.depth = depth;
            this.length = length;
            this.stack = stack;
            this.at = length > 0 ? 0 : -1;
        }
    }

    private void open(LuaTable table) {
        args.thread().budget().check();
        Level outer = inner;
        int depth = outer == null ? 1 : outer.depth + 1;
        int stack = outer == null ? 1 : outer.stack + (outer.length > 0 ? 1 : 2);
        if (depth > settings.encodeDepth || stack + 3 > MAX_STACK) {
            throw args.error("Cannot serialise, excessive nesting (" + depth + ")");
        }
        Level level = new Level(table, outer, depth, arrayLength(table), stack);
        text.add(level.length > 0 ? '[' : '{');
        inner = level;
    }

    private void addElement(Level level) {
        if (level.at == level.length) {
            text.add(']');
            inner = level.outer;
            return;
        }
        if (level.at > 0) {
            text.add(',');
        }
        level.at++;
        add(level.table.get((double) level.at));
    }

    private void addMember(Level level) {
        LuaTable table = level.table;
        int position = table.next(level.at);
        if (position < 0) {
            text.add('}');
            inner = level.outer;
            return;
        }
        if (level.at >= 0) {
            text.add(',');
        }
        level.at = position;
        addKey(table.keyAt(position));
        text.add(':');
        add(table.valueAt(position));
    }

    /** How long an array is, or none: a key that is no index, or too many gaps. */
    private int arrayLength(LuaTable table) {
        int most = 0;
        int count = 0;
        for (int p = table.next(-1); p >= 0; p = table.next(p)) {
            if (!(table.keyAt(p) instanceof Double k) || k < 1 || Math.floor(k) != k) {
                return -1;
            }
            if (k > most) {
                most = k < 0x1p31 ? (int) k.doubleValue() : Integer.MIN_VALUE;
            }
            count++;
        }
        if (settings.sparseRatio > 0
                && most > count * settings.sparseRatio
                && most > settings.sparseSafe) {
            if (!settings.convertSparse) {
                throw failure(table, "excessively sparse array");
            }
            return -1;
        }
        return most;
    }

    private void addKey(@Nullable Object key) {
        switch (key) {
            case LuaString s -> addString(s);
            case Double d -> {
                text.add('"');
                addNumber(d);
                text.add('"');
            }
            case null, default -> throw failure(key, "table key must be a number or string");
        }
    }

    private void addNumber(double number) {
        boolean invalid = Double.isNaN(number) || Double.isInfinite(number);
        if (invalid && settings.encodeInvalid == JsonSettings.REFUSED) {
            throw failure(number, "must not be NaN or Inf");
        }
        if (invalid && settings.encodeInvalid == JsonSettings.AS_NULL) {
            add("null");
        } else if (Double.isNaN(number)) {
            add("nan");
        } else if (settings.precision == NumberText.DIGITS) {
            text.add(NumberText.of(number));
        } else {
            add(PrintedDouble.of(new PrintSpec("", 0, settings.precision, 'g', 0), number));
        }
    }

    private void addString(LuaString string) {
        byte[] bytes = string.unsafeArray();
        text.add('"');
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte[] escaped = ESCAPES[bytes[i] & 0xFF];
            if (escaped != null) {
                text.add(bytes, start, i - start).add(escaped, 0, escaped.length);
                start = i + 1;
            }
        }
        text.add(bytes, start, bytes.length - start).add('"');
    }

    private void add(String word) {
        text.add(word.getBytes(StandardCharsets.ISO_8859_1), 0, word.length());
    }

    private LuaError failure(@Nullable Object value, String reason) {
        return args.error("Cannot serialise " + LuaType.name(value) + ": " + reason);
    }
}
