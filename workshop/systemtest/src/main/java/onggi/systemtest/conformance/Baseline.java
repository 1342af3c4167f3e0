package onggi.systemtest.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the real server does in the same harness: a text file with a row for each file of the suite
 * (its name, nothing, {@code file}, milliseconds) followed by a row for each of its tests (file,
 * test, outcome, milliseconds).
 */
final class Baseline {

    private final Map<String, FileResult> files = new LinkedHashMap<>();

    static Baseline read(Path path) throws IOException {
        Baseline baseline = new Baseline();
        if (!Files.exists(path)) {
            return baseline;
        }
        for (String line : Files.readAllLines(path)) {
            String[] row = line.split("\t", -1);
            long tookMs = Long.parseLong(row[3]);
            if (row[2].equals("file")) {
                baseline.files.put(
                        row[0], new FileResult(row[0], new ArrayList<>(), List.of(), tookMs));
            } else {
                Outcome outcome = Outcome.valueOf(row[2].toUpperCase(Locale.ROOT));
                baseline.of(row[0]).tests().add(new TestResult(row[1], outcome, tookMs, ""));
            }
        }
        return baseline;
    }

    void write(Path path) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (FileResult file : files.values()) {
            rows.append(row(file.file(), "", "file", file.tookMs()));
            for (TestResult test : file.tests()) {
                String outcome = test.outcome().name().toLowerCase(Locale.ROOT);
                rows.append(row(file.file(), plain(test.name()), outcome, test.tookMs()));
            }
        }
        Files.writeString(path, rows);
    }

    private static String row(String file, String test, String what, long tookMs) {
        return String.join("\t", file, test, what, String.valueOf(tookMs)) + "\n";
    }

    /** A test's name on one line. */
    static String plain(String name) {
        return name.replaceAll("\\s+", " ").strip();
    }

    /** The real server's results of one file; no tests when it was never measured. */
    FileResult of(String file) {
        FileResult none = new FileResult(file, List.of(), List.of(), 0);
        return files.getOrDefault(file, none);
    }

    void put(FileResult result) {
        files.put(result.file(), result);
    }

    Limits limits(String file, long leastSilenceMs) {
        FileResult real = of(file);
        long longestMs = real.tests().stream().mapToLong(TestResult::tookMs).max().orElse(0);
        return Limits.fromBaseline(real.tookMs(), longestMs, leastSilenceMs);
    }
}
