package onggi.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that runs beside the test, with its output line by line. Thread-safe. */
public final class Program implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final Thread reader;
    private final List<String> lines = new ArrayList<>();
    private final List<String> command;

    private Program(List<String> command, Process process) {
        this.command = command;
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    /** Starts a program in a folder, with variables in addition to those of this process. */
    public static Program start(Path folder, Map<String, String> environment, String... command) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true);
            builder.environment().putAll(environment);
            return new Program(Arrays.asList(command), builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("could not start " + Arrays.toString(command), e);
        }
    }

    /**
     * Runs a program to its end and returns what it printed; fails when its exit status is not 0.
     */
    public static String run(Duration limit, Path folder, String... command) {
        try (var program = start(folder, Map.of(), command)) {
            int status = program.awaitExit(limit);
            if (status != 0) {
                throw new AssertionError(program + " ended with status " + status);
            }
            return program.output();
        }
    }

    private void read() {
        try (var in =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            // The process was ended from here; what it said before is kept.
        }
    }

    /** Returns the lines so far. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Returns the output so far. */
    public String output() {
        return String.join("\n", lines());
    }

    /** Waits until so many lines begin with this text, and returns the last of them. */
    public String awaitLine(int times, String start) {
        Await.until(
                times + " times a line '" + start + "' from " + this,
                LIMIT,
                () -> matching(start).size() >= times || !process.isAlive());
        List<String> found = matching(start);
        if (found.size() < times) {
            throw new AssertionError(this + " ended without the line '" + start + "'");
        }
        return found.get(times - 1);
    }

    private List<String> matching(String start) {
        return lines().stream().filter(line -> line.startsWith(start)).toList();
    }

    /** Sends the signal of Ctrl-C. */
    public void interrupt() {
        run(LIMIT, Path.of("."), "kill", "-INT", Long.toString(process.pid()));
    }

    /** Waits for the end and returns the exit status. */
    public int awaitExit() {
        return awaitExit(LIMIT);
    }

    private int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(this + " did not end within " + limit.toSeconds() + " s");
            }
            reader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return String.join(" ", command) + " which said:\n" + output().indent(4);
    }
}
