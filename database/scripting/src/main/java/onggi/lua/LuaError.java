package onggi.lua;

import org.jspecify.annotations.Nullable;

/** An error of a script: any value, which {@code pcall} gives back. */
public final class LuaError extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient @Nullable Object value;

    /** Whether a built-in function raised it, and not code of Lua. */
    private boolean byBuiltin;

    /** An error with a value. */
    public LuaError(@Nullable Object value) {
        super(null, null, false, false);
        this.value = value;
    }

    /** An error with a text, as it stands. */
    public LuaError(String text) {
        this((Object) LuaString.of(text));
    }

    /** The value, null for nil. */
    public @Nullable Object value() {
        return value;
    }

    boolean isByBuiltin() {
        return byBuiltin;
    }

    void byBuiltin() {
        byBuiltin = true;
    }

    @Override
    public String getMessage() {
        Object v = value;
        return v instanceof LuaString || v instanceof Double
                ? String.valueOf(Operations.toText(v))
                : "(error object is a " + LuaType.name(v) + " value)";
    }
}
