package onggi.net;

import static onggi.engine.CommandFlag.FAST;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;

/** Commands about the connection itself. */
public final class ConnectionCommands {

    private static final CommandFamily CONNECTION = CommandFamily.of(Group.CONNECTION);

    private ConnectionCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return CONNECTION;
    }

    static final Command PING =
            CONNECTION
                    .command("PING", ConnectionCommands::ping)
                    .syntax("[message]")
                    .flags(FAST)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .since("1.0.0")
                    .summary("Answers PONG, or the message it was given.")
                    .complexity("O(1)")
                    .declare();

    private static void ping(Call call) {
        if (call.argc() > 2) {
            throw CommandError.wrongArity(call.command()).raise();
        }
        if (call.session().protocol() == 2 && !call.session().subscriptions().isEmpty()) {
            call.reply().arrayHeader(2);
            call.reply().bulk("pong");
            call.reply()
                    .bulk(
                            call.buffer(),
                            call.argc() == 2 ? call.offset(1) : 0,
                            call.argc() == 2 ? call.length(1) : 0);
        } else if (call.argc() == 1) {
            call.reply().pong();
        } else {
            call.reply().bulk(call.buffer(), call.offset(1), call.length(1));
        }
    }
}
