package onggi.systemtest.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import onggi.testkit.RealServer;
import onggi.testkit.Wire;

/** Sends and reads long strings in pieces, so that the test needs no memory for them. */
final class BigClient implements AutoCloseable {

    static final int MB = 1 << 20;

    /** Megabyte {@code i} of a long string; they differ, so that none can stand for another. */
    private static final byte[][] PIECES = pieces(7);

    private final Socket socket;
    private final DataInputStream input;

    BigClient(RealServer server) {
        this(server, 0);
    }

    /** With a receive buffer of so many bytes; 0 for that of the system. */
    BigClient(RealServer server, int receiveBuffer) {
        try {
            socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setSoTimeout(60_000);
            socket.connect(
                    new java.net.InetSocketAddress(
                            InetAddress.getLoopbackAddress(), server.port()));
            input = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[][] pieces(int count) {
        byte[][] pieces = new byte[count][MB];
        for (int i = 0; i < count; i++) {
            new Random(i).nextBytes(pieces[i]);
        }
        return pieces;
    }

    /** Sends a request whose last argument is a long string of so many megabytes. */
    void sendWithBig(int megabytes, String... arguments) {
        begin(megabytes, arguments);
        for (int i = 0; i < megabytes; i++) {
            send(PIECES[i % PIECES.length]);
        }
        send("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends the same up to behind the announced length of the last argument. */
    void begin(int megabytes, String... arguments) {
        byte[] request = Wire.request(Wire.bytes(arguments));
        String head = "*" + (arguments.length + 1);
        String rest = new String(request, StandardCharsets.ISO_8859_1);
        rest = rest.substring(rest.indexOf('\r'));
        String text = head + rest + "$" + (long) megabytes * MB + "\r\n";
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request without waiting for the answer. */
    void command(String... arguments) {
        send(Wire.request(Wire.bytes(arguments)));
    }

    /** Reads a line without its end. */
    String line() {
        try {
            StringBuilder line = new StringBuilder();
            for (int b = input.readByte(); b != '\r'; b = input.readByte()) {
                line.append((char) b);
            }
            input.readByte();
            return line.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request and reads the first line of the answer. */
    String call(String... arguments) {
        command(arguments);
        return line();
    }

    /** Reads a long string as {@link #sendWithBig} sends it. */
    void readBig(int megabytes) {
        assertThat(line()).isEqualTo("$" + (long) megabytes * MB);
        byte[] piece = new byte[MB];
        try {
            for (int i = 0; i < megabytes; i++) {
                input.readFully(piece);
                assertThat(java.util.Arrays.equals(piece, PIECES[i % PIECES.length]))
                        .as("megabyte " + i)
                        .isTrue();
            }
            assertThat(line()).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads so many lines away. */
    void skipLines(long count) {
        try {
            for (long left = count; left > 0; ) {
                left -= input.readByte() == '\n' ? 1 : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the server closes the connection, whatever it sends before. */
    boolean isClosedByServer() {
        try {
            byte[] rest = new byte[64 * 1024];
            while (input.read(rest) >= 0) {
                // what was sent before the end
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
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
