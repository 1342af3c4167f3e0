package onggi.scripting;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import onggi.lua.Arguments;
import onggi.lua.LuaError;
import onggi.lua.LuaFunction;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.Results;
import onggi.lua.Values;
import org.jspecify.annotations.Nullable;

/** The functions that a library registers while it is loaded: {@code redis.register_function}. */
final class Registration {

    private static final String FUNCTION = "redis.register_function";

    private final LuaState state;
    private @Nullable Library library;
    private boolean known;
    private Map<String, LuaFunction> callbacks = new HashMap<>();

    Registration(LuaState state) {
        this.state = state;
    }

    /** Begins to load a library, which may have been loaded on another thread before. */
    void begin(Library loaded) {
        library = loaded;
        known = !loaded.functions().isEmpty();
        callbacks = new HashMap<>();
    }

    /** Ends; returns what is called for each name. */
    Map<String, LuaFunction> end() {
        library = null;
        return callbacks;
    }

    Object register(Arguments args) {
        Library target = library;
        if (target == null) {
            throw error(FUNCTION + " can only be called on FUNCTION LOAD command");
        }
        if (args.count() < 1 || args.count() > 2) {
            throw error("wrong number of arguments to " + FUNCTION);
        }
        if (args.count() == 1) {
            registerNamed(target, args);
        } else {
            registerPlain(target, args);
        }
        return Results.NONE;
    }

    private void registerPlain(Library target, Arguments args) {
        LuaString name = Values.toText(args.value(0));
        if (name == null) {
            throw error("first argument to " + FUNCTION + " must be a string");
        }
        if (!(args.value(1) instanceof LuaFunction callback)) {
            throw error("second argument to " + FUNCTION + " must be a function");
        }
        add(target, new Library.Function(name.toString(), null, 0), callback);
    }

    private void registerNamed(Library target, Arguments args) {
        if (!(args.value(0) instanceof LuaTable table)) {
            throw error(
                    "calling "
                            + FUNCTION
                            + " with a single argument is only applicable to Lua table"
                            + " (representing named arguments).");
        }
        LuaString name = null;
        LuaString description = null;
        LuaFunction callback = null;
        int flags = 0;
        for (int p = table.next(-1); p >= 0; p = table.next(p)) {
            LuaString key = Values.toText(table.keyAt(p));
            if (key == null) {
                throw error("named argument key given to " + FUNCTION + " is not a string");
            }
            Object value = table.valueAt(p);
            switch (key.toString().toLowerCase(Locale.ROOT)) {
                case "function_name" -> name = text(value, "function_name");
                case "description" -> description = text(value, "description");
                case "callback" -> callback = function(value);
                case "flags" -> flags = flags(value);
                default -> throw error("unknown argument given to " + FUNCTION);
            }
        }
        if (name == null) {
            throw error(FUNCTION + " must get a function name argument");
        }
        if (callback == null) {
            throw error(FUNCTION + " must get a callback argument");
        }
        add(target, new Library.Function(name.toString(), description, flags), callback);
    }

    private LuaString text(@Nullable Object value, String argument) {
        LuaString text = Values.toText(value);
        if (text == null) {
            throw error(argument + " argument given to " + FUNCTION + " must be a string");
        }
        return text;
    }

    private LuaFunction function(@Nullable Object value) {
        if (value instanceof LuaFunction function) {
            return function;
        }
        throw error("callback argument given to " + FUNCTION + " must be a function");
    }

    private int flags(@Nullable Object value) {
        if (!(value instanceof LuaTable table)) {
            throw error(
                    "flags argument to "
                            + FUNCTION
                            + " must be a table representing function flags");
        }
        int flags = 0;
        for (int i = 1; table.get((double) i) != null; i++) {
            LuaString name = Values.toText(table.get((double) i));
            int flag = name == null ? 0 : ScriptFlags.namedInAnyCase(name.toString());
            if (flag == 0) {
                throw error("unknown flag given");
            }
            flags |= flag;
        }
        return flags;
    }

    private void add(Library target, Library.Function function, LuaFunction callback) {
        String name = function.name();
        if (!Library.isName(name)) {
            throw error(Library.BAD_NAME.text().substring("ERR ".length()));
        }
        if (callbacks.putIfAbsent(name, callback) != null) {
            throw error("Function already exists in the library");
        }
        if (!known) {
            target.functions().put(name, function);
        }
    }

    private LuaError error(String text) {
        return ErrorTables.raise(state, text);
    }
}
