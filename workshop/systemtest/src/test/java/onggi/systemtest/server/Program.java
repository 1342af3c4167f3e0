package onggi.systemtest.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import onggi.testkit.Await;

/** One run of the server program in a folder of its own, with nothing added to its arguments. */
final class Program implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;

    private Program(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Program start(Path folder, String... arguments) throws IOException {
        return startWith("", folder, arguments);
    }

    /** The same with one more variable in the environment, as name=value. */
    static Program startWith(String variable, Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "onggi.server.Main"));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(folder, "output", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        if (!variable.isEmpty()) {
            String[] parts = variable.split("=", 2);
            builder.environment().put(parts[0], parts[1]);
        }
        return new Program(builder.start(), log);
    }

    /** Waits for the end and returns the status. */
    int await() throws InterruptedException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the program goes on");
        }
        return process.exitValue();
    }

    Program awaitOutput(String text) {
        Await.until("output " + text, LIMIT, () -> output().contains(text));
        return this;
    }

    String output() {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    long pid() {
        return process.pid();
    }

    /** Sends SIGTERM and returns the status. */
    int terminate() throws InterruptedException {
        process.destroy();
        return await();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
