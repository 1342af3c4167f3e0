package onggi.systemtest.sentinel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;

/** Sentinel processes, each with its configuration as {@code sentinel.conf} in its folder. */
final class Sentinels {

    /** The name under which primaries are watched. */
    static final String NAME = "mymaster";

    private static final String OURS =
            Path.of(System.getProperty("java.home"), "bin", "java")
                    + " -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
                    + " --enable-native-access=ALL-UNNAMED -cp '"
                    + System.getProperty("java.class.path")
                    + "' onggi.server.Main";

    private Sentinels() {}

    /** Starts one of ours with this configuration. */
    static RealServer ours(String configuration) {
        return start(OURS + " sentinel.conf --sentinel", configuration);
    }

    /** Starts Debian's redis-sentinel with this configuration. */
    static RealServer real(String configuration) {
        return start("redis-sentinel sentinel.conf", configuration);
    }

    private static RealServer start(String program, String configuration) {
        try {
            Path folder = Files.createTempDirectory("onggi-sentinel-");
            Path script = folder.resolve("start");
            Path file = folder.resolve("sentinel.conf");
            Files.writeString(file, configuration);
            Files.writeString(
                    script,
                    "#!/bin/sh\n[ -e sentinel.conf ] || cp "
                            + file
                            + " .\nexec "
                            + program
                            + " \"$@\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
            script.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            folder.toFile().deleteOnExit();
            return RealServer.program(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what a sentinel prints with this configuration, and ends with a failure. */
    static String refusal(boolean ours, Path folder, String configuration)
            throws IOException, InterruptedException {
        Path file = folder.resolve("sentinel.conf");
        Files.writeString(file, configuration);
        String program = ours ? OURS + " sentinel.conf --sentinel" : "redis-sentinel sentinel.conf";
        Process process =
                new ProcessBuilder("sh", "-c", "exec " + program)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 1) {
            throw new AssertionError("status " + process.exitValue() + ": " + output);
        }
        return output;
    }

    /** A configuration that watches a primary, impatiently. */
    static String watching(RealServer primary) {
        return "sentinel monitor "
                + NAME
                + " 127.0.0.1 "
                + primary.port()
                + " 2\nsentinel down-after-milliseconds "
                + NAME
                + " 700\nsentinel failover-timeout "
                + NAME
                + " 5000\n";
    }

    /** Lets a sentinel ask and tell more often, so that a test need not wait. */
    static void hurry(RealServer sentinel) {
        try (RespClient client = sentinel.connect()) {
            String reply =
                    client.call(
                            "SENTINEL",
                            "DEBUG",
                            "info-period",
                            "500",
                            "publish-period",
                            "200",
                            "ask-period",
                            "200");
            if (!reply.startsWith("+OK")) {
                throw new AssertionError(reply);
            }
        }
    }

    /** Returns the port at which a sentinel believes the primary to be. */
    static int primaryPort(RealServer sentinel) {
        try (RespClient client = sentinel.connect()) {
            Wire.Value address = client.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME);
            return Integer.parseInt(address.parts().get(1).text());
        }
    }

    /** Returns whether a sentinel knows of so many replicas and other sentinels, and all are up. */
    static boolean isSettled(RealServer sentinel, int replicas, int others) {
        try (RespClient client = sentinel.connect()) {
            List<Wire.Value> found = client.ask("SENTINEL", "REPLICAS", NAME).parts();
            long up =
                    found.stream()
                            .map(Object::toString)
                            .filter(text -> text.contains("master-link-status"))
                            .filter(text -> !text.contains("down,") && !text.contains("err"))
                            .count();
            int known = client.ask("SENTINEL", "SENTINELS", NAME).parts().size();
            return up == replicas && known == others;
        }
    }

    /** Returns whether a server says that it is a primary. */
    static boolean isPrimary(RealServer server) {
        try (RespClient client = server.connect()) {
            return client.call("ROLE").contains("master");
        }
    }
}
