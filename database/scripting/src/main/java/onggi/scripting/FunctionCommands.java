package onggi.scripting;

import static onggi.engine.CommandFlag.ALLOW_BUSY;
import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.STALE;
import static onggi.engine.CommandFlag.WRITE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Glob;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandException;
import onggi.engine.CommandFamily;
import onggi.engine.CommandHelp;
import onggi.engine.Group;
import onggi.lua.LuaString;
import onggi.rdb.LibraryPayload;
import onggi.rdb.RdbException;
import onggi.rdb.RdbVersion;
import onggi.resp.ReplyWriter;

/** Libraries of functions: loaded, listed, deleted, saved and restored. */
final class FunctionCommands {

    private static final CommandFamily FUNCTIONS = CommandFamily.of(Group.SCRIPTING);

    private static final CommandError NO_CODE = CommandError.of("ERR Function code is missing");
    private static final CommandError NOT_FOUND = CommandError.of("ERR Library not found");
    private static final CommandError NO_PATTERN =
            CommandError.of("ERR library name argument was not given");
    private static final CommandError FLUSH_MODE =
            CommandError.of("ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
    private static final CommandError BAD_PAYLOAD =
            CommandError.of("ERR DUMP payload version or checksum are wrong");
    private static final CommandError POLICY =
            CommandError.of(
                    "ERR Wrong restore policy given, value should be either FLUSH, APPEND or"
                            + " REPLACE.");

    private FunctionCommands() {}

    static CommandFamily family() {
        return FUNCTIONS;
    }

    static final Command FUNCTION =
            FUNCTIONS
                    .container("FUNCTION")
                    .arity(-2)
                    .since("7.0.0")
                    .summary("Holds the commands on libraries of functions.")
                    .complexity("Depends on the subcommand.")
                    .declare();

    static final Command LOAD =
            FUNCTIONS
                    .subcommand(FUNCTION, "LOAD", FunctionCommands::load)
                    .syntax("[REPLACE] function-code")
                    .flags(NOSCRIPT, WRITE, DENYOOM)
                    .scope(Command.Scope.ALL_SHARDS)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .since("7.0.0")
                    .summary("Loads a library of functions.")
                    .complexity("O(1)")
                    .declare();

    private static void load(Call call) {
        boolean replaces = false;
        int last = call.argc() - 1;
        for (int i = 2; i < last; i++) {
            if (!call.is(i, "REPLACE")) {
                throw CommandError.of("ERR Unknown option given: " + call.word(i)).raise();
            }
            replaces = true;
        }
        if (last < 2) {
            throw NO_CODE.raise();
        }
        Scripting scripting = Scripting.of(call);
        Library library = Library.of(LuaString.wrap(call.copy(last)));
        Libraries others = others(scripting.libraries(call.execution()), library, replaces);
        scripting.change(loaded(call, others, library));
        call.changedKeys(1);
        call.reply().bulk(library.name());
    }

    private static Libraries others(Libraries present, Library library, boolean replaces) {
        if (present.named(library.name()) != null && !replaces) {
            throw CommandError.of("ERR Library '" + library.name() + "' already exists").raise();
        }
        return present.without(library.name());
    }

    /** Loads a library beside others. */
    private static Libraries loaded(Call call, Libraries others, Library library) {
        FunctionWorld world = Scripting.of(call).world(call.execution()).functions();
        try {
            world.load(library, !call.engine().settings().loading());
            return others.with(library);
        } catch (CommandException e) {
            world.forget(library);
            throw e;
        }
    }

    static final Command DELETE =
            FUNCTIONS
                    .subcommand(FUNCTION, "DELETE", FunctionCommands::delete)
                    .syntax("library-name")
                    .flags(NOSCRIPT, WRITE)
                    .scope(Command.Scope.ALL_SHARDS)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .since("7.0.0")
                    .summary("Deletes a library with its functions.")
                    .complexity("O(1)")
                    .declare();

    private static void delete(Call call) {
        Scripting scripting = Scripting.of(call);
        if (scripting.libraries(call.execution()).named(call.text(2)) == null) {
            throw NOT_FOUND.raise();
        }
        scripting.change(scripting.libraries(call.execution()).without(call.text(2)));
        call.changedKeys(1);
        call.reply().ok();
    }

    static final Command FLUSH =
            FUNCTIONS
                    .subcommand(FUNCTION, "FLUSH", FunctionCommands::flush)
                    .syntax("[ASYNC | SYNC]")
                    .arity(-2)
                    .flags(NOSCRIPT, WRITE)
                    .scope(Command.Scope.ALL_SHARDS)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .since("7.0.0")
                    .summary("Deletes all libraries.")
                    .complexity("O(N) for N functions.")
                    .declare();

    private static void flush(Call call) {
        if (call.argc() > 3) {
            throw wrongArguments(call).raise();
        }
        if (call.argc() == 3 && !call.is(2, "SYNC") && !call.is(2, "ASYNC")) {
            throw FLUSH_MODE.raise();
        }
        Scripting.of(call).change(new Libraries());
        call.changedKeys(1);
        call.reply().ok();
    }

    private static CommandError wrongArguments(Call call) {
        return CommandError.of(
                "ERR unknown subcommand or wrong number of arguments for '"
                        + call.word(1)
                        + "'. Try FUNCTION HELP.");
    }

    static final Command LIST =
            FUNCTIONS
                    .subcommand(FUNCTION, "LIST", FunctionCommands::list)
                    .syntax("[LIBRARYNAME library-name-pattern] [WITHCODE]")
                    .flags(NOSCRIPT)
                    .scope(Command.Scope.NONE)
                    .tips("nondeterministic_output_order")
                    .since("7.0.0")
                    .summary("Tells of the libraries and their functions.")
                    .complexity("O(N) for N functions.")
                    .declare();

    private static void list(Call call) {
        boolean withCode = false;
        int pattern = 0;
        for (int i = 2; i < call.argc(); i++) {
            if (!withCode && call.is(i, "WITHCODE")) {
                withCode = true;
            } else if (pattern == 0 && call.is(i, "LIBRARYNAME")) {
                pattern = ++i;
                if (pattern == call.argc()) {
                    throw NO_PATTERN.raise();
                }
            } else {
                throw CommandError.of("ERR Unknown argument " + call.word(i)).raise();
            }
        }
        List<Library> chosen = chosen(call, pattern);
        call.reply().arrayHeader(chosen.size());
        for (Library library : chosen) {
            write(call.reply(), library, withCode);
        }
    }

    private static List<Library> chosen(Call call, int pattern) {
        List<Library> chosen = new ArrayList<>();
        for (Library library : Scripting.of(call).libraries(call.execution()).all()) {
            byte[] name = LuaFromReply.latin1(library.name());
            if (pattern == 0 || Glob.matches(call.copy(pattern), name, true)) {
                chosen.add(library);
            }
        }
        return chosen;
    }

    private static void write(ReplyWriter reply, Library library, boolean withCode) {
        reply.mapHeader(withCode ? 4 : 3);
        reply.bulk("library_name");
        reply.bulk(library.name());
        reply.bulk("engine");
        reply.bulk("LUA");
        reply.bulk("functions");
        reply.arrayHeader(library.functions().size());
        for (Library.Function function : library.functions().values()) {
            reply.mapHeader(3);
            reply.bulk("name");
            reply.bulk(function.name());
            reply.bulk("description");
            LuaString description = function.description();
            if (description == null) {
                reply.nullBulk();
            } else {
                reply.bulk(description.unsafeArray());
            }
            reply.bulk("flags");
            List<String> flags = ScriptFlags.names(function.flags());
            reply.setHeader(flags.size());
            flags.forEach(reply::simple);
        }
        if (withCode) {
            reply.bulk("library_code");
            reply.bulk(library.text().unsafeArray());
        }
    }

    static final Command DUMP =
            FUNCTIONS
                    .subcommand(FUNCTION, "DUMP", FunctionCommands::dump)
                    .syntax("")
                    .flags(NOSCRIPT)
                    .scope(Command.Scope.NONE)
                    .since("7.0.0")
                    .summary("Returns all libraries as bytes that FUNCTION RESTORE takes.")
                    .complexity("O(N) for N functions.")
                    .declare();

    private static void dump(Call call) {
        try {
            call.reply()
                    .bulk(
                            LibraryPayload.write(
                                    Scripting.of(call).libraries(call.execution()).texts(),
                                    RdbVersion.REDIS_7_0,
                                    call.engine().settings().compressesDumps()));
        } catch (IOException e) {
            throw new IllegalStateException(e); // into an array
        }
    }

    static final Command RESTORE =
            FUNCTIONS
                    .subcommand(FUNCTION, "RESTORE", FunctionCommands::restore)
                    .syntax("serialized-value [FLUSH | APPEND | REPLACE]")
                    .arity(-3)
                    .flags(NOSCRIPT, WRITE, DENYOOM)
                    .scope(Command.Scope.ALL_SHARDS)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .since("7.0.0")
                    .summary("Loads the libraries that FUNCTION DUMP returned.")
                    .complexity("O(N) for N functions.")
                    .declare();

    private static void restore(Call call) {
        if (call.argc() > 4) {
            throw wrongArguments(call).raise();
        }
        boolean flushes = call.argc() == 4 && call.is(3, "FLUSH");
        boolean replaces = call.argc() == 4 && call.is(3, "REPLACE");
        if (call.argc() == 4 && !flushes && !replaces && !call.is(3, "APPEND")) {
            throw POLICY.raise();
        }
        Scripting scripting = Scripting.of(call);
        Libraries restored = new Libraries();
        // With nothing of a payload taken when one of its libraries is no good.
        for (byte[] text : texts(call)) {
            Library library = Library.of(LuaString.wrap(text));
            restored = loaded(call, others(restored, library, false), library);
        }
        scripting.change(
                flushes
                        ? restored
                        : joined(scripting.libraries(call.execution()), restored, replaces));
        call.changedKeys(1);
        call.reply().ok();
    }

    private static List<byte[]> texts(Call call) {
        byte[] payload = call.copy(2);
        boolean summed = call.engine().settings().checksDumps();
        if (!LibraryPayload.isOne(payload, summed)) {
            throw BAD_PAYLOAD.raise();
        }
        try {
            return LibraryPayload.read(payload);
        } catch (RdbException e) {
            throw CommandError.of("ERR " + e.reason()).raise();
        }
    }

    private static Libraries joined(Libraries present, Libraries restored, boolean replaces) {
        Libraries all = present;
        for (Library library : restored.all()) {
            if (all.named(library.name()) != null && !replaces) {
                throw CommandError.of("ERR Library " + library.name() + " already exists").raise();
            }
            all = all.without(library.name());
        }
        for (Library library : restored.all()) {
            all = all.with(library);
        }
        return all;
    }

    static final Command STATS =
            FUNCTIONS
                    .subcommand(FUNCTION, "STATS", FunctionCommands::stats)
                    .syntax("")
                    .flags(NOSCRIPT, ALLOW_BUSY)
                    .scope(Command.Scope.NONE)
                    .tips(
                            "nondeterministic_output",
                            "request_policy:all_shards",
                            "response_policy:special")
                    .since("7.0.0")
                    .summary("Tells of the function that runs, and how many there are.")
                    .complexity("O(1)")
                    .declare();

    private static void stats(Call call) {
        Scripting scripting = Scripting.of(call);
        ScriptRun run = scripting.overtime();
        if (run != null && !run.isFunction()) {
            throw run.busyError().raise();
        }
        ReplyWriter reply = call.reply();
        reply.mapHeader(2);
        reply.bulk("running_script");
        if (run == null) {
            reply.nullBulk();
        } else {
            writeRun(call, reply, run);
        }
        reply.bulk("engines");
        reply.mapHeader(1);
        reply.bulk("LUA");
        reply.mapHeader(2);
        reply.bulk("libraries_count");
        reply.integer(scripting.libraries(call.execution()).all().size());
        reply.bulk("functions_count");
        reply.integer(scripting.libraries(call.execution()).functionCount());
    }

    private static void writeRun(Call call, ReplyWriter reply, ScriptRun run) {
        reply.mapHeader(3);
        reply.bulk("name");
        reply.bulk(run.name());
        reply.bulk("command");
        List<byte[]> words = run.words();
        reply.arrayHeader(words.size());
        words.forEach(reply::bulk);
        reply.bulk("duration_ms");
        reply.integer((call.engine().clock().nanoTime() - run.startNs()) / 1_000_000);
    }

    static final Command KILL =
            FUNCTIONS
                    .subcommand(FUNCTION, "KILL", call -> Scripting.of(call).kill(call, true))
                    .syntax("")
                    .flags(NOSCRIPT, ALLOW_BUSY)
                    .scope(Command.Scope.NONE)
                    .tips("request_policy:all_shards", "response_policy:one_succeeded")
                    .since("7.0.0")
                    .summary("Ends the function that is over its time, if it changed nothing.")
                    .complexity("O(1)")
                    .declare();

    static final Command HELP =
            FUNCTIONS
                    .subcommand(FUNCTION, "HELP", CommandHelp::reply)
                    .syntax("")
                    .flags(LOADING, STALE)
                    .scope(Command.Scope.NONE)
                    .since("7.0.0")
                    .summary("Lists the subcommands.")
                    .complexity("O(1)")
                    .declare();
}
