package onggi.net;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A short conversation with another server that waits for answers: for threads that may wait, so
 * never an event loop's. Answers are lines; a string answer is its length line and nothing else.
 */
public final class PeerCall implements Closeable {

    private static final int MOST_LINE_BYTES = 64 * 1024;

    private final Socket socket = new Socket();
    private final InputStream in;

    /** Connects within a time, which is also how long each answer may take. */
    public PeerCall(String host, int port, int timeoutMs) throws IOException {
        try {
            socket.connect(new InetSocketAddress(host, port), timeoutMs);
            socket.setSoTimeout(timeoutMs);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Sets how long each answer may take. */
    public void timeout(int timeoutMs) throws IOException {
        socket.setSoTimeout(timeoutMs);
    }

    /** Sends bytes. */
    public void send(byte[] bytes, int length) throws IOException {
        socket.getOutputStream().write(bytes, 0, length);
        socket.getOutputStream().flush();
    }

    /** Reads a line, without its end. */
    public String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > MOST_LINE_BYTES) {
                throw new IOException("the other side has ended the connection");
            }
            line.write(b);
        }
        return line.toString(java.nio.charset.StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
