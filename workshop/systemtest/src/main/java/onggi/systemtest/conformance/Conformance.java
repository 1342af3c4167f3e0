package onggi.systemtest.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Runs the real server's own test suite with our server in its place: {@code ./onggi conformance}.
 * Exits with 0 when everything that the real server passes is passed, or has a written reason; with
 * {@code --ci} when nothing is worse than the page of results says.
 */
public final class Conformance {

    /** Ports for the servers of one file. */
    private static final int PORTS_PER_FILE = 450;

    private static final int LINES_OF_DETAIL = 4;

    private final Path root;
    private final Path data;
    private final Options options;
    private final Suite suite;
    private final Baseline baseline;
    private final Reasons reasons;

    /**
     * @param arguments the project's folder, then those that {@link Options} describes
     */
    public static void main(String[] arguments) throws Exception {
        List<String> all = List.of(arguments);
        if (all.contains("--help")) {
            System.out.print(Options.USAGE);
            return;
        }
        if (all.contains("--sentinel")) {
            System.exit(new SentinelRun(Path.of(all.getFirst()), all).run() ? 0 : 1);
        }
        Options options;
        try {
            options = Options.parse(all.subList(1, all.size()));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(Options.USAGE);
            System.exit(2);
            return;
        }
        boolean good = new Conformance(Path.of(all.getFirst()), options).run();
        System.exit(good ? 0 : 1);
    }

    private Conformance(Path root, Options options) throws IOException {
        this.root = root;
        this.options = options;
        this.data = root.resolve("workshop/systemtest/conformance");
        this.suite = new Suite(root, options.baseline() ? "real" : "ours");
        this.baseline = Baseline.read(data.resolve("baseline.tsv"));
        this.reasons = Reasons.read(data.resolve("reasons.tsv"));
    }

    private boolean run() throws IOException, InterruptedException, ExecutionException {
        Suite.onPath("tclsh");
        suite.prepare(
                options.baseline()
                        ? List.of(Suite.onPath("redis-server").toString())
                        : List.of(root.resolve("onggi").toString(), "server"));
        suite.sweep();
        long began = System.nanoTime();
        List<Verdict> verdicts = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(options.jobs())) {
            List<Future<FileResult>> runs = new ArrayList<>();
            for (String file : files()) {
                int port = options.port() + runs.size() % 20 * PORTS_PER_FILE;
                runs.add(workers.submit(() -> runOf(file, port).run()));
            }
            for (Future<FileResult> run : runs) {
                verdicts.add(take(run.get()));
            }
        }
        if (options.ci()) {
            repeatMisses(verdicts);
        }
        conclude(verdicts, began);
        if (options.baseline()) {
            return true;
        }
        return options.ci() ? isAsRecorded(verdicts) : verdicts.stream().allMatch(Verdict::good);
    }

    /**
     * Runs files again that had a miss, now alone: the suite measures time, and a busy machine is
     * no regression.
     */
    private void repeatMisses(List<Verdict> verdicts) throws IOException {
        for (int i = 0; i < verdicts.size(); i++) {
            String file = verdicts.get(i).file();
            if (!verdicts.get(i).good()) {
                System.out.println("once more: " + file);
                verdicts.set(i, take(runOf(file, options.port()).run()));
            }
        }
    }

    /** Returns whether nothing is worse than on the page; says what is. */
    private boolean isAsRecorded(List<Verdict> verdicts) throws IOException {
        ResultPage page = ResultPage.read(page());
        List<String> regressions = new ArrayList<>();
        verdicts.forEach(verdict -> regressions.addAll(page.regressions(verdict)));
        regressions.forEach(regression -> System.out.println("REGRESSION " + regression));
        return regressions.isEmpty();
    }

    private Path page() {
        return root.resolve("docs/conformance.md");
    }

    private FileRun runOf(String file, int port) {
        Limits limits = baseline.limits(file, options.hangSeconds() * 1000L);
        return new FileRun(
                suite, file, limits, port, options.tls(), reasons.leftOut(file, options.ci()));
    }

    /** The files asked for, else those of the list, whose lines are a name and perhaps "ci". */
    private List<String> files() throws IOException {
        if (!options.files().isEmpty()) {
            return options.files();
        }
        return Files.readAllLines(data.resolve("files.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .filter(line -> !options.ci() || line.endsWith(" ci"))
                .map(line -> line.split(" ")[0])
                .toList();
    }

    private Verdict take(FileResult result) throws IOException {
        if (options.baseline()) {
            baseline.put(result);
            baseline.write(data.resolve("baseline.tsv"));
        }
        Verdict verdict = Verdict.of(result, baseline.of(result.file()), reasons);
        System.out.println(verdict.summary());
        for (Verdict.Miss miss : verdict.misses()) {
            System.out.println("  " + miss.what() + ": " + miss.test());
            detail(miss.detail());
        }
        verdict.troubles()
                .forEach(trouble -> {
                    System.out.println("  outside any test:");
                    detail(trouble);
                });
        verdict.needless()
                .forEach(test -> System.out.println("  passes, though it need not: " + test));
        return verdict;
    }

    private static void detail(String detail) {
        detail.lines()
                .limit(LINES_OF_DETAIL)
                .map(line -> line.length() > 300 ? line.substring(0, 300) + "…" : line)
                .forEach(line -> System.out.println("      " + line));
    }

    private void conclude(List<Verdict> verdicts, long beganNs) throws IOException {
        if (options.record()) {
            ResultPage page = ResultPage.read(page());
            verdicts.forEach(page::put);
            page.write(reasons);
        }
        System.out.printf(
                "%d passed, %d failed, %d not run; %d s%n",
                verdicts.stream().mapToInt(Verdict::passed).sum(),
                verdicts.stream().mapToInt(Verdict::failed).sum(),
                verdicts.stream().mapToInt(Verdict::notRun).sum(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNs));
    }
}
