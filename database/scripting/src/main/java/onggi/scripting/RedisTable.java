package onggi.scripting;

import onggi.bytes.LateLogger;
import onggi.engine.Effects;
import onggi.lua.Arguments;
import onggi.lua.Builtin;
import onggi.lua.LuaError;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.Values;
import org.jspecify.annotations.Nullable;

/** The table {@code redis}: what scripts ask of the server. */
final class RedisTable {

    private static final System.Logger LOG = LateLogger.of("onggi.script");
    private static final String WRONG_ARGUMENTS = "wrong number or type of arguments";
    private static final int DEBUG = 0;
    private static final int WARNING = 3;
    private static final System.Logger.Level[] LEVELS = {
        System.Logger.Level.TRACE,
        System.Logger.Level.DEBUG,
        System.Logger.Level.INFO,
        System.Logger.Level.WARNING
    };

    private final LuaState state;
    private final RedisCalls calls;
    private final LuaTable table;

    private RedisTable(LuaState state, RedisCalls calls) {
        this.state = state;
        this.calls = calls;
        this.table = state.newTable();
    }

    /** The table for what runs commands. */
    static LuaTable forScripts(LuaState state, RedisCalls calls, String version) {
        RedisTable redis = new RedisTable(state, calls);
        redis.add("call", args -> calls.call(args.all(), true));
        redis.add("pcall", args -> calls.call(args.all(), false));
        redis.addLog();
        redis.addVersion(version);
        redis.add("setresp", redis::setResp);
        redis.add("sha1hex", redis::sha1Hex);
        redis.add("error_reply", redis::errorReply);
        redis.add("status_reply", redis::statusReply);
        redis.add("set_repl", redis::setRepl);
        redis.table.set("REPL_NONE", 0.0);
        redis.table.set("REPL_AOF", 1.0);
        redis.table.set("REPL_SLAVE", 2.0);
        redis.table.set("REPL_REPLICA", 2.0);
        redis.table.set("REPL_ALL", 3.0);
        redis.add("acl_check_cmd", redis::aclCheck);
        return redis.table;
    }

    /** Adds what scripts have and functions have not. */
    static void addForEval(LuaTable table) {
        table.set("breakpoint", new Builtin("breakpoint", args -> false));
        table.set("debug", new Builtin("debug", args -> onggi.lua.Results.NONE));
        table.set("replicate_commands", new Builtin("replicate_commands", args -> true));
    }

    /** The table while functions are being loaded. */
    static LuaTable forLoading(
            LuaState state, RedisCalls calls, String version, Builtin.Body register) {
        RedisTable redis = new RedisTable(state, calls);
        redis.add("register_function", register);
        redis.addLog();
        redis.addVersion(version);
        return redis.table;
    }

    private void add(String name, Builtin.Body body) {
        table.set(name, new Builtin(name, body));
    }

    private void addLog() {
        add("log", this::log);
        table.set("LOG_DEBUG", 0.0);
        table.set("LOG_VERBOSE", 1.0);
        table.set("LOG_NOTICE", 2.0);
        table.set("LOG_WARNING", 3.0);
    }

    private void addVersion(String version) {
        int number = 0;
        for (String part : version.split("\\.", 3)) {
            number = number << 8 | Integer.parseInt(part);
        }
        table.set("REDIS_VERSION_NUM", (double) number);
        table.set("REDIS_VERSION", LuaString.of(version));
    }

    private LuaError error(String text) {
        return ErrorTables.raise(state, text);
    }

    private ScriptRun run(String function) {
        ScriptRun run = calls.run();
        if (run == null) {
            throw error(function + " can only be called inside a script invocation");
        }
        return run;
    }

    private Object log(Arguments args) {
        if (args.count() < 2) {
            throw error("redis.log() requires two arguments or more.");
        }
        Double level = Values.toNumber(args.value(0));
        if (level == null) {
            throw error("First argument must be a number (log level).");
        }
        int index = level.intValue();
        if (index < DEBUG || index > WARNING) {
            throw error("Invalid debug level.");
        }
        if (LOG.isLoggable(LEVELS[index])) {
            LOG.log(LEVELS[index], text(args));
        }
        return onggi.lua.Results.NONE;
    }

    private static String text(Arguments args) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < args.count(); i++) {
            LuaString part = Values.toText(args.value(i));
            if (part != null) {
                text.append(i == 1 ? "" : " ").append(part);
            }
        }
        return text.toString();
    }

    private Object setResp(Arguments args) {
        ScriptRun run = run("redis.setresp");
        if (args.count() != 1) {
            throw error("redis.setresp() requires one argument.");
        }
        int version = intOf(args.value(0));
        if (version != 2 && version != 3) {
            throw error("RESP version must be 2 or 3.");
        }
        run.protocol(version);
        return onggi.lua.Results.NONE;
    }

    private static int intOf(@Nullable Object value) {
        Double number = Values.toNumber(value);
        return number == null ? 0 : number.intValue();
    }

    private Object sha1Hex(Arguments args) {
        if (args.count() != 1) {
            throw error("wrong number of arguments");
        }
        LuaString text = Values.toText(args.value(0));
        byte[] bytes = text == null ? new byte[0] : text.unsafeArray();
        return LuaString.of(Sha1.hex(bytes, 0, bytes.length));
    }

    private Object errorReply(Arguments args) {
        if (args.count() != 1 || !(args.value(0) instanceof LuaString text)) {
            return ErrorTables.of(state, WRONG_ARGUMENTS);
        }
        String words = ErrorTables.upToZero(text);
        return ErrorTables.of(state, words.startsWith("-") ? words : "-" + words);
    }

    private Object statusReply(Arguments args) {
        if (args.count() != 1 || !(args.value(0) instanceof LuaString text)) {
            return ErrorTables.of(state, WRONG_ARGUMENTS);
        }
        LuaTable status = state.newTable(0, 1);
        status.set(ErrorTables.OK, text);
        return status;
    }

    private Object setRepl(Arguments args) {
        run("redis.set_repl");
        if (args.count() != 1) {
            throw error("redis.set_repl() requires two arguments.");
        }
        int flags = intOf(args.value(0));
        if ((flags & ~Effects.ALL) != 0) {
            throw error(
                    "Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or"
                            + " REPL_NONE.");
        }
        calls.audience(flags);
        return onggi.lua.Results.NONE;
    }

    private Object aclCheck(Arguments args) {
        return calls.mayRun(run("redis.acl_check_cmd"), args.all());
    }
}
