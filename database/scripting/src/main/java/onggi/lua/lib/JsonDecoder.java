package onggi.lua.lib;

import onggi.lua.Arguments;
import onggi.lua.LuaError;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import org.jspecify.annotations.Nullable;

/** Reads JSON. */
final class JsonDecoder {

    /** How much may lie on the stack of a built-in function: what bounds a larger depth setting. */
    private static final int MAX_STACK = 8000;

    private static final int TABLE_BYTES = 56;
    private static final int VALUE_BYTES = 32;

    private final Arguments args;
    private final JsonSettings settings;
    private final JsonTokens tokens;
    private @Nullable Level inner;
    private int depth;
    private long heldBytes;

    JsonDecoder(Arguments args, JsonSettings settings, LuaString text) {
        this.args = args;
        this.settings = settings;
        this.tokens = new JsonTokens(args.thread(), settings, text);
        if (text.length() >= 2 && (text.byteAt(0) == 0 || text.byteAt(1) == 0)) {
            throw args.error("JSON parser does not support UTF-16 or UTF-32");
        }
    }

    Object decode() {
        try {
            return read();
        } finally {
            args.thread().budget().release(heldBytes);
        }
    }

    private Object read() {
        tokens.next();
        while (true) {
            Object value = value();
            while (value != null && inner != null) {
                value = put(inner, value);
            }
            if (value != null) {
                tokens.next();
                if (tokens.kind() != JsonToken.END) {
                    throw failure("the end");
                }
                return value;
            }
        }
    }

    /** An object or an array that is being read; the ones it lies in are linked: no recursion. */
    private static final class Level {
        final LuaTable table;
        final @Nullable Level outer;
        final boolean isArray;

        /** How much the original would have on its stack. */
        final int stack;

        LuaString key = LuaString.EMPTY;
        int index;

        Level(LuaTable table, @Nullable Level outer, boolean isArray, int stack) {
            this.table = table;
            this.outer = outer;
            this.isArray = isArray;
            this.stack = stack;
        }

        JsonToken end() {
            return isArray ? JsonToken.ARRAY_END : JsonToken.OBJECT_END;
        }
    }

    /** The value that starts with the current token; null when more tokens belong to it. */
    private @Nullable Object value() {
        return switch (tokens.kind()) {
            case STRING -> tokens.string();
            case NUMBER -> tokens.number();
            case TRUE -> true;
            case FALSE -> false;
            case NULL -> JsonLibrary.NULL;
            case OBJECT_BEGIN -> open(false);
            case ARRAY_BEGIN -> open(true);
            default -> throw failure("value");
        };
    }

    private @Nullable Object open(boolean isArray) {
        args.thread().budget().check();
        Level outer = inner;
        int stack = outer == null ? 1 : outer.stack + (outer.isArray ? 1 : 2);
        depth++;
        if (depth > settings.decodeDepth || stack + (isArray ? 2 : 3) > MAX_STACK) {
            throw args.error(
                    "Found too many nested data structures ("
                            + depth
                            + ") at character "
                            + (tokens.start() + 1));
        }
        hold(TABLE_BYTES);
        Level level = new Level(args.state().newTable(), outer, isArray, stack);
        inner = level;
        tokens.next();
        if (tokens.kind() == level.end()) {
            return close(level);
        }
        startElement(level);
        return null;
    }

    private LuaTable close(Level level) {
        inner = level.outer;
        depth--;
        return level.table;
    }

    /** Reads up to the first token of an element's value. */
    private void startElement(Level level) {
        if (level.isArray) {
            level.index++;
            return;
        }
        if (tokens.kind() != JsonToken.STRING) {
            throw failure("object key string");
        }
        level.key = tokens.string();
        tokens.next();
        if (tokens.kind() != JsonToken.COLON) {
            throw failure("colon");
        }
        tokens.next();
    }

    /** Puts a value where it belongs; gives what that completes, null when more is to come. */
    private @Nullable Object put(Level level, Object value) {
        hold(VALUE_BYTES + (value instanceof LuaString s ? s.length() : 0));
        if (level.isArray) {
            level.table.set((double) level.index, value);
        } else {
            level.table.set(level.key, value);
        }
        tokens.next();
        if (tokens.kind() == level.end()) {
            return close(level);
        }
        if (tokens.kind() != JsonToken.COMMA) {
            throw failure(level.isArray ? "comma or array end" : "comma or object end");
        }
        tokens.next();
        startElement(level);
        return null;
    }

    private void hold(long bytes) {
        heldBytes += bytes;
        args.thread().budget().hold(bytes);
    }

    private LuaError failure(String expected) {
        return args.error(
                "Expected "
                        + expected
                        + " but found "
                        + tokens.found()
                        + " at character "
                        + (tokens.start() + 1));
    }
}
