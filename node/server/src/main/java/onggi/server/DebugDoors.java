package onggi.server;

import java.io.IOException;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.net.NetSettings;
import onggi.server.config.ConfigFiles;

/** The subcommands of DEBUG that are about the process and not about the data. */
final class DebugDoors {

    private DebugDoors() {}

    /** Runs a subcommand if it is one of these and has the arguments it wants. */
    static boolean open(String subcommand, Call call) {
        if (subcommand.equals("REPLYBUFFER")) {
            return call.argc() == 4 && setReplyBuffer(call);
        }
        if (call.argc() != 2) {
            return false;
        }
        switch (subcommand) {
            case "CONFIG-REWRITE-FORCE-ALL" -> rewriteConfig(call);
            case "CHANGE-REPL-ID" -> ServerState.of(call).changeReplicationId();
            default -> {
                return false;
            }
        }
        call.reply().ok();
        return true;
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

    private static void rewriteConfig(Call call) {
        try {
            ServerState.of(call).rewriteConfigFile(true);
        } catch (IOException e) {
            throw CommandError.of("ERR CONFIG-REWRITE-FORCE-ALL failed: " + ConfigFiles.reason(e))
                    .raise();
        }
    }
}
