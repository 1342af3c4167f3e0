package onggi.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import javax.net.ssl.SSLSession;
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

    /** What is read and written: the socket, or what encrypts in front of it. */
    private @Nullable ByteChannel stream;

    private @Nullable TlsChannel tls;
    private final boolean encrypted;
    private @Nullable SelectionKey key;
    private boolean connected;
    private boolean reading = true;
    private boolean thinking;
    private boolean lookingAgain;
    private boolean closed;

    private PeerLink(EventLoop loop, boolean encrypted, Listener listener) {
        this.loop = loop;
        this.encrypted = encrypted;
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
        return open(loop, host, port, source, false, listener);
    }

    /**
     * Begins to connect, perhaps by TLS; the listener is told what comes of it, always later.
     *
     * @param encrypted whether by TLS, which {@link NetServer#tls} must have set up
     */
    public static PeerLink open(
            EventLoop loop,
            String host,
            int port,
            String source,
            boolean encrypted,
            Listener listener) {
        PeerLink link = new PeerLink(loop, encrypted, listener);
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
            stream = opened;
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
                reached(opened);
            }
        } catch (IOException | RuntimeException e) {
            lose(String.valueOf(e.getMessage()));
        }
    }

    private void reached(SocketChannel open) throws IOException {
        KeepAlive.setUp(open, loop.server().settings().tcpKeepAliveSeconds());
        if (!encrypted) {
            connected();
            return;
        }
        TlsContext context = loop.server().tls();
        if (context == null) {
            throw new IOException("encrypted connections are not set up");
        }
        TlsHandshakes handshakes = loop.server().handshakes();
        TlsChannel between =
                new TlsChannel(
                        new Plain(open), context.engineToOther(), new TlsBuffers(), handshakes);
        tls = between;
        stream = between;
        between.begin();
        interest();
    }

    private void connected() {
        connected = true;
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
                reached(open);
                return;
            }
            if (ready.isWritable()) {
                write();
            }
            if (!closed && ready.isReadable()) {
                read();
            }
        } catch (IOException e) {
            lose(String.valueOf(e.getMessage()));
        }
    }

    private void read() throws IOException {
        ByteChannel from = stream;
        for (int i = 0; i < READS_AT_ONCE && reading && !thinking && !closed; i++) {
            int count = from == null ? 0 : from.read(ByteBuffer.wrap(input));
            if (count < 0) {
                lose("the other side has ended the connection");
                return;
            }
            if (count == 0) {
                return;
            }
            listener.received(this, input, count);
        }
    }

    /** Sends bytes, which must not be changed any more. */
    public void send(byte[] bytes) {
        if (closed || !connected) {
            return;
        }
        unsent.add(ByteBuffer.wrap(bytes));
        try {
            write();
        } catch (IOException e) {
            loop.post(() -> lose(String.valueOf(e.getMessage())));
        }
    }

    private void write() throws IOException {
        TlsChannel between = tls;
        ByteChannel to = stream;
        if (between != null) {
            between.flush();
        }
        while (to != null && !unsent.isEmpty()) {
            ByteBuffer first = unsent.element();
            to.write(first);
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
        TlsChannel between = tls;
        if (on && between != null && !closed) {
            between.mayRead();
        }
    }

    private void interest() {
        SelectionKey mine = key;
        TlsChannel between = tls;
        if (mine != null && mine.isValid() && (connected || between != null)) {
            boolean waits = !unsent.isEmpty() || (between != null && between.hasUnsent());
            int wanted =
                    (reading && !thinking ? SelectionKey.OP_READ : 0)
                            | (waits ? SelectionKey.OP_WRITE : 0);
            if (mine.interestOps() != wanted) {
                mine.interestOps(wanted);
            }
        }
    }

    private void lookAgain() {
        lookingAgain = false;
        if (!closed) {
            try {
                read();
            } catch (IOException e) {
                lose(String.valueOf(e.getMessage()));
            }
        }
    }

    /** What is encrypted for. */
    private final class Plain implements TlsEnd {

        private final SocketChannel socket;

        Plain(SocketChannel socket) {
            this.socket = socket;
        }

        @Override
        public EventLoop loop() {
            return loop;
        }

        @Override
        public SocketChannel channel() {
            return socket;
        }

        @Override
        public long lastSeenMs() {
            return 0;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public void stopReading() {
            thinking = true;
            interest();
        }

        @Override
        public void settle() {
            thinking = false;
            reading(reading);
        }

        @Override
        public void readAgain() {
            if (!lookingAgain) {
                lookingAgain = true;
                loop.post(PeerLink.this::lookAgain);
            }
        }

        @Override
        public void flushLater() {
            interest();
        }

        @Override
        public void shaken(SSLSession session) {
            connected();
        }

        @Override
        public void broken(IOException reason) {
            lose(String.valueOf(reason.getMessage()));
        }
    }

    // ---- the end

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
        ByteChannel open = stream;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "closing a link failed", e);
            }
        }
    }
}
