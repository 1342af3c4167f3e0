package onggi.scripting;

import java.util.Arrays;
import java.util.List;
import onggi.bytes.Doubles;
import onggi.bytes.LateLogger;
import onggi.engine.AccessContext;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFlag;
import onggi.engine.CommandTable;
import onggi.engine.Effects;
import onggi.engine.Execution;
import onggi.engine.RoleRules;
import onggi.engine.ScriptCalls;
import onggi.engine.Session;
import onggi.lua.LuaError;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/** Commands that scripts run: {@code redis.call} and {@code redis.pcall} of one thread. */
final class RedisCalls {

    private static final System.Logger LOG = LateLogger.of(RedisCalls.class);
    private static final LuaString DEL = LuaString.of("DEL");
    private static final LuaString RESTORE = LuaString.of("RESTORE");
    private static final LuaString REPLACE = LuaString.of("REPLACE");
    private static final LuaString ABSTTL = LuaString.of("ABSTTL");

    private static final CommandError UNKNOWN =
            CommandError.of("ERR Unknown Redis command called from script");
    private static final CommandError WRONG_ARITY =
            CommandError.of("ERR Wrong number of args calling Redis command from script");
    private static final CommandError NOT_FROM_SCRIPTS =
            CommandError.of("ERR This Redis command is not allowed from script");
    private static final CommandError ON_STALE =
            CommandError.of("ERR Can not execute the command on a stale replica");
    private static final CommandError READ_ONLY =
            CommandError.of("ERR Write commands are not allowed from read-only scripts.");

    private static final String NO_ARGUMENTS =
            "Please specify at least one argument for this redis lib call";
    private static final String BAD_ARGUMENT =
            "Lua redis lib command arguments must be strings or integers";

    private static final int KEPT_BYTES = 1 << 20;

