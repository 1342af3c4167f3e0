package onggi.net;

import onggi.engine.Call;
import onggi.engine.Transaction;
import onggi.resp.ReplyWriter;

/** What becomes of a connection whose input cannot be decoded any further, or is too much. */
final class InputEnd {

    private InputEnd() {}

    /** Answers what is wrong, if anything is, and closes the connection. */
    static void answer(
            Connection connection, ReplyWriter replies, LoopCounters counters, long nowMs) {
        switch (connection.outcome()) {
            case NEED_INPUT, CALL_AGAIN -> {}
            case PROTOCOL_ERROR -> {
                String text = "ERR " + connection.decoder().errorText();
                ClientLog.protocolError(connection.session(), text, nowMs);
                counters.errorReplies++;
                replies.error(text);
                connection.closeAfterOutput();
            }
            case INPUT_LIMIT -> {
                tooMuch(connection.session(), counters, nowMs);
                connection.close();
            }
        }
    }

    /**
     * Queues a command for EXEC, which counts as input as long as it has not run.
     *
     * @return false when the client has sent more than it may, and is to be closed
     */
    static boolean queue(ClientSession session, Transaction transaction, Call call) {
        transaction.add(call);
        if (transaction.bytes() > session.server().requestLimits().queryBufferBytes()) {
            EventLoop loop = session.loop();
            tooMuch(session, loop.counters(), loop.nowMs());
            return false;
        }
        call.reply().queued();
        return true;
    }

    private static void tooMuch(ClientSession session, LoopCounters counters, long nowMs) {
        ClientLog.inputLimit(session, nowMs);
        counters.queryLimitCloses++;
    }
}
