package onggi.systemtest.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One process of the suite that runs test files, driven over the suite's own socket protocol: each
 * packet is a line with a length and then that many characters of a Tcl list.
 *
 * <p>The client connects to us as it would to the suite's test server. Its end of the socket writes
 * a line feed as two bytes and counts it as one, so what is read here undoes that before counting.
 */
final class TestClient implements AutoCloseable {

    private static final int CONNECT_MS = 30_000;

    private final Process process;
    private final ServerSocket door;
    private final String marker;
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();
    private boolean lineFeedIsSecond;
    private int pending = -1;
    private final StringBuilder payload = new StringBuilder();

    /** A packet: what happened, to what, and how long it took. */
    record Packet(String status, String data, long tookMs) {}

    /**
     * Starts a client and waits until it has connected.
     *
     * @param tree the suite's folder
     * @param basePort the first of its ports for servers
     * @param tls whether connections are encrypted
     * @param skipped names of tests to leave out
     * @param log where its own output goes
     */
    static TestClient start(Path tree, int basePort, boolean tls, List<String> skipped, File log)
            throws IOException {
        ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "tclsh",
                                "tests/test_helper.tcl",
                                "--client",
                                String.valueOf(door.getLocalPort()),
                                "--baseport",
                                String.valueOf(basePort),
                                "--portcount",
                                "400",
                                "--clients",
                                "1",
                                "--durable"));
        if (tls) {
            command.add("--tls");
        }
        for (String name : skipped) {
            command.add("--skiptest");
            command.add(name);
        }
        String marker = Leftovers.newMarker();
        ProcessBuilder builder = new ProcessBuilder(command).directory(tree.toFile());
        builder.environment().put(Leftovers.MARK, marker);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        TestClient client = new TestClient(builder.start(), door, marker);
        try {
            client.connect();
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private TestClient(Process process, ServerSocket door, String marker) {
        this.process = process;
        this.door = door;
        this.marker = marker;
    }

    private void connect() throws IOException {
        door.setSoTimeout(CONNECT_MS);
        socket = door.accept();
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** Sends one command of the protocol. */
    void send(String command, String data) throws IOException {
        String packet = TclList.of(command, data);
        OutputStream out = socket.getOutputStream();
        out.write((packet.length() + "\n" + packet).getBytes(ISO_8859_1));
        out.flush();
    }

    /**
     * Takes the next packet.
     *
     * @throws SocketTimeoutException when none came in time; what has arrived of one is kept
     * @throws EOFException when the client has ended
     */
    Packet read(int timeoutMs) throws IOException {
        socket.setSoTimeout(timeoutMs);
        while (pending < 0) {
            char c = character();
            if (c == '\n') {
                pending = Integer.parseInt(payload.toString().strip());
                payload.setLength(0);
            } else {
                payload.append(c);
            }
        }
        while (payload.length() < pending) {
            payload.append(character());
        }
        List<String> parts = TclList.elements(payload.toString());
        payload.setLength(0);
        pending = -1;
        return new Packet(parts.get(0), parts.get(1), Long.parseLong(parts.get(2)));
    }

    /** The next character, with every kind of line end as one line feed. */
    private char character() throws IOException {
        int c = in.read();
        if (c == '\n' && lineFeedIsSecond) {
            c = in.read();
        }
        if (c < 0) {
            throw new EOFException("the test client has ended");
        }
        lineFeedIsSecond = c == '\r';
        return c == '\r' ? '\n' : (char) c;
    }

    /** Ends the client and everything it has started. */
    @Override
    public void close() throws IOException {
        socket.close();
        door.close();
        process.destroyForcibly();
        Leftovers.end(marker);
    }
}
