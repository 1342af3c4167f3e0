package onggi.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server process in a folder of its own, on a free port of the loopback interface, without
 * persistence. Ended by {@link #close}, and in any case with this Java process.
 */
public final class RealServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final String MAIN = "onggi.server.Main";

    private final List<String> command;
    private final Path folder;
    private final int port;
    private Process process;
    private final Thread hook;

    private RealServer(List<String> command, Path folder, int port) throws IOException {
        this.command = command;
        this.folder = folder;
        this.port = port;
        this.process = launch();
        this.hook = new Thread(() -> process.destroyForcibly());
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts Debian's redis-server with these options in addition; see {@link NeedsRedis} for when
     * there is none.
     */
    public static RealServer redis(String... options) {
        return program(List.of(System.getProperty("redis.server", "redis-server")), options);
    }

    /** Starts another server that understands redis-server's options. */
    public static RealServer program(Path executable, String... options) {
        return program(List.of(executable.toString()), options);
    }

    /** Returns whether this class path holds the server. */
    public static boolean canStartOnggi() {
        return RealServer.class.getClassLoader().getResource(MAIN.replace('.', '/') + ".class")
                != null;
    }

    /** Starts the Onggi of this class path with these options in addition. */
    public static RealServer onggi(String... options) {
        return onggi(List.of(), options);
    }

    /**
     * Starts the Onggi of this class path with these options for the Java machine and for the
     * server: the product with its ahead-of-time cache when both are of the same build.
     */
    public static RealServer onggi(List<String> javaOptions, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xms16m",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED"));
        command.addAll(Product.ofThisBuild().options());
        command.addAll(javaOptions);
        command.add(MAIN);
        return program(command, options);
    }

    private static RealServer program(List<String> command, String... options) {
        try {
            Path folder = Files.createTempDirectory("onggi-test-");
            int port = freePort();
            List<String> full = new ArrayList<>(command);
            full.addAll(
                    List.of(
                            "--port",
                            Integer.toString(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--appendonly",
                            "no"));
            full.addAll(Arrays.asList(options));
            var server = new RealServer(full, folder, port);
            server.awaitPong();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("could not start " + command, e);
        }
    }

    /** Returns a port that was free a moment ago. */
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        var builder = new ProcessBuilder(command);
        // As Onggi's own launcher sets them; other servers bring an allocator of their own.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        builder.environment().put("MALLOC_MMAP_THRESHOLD_", "131072");
        builder.environment().put("MALLOC_TRIM_THRESHOLD_", "131072");
        return builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private void awaitPong() {
        awaitReply("+PONG");
    }

    private void awaitReply(String start) {
        try {
            Await.until(
                    start + " from " + command,
                    START_LIMIT,
                    () -> {
                        if (!process.isAlive()) {
                            throw new AssertionError(
                                    "the server stopped: " + command + "\n" + log());
                        }
                        return answers(start);
                    });
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private boolean answers(String start) {
        try (var client = RespClient.connect(port)) {
            String reply = client.timeout(Duration.ofSeconds(2)).call("PING");
            return reply.startsWith(start) || reply.startsWith("-NOAUTH");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Returns the port. */
    public int port() {
        return port;
    }

    /** Returns the folder in which the server runs. */
    public Path folder() {
        return folder;
    }

    /** Returns the process id. */
    public long pid() {
        return process.pid();
    }

    /** Returns whether the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns a new connection. */
    public RespClient connect() {
        return RespClient.connect(port);
    }

    /** Returns a new connection that speaks the protocol of this version. */
    public RespClient connect(int protocol) {
        RespClient client = connect();
        if (protocol != 2) {
            client.call("HELLO", Integer.toString(protocol));
        }
        return client;
    }

    /** Returns what the server has logged. */
    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Returns the memory of the process that lies in RAM, in bytes; 0 when the system does not
     * tell.
     */
    public long residentBytes() {
        return status("VmRSS:");
    }

    /** Returns a field of the process's status in bytes; 0 when the system does not tell. */
    public long status(String field) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid()), "status"))) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /** Returns the processor time used so far in milliseconds. */
    public long cpuMs() {
        return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
    }

    /** Ends the process at once, as a power cut would. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /**
     * Asks the process to end, as the system does before it shuts down, and returns its exit
     * status.
     */
    public int terminate() {
        process.destroy();
        awaitEnd();
        return process.exitValue();
    }

    /** Waits for the process to end by itself and returns its exit status. */
    public int awaitExit() {
        awaitEnd();
        return process.exitValue();
    }

    /** Starts the process again in its folder, on its port. */
    public void startAgain() {
        relaunch();
        awaitPong();
    }

    /** Starts the process again and returns while it loads its data, which has to take a while. */
    public void startLoading() {
        relaunch();
        awaitReply("-LOADING");
    }

    private void relaunch() {
        if (process.isAlive()) {
            throw new IllegalStateException("still running: " + pid());
        }
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "process "
                                + pid()
                                + " did not end within "
                                + STOP_LIMIT.toSeconds()
                                + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // shutting down already
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
