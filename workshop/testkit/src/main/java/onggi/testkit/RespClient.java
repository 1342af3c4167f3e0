package onggi.testkit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * A connection that sends and receives raw bytes. Texts stand for bytes one to one (Latin-1). Not
 * for several threads, except that one may send while another receives.
 */
public final class RespClient implements Closeable {

    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);
    private static final int FIRST_BUFFER = 1 << 16;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int from;
    private int limit;

    private RespClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** Connects to a port of this machine. */
    public static RespClient connect(int port) {
        return connect(port, 0);
    }

    /**
     * Connects to a port of this machine.
     *
     * @param receiveBuffer size of the system's buffer for what arrives, to play a slow reader; 0
     *     for the usual
     */
    @SuppressWarnings("AddressSelection") // the loopback address, never looked up
    public static RespClient connect(int port, int receiveBuffer) {
        try {
            var socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    CONNECT_TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) DEFAULT_TIMEOUT.toMillis());
            return new RespClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("no connection to port " + port, e);
        }
    }

    /** Sets how long to wait for bytes before {@link #frame()} fails. */
    public RespClient timeout(Duration timeout) {
        try {
            socket.setSoTimeout((int) timeout.toMillis());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends bytes as they are. */
    public void send(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a text as it is. */
    public void send(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a command without waiting for the reply. */
    public void command(String... arguments) {
        send(Wire.request(Wire.bytes(arguments)));
    }

    /** Sends a command and returns the bytes of the reply as text. */
    public String call(String... arguments) {
        command(arguments);
        return frame();
    }

    /** Sends a command and returns the reply taken apart. */
    public Wire.Value ask(String... arguments) {
        command(arguments);
        return Wire.parse(frameBytes());
    }

    /** Sends the commands in one piece and returns their replies, one per command. */
    public String[] pipeline(String[]... commands) {
        var all = new ByteArrayOutputStream();
        for (String[] command : commands) {
            Wire.request(all, Wire.bytes(command));
        }
        send(all.toByteArray());
        String[] replies = new String[commands.length];
        for (int i = 0; i < commands.length; i++) {
            replies[i] = frame();
        }
        return replies;
    }

    /** Returns the next reply or push message as text. */
    public String frame() {
        return new String(frameBytes(), StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns the bytes of the next reply or push message.
     *
     * @throws UncheckedIOException when the connection ends or nothing comes in time
     */
    public byte[] frameBytes() {
        try {
            byte[] frame = nextFrame();
            if (frame.length == 0) {
                throw new EOFException("the server closed the connection");
            }
            return frame;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the next reply, or an empty array when the connection has ended. */
    public byte[] frameOrEnd() {
        try {
            return nextFrame();
        } catch (java.net.SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private byte[] nextFrame() throws IOException {
        while (true) {
            int end = from < limit ? Wire.end(buffer, from, limit) : -1;
            if (end >= 0) {
                byte[] frame = Wire.slice(buffer, from, end);
                from = end;
                return frame;
            }
            if (!fill()) {
                return new byte[0];
            }
        }
    }

    private boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, limit - from);
            limit -= from;
            from = 0;
        }
        if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, limit * 2);
        }
        int n = in.read(buffer, limit, buffer.length - limit);
        limit += Math.max(n, 0);
        return n > 0;
    }

    /** Reads until the server closes and returns what came; nothing may be missing from it. */
    public String readToEnd() {
        try {
            while (fill()) {
                // fill collects
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new UncheckedIOException("the server did not close the connection", e);
        } catch (IOException e) {
            // A reset is an end too; what came before it counts.
        }
        String rest = new String(buffer, from, limit - from, StandardCharsets.ISO_8859_1);
        from = limit;
        return rest;
    }

    /**
     * Returns whether something has come that was not read yet, the end of the connection aside.
     */
    public boolean hasInput() {
        try {
            return from < limit || in.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more will be sent, and keeps receiving. */
    public void finishSending() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes by a reset, so that the port is free at once and the server sees an error. */
    public void abort() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
