package onggi.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSession;

/** What a {@link TlsChannel} encrypts for; all of it on the thread of its loop. */
interface TlsEnd {

    EventLoop loop();

    /** Returns the socket below. */
    SocketChannel channel();

    /** Returns when anything was heard of the other side, in Unix milliseconds. */
    long lastSeenMs();

    boolean isClosed();

    /** Nothing is to be read until {@link #settle}. */
    void stopReading();

    /** What stopped reading is over. */
    void settle();

    /** There is more to read than the socket knows of. */
    void readAgain();

    /** There is output that the socket did not take. */
    void flushLater();

    /** The handshake is done: data may be written. The session knows whom the other side is. */
    void shaken(SSLSession session);

    /** The handshake has failed. */
    void broken(IOException reason);
}
