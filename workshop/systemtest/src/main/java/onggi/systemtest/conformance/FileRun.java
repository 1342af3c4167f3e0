package onggi.systemtest.conformance;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs one file of the suite in a fresh test client. When a test hangs, the file is run again
 * without it while time lasts, so that a hang costs one test.
 */
final class FileRun {

    private static final int MOST_HANGS = 5;
    private static final int LOOK_MS = 500;

    private final Suite suite;
    private final String file;
    private final Limits limits;
    private final int basePort;
    private final boolean tls;
    private final long began = System.nanoTime();
    private final List<String> skipped;
    private final List<TestResult> hung = new ArrayList<>();

    private List<TestResult> results = new ArrayList<>();
    private List<String> troubles = new ArrayList<>();
    private final Deque<String> open = new ArrayDeque<>();

    FileRun(
            Suite suite,
            String file,
            Limits limits,
            int basePort,
            boolean tls,
            List<String> skipped) {
        this.suite = suite;
        this.file = file;
        this.limits = limits;
        this.basePort = basePort;
        this.tls = tls || file.equals(Suite.ENCRYPTED_FILE);
        this.skipped = new ArrayList<>(skipped);
    }

    FileResult run() throws IOException {
        if (tls) {
            suite.makeCertificates();
        }
        while (!once()) {
            if (open.isEmpty() || hung.size() == MOST_HANGS || leftMs() <= 0) {
                break;
            }
        }
        List<TestResult> all = new ArrayList<>(results);
        all.addAll(hung);
        return new FileResult(file, all, troubles, elapsedMs());
    }

    /** Runs the file once; false when a test hung or time ran out. */
    private boolean once() throws IOException {
        results = new ArrayList<>();
        troubles = new ArrayList<>();
        open.clear();
        Path tree = suite.tree();
        File log = suite.log(file).toFile();
        try (TestClient client = TestClient.start(tree, basePort, tls, skipped, log)) {
            TestClient.Packet ready = client.read(30_000);
            if (!ready.status().equals("ready")) {
                throw new IOException("the test client began with " + ready.status());
            }
            client.send(
                    "run_code",
                    TclList.of(
                            "recovery",
                            "recovery",
                            "uplevel #0 {source " + TclList.of(suite.recovery().toString()) + "}"));
            follow(client);
            client.send("run", file);
            return follow(client);
        }
    }

    /** Takes reports until the client is done. */
    private boolean follow(TestClient client) throws IOException {
        long lastReport = System.nanoTime();
        while (true) {
            try {
                TestClient.Packet packet = client.read(LOOK_MS);
                lastReport = System.nanoTime();
                if (packet.status().equals("done")) {
                    return true;
                }
                take(packet);
            } catch (SocketTimeoutException e) {
                long silentMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastReport);
                if (silentMs > limits.silenceMs() || leftMs() <= 0) {
                    hang(silentMs);
                    return false;
                }
            } catch (EOFException e) {
                troubles.add("the test client ended early");
                return true;
            }
        }
    }

    private void take(TestClient.Packet packet) {
        String data = packet.data();
        switch (packet.status()) {
            case "testing" -> open.push(data);
            case "ok" -> {
                if (open.removeFirstOccurrence(data)) {
                    results.add(new TestResult(data, Outcome.PASSED, packet.tookMs(), ""));
                }
            }
            case "err" -> fail(data);
            case "exception" -> troubles.add(data);
            default -> {} // skipped tests, and servers coming and going
        }
    }

    private void fail(String data) {
        String first = data.lines().findFirst().orElse("");
        String name = first.replaceFirst(" in tests/[^ ]*\\.tcl$", "");
        if (open.contains(name)) {
            while (!open.peek().equals(name)) {
                open.pop();
            }
        } else if (open.isEmpty()) {
            troubles.add(data);
            return;
        }
        // An error that belongs to no test by name spoils the one it happened in.
        String said = data.substring(Math.min(data.length(), first.length())).strip();
        results.add(new TestResult(open.pop(), Outcome.FAILED, 0, said.isEmpty() ? data : said));
    }

    private void hang(long silentMs) {
        if (open.isEmpty()) {
            troubles.add("nothing happened for " + silentMs / 1000 + " s outside any test");
            return;
        }
        String name = open.peek();
        hung.add(new TestResult(name, Outcome.HUNG, 0, "no report for " + silentMs / 1000 + " s"));
        skipped.add(name);
    }

    private long elapsedMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    private long leftMs() {
        return limits.totalMs() - elapsedMs();
    }
}
