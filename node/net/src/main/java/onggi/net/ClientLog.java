package onggi.net;

import java.lang.System.Logger.Level;
import onggi.bytes.LateLogger;

/** What is logged of single clients, in the words that tools wait for. */
final class ClientLog {

    private static final System.Logger LOG = LateLogger.of(ClientLog.class);

    private ClientLog() {}

    static void protocolError(ClientSession session, String text, long nowMs) {
        if (LOG.isLoggable(Level.DEBUG)) {
            LOG.log(
                    Level.DEBUG,
                    "Protocol error ({0}) from client: {1}",
                    text,
                    ClientText.of(session, nowMs));
        }
    }

    static void inputLimit(ClientSession session, long nowMs) {
        LOG.log(
                Level.WARNING,
                "Closing client that reached max query buffer length: {0}",
                ClientText.of(session, nowMs));
    }

    static void outputLimit(ClientSession session, long nowMs) {
        LOG.log(
                Level.WARNING,
                "Client {0} scheduled to be closed ASAP for overcoming of output buffer limits.",
                ClientText.of(session, nowMs));
    }

    static void replyTooLarge(ClientSession session, long nowMs) {
        LOG.log(
                Level.WARNING,
                "Client {0} closed because a reply was too large for the memory of this server.",
                ClientText.of(session, nowMs));
    }

    static void failure(Throwable failure) {
        LOG.log(Level.ERROR, "closing a client whose input failed", failure);
    }
}
