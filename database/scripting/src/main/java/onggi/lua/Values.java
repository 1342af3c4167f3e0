package onggi.lua;

import org.jspecify.annotations.Nullable;

/** What hosts and libraries ask of any value, without running handlers. */
public final class Values {

    private Values() {}

    /** A number, or a string that reads as one; null otherwise. */
    public static @Nullable Double toNumber(@Nullable Object value) {
        return Operations.toNumber(value);
    }

    /** A string, or the text of a number; null otherwise. */
    public static @Nullable LuaString toText(@Nullable Object value) {
        return Operations.toText(value);
    }

    /** Equality without handlers. */
    public static boolean rawEquals(@Nullable Object a, @Nullable Object b) {
        return Operations.rawEquals(a, b);
    }

    /** Any value as {@code tostring} shows it when it has no handler. */
    public static LuaString display(@Nullable Object value) {
        return switch (value) {
            case null -> LuaString.of("nil");
            case Boolean b -> LuaString.of(b ? "true" : "false");
            case Double d -> NumberText.of(d);
            case LuaString s -> s;
            case LuaUserdata u when u.isNull() -> LuaString.of("userdata: (nil)");
            default -> LuaString.of(LuaType.name(value) + ": " + address(value));
        };
    }

    /** What stands for an address: different for different values, nearly always. */
    private static String address(Object value) {
        return "0x" + Long.toHexString(0x7f00_0000_0000L + 16L * System.identityHashCode(value));
    }
}
