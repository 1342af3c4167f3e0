package onggi.lua;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What operations mean when the fast way does not apply: conversions, handlers in metatables, and
 * errors. Where an expression is given, an error names the value by it.
 */
@SuppressWarnings("ReferenceEquality") // what is the same object is equal
final class Operations {

    private static final int MAX_HANDLERS = 100;

    private Operations() {}

    // Conversions.

    /** A number, or a string that reads as one; null otherwise. */
    static @Nullable Double toNumber(@Nullable Object value) {
        return switch (value) {
            case Double d -> d;
            case LuaString s -> NumberGrammar.parse(s);
            case null, default -> null;
        };
    }

    /** A string, or the text of a number; null otherwise. */
    static @Nullable LuaString toText(@Nullable Object value) {
        return switch (value) {
            case LuaString s -> s;
            case Double d -> NumberText.of(d);
            case null, default -> null;
        };
    }

    // Indexing.

    static @Nullable Object index(
            LuaThread thread,
            @Nullable Object value,
            @Nullable Object key,
            @Nullable Expression named) {
        Object container = value;
        for (int i = 0; i < MAX_HANDLERS; i++) {
            Object handler;
            if (container instanceof LuaTable table) {
                Object found = table.get(key);
                if (found != null || table.metatable() == null) {
                    return found;
                }
                handler = table.metatable().get(Event.INDEX);
                if (handler == null) {
                    return null;
                }
            } else {
                handler = thread.state().handler(container, Event.INDEX);
                if (handler == null) {
                    throw typeError(thread, "index", container, i == 0 ? named : null);
                }
            }
            if (handler instanceof LuaFunction) {
                return Results.first(thread.callHandler(handler, container, key));
            }
            container = handler;
        }
        throw thread.error("loop in gettable");
    }

    static void setIndex(
            LuaThread thread,
            @Nullable Object target,
            @Nullable Object key,
            @Nullable Object value,
            @Nullable Expression named) {
        Object container = target;
        for (int i = 0; i < MAX_HANDLERS; i++) {
            Object handler;
            if (container instanceof LuaTable table) {
                if (table.isReadOnly()) {
                    throw thread.error("Attempt to modify a readonly table");
                }
                LuaTable metatable = table.metatable();
                handler =
                        metatable == null || table.get(key) != null
                                ? null
                                : metatable.get(Event.NEWINDEX);
                if (handler == null) {
                    table.set(checkedKey(thread, key), value);
                    return;
                }
                table.set(checkedKey(thread, key), null);
            } else {
                handler = thread.state().handler(container, Event.NEWINDEX);
                if (handler == null) {
                    throw typeError(thread, "index", container, i == 0 ? named : null);
                }
            }
            if (handler instanceof LuaFunction) {
                thread.callHandler(handler, container, key, value);
                return;
            }
            container = handler;
        }
        throw thread.error("loop in settable");
    }

    /** A key that a table can have. */
    static Object checkedKey(LuaThread thread, @Nullable Object key) {
        if (key == null) {
            throw thread.error("table index is nil");
        }
        if (key instanceof Double d && d.isNaN()) {
            throw thread.error("table index is NaN");
        }
        return key;
    }

    // Arithmetic.

    static @Nullable Object arithmetic(
            LuaThread thread,
            Arithmetic operator,
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Expression namedA,
            @Nullable Expression namedB) {
        Double x = toNumber(a);
        Double y = x == null ? null : toNumber(b);
        if (x != null && y != null) {
            return operator.apply(x, y);
        }
        Object handler = binaryHandler(thread, operator.event(), a, b);
        if (handler == null) {
            boolean first = x == null;
            throw typeError(
                    thread, "perform arithmetic on", first ? a : b, first ? namedA : namedB);
        }
        return Results.first(thread.callHandler(handler, a, b));
    }

    private static @Nullable Object binaryHandler(
            LuaThread thread, LuaString event, @Nullable Object a, @Nullable Object b) {
        Object handler = thread.state().handler(a, event);
        return handler != null ? handler : thread.state().handler(b, event);
    }

    /** The length of a value that is no string. */
    static @Nullable Object length(
            LuaThread thread, @Nullable Object value, @Nullable Expression named) {
        if (value instanceof LuaTable table) {
            return (double) table.length();
        }
        Object handler = thread.state().handler(value, Event.LEN);
        if (handler == null) {
            throw typeError(thread, "get length of", value, named);
        }
        return Results.first(thread.callHandler(handler, value, null));
    }

    // Concatenation.

    static @Nullable Object concat(
            LuaThread thread,
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Expression namedA,
            @Nullable Expression namedB) {
        LuaString x = toText(a);
        LuaString y = x == null ? null : toText(b);
        if (x != null && y != null) {
            return concat(thread, x, y);
        }
        Object handler = binaryHandler(thread, Event.CONCAT, a, b);
        if (handler == null) {
            boolean first = x == null;
            throw typeError(thread, "concatenate", first ? a : b, first ? namedA : namedB);
        }
        return Results.first(thread.callHandler(handler, a, b));
    }

