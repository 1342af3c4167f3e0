package onggi.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;
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
                new TlsChannel(connection, context.engine(), shared, loop.server().handshakes()));
    }
}
