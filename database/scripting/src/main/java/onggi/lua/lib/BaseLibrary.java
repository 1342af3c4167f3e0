package onggi.lua.lib;

import onggi.lua.Arguments;
import onggi.lua.Event;
import onggi.lua.LuaError;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.LuaType;
import onggi.lua.LuaUserdata;
import onggi.lua.Results;
import onggi.lua.TableWalk;
import onggi.lua.Values;
import org.jspecify.annotations.Nullable;

/**
 * The functions every script finds among its globals: kinds, conversions, raw access, iteration.
 */
final class BaseLibrary {

    /** How many values may lie on the stack of a built-in function. */
    private static final int MAX_RESULTS = 8000;

    private BaseLibrary() {}

    static void open(LuaState state) {
        Library base = Library.ofGlobals(state);
        base.value("_G", state.globals());
        base.value("_VERSION", LuaString.of("Lua 5.1"));
        base.add("type", BaseLibrary::type, (thread, a) -> LuaType.nameOf(a));
        base.add("tostring", BaseLibrary::toText);
        base.add("tonumber", BaseLibrary::toNumber);
        base.add("rawequal", BaseLibrary::rawEqual);
        base.add("rawget", BaseLibrary::rawGet);
        base.add("rawset", BaseLibrary::rawSet);
        base.add("select", BaseLibrary::select);
        base.add("unpack", BaseLibrary::unpack);
        base.value("next", TableWalk.NEXT);
        base.add("pairs", BaseLibrary::pairs);
        base.add("ipairs", BaseLibrary::ipairs);
        base.add("getmetatable", BaseLibrary::metatable);
        base.add("setmetatable", BaseLibrary::setMetatable);
        base.add("collectgarbage", BaseLibrary::collectGarbage);
        base.add("gcinfo", args -> usedKilobytes(args.state()));
        LuaTable proxies = state.newTable();
        base.add("newproxy", args -> newProxy(args, proxies));
    }

    private static Object type(Arguments args) {
        return LuaType.nameOf(args.any(0));
    }

    private static @Nullable Object toText(Arguments args) {
        Object value = args.any(0);
        Object handler = args.state().handler(value, Event.TOSTRING);
        if (handler != null) {
            return Results.first(args.thread().call(handler, value));
        }
        return Values.display(value);
    }

    private static @Nullable Object toNumber(Arguments args) {
        int base = (int) args.integer(1, 10);
        if (base == 10) {
            return Values.toNumber(args.any(0));
        }
        LuaString text = args.string(0);
        if (base < 2 || base > 36) {
            throw args.error(1, "base out of range");
        }
        return BasedNumbers.parse(text, base);
    }

    private static Object rawEqual(Arguments args) {
        return Values.rawEquals(args.any(0), args.any(1));
    }

    private static @Nullable Object rawGet(Arguments args) {
        return args.table(0).get(args.any(1));
    }

    private static Object rawSet(Arguments args) {
        LuaTable table = args.table(0);
        Object key = args.any(1);
        Object value = args.any(2);
        args.thread().rawSet(table, key, value);
        return table;
    }

    private static @Nullable Object select(Arguments args) {
        int count = args.count();
        if (args.value(0) instanceof LuaString s && s.length() > 0 && s.byteAt(0) == '#') {
            return count - 1.0;
        }
        int index = (int) args.integer(0);
        if (index < 0) {
            index = count + index;
        } else if (index > count) {
            index = count;
        }
        if (index < 1) {
            throw args.error(0, "index out of range");
        }
        return Results.of(args.from(index));
    }

    private static @Nullable Object unpack(Arguments args) {
        LuaTable table = args.table(0);
        int from = (int) args.integer(1, 1);
        int to = args.isNoneOrNil(2) ? table.length() : (int) args.integer(2);
        if (from > to) {
            return Results.NONE;
        }
        long count = (long) to - from + 1;
        if (count + args.count() > MAX_RESULTS) {
            throw args.error("too many results to unpack");
        }
        @Nullable Object[] values = new @Nullable Object[(int) count];
        for (int i = 0; i < count; i++) {
            values[i] = table.get((double) (from + i));
        }
        return Results.of(values);
    }

    private static Object pairs(Arguments args) {
        return Results.of(TableWalk.NEXT, args.table(0), null);
    }

    private static Object ipairs(Arguments args) {
        return Results.of(TableWalk.IPAIRS_STEP, args.table(0), 0.0);
    }

    private static @Nullable Object metatable(Arguments args) {
        LuaTable metatable = args.state().metatable(args.any(0));
        if (metatable == null) {
            return null;
        }
        Object shown = metatable.get(Event.METATABLE);
        return shown == null ? metatable : shown;
    }

    private static Object setMetatable(Arguments args) {
        LuaTable table = args.table(0);
        Object given = args.value(1);
        if (args.isNone(1) || (given != null && !(given instanceof LuaTable))) {
            throw args.error(1, "nil or table expected");
        }
        if (args.state().handler(table, Event.METATABLE) != null) {
            throw args.error("cannot change a protected metatable");
        }
        if (table.isReadOnly()) {
            throw new LuaError("Attempt to modify a readonly table");
        }
        table.metatable((LuaTable) given);
        return table;
    }

    /** Collection is the host's; scripts may ask for it and learn how much is counted. */
    private static Object collectGarbage(Arguments args) {
        String option = args.isNoneOrNil(0) ? "collect" : args.string(0).toString();
        return switch (option) {
            case "collect", "stop", "restart" -> 0.0;
            case "setpause", "setstepmul" -> 200.0;
            case "step" -> true;
            case "count" -> usedKilobytes(args.state());
            default -> throw args.error(0, "invalid option '" + option + "'");
        };
    }

    private static Double usedKilobytes(LuaState state) {
        return state.budget().allocatedBytes() / 1024.0;
    }

    /** A value with a metatable of its own, that of another proxy, or none. */
    private static Object newProxy(Arguments args, LuaTable known) {
        LuaUserdata proxy = LuaUserdata.create();
        Object like = args.value(0);
        if (!LuaType.isTrue(like)) {
            return proxy;
        }
        if (like instanceof Boolean) {
            LuaTable metatable = args.state().newTable();
            known.set(metatable, true);
            proxy.metatable(metatable);
            return proxy;
        }
        LuaTable metatable = args.state().metatable(like);
        if (metatable == null || known.get(metatable) == null) {
            throw args.error(0, "boolean or proxy expected");
        }
        proxy.metatable(metatable);
        return proxy;
    }
}