    static LuaString concat(LuaThread thread, LuaString a, LuaString b) {
        int length = a.length() + b.length();
        if (length < 0) {
            throw thread.error("string length overflow");
        }
        thread.budget().allocate(length + 24L);
        byte[] joined = Arrays.copyOf(a.unsafeArray(), length);
        System.arraycopy(b.unsafeArray(), 0, joined, a.length(), b.length());
        return LuaString.wrap(joined);
    }

    // Comparison.

    /** Equality without handlers. */
    static boolean rawEquals(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return !(a instanceof Double d && d.isNaN());
        }
        if (a instanceof Double x) {
            return b instanceof Double y && x.doubleValue() == y.doubleValue();
        }
        return a instanceof LuaString s && b instanceof LuaString t && s.sameAs(t);
    }

    static boolean equals(LuaThread thread, @Nullable Object a, @Nullable Object b) {
        if (rawEquals(a, b)) {
            return true;
        }
        boolean comparable =
                (a instanceof LuaTable && b instanceof LuaTable)
                        || (a instanceof LuaUserdata && b instanceof LuaUserdata);
        if (!comparable) {
            return false;
        }
        Object handler = sharedHandler(thread, Event.EQ, a, b);
        return handler != null && LuaType.isTrue(Results.first(thread.callHandler(handler, a, b)));
    }

    /** A handler that both values have. */
    private static @Nullable Object sharedHandler(
            LuaThread thread, LuaString event, @Nullable Object a, @Nullable Object b) {
        Object handler = thread.state().handler(a, event);
        if (handler == null) {
            return null;
        }
        return rawEquals(handler, thread.state().handler(b, event)) ? handler : null;
    }

    static boolean lessThan(LuaThread thread, @Nullable Object a, @Nullable Object b) {
        if (a instanceof Double x && b instanceof Double y) {
            return x < y;
        }
        if (a instanceof LuaString s && b instanceof LuaString t) {
            return s.compareTo(t) < 0;
        }
        Object handler = orderHandler(thread, Event.LT, a, b);
        if (handler == null) {
            throw compareError(thread, a, b);
        }
        return LuaType.isTrue(Results.first(thread.callHandler(handler, a, b)));
    }

    static boolean lessEqual(LuaThread thread, @Nullable Object a, @Nullable Object b) {
        if (a instanceof Double x && b instanceof Double y) {
            return x <= y;
        }
        if (a instanceof LuaString s && b instanceof LuaString t) {
            return s.compareTo(t) <= 0;
        }
        Object handler = orderHandler(thread, Event.LE, a, b);
        if (handler != null) {
            return LuaType.isTrue(Results.first(thread.callHandler(handler, a, b)));
        }
        handler = orderHandler(thread, Event.LT, b, a);
        if (handler == null) {
            throw compareError(thread, a, b);
        }
        return !LuaType.isTrue(Results.first(thread.callHandler(handler, b, a)));
    }

    private static @Nullable Object orderHandler(
            LuaThread thread, LuaString event, @Nullable Object a, @Nullable Object b) {
        return LuaType.name(a).equals(LuaType.name(b)) ? sharedHandler(thread, event, a, b) : null;
    }

    private static LuaError compareError(LuaThread thread, @Nullable Object a, @Nullable Object b) {
        String x = LuaType.name(a);
        String y = LuaType.name(b);
        return thread.error(
                x.equals(y)
                        ? "attempt to compare two " + x + " values"
                        : "attempt to compare " + x + " with " + y);
    }

    // Calls.

    /** The function that a call of a value runs: itself, or its handler, which gets it first. */
    static LuaFunction callable(LuaThread thread, @Nullable Object value, @Nullable Named named) {
        if (thread.state().handler(value, Event.CALL) instanceof LuaFunction handler) {
            return handler;
        }
        throw typeError(thread, "call", value, named);
    }

    static @Nullable Object[] withSelf(@Nullable Object self, @Nullable Object[] arguments) {
        @Nullable Object[] more = new @Nullable Object[arguments.length + 1];
        more[0] = self;
        System.arraycopy(arguments, 0, more, 1, arguments.length);
        return more;
    }

    static LuaError typeError(
            LuaThread thread, String what, @Nullable Object value, @Nullable Expression named) {
        return typeError(thread, what, value, named == null ? null : named.named());
    }

    private static LuaError typeError(
            LuaThread thread, String what, @Nullable Object value, @Nullable Named name) {
        String type = LuaType.name(value);
        return thread.error(
                name == null
                        ? "attempt to " + what + " a " + type + " value"
                        : "attempt to " + what + " " + name + " (a " + type + " value)");
    }
}