    private final LuaState state;
    private final Scripting scripting;
    private final CommandTable commands;
    private final ScriptCalls calls;
    private final LuaFromReply replies;
    private byte[] buffer = new byte[256];
    private int length;
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];
    private @Nullable ScriptRun run;

    RedisCalls(LuaState state, Execution execution, Scripting scripting) {
        this.state = state;
        this.scripting = scripting;
        this.commands = scripting.engine().commands();
        this.calls = execution.scripts();
        this.replies = new LuaFromReply(state);
    }

    /** Begins or, with null, ends a script. */
    void use(@Nullable ScriptRun script) {
        run = script;
        if (script == null) {
            calls.end();
            if (buffer.length > KEPT_BYTES) {
                buffer = new byte[KEPT_BYTES];
            }
        } else {
            calls.begin();
        }
    }

    /** The script that runs, null when functions are being loaded. */
    @Nullable ScriptRun run() {
        return run;
    }

    /** Runs a command and gives its reply; an error of the command is raised, if wanted. */
    @Nullable Object call(@Nullable Object[] arguments, boolean raises) {
        ScriptRun script = run;
        if (script == null) {
            throw ErrorTables.raise(
                    state, "redis.call/pcall can only be called inside a script invocation");
        }
        String mistake = take(arguments);
        if (mistake != null) {
            return failed(ErrorTables.of(state, mistake), raises);
        }
        Command row = row(arguments.length);
        if (row != null) {
            bind(script, row, arguments.length);
        }
        CommandError refusal = refusal(script, row, arguments.length);
        if (refusal != null || row == null) {
            CommandError error = refusal == null ? UNKNOWN : refusal;
            calls.rejected(row, error);
            return failed(ErrorTables.counted(state, "-" + error.text()), raises);
        }
        if (row.is(CommandFlag.WRITE)) {
            script.beforeWrite(calls);
        }
        calls.run(script.call(), script.protocol());
        return reply(raises);
    }

    /** Puts back what a script changed. */
    void undo(ScriptRun script, UndoRecord changes) {
        calls.audience(Effects.ALL);
        List<UndoRecord.Old> olds = changes.olds();
        for (UndoRecord.Old old : olds) {
            script.call().session().select(old.database());
            LuaString key = LuaString.wrap(old.key().unsafeArray());
            LuaString payload = old.payload();
            if (payload == null) {
                run(script, DEL, key);
            } else {
                LuaString expiry = LuaString.of(Long.toString(old.expiryMs()));
                run(script, RESTORE, key, expiry, payload, REPLACE, ABSTTL);
            }
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "Script " + script.name() + " was killed and undone: " + olds.size() + " keys");
    }

    private void run(ScriptRun script, @Nullable Object... words) {
        take(words);
        Command row = row(words.length);
        if (row != null) {
            bind(script, row, words.length);
            calls.run(script.call(), 2);
            if (calls.reply().array()[0] == '-') {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "a killed script could not be undone: " + words[1]);
            }
        }
    }

    private void bind(ScriptRun script, Command row, int argc) {
        Session session = script.call().session();
        calls.call().bind(session, row, buffer, offsets, lengths, 0, argc);
        calls.call().at(script.call().nowMs());
    }

    private @Nullable Object reply(boolean raises) {
        ReplyWriter reply = calls.reply();
        if (reply.overflowed()) {
            throw new LuaError("not enough memory");
        }
        Object value = replies.read(reply.array());
        return reply.array()[0] == '-' ? failed(value, raises) : value;
    }

    private static @Nullable Object failed(@Nullable Object error, boolean raises) {
        if (raises) {
            throw new LuaError(error);
        }
        return error;
    }

    // ---- arguments

    /** Copies the arguments; returns what is wrong with them, or null. */
    private @Nullable String take(@Nullable Object[] arguments) {
        if (arguments.length == 0) {
            return NO_ARGUMENTS;
        }
        if (offsets.length < arguments.length) {
            offsets = new int[arguments.length * 2];
            lengths = new int[arguments.length * 2];
        }
        length = 0;
        for (int i = 0; i < arguments.length; i++) {
            offsets[i] = length;
            switch (arguments[i]) {
                case LuaString s -> add(s.unsafeArray());
                case Double d -> add(d);
                case null, default -> {
                    return BAD_ARGUMENT;
                }
            }
            lengths[i] = length - offsets[i];
        }
        return null;
    }

    private void add(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void add(double number) {
        reserve(Doubles.MAX_TEXT_LENGTH);
        length = Doubles.write(number, buffer, length);
    }

    private void reserve(int bytes) {
        long wanted = (long) length + bytes;
        if (wanted > buffer.length) {
            if (wanted > Integer.MAX_VALUE - 64) {
                throw new LuaError("not enough memory");
            }
            long room = Math.min(Integer.MAX_VALUE - 64, Math.max(wanted, 2L * buffer.length));
            buffer = Arrays.copyOf(buffer, (int) room);
        }
    }

    // ---- rows

    /** The row of the command in the buffer, null when there is none. */
    private @Nullable Command row(int argc) {
        Command found = commands.find(buffer, offsets[0], lengths[0]);
        if (found == null || !found.isContainer() || argc < 2) {
            return found;
        }
        return commands.findSub(found, buffer, offsets[1], lengths[1]);
    }

    /**
     * Whether the user may run a command.
     *
     * @throws LuaError when these words are none
     */
    boolean mayRun(ScriptRun script, @Nullable Object[] arguments) {
        String mistake = take(arguments);
        if (mistake != null) {
            throw ErrorTables.raise(state, mistake);
        }
        Command row = row(arguments.length);
        if (row == null) {
            throw ErrorTables.raise(state, "Invalid command passed to redis.acl_check_cmd()");
        }
        bind(script, row, arguments.length);
        return denial(script) == null;
    }

    private @Nullable CommandError refusal(ScriptRun script, @Nullable Command row, int argc) {
        if (row == null) {
            return UNKNOWN;
        }
        if (!row.accepts(argc)) {
            return WRONG_ARITY;
        }
        if (row.is(CommandFlag.NOSCRIPT) && scripting.denies()) {
            return NOT_FROM_SCRIPTS;
        }
        CommandError denial = denial(script);
        if (denial != null) {
            return denial;
        }
        boolean writes = row.is(CommandFlag.WRITE);
        if (script.isReadOnly() && (writes || row.is(CommandFlag.MAY_REPLICATE))) {
            return READ_ONLY;
        }
        if (writes && !script.isDirty()) {
            CommandError unwanted = writeRefusal();
            if (unwanted != null) {
                return unwanted;
            }
        }
        if (calls.engine().settings().role().isStale() && !row.is(CommandFlag.STALE)) {
            return ON_STALE;
        }
        if (row.is(CommandFlag.DENYOOM) && script.refusesMemory()) {
            return CommandError.OUT_OF_MEMORY;
        }
        return null;
    }

    /** Why nobody may write, null when one may. */
    private @Nullable CommandError writeRefusal() {
        RoleRules role = calls.engine().settings().role();
        CommandError forbidden = role.writeRefusal();
        String unsaved = role.isReplica() ? null : calls.engine().settings().writeRefusal();
        return forbidden != null || unsaved == null ? forbidden : CommandError.of(unsaved);
    }

    /** Why the user may not run the bound command, null when it may. */
    private @Nullable CommandError denial(ScriptRun script) {
        Session session = script.call().session();
        if (!session.isRestricted()) {
            return null;
        }
        String text = session.refusal(calls.call(), AccessContext.LUA);
        return text == null ? null : CommandError.of(text.replaceFirst("^NOPERM ", "ERR "));
    }

    /** Sets for whom of the effect stream is what the script changes from now on. */
    void audience(int meant) {
        calls.audience(meant);
    }

    /** A table of strings: what KEYS and ARGV are. */
    LuaTable strings(Call call, int from, int to) {
        LuaTable table = state.newTable(to - from, 0);
        for (int i = from; i < to; i++) {
            table.set((double) (i - from + 1), LuaString.wrap(call.copy(i)));
        }
        return table;
    }
}
