package onggi.sentinel;

import onggi.resp.Reply;

/** A connection to an instance. What is sent before it stands waits. */
public interface Wire {

    /** What comes over a connection. */
    interface Listener {

        /** A reply or a message has come. */
        void received(Reply reply, long nowMs);

        /** The connection has ended, not by {@link Wire#close}, or could not be made. */
        void lost(String reason);
    }

    /** Sends a request, whose words are bytes as Latin-1. */
    void send(String... words);

    /** Ends the connection; the listener is told nothing any more. */
    void close();

    /** Returns the address of this end, empty when it is not known. */
    String localAddress();
}
