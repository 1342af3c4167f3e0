package onggi.systemtest.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Runs the suite's tests of Sentinel, which have a runner of their own: five servers and five
 * sentinels, each ours or the real ones.
 */
final class SentinelRun {

    private static final int SENTINEL_PORT = 23_100;
    private static final int SERVER_PORT = 23_300;
    private static final int PORTS = 150;

    private static final Pattern COLOUR = Pattern.compile("\\033\\[[0-9;]*m");
    private static final Pattern PASSED = Pattern.compile("\\d\\d:\\d\\d:\\d\\d> .*: OK");

    private final Path root;
    private final boolean realServers;
    private final boolean realSentinels;
    private final List<String> units;
    private final Suite suite;

    /**
     * @param root the project's folder
     * @param arguments the words of the command line; those without dashes, but for the first, name
     *     units
     */
    SentinelRun(Path root, List<String> arguments) {
        this.root = root;
        this.realServers = arguments.contains("--real-servers");
        this.realSentinels = arguments.contains("--real-sentinels");
        this.units = arguments.stream().skip(1).filter(word -> !word.startsWith("-")).toList();
        this.suite =
                new Suite(
                        root,
                        "sentinel-"
                                + (realServers ? "real" : "ours")
                                + "-"
                                + (realSentinels ? "real" : "ours"));
    }

    /** Returns whether everything has passed. */
    boolean run() throws IOException, InterruptedException {
        Suite.onPath("tclsh");
        String ours = root.resolve("onggi").toString();
        suite.prepare(
                realServers
                        ? List.of(Suite.onPath("redis-server").toString())
                        : List.of(ours, "server"));
        suite.program(
                "redis-sentinel",
                realSentinels
                        ? List.of(Suite.onPath("redis-sentinel").toString())
                        : List.of(ours, "sentinel"));
        movePorts();
        String mark = Leftovers.newMarker();
        try {
            return run(mark);
        } finally {
            Leftovers.end(mark);
        }
    }

    /** The suite's own ports are those that others use too. */
    private void movePorts() throws IOException {
        Path file = suite.tree().resolve("tests/instances.tcl");
        String text = Files.readString(file);
        text = text.replaceAll("sentinel_base_port \\d+", "sentinel_base_port " + SENTINEL_PORT);
        text = text.replaceAll("redis_base_port \\d+", "redis_base_port " + SERVER_PORT);
        text = text.replaceAll("redis_port_count \\d+", "redis_port_count " + PORTS);
        Files.writeString(file, text);
    }

    private boolean run(String mark) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tclsh", "tests/sentinel/run.tcl"));
        for (String unit : units) {
            command.add("--single");
            command.add(unit);
        }
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(suite.tree().toFile())
                        .redirectErrorStream(true);
        builder.environment().put(Leftovers.MARK, mark);
        Process process = builder.start();
        process.getOutputStream().close();
        int passed = 0;
        int failed = 0;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String plain = COLOUR.matcher(line).replaceAll("");
                System.out.println(plain);
                passed += PASSED.matcher(plain).matches() ? 1 : 0;
                failed += plain.contains("FAILED: ") ? 1 : 0;
            }
        }
        int status = process.waitFor();
        System.out.println(passed + " passed, " + failed + " failed");
        return status == 0 && failed == 0;
    }
}
