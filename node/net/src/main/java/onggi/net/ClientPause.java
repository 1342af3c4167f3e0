package onggi.net;

import onggi.engine.Call;
import onggi.engine.CommandError;

/** CLIENT PAUSE and its like: clients that wait, and those that need wait no longer. */
final class ClientPause {

    private static final CommandError NOT_A_TIMEOUT =
            CommandError.of("ERR timeout is not an integer or out of range");
    private static final CommandError NEGATIVE = CommandError.of("ERR timeout is negative");
    private static final CommandError OUT_OF_RANGE = CommandError.of("ERR timeout is out of range");
    private static final CommandError BAD_MODE =
            CommandError.of("ERR CLIENT PAUSE mode must be WRITE or ALL");
    private static final CommandError BAD_REASON =
            CommandError.of("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");

    private ClientPause() {}

    static void pause(Call call) {
        boolean all = true;
        if (call.argc() == 4) {
            all = call.is(3, "ALL");
            if (!all && !call.is(3, "WRITE")) {
                throw BAD_MODE.raise();
            }
        }
        long timeoutMs = call.integer(2, NOT_A_TIMEOUT);
        if (timeoutMs < 0) {
            throw NEGATIVE.raise();
        }
        if (timeoutMs > Long.MAX_VALUE - call.nowMs()) {
            throw OUT_OF_RANGE.raise();
        }
        Clients.caller(call)
                .server()
                .pauseClients(PauseReason.COMMAND, call.nowMs() + timeoutMs, all);
        call.reply().ok();
    }

    static void unpause(Call call) {
        Clients.caller(call).server().unpauseClients(PauseReason.COMMAND);
        call.reply().ok();
    }

    static void unblock(Call call) {
        boolean asError = call.argc() == 4 && call.is(3, "ERROR");
        if (call.argc() == 4 && !asError && !call.is(3, "TIMEOUT")) {
            throw BAD_REASON.raise();
        }
        long id = call.integer(2);
        ClientSession client = Clients.caller(call).server().clients().client(id);
        boolean ended = client != null && call.execution().blockedCalls().unblock(client, asError);
        call.reply().integer(ended ? 1 : 0);
    }
}
