package onggi.commands;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Listens to a real server as a replica would and hears every change as the server words it. */
final class ReplicaStream implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    ReplicaStream(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("SYNC\r\n".getBytes(StandardCharsets.US_ASCII));
            in = new BufferedInputStream(socket.getInputStream());
            skipSnapshot();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void skipSnapshot() throws IOException {
        String line = line();
        while (line.isEmpty()) {
            line = line();
        }
        in.skipNBytes(Long.parseLong(line.substring(1)));
    }

    /**
     * Returns the commands up to one that begins with the marker, without it and without SELECT and
     * PING.
     */
    List<String> until(String marker) {
        try {
            List<String> commands = new ArrayList<>();
            while (true) {
                String command = String.join(" ", command());
                if (command.startsWith(marker)) {
                    return commands;
                }
                if (!command.startsWith("SELECT ") && !command.equalsIgnoreCase("PING")) {
                    commands.add(command);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() throws IOException {
        int count = Integer.parseInt(line().substring(1));
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = in.readNBytes(Integer.parseInt(line().substring(1)));
            in.skipNBytes(2);
            arguments.add(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        return arguments;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
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
