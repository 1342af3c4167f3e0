package onggi.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSession;
import onggi.resp.RequestDecoder;
import org.jspecify.annotations.Nullable;

/** Makes connections of accepted sockets, for one loop. */
final class Reception {

    private final EventLoop loop;

    /** There once a connection is encrypted. */
    private @Nullable TlsBuffers buffers;

    Reception(EventLoop loop) {
        this.loop = loop;
    }

    Connection receive(SocketChannel channel, boolean encrypted) throws IOException {
        NetServer server = loop.server();
        boolean trusted = !server.access().requiresAuthentication();
        RequestDecoder decoder =
                new RequestDecoder(
                        server.requestLimits(), trusted, server.engine().keyspace().looseMemory());
        long id = server.clients().nextId();
        long nowMs = server.clock().nowMs();
        Connection connection = new Connection(loop, channel, decoder, id, trusted, nowMs);
        if (encrypted) {
            encrypt(connection);
        }
        return connection;
    }

    private void encrypt(Connection connection) throws IOException {
        TlsContext context = loop.server().tls();
        if (context == null) {
            throw new IOException("encrypted connections are not set up");
        }
        TlsBuffers shared = buffers;
        if (shared == null) {
            shared = new TlsBuffers();
            buffers = shared;
        }
        connection.encrypt(
                new TlsChannel(
                        new Accepted(connection),
                        context.engine(),
                        shared,
                        loop.server().handshakes()));
    }

    /** A client, as what encrypts for it sees it. */
    private record Accepted(Connection connection) implements TlsEnd {

        @Override
        public EventLoop loop() {
            return connection.loop();
        }

        @Override
        public SocketChannel channel() {
            return connection.channel();
        }

        @Override
        public long lastSeenMs() {
            return connection.lastSeenMs();
        }

        @Override
        public boolean isClosed() {
            return connection.isClosed();
        }

        @Override
        public void stopReading() {
            connection.stopReading();
        }

        @Override
        public void settle() {
            connection.settle();
        }

        @Override
        public void readAgain() {
            connection.loop().readAgain(connection);
        }

        @Override
        public void flushLater() {
            connection.flushLater();
        }

        @Override
        public void shaken(SSLSession session) {
            CertificateUser.admit(connection.session(), session);
        }

        @Override
        public void broken(IOException reason) {
            connection.close();
        }
    }
}
