package onggi.systemtest.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Processes that a run has left behind. Every process of a run inherits a mark in its environment,
 * so that its servers are found even when whoever started them is gone.
 */
final class Leftovers {

    /** The environment variable that holds the mark. */
    static final String MARK = "ONGGI_CONFORMANCE_RUN";

    private static final AtomicInteger RUNS = new AtomicInteger();

    private Leftovers() {}

    /** A mark that no other run has. */
    static String newMarker() {
        return ProcessHandle.current().pid() + "-" + RUNS.incrementAndGet();
    }

    /** Ends all processes that carry the mark, and those that they start meanwhile. */
    static void end(String marker) throws IOException {
        for (int round = 0; round < 100; round++) {
            List<ProcessHandle> found = marked(marker);
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while processes end", e);
        }
    }

    private static List<ProcessHandle> marked(String marker) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(path -> isNumber(path.getFileName().toString()))
                    .filter(path -> hasMark(path, MARK + "=" + marker))
                    .map(path -> ProcessHandle.of(Long.parseLong(path.getFileName().toString())))
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    private static boolean isNumber(String name) {
        return name.chars().allMatch(Character::isDigit);
    }

    private static boolean hasMark(Path process, String mark) {
        try {
            String environment =
                    new String(Files.readAllBytes(process.resolve("environ")), ISO_8859_1);
            return List.of(environment.split("\0", -1)).contains(mark);
        } catch (IOException e) {
            return false; // it has ended, or is not ours to look at
        }
    }
}
