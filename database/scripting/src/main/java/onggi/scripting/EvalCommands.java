package onggi.scripting;

import static onggi.engine.CommandFlag.MAY_REPLICATE;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.NO_MANDATORY_KEYS;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.SKIP_MONITOR;
import static onggi.engine.CommandFlag.STALE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandException;
import onggi.engine.CommandFamily;
import onggi.engine.Group;
import onggi.engine.PerCall;
import onggi.lua.LuaString;
import org.jspecify.annotations.Nullable;

/** Scripts that clients send, or name by the SHA1 of their text. */
final class EvalCommands {

    static final int FIRST_KEY = 3;

    private static final CommandFamily SCRIPTING = CommandFamily.of(Group.SCRIPTING);

    private static final CommandError NO_SCRIPT =
            CommandError.of("NOSCRIPT No matching script. Please use EVAL.");

    private static final CommandError TOO_MANY_KEYS =
            CommandError.of("ERR Number of keys can't be greater than number of args");
    private static final CommandError NEGATIVE_KEYS =
            CommandError.of("ERR Number of keys can't be negative");

    private static final PerCall<RecentScripts> RECENT = PerCall.of(RecentScripts::new);

    private EvalCommands() {}

    static CommandFamily family() {
        return SCRIPTING;
    }

    static final Command EVAL =
            SCRIPTING
                    .command("EVAL", EvalCommands::eval)
                    .syntax("script numkeys [key [key ...]] [arg [arg ...]]")
                    .keyCount(2, RW, ACCESS, UPDATE)
                    .note(
                            "We cannot tell how the keys will be used so we assume the worst, RW"
                                    + " and UPDATE")
                    .flags(NOSCRIPT, SKIP_MONITOR, MAY_REPLICATE, NO_MANDATORY_KEYS, STALE)
                    .allShardsWhen(EvalCommands::evalNeedsAllShards)
                    .changesNothingWhen(EvalCommands::evalChangesNothing)
                    .since("2.6.0")
                    .summary("Runs a Lua script.")
                    .complexity("That of the script.")
                    .declare();

    private static void eval(Call call) {
        call.execution().scripts().announce(call);
        run(call, false);
    }

    private static void run(Call call, boolean readOnly) {
        int keys = keyCount(call);
        Scripting scripting = Scripting.of(call);
        Script script = recentByText(call, scripting);
        if (script == null) {
            script = add(call, scripting, call.copy(1), false);
        }
        scripting.world(call.execution()).run(call, script, keys, readOnly);
    }

    /** Adds a script to the cache, if it is one. */
    static Script add(Call call, Scripting scripting, byte[] text, boolean stays) {
        LuaString body = LuaString.wrap(text);
        String sha = Sha1.hex(text, 0, text.length);
        Script known = scripting.scripts().use(sha);
        if (known == null) {
            int flags = Shebang.flags(body.toString());
            Script fresh = new Script(sha, body, flags);
            scripting.world(call.execution()).compile(fresh.code());
            known = scripting.scripts().add(sha, body, flags, stays);
        } else if (stays) {
            known = scripting.scripts().add(sha, body, known.flags(), true);
        }
        RECENT.of(call).add(known);
        return known;
    }

    private static @Nullable Script recentByText(Call call, Scripting scripting) {
        Script script = RECENT.of(call).byText(call, 1);
        if (script != null) {
            scripting.scripts().used(script);
        }
        return script;
    }

    /**
     * Returns the number of keys a call declares.
     *
     * @throws onggi.engine.CommandException when there cannot be so many
     */
    static int keyCount(Call call) {
        return keyCount(call, call.integer(2));
    }

    static int keyCount(Call call, long keys) {
        if (keys > call.argc() - FIRST_KEY) {
            throw TOO_MANY_KEYS.raise();
        }
        if (keys < 0) {
            throw NEGATIVE_KEYS.raise();
        }
        return (int) keys;
    }

    private static boolean evalNeedsAllShards(Call call) {
        Script script = RECENT.of(call).byText(call, 1);
        return script == null || !script.trust().isEarned();
    }

