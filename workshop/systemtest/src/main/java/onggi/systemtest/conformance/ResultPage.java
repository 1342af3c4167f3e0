package onggi.systemtest.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The page with the results, {@code docs/conformance.md}. A run of some files replaces the rows of
 * those files and keeps the others, so the page is also where earlier results are kept.
 */
final class ResultPage {

    private static final String FILES_HEAD =
            "| file | passed | failed | not run | later | never |\n|---|---|---|---|---|---|\n";
    private static final String MISSES_HEAD = "| file | test | |\n|---|---|---|\n";

    private final Path path;
    private final Map<String, List<String>> fileRows = new TreeMap<>();
    private final Map<String, List<String>> missRows = new TreeMap<>();

    static ResultPage read(Path path) throws IOException {
        ResultPage page = new ResultPage(path);
        if (Files.exists(path)) {
            Map<String, List<String>> into = page.fileRows;
            for (String line : Files.readAllLines(path)) {
                if (line.startsWith("## ")) {
                    into =
                            switch (line) {
                                case "## Files" -> page.fileRows;
                                case "## Not passed" -> page.missRows;
                                default -> new TreeMap<>();
                            };
                } else if (line.startsWith("| unit/") || line.startsWith("| integration/")) {
                    String file = line.substring(2, line.indexOf(' ', 2));
                    into.computeIfAbsent(file, f -> new ArrayList<>()).add(line);
                }
            }
        }
        return page;
    }

    private ResultPage(Path path) {
        this.path = path;
    }

    void put(Verdict verdict) {
        String file = verdict.file();
        fileRows.put(
                file,
                List.of(
                        row(
                                file,
                                verdict.passed(),
                                verdict.failed(),
                                verdict.notRun(),
                                verdict.later(),
                                verdict.never())));
        missRows.remove(file);
        for (Verdict.Miss miss : verdict.misses()) {
            missRows.computeIfAbsent(file, f -> new ArrayList<>())
                    .add(row(file, miss.test(), miss.what()));
        }
    }

    /** What is worse than recorded: tests missed that were not, and fewer tests that pass. */
    List<String> regressions(Verdict verdict) {
        String file = verdict.file();
        List<String> known = missRows.getOrDefault(file, List.of());
        List<String> worse = new ArrayList<>();
        for (Verdict.Miss miss : verdict.misses()) {
            String start = row(file, miss.test());
            if (known.stream().noneMatch(line -> line.startsWith(start))) {
                worse.add(file + ": " + miss.what() + ": " + miss.test());
            }
        }
        int recorded = recordedPassed(file);
        if (verdict.passed() < recorded && worse.isEmpty()) {
            worse.add(file + ": " + verdict.passed() + " passed, recorded are " + recorded);
        }
        return worse;
    }

    private int recordedPassed(String file) {
        List<String> rows = fileRows.get(file);
        return rows == null ? 0 : Integer.parseInt(rows.getFirst().split("\\|")[2].strip());
    }

    void write(Reasons reasons) throws IOException {
        StringBuilder page = new StringBuilder();
        page.append(
                """
                # Conformance

                The real server's own test suite (Redis %s, from Debian's source package), run with our server in the place of
                `redis-server`, and held against what the real server does in the same harness. This page is written by
                `./onggi conformance --record [file...]`; a run of some files replaces the rows of those files.

                A test counts when the real server passes it. `later` waits for a part that is not there yet, `never` does not
                apply to this server; both are listed below with the reason, and the lists only shrink.

                ## Files

                """
                        .formatted(Suite.VERSION));
        page.append(FILES_HEAD);
        fileRows.values().forEach(rows -> rows.forEach(row -> page.append(row).append('\n')));
        page.append(total());
        page.append("\n## Not passed\n\n");
        page.append(MISSES_HEAD);
        missRows.values().forEach(rows -> rows.forEach(row -> page.append(row).append('\n')));
        section(
                page,
                reasons,
                "Waits for a later part",
                Reasons.Kind.LATER,
                Reasons.Kind.SPOILS,
                Reasons.Kind.PREPARES);
        section(page, reasons, "Does not apply", Reasons.Kind.NEVER);
        Files.writeString(path, page);
    }

    private String total() {
        int[] sums = new int[5];
        for (List<String> rows : fileRows.values()) {
            String[] cells = rows.getFirst().split("\\|");
            for (int i = 0; i < sums.length; i++) {
                sums[i] += Integer.parseInt(cells[i + 2].strip());
            }
        }
        return row("all", sums[0], sums[1], sums[2], sums[3], sums[4]) + "\n";
    }

    private static void section(
            StringBuilder page, Reasons reasons, String title, Reasons.Kind... kinds) {
        page.append("\n## ").append(title).append("\n\n| file | test | reason |\n|---|---|---|\n");
        for (Reasons.Row row : reasons.rows()) {
            if (List.of(kinds).contains(row.kind())) {
                page.append(row(row.file(), row.test(), row.reason())).append('\n');
            }
        }
    }

    private static String row(Object... cells) {
        StringBuilder row = new StringBuilder("|");
        for (Object cell : cells) {
            row.append(' ')
                    .append(cell.toString().replace("|", "\\|").replace("*", "\\*"))
                    .append(" |");
        }
        return row.toString();
    }
}
