package onggi.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import onggi.bytes.LateLogger;
import org.jspecify.annotations.Nullable;

/**
 * A connection that this server makes to another one. Belongs to one event loop, on whose thread
 * everything happens.
 */
public final class PeerLink implements LoopChannel {

    /** What comes over the link. Called on the loop's thread. */
    public interface Listener {

        /** The connection stands. */
        void connected(PeerLink link);

        /** Bytes have come; the array is used again after the call. */
        void received(PeerLink link, byte[] bytes, int length);

        /** The connection has ended, not by {@link #close}, or could not be made. */
        void lost(PeerLink link, String reason);
    }

    private static final System.Logger LOG = LateLogger.of(PeerLink.class);
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Above this the rest waits for the next turn, for the sake of the others. */
    private static final int READS_AT_ONCE = 16;

    private final EventLoop loop;
    private final Listener listener;
    private final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>();
    private final byte[] input = new byte[BUFFER_BYTES];
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private boolean connected;
    private boolean reading = true;
    private boolean closed;

    private PeerLink(EventLoop loop, Listener listener) {
        this.loop = loop;
        this.listener = listener;
    }

    /**
     * Begins to connect; the listener is told what comes of it, always later.
     *
     * @param host a name or a literal address
     * @param source local address to connect from, empty for any
     */
    public static PeerLink open(
            EventLoop loop, String host, int port, String source, Listener listener) {
        PeerLink link = new PeerLink(loop, listener);
        if (isLiteral(host)) {
            loop.post(() -> link.connect(host, port, source));
        } else {
            Thread.ofPlatform()
                    .daemon()
                    .name("onggi-resolve")
                    .start(() -> link.resolve(host, port, source));
        }
        return link;
    }

    private static boolean isLiteral(String host) {
        try {
            return InetAddress.ofLiteral(host) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void resolve(String host, int port, String source) {
        try {
            String address = InetAddress.getByName(host).getHostAddress();
            loop.post(() -> connect(address, port, source));
        } catch (UnknownHostException e) {
            loop.post(() -> lose("the host is not known: " + host));
        }
    }

    private void connect(String address, int port, String source) {
        if (closed) {
            return;
        }
        try {
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            opened.configureBlocking(false);
            if (!source.isEmpty()) {
                opened.bind(new InetSocketAddress(InetAddress.getByName(source), 0));
            }
            boolean done =
                    opened.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port));
            key =
                    loop.register(
                            opened, done ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
            if (done) {
                connected();
            }
        } catch (IOException | RuntimeException e) {
            lose(String.valueOf(e.getMessage()));
        }
    }

    private void connected() throws IOException {
        connected = true;
        SocketChannel open = channel;
        if (open != null) {
            KeepAlive.setUp(open, loop.server().settings().tcpKeepAliveSeconds());
        }
        listener.connected(this);
    }

    @Override
    public void ready(EventLoop owner, SelectionKey ready) {
        SocketChannel open = channel;
        if (closed || open == null) {
            return;
        }
        try {
            if (ready.isConnectable() && open.finishConnect()) {
                ready.interestOps(SelectionKey.OP_READ);
                connected();
                return;
            }
            if (ready.isWritable()) {
                write(open);
            }
            for (int i = 0; i < READS_AT_ONCE && reading && !closed && ready.isReadable(); i++) {
                int count = open.read(ByteBuffer.wrap(input));
                if (count < 0) {
                    lose("the other side has ended the connection");
                    return;
                }
                if (count == 0) {
                    return;
                }
                listener.received(this, input, count);
            }
        } catch (IOException e) {
            lose(String.valueOf(e.getMessage()));
        }
    }

    /** Sends bytes, which must not be changed any more. */
    public void send(byte[] bytes) {
        SocketChannel open = channel;
        if (closed || open == null || !connected) {
            return;
        }
        unsent.add(ByteBuffer.wrap(bytes));
        try {
            write(open);
        } catch (IOException e) {
            loop.post(() -> lose(String.valueOf(e.getMessage())));
        }
    }

    private void write(SocketChannel open) throws IOException {
        while (!unsent.isEmpty()) {
            ByteBuffer first = unsent.element();
            open.write(first);
            if (first.hasRemaining()) {
                break;
            }
            unsent.remove();
        }
        interest();
    }

    /** Sets whether anything is read. */
    public void reading(boolean on) {
        reading = on;
        interest();
    }

    private void interest() {
        SelectionKey mine = key;
        if (mine != null && mine.isValid() && connected) {
            int wanted =
                    (reading ? SelectionKey.OP_READ : 0)
                            | (unsent.isEmpty() ? 0 : SelectionKey.OP_WRITE);
            if (mine.interestOps() != wanted) {
                mine.interestOps(wanted);
            }
        }
    }

    /** Returns the local address, such as {@code 127.0.0.1:50123}. */
    public String localAddress() {
        SocketChannel open = channel;
        return open == null ? "" : Addresses.local(open);
    }

    /** Returns the address of the other side. */
    public String address() {
        SocketChannel open = channel;
        return open == null ? "" : Addresses.remote(open);
    }

    private void lose(String reason) {
        if (!closed) {
            close();
            listener.lost(this, reason);
        }
    }

    /** Ends the connection; the listener is told nothing any more. */
    public void close() {
        closed = true;
        SocketChannel open = channel;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "closing a link failed", e);
            }
        }
    }
}