    private static boolean evalChangesNothing(Call call) {
        try {
            return saysNoWrites(Shebang.flags(call.text(1)));
        } catch (CommandException e) {
            return false; // it will be told what is wrong when it runs
        }
    }

    static boolean saysNoWrites(int flags) {
        return (flags & (ScriptFlags.SILENT | ScriptFlags.NO_WRITES)) == ScriptFlags.NO_WRITES;
    }

    static final Command EVAL_RO =
            SCRIPTING
                    .command("EVAL_RO", EvalCommands::evalReadOnly)
                    .syntax("script numkeys [key [key ...]] [arg [arg ...]]")
                    .keyCount(2, RO, ACCESS)
                    .note(
                            "We cannot tell how the keys will be used so we assume the worst, RO"
                                    + " and ACCESS")
                    .flags(NOSCRIPT, SKIP_MONITOR, NO_MANDATORY_KEYS, STALE, READONLY)
                    .allShardsWhen(EvalCommands::evalNeedsAllShards)
                    .since("7.0.0")
                    .summary("Runs a Lua script that changes nothing.")
                    .complexity("That of the script.")
                    .declare();

    private static void evalReadOnly(Call call) {
        call.execution().scripts().announce(call);
        run(call, true);
    }

    static final Command EVALSHA =
            SCRIPTING
                    .command("EVALSHA", EvalCommands::evalSha)
                    .syntax("sha1 numkeys [key [key ...]] [arg [arg ...]]")
                    .keyCount(2, RW, ACCESS, UPDATE)
                    .flags(NOSCRIPT, SKIP_MONITOR, MAY_REPLICATE, NO_MANDATORY_KEYS, STALE)
                    .allShardsWhen(EvalCommands::evalShaNeedsAllShards)
                    .changesNothingWhen(EvalCommands::evalShaChangesNothing)
                    .since("2.6.0")
                    .summary("Runs a Lua script that the server has, by the SHA1 of its text.")
                    .complexity("That of the script.")
                    .declare();

    private static void evalSha(Call call) {
        call.execution().scripts().announce(call);
        runSha(call, false);
    }

    private static void runSha(Call call, boolean readOnly) {
        if (call.length(1) != Sha1.DIGITS) {
            throw NO_SCRIPT.raise();
        }
        int keys = keyCount(call);
        Scripting scripting = Scripting.of(call);
        Script script = bySha(call, scripting);
        if (script == null) {
            throw NO_SCRIPT.raise();
        }
        scripting.world(call.execution()).run(call, script, keys, readOnly);
    }

    private static @Nullable Script bySha(Call call, Scripting scripting) {
        RecentScripts recent = RECENT.of(call);
        Script script = recent.bySha(call, 1);
        if (script != null) {
            scripting.scripts().used(script);
            return script;
        }
        script = scripting.scripts().use(RecentScripts.sha(call, 1));
        if (script != null) {
            recent.add(script);
        }
        return script;
    }

    private static boolean evalShaNeedsAllShards(Call call) {
        if (call.length(1) != Sha1.DIGITS) {
            return false;
        }
        Script script = bySha(call, Scripting.of(call));
        return script != null && !script.trust().isEarned();
    }

    private static boolean evalShaChangesNothing(Call call) {
        if (call.length(1) != Sha1.DIGITS) {
            return false;
        }
        Script script = bySha(call, Scripting.of(call));
        return script != null && saysNoWrites(script.flags());
    }

    static final Command EVALSHA_RO =
            SCRIPTING
                    .command("EVALSHA_RO", EvalCommands::evalShaReadOnly)
                    .syntax("sha1 numkeys [key [key ...]] [arg [arg ...]]")
                    .keyCount(2, RO, ACCESS)
                    .flags(NOSCRIPT, SKIP_MONITOR, NO_MANDATORY_KEYS, STALE, READONLY)
                    .allShardsWhen(EvalCommands::evalShaNeedsAllShards)
                    .since("7.0.0")
                    .summary(
                            "Runs a Lua script that changes nothing and that the server has, by the"
                                    + " SHA1 of its text.")
                    .complexity("That of the script.")
                    .declare();

    private static void evalShaReadOnly(Call call) {
        call.execution().scripts().announce(call);
        runSha(call, true);
    }
}
