package onggi.net;

import onggi.resp.ReplyWriter;

/** What becomes of a connection whose input cannot be decoded any further. */
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
                ClientLog.inputLimit(connection.session(), nowMs);
                counters.queryLimitCloses++;
                connection.close();
            }
        }
    }
}
