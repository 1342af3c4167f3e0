package onggi.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Keyspace;
import onggi.net.ClientSession;
import onggi.net.NetSettings;
import onggi.persistence.AppendOnlyFile;
import onggi.persistence.Loading;
import onggi.persistence.Snapshots;
import onggi.replication.Replication;
import onggi.resp.RequestWriter;
import onggi.scripting.Scripting;
import onggi.server.config.ConfigFiles;

/** The subcommands of DEBUG that are about the process and not about the data. */
final class DebugDoors {

    private static final CommandError BAD_RELOAD =
            CommandError.of(
                    "ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");

    private static final CommandError FAILED_RELOAD =
            CommandError.of("ERR Error trying to load the RDB dump, check server logs");

    private static final CommandError FAILED_LOADAOF =
            CommandError.of("ERR Error trying to load the AOF files, check server logs");

    private DebugDoors() {}

    /** Runs a subcommand if it is one of these and has the arguments it wants. */
    static boolean open(String subcommand, Call call) {
        if (subcommand.equals("REPLYBUFFER")) {
            return call.argc() == 4 && setReplyBuffer(call);
        }
        if (subcommand.equals("REPLICATE") && call.argc() > 2) {
            replicate(call);
            return true;
        }
        if (subcommand.equals("RELOAD")) {
            if (call.engine().settings().loading()) {
                throw CommandError.LOADING.raise();
            }
            reload(call);
            return true;
        }
        if (subcommand.equals("LOADAOF")) {
            loadAof(call);
            return true;
        }
        if (subcommand.equals("AOF-FLUSH-SLEEP") && call.argc() == 3) {
            call.engine().room(AppendOnlyFile.class).writeDelayUs(call.integer(2));
            call.reply().ok();
            return true;
        }
        if (subcommand.equals("SET-DISABLE-DENY-SCRIPTS") && call.argc() == 3) {
            call.engine().room(Scripting.class).denies(call.integer(2) == 0);
            call.reply().ok();
            return true;
        }
        if (call.argc() != 2) {
            return false;
        }
        switch (subcommand) {
            case "CONFIG-REWRITE-FORCE-ALL" -> rewriteConfig(call);
            case "FAIL-SNAPSHOT" -> call.engine().room(Snapshots.class).failPresent();
            case "PANIC" -> panic(call);
            case "SEGFAULT" -> CrashReport.crash(CrashReport.SEGMENTATION_FAULT);
            case "CHANGE-REPL-ID" -> call.engine().room(Replication.class).changeIds();
            default -> {
                return false;
            }
        }
        call.reply().ok();
        return true;
    }

    /** Puts a command into the stream of changes that was not run here, sound or not. */
    private static void replicate(Call call) {
        RequestWriter out = call.beginEffect(call.argc() - 2);
        for (int i = 2; i < call.argc(); i++) {
            out.argument(call.bytes(i).toByteArray());
        }
        call.endEffect(out);
        call.reply().ok();
    }

    /** Ends the event loop of the client, as a fault outside of any command would. */
    private static void panic(Call call) {
        if (call.session() instanceof ClientSession client) {
            client.loop()
                    .post(() -> {
                        throw new AssertionError("called by DEBUG PANIC");
                    });
        }
    }

    private static boolean setReplyBuffer(Call call) {
        NetSettings settings = ServerState.of(call).net().settings();
        if (call.is(2, "PEAK-RESET-TIME")) {
            settings.replyPeakMs(peakMs(call));
        } else if (call.is(2, "RESIZING")) {
            settings.replyResizing(call.integer(3) != 0);
        } else {
            return false;
        }
        call.reply().ok();
        return true;
    }

    private static long peakMs(Call call) {
        if (call.is(3, "NEVER")) {
            return Long.MAX_VALUE;
        }
        return call.is(3, "RESET") ? NetSettings.DEFAULT_REPLY_PEAK_MS : call.integer(3);
    }

    /** Saves all data, forgets them and loads them again; each step can be left out. */
    private static void reload(Call call) {
        boolean save = true;
        boolean flush = true;
        boolean merge = false;
        for (int i = 2; i < call.argc(); i++) {
            save &= !call.is(i, "NOSAVE");
            flush &= !call.is(i, "NOFLUSH");
            merge |= call.is(i, "MERGE");
            if (!call.is(i, "NOSAVE") && !call.is(i, "NOFLUSH") && !call.is(i, "MERGE")) {
                throw BAD_RELOAD.raise();
            }
        }
        Snapshots snapshots = call.engine().room(Snapshots.class);
        try {
            if (save) {
                snapshots.save(call.execution());
            }
            if (flush) {
                flush(call);
            }
            snapshots.load(call.execution(), merge);
        } catch (IOException e) {
            Log.warning("DEBUG RELOAD failed: " + e.getMessage());
            throw FAILED_RELOAD.raise();
        }
        call.reply().ok();
    }

    /** Forgets all data and loads the append-only file. */
    private static void loadAof(Call call) {
        if (call.engine().settings().loading()) {
            throw CommandError.LOADING.raise();
        }
        flush(call);
        Loading loading = call.engine().room(Snapshots.class).loading();
        loading.begin(call.execution(), () -> {});
        try {
            call.engine().room(AppendOnlyFile.class).reload(call.execution());
        } catch (IOException | UncheckedIOException e) {
            Log.warning("DEBUG LOADAOF failed: " + e.getMessage());
            throw FAILED_LOADAOF.raise();
        } finally {
            loading.end();
        }
        call.engine().room(Snapshots.class).loadedAnew();
        Log.warning("Append Only File loaded by DEBUG LOADAOF");
        call.reply().ok();
    }

    private static void flush(Call call) {
        Keyspace keyspace = call.engine().keyspace();
        for (int i = 0; i < keyspace.databases(); i++) {
            keyspace.flush(i, false);
        }
        call.engine().libraries().clear();
    }

    private static void rewriteConfig(Call call) {
        try {
            ServerState.of(call).rewriteConfigFile(true);
        } catch (IOException e) {
            throw CommandError.of("ERR CONFIG-REWRITE-FORCE-ALL failed: " + ConfigFiles.reason(e))
                    .raise();
        }
    }
}
