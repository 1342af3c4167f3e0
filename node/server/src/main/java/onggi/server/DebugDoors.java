package onggi.server;

import java.io.IOException;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.server.config.ConfigFiles;

/** The subcommands of DEBUG that are about the process and not about the data. */
final class DebugDoors {

    private DebugDoors() {}

    /** Runs a subcommand if it is one of these and has no further arguments. */
    static boolean open(String subcommand, Call call) {
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

    private static void rewriteConfig(Call call) {
        try {
            ServerState.of(call).rewriteConfigFile(true);
        } catch (IOException e) {
            throw CommandError.of("ERR CONFIG-REWRITE-FORCE-ALL failed: " + ConfigFiles.reason(e))
                    .raise();
        }
    }
}
