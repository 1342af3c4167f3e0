import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;

/**
 * Makes the server's ahead-of-time cache: {@code java AotCache.java ROOT}, run by the build after
 * the jar is made.
 *
 * <p>A training run of the very launcher users start, so that the options agree, serves a short
 * real load over a free loopback port and is then stopped as a service manager would. The Java
 * machine writes what it loaded, linked and profiled to {@code onggi.aot} beside the jar. The cache
 * serves only the JDK that made it, so that JDK's home is written to {@code onggi.jdk}.
 *
 * <p>A server without the cache is the same server, starting later. So when no cache can be made,
 * this says why and the build goes on; only a server that does not start at all fails it.
 */
final class AotCache {

    private static final int CONNECTIONS = 4;
    private static final int ROUNDS = 400;
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 120;

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]).toAbsolutePath().normalize();
        Path target = root.resolve("node/server/target");
        Path cache = target.resolve("onggi.aot");
        Files.deleteIfExists(cache);
        if (!holdsServer(target.resolve("onggi.jar"))) {
            System.out.println(
                    "aot: the jar holds no server program, so there is nothing to train");
            return;
        }
        Path scratch = Files.createTempDirectory("onggi-aot");
        try {
            long began = System.nanoTime();
            Path made = scratch.resolve("onggi.aot");
            train(root, scratch, made);
            if (!Files.exists(made)) {
                System.out.println(
                        "aot: the training run left no cache; the server starts without one");
                return;
            }
            Files.writeString(target.resolve("onggi.jdk"), System.getProperty("java.home") + "\n");
            Files.move(made, cache, StandardCopyOption.REPLACE_EXISTING);
            System.out.printf(
                    "aot: %s, %d KB, in %d ms%n",
                    root.relativize(cache),
                    Files.size(cache) / 1024,
                    (System.nanoTime() - began) / 1_000_000);
        } finally {
            deleteTree(scratch);
        }
    }

    private static boolean holdsServer(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.getEntry("onggi/server/Main.class") != null;
        }
    }

    private static void train(Path root, Path scratch, Path made) throws Exception {
        int port = freePort();
        Path log = scratch.resolve("log");
        ProcessBuilder builder =
                new ProcessBuilder(
                        root.resolve("onggi").toString(),
                        "server",
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1");
        builder.environment().put("ONGGI_JAVA", System.getProperty("java.home"));
        builder.environment().put("ONGGI_JAVA_OPTS", "-XX:AOTCacheOutput=" + made);
        builder.directory(scratch.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        Process server = builder.start();
        try {
            awaitStart(server, port, log);
            load(port);
            server.destroy();
            if (!server.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.out.println(
                        "aot: the training run did not end within " + STOP_SECONDS + " s");
            }
        } finally {
            server.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitStart(Process server, int port, Path log) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (server.isAlive() && System.nanoTime() < deadline) {
            try (Client client = new Client(port)) {
                client.ask("PING");
                return;
            } catch (IOException notYet) {
                Thread.sleep(20);
            }
        }
        System.out.print(Files.readString(log, ISO_8859_1));
        throw new IllegalStateException("the server did not start");
    }

    /**
     * Some hundred thousand commands, from what clients say when they connect to deep pipelines and
     * collections of all kinds.
     */
    private static void load(int port) throws IOException {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.add(new Client(port));
        }
        for (Client client : clients) {
            greet(client);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Client client : clients) {
                pipeline(client, round);
                collections(client, round);
            }
            clients.get(round % CONNECTIONS).ask("GET", "key:1");
        }
        for (Client client : clients) {
            client.close();
        }
    }

    private static void greet(Client client) throws IOException {
        client.ask("HELLO", "3");
        client.ask("HELLO", "2");
        client.ask("CLIENT", "SETINFO", "LIB-NAME", "training");
        client.ask("CLIENT", "SETNAME", "training");
        client.ask("CLIENT", "LIST");
        client.ask("COMMAND");
        client.ask("COMMAND", "DOCS", "get");
        client.ask("CONFIG", "GET", "save");
        client.ask("INFO");
        client.ask("SELECT", "0");
        client.ask("DBSIZE");
        client.ask("SCAN", "0");
    }

    private static void pipeline(Client client, int round) throws IOException {
        for (int i = 0; i < 20; i++) {
            String key = "key:" + (round * 31 + i * 7) % 5000;
            client.send("SET", key, "value:" + round);
            client.send("GET", key);
            client.send("INCR", "counter:" + i);
            client.send("EXISTS", key);
            client.send("PING");
        }
        client.send("MSET", "a", "1", "b", "2", "c", "3");
        client.send("MGET", "a", "b", "c");
        client.send("SET", "lease:" + round, "x", "EX", "100", "NX");
        client.send("EXPIRE", "key:1", "1000");
        client.send("TTL", "key:1");
        client.send("TYPE", "key:1");
        client.send("APPEND", "text", "more");
        client.send("GETRANGE", "text", "0", "3");
        client.send("DEL", "key:" + round % 5000, "lease:" + (round - 1));
        client.send("MULTI");
        client.send("INCR", "counter");
        client.send("EXEC");
        client.send("PUBLISH", "channel", "message");
        client.send("NOSUCHCOMMAND");
        client.receiveAll();
    }

    /** Small collections, and large ones in their own encodings. */
    private static void collections(Client client, int round) throws IOException {
        if (round == 0) {
            client.send("XGROUP", "CREATE", "stream", "group", "$", "MKSTREAM");
        }
        for (int i = 0; i < 10; i++) {
            String member = "member:" + (round * 10 + i);
            String number = String.valueOf(round * 7919 % 1000 + i);
            String small = ":" + round % 50;
            for (String size : new String[] {"", small}) {
                String in = size.isEmpty() ? member : "member:" + i;
                client.send("RPUSH", "list" + size, in);
                client.send("SADD", "set" + size, in);
                client.send("SISMEMBER", "set" + size, in);
                client.send("HSET", "hash" + size, in, number);
                client.send("HGET", "hash" + size, in);
                client.send("HINCRBY", "hash" + size, in, "1");
                client.send("ZADD", "zset" + size, number, in);
                client.send("ZRANK", "zset" + size, in);
                client.send("ZSCORE", "zset" + size, in);
            }
            client.send("LPUSH", "list", member);
            client.send("XADD", "stream", "*", "field", member, "number", number);
        }
        client.send("LPOP", "list");
        client.send("RPOP", "list");
        client.send("LRANGE", "list", "0", "99");
        client.send("LRANGE", "list:1", "0", "-1");
        client.send("SMEMBERS", "set:1");
        client.send("SPOP", "set");
        client.send("SREM", "set", "member:1");
        client.send("HGETALL", "hash:1");
        client.send("HDEL", "hash", "member:1");
        client.send("ZRANGE", "zset:1", "0", "-1", "WITHSCORES");
        client.send("ZRANGEBYSCORE", "zset", "10", "+inf", "LIMIT", "0", "10");
        client.send("ZPOPMIN", "zset");
        client.send("XREADGROUP", "GROUP", "group", "me", "COUNT", "10", "STREAMS", "stream", ">");
        client.send("XACK", "stream", "group", "1-1");
        client.send("XLEN", "stream");
        client.receiveAll();
    }

    private static void deleteTree(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The least a client can be: sends requests, and skips over the replies. */
    private static final class Client implements AutoCloseable {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final StringBuilder pending = new StringBuilder();
        private int owed;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10_000);
            in = new BufferedInputStream(socket.getInputStream(), 65_536);
            out = socket.getOutputStream();
        }

        void ask(String... words) throws IOException {
            send(words);
            receiveAll();
        }

        void send(String... words) {
            pending.append('*').append(words.length).append("\r\n");
            for (String word : words) {
                pending.append('$')
                        .append(word.length())
                        .append("\r\n")
                        .append(word)
                        .append("\r\n");
            }
            owed++;
        }

        void receiveAll() throws IOException {
            out.write(pending.toString().getBytes(ISO_8859_1));
            pending.setLength(0);
            for (; owed > 0; owed--) {
                skipReply();
            }
        }

        private void skipReply() throws IOException {
            String line = line();
            char type = line.charAt(0);
            switch (type) {
                case '$', '=', '!' -> in.skipNBytes(Math.max(0, length(line) + 2));
                case '*', '~', '>' -> skipReplies(length(line));
                case '%' -> skipReplies(2 * length(line));
                default -> {}
            }
        }

        private void skipReplies(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                skipReply();
            }
        }

        /** The length in a header, where that of nothing (-1) has no line end after it. */
        private static int length(String line) {
            int length = Integer.parseInt(line.substring(1));
            return length < 0 ? -2 : length;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("connection closed in the middle of a reply");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
