package onggi.net;

import java.nio.charset.StandardCharsets;
import onggi.bytes.LateLogger;
import onggi.engine.Call;
import onggi.resp.ReplyWriter;

/** A replica is sent the stream and nothing else: one that is answered anything is disconnected. */
final class ReplicaReplies {

    private static final System.Logger LOG = LateLogger.of(ReplicaReplies.class);
    private static final int MOST_BYTES = 128;

    private ReplicaReplies() {}

    /** Drops what was answered since the mark, if anything, and the connection with it. */
    static void drop(ClientSession session, Call call, int mark) {
        ReplyWriter reply = call.reply();
        int length = reply.position() - mark;
        if (length <= 0) {
            return;
        }
        String command = call.command().wireName();
        if (reply.array()[mark] == '-') {
            String text =
                    new String(
                            reply.array(),
                            mark + 1,
                            Math.min(length, MOST_BYTES) - 1,
                            StandardCharsets.ISO_8859_1);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "== CRITICAL == This master is sending an error to its replica: ''{0}'' after"
                            + " processing the command ''{1}''",
                    text.strip(),
                    command);
        }
        LOG.log(
                System.Logger.Level.INFO,
                "Replica generated a reply to command ''{0}'', disconnecting it: {1}",
                command,
                ClientText.of(session, call.nowMs()));
        reply.truncate(mark);
        session.closeSoon();
    }
}
