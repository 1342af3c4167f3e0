package onggi.bench;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server process under measurement, ours or another, on loopback. Linux only: figures come from
 * {@code /proc}.
 */
final class Peer implements AutoCloseable {

    private static final long START_LIMIT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int BUFFER_BYTES = 1 << 16;

    private final String name;
    private final Process process;
    private final int port;
    private final long startedNs;
    private final long firstPongNs;

    private Peer(String name, Process process, int port, long startedNs, long firstPongNs) {
        this.name = name;
        this.process = process;
        this.port = port;
        this.startedNs = startedNs;
        this.firstPongNs = firstPongNs;
    }

    /**
     * Starts a server and waits for its first PONG.
     *
     * @param spec {@code name=command}; {@code @PORT@} in the command is replaced
     * @param port where it is to listen
     */
    static Peer start(String spec, int port) throws IOException {
        int equals = spec.indexOf('=');
        String name = spec.substring(0, equals);
        String command = spec.substring(equals + 1).replace("@PORT@", Integer.toString(port));
        ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", "exec " + command));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        long startedNs = System.nanoTime();
        Process process = builder.start();
        while (true) {
            if (pings(port)) {
                return new Peer(name, process, port, startedNs, System.nanoTime());
            }
            if (!process.isAlive() || System.nanoTime() - startedNs > START_LIMIT_NS) {
                process.destroyForcibly();
                throw new IOException(name + " did not answer on port " + port + ": " + command);
            }
            pause(1);
        }
    }

    private static boolean pings(int port) {
        try (Socket socket = connect(port)) {
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == '+';
        } catch (IOException e) {
            return false;
        }
    }

    static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return socket;
    }

    String name() {
        return name;
    }

    /** Returns the time from exec to the first PONG in milliseconds. */
    double startMs() {
        return (firstPongNs - startedNs) / 1e6;
    }

    /** Returns the processor time used so far, user and system, in seconds; resolved to 10 ms. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    /** Returns the resident memory in bytes. */
    long residentBytes() throws IOException {
        for (String line :
                Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return 0;
    }

    /**
     * Returns the resident memory of the process and of those it started, in bytes; what they share
     * is counted once.
     */
    long familyBytes() throws IOException {
        List<ProcessHandle> children = process.descendants().toList();
        if (children.isEmpty()) {
            return residentBytes();
        }
        long bytes = proportionalBytes(process.pid());
        for (ProcessHandle child : children) {
            bytes += proportionalBytes(child.pid());
        }
        return bytes;
    }

    private static long proportionalBytes(long pid) throws IOException {
        Path rollup = Path.of("/proc", Long.toString(pid), "smaps_rollup");
        try {
            for (String line : Files.readAllLines(rollup)) {
                if (line.startsWith("Pss:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (NoSuchFileException e) {
            // the process has ended
        }
        return 0;
    }

    /** Opens a connection. */
    Line open() throws IOException {
        return new Line(connect(port));
    }

    /** One blocking connection that sends commands and skips or reads their replies. */
    static final class Line implements AutoCloseable {

        private final Socket socket;
        private final OutputStream out;
        private final DataInputStream in;
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private int at;
        private int end;

        Line(Socket socket) throws IOException {
            this.socket = socket;
            this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
            this.in = new DataInputStream(socket.getInputStream());
            socket.setSoTimeout(60_000);
        }

        /** Queues a command. */
        void send(String... words) throws IOException {
            out.write(encode(words));
        }

        /** Queues encoded bytes. */
        void sendRaw(byte[] bytes) throws IOException {
            out.write(bytes);
        }

        void flush() throws IOException {
            out.flush();
        }

        /**
         * Sends a command at once and returns its reply as text: bulk strings and simple replies
         * only.
         */
        String ask(String... words) throws IOException {
            send(words);
            flush();
            return reply();
        }

        /** Reads one reply and returns its text; nested replies are joined with blanks. */
        String reply() throws IOException {
            String head = line();
            char type = head.charAt(0);
            if (type == '$' && !head.equals("$-1")) {
                byte[] bytes = new byte[Integer.parseInt(head.substring(1))];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) next();
                }
                next();
                next();
                return new String(bytes, StandardCharsets.UTF_8);
            }
            if (type == '*' || type == '>' || type == '%') {
                int count = Integer.parseInt(head.substring(1)) * (type == '%' ? 2 : 1);
                StringBuilder all = new StringBuilder();
                for (int i = 0; i < count; i++) {
                    all.append(reply()).append(' ');
                }
                return all.toString();
            }
            return head.substring(1);
        }

        /** Reads and drops so many bytes. */
        void skip(long bytes) throws IOException {
            long left = bytes;
            while (left > 0) {
                if (at == end) {
                    fill();
                }
                int step = (int) Math.min(left, end - at);
                at += step;
                left -= step;
            }
        }

        /**
         * Reads and drops everything up to the answer of a PING, the last command sent; returns how
         * many bytes.
         */
        long skipToPong() throws IOException {
            byte[] pong = "+PONG\r\n".getBytes(StandardCharsets.US_ASCII);
            byte[] last = new byte[pong.length];
            long bytes = 0;
            while (!java.util.Arrays.equals(last, pong)) {
                if (at == end) {
                    fill();
                }
                int count = end - at;
                bytes += count;
                int kept = Math.max(0, last.length - count);
                System.arraycopy(last, last.length - kept, last, 0, kept);
                System.arraycopy(
                        buffer, end - (last.length - kept), last, kept, last.length - kept);
                at = end;
            }
            return bytes;
        }

        private String line() throws IOException {
            StringBuilder text = new StringBuilder();
            for (int c = next(); c != '\r'; c = next()) {
                text.append((char) c);
            }
            next();
            return text.toString();
        }

        private int next() throws IOException {
            if (at == end) {
                fill();
            }
            return buffer[at++] & 0xff;
        }

        private void fill() throws IOException {
            int count = in.read(buffer);
            if (count < 0) {
                throw new IOException("the server closed the connection");
            }
            at = 0;
            end = count;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Encodes a command. */
    static byte[] encode(String... words) {
        StringBuilder text = new StringBuilder("*").append(words.length).append("\r\n");
        for (String word : words) {
            text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
