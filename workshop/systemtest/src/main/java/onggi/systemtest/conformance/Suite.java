package onggi.systemtest.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The suite's files in a build folder: its tests from Debian's source package, the real server's
 * tools, and the server under test as {@code src/redis-server}.
 *
 * <p>The package comes through apt, which checks its signature, with a source list and index folder
 * of our own so that the machine's are left alone. Nothing of it is ever committed.
 */
final class Suite {

    /** The version whose suite is run. */
    static final String VERSION = "7.0.15";

    private static final List<String> TOOLS =
            List.of("redis-cli", "redis-benchmark", "redis-check-aof", "redis-check-rdb");

    private static final Pattern URIS = Pattern.compile("(?m)^URIs: *(\\S*/debian/?)\\s*$");

    /** The file whose tests are about encrypted connections, and do nothing over others. */
    static final String ENCRYPTED_FILE = "unit/tls";

    private final Path root;
    private final Path folder;
    private final Path tree;

    /**
     * @param root the project's folder
     * @param subject a name for the server under test, which gets a copy of the suite of its own
     */
    Suite(Path root, String subject) {
        this.root = root;
        this.folder = root.resolve("workshop/systemtest/target/conformance");
        this.tree = folder.resolve(subject);
    }

    /** The folder in which the suite runs. */
    Path tree() {
        return tree;
    }

    /** The script that keeps one difference from losing a file. */
    Path recovery() {
        return root.resolve("workshop/systemtest/conformance/recovery.tcl");
    }

    /** Where the output of a file's test client goes. */
    Path log(String file) {
        return tree.resolve("logs").resolve(file.replace('/', '-') + ".log");
    }

    /**
     * Makes the folder ready.
     *
     * @param server the command that starts the server under test
     */
    void prepare(List<String> server) throws IOException {
        if (!Files.exists(tree.resolve("tests/test_helper.tcl"))) {
            Files.createDirectories(tree);
            call(tree, "tar", "xzf", archive().toString(), "--strip-components=1");
        }
        Files.createDirectories(tree.resolve("logs"));
        Files.createDirectories(tree.resolve("tests/tmp"));
        Path src = Files.createDirectories(tree.resolve("src"));
        for (String tool : TOOLS) {
            Files.deleteIfExists(src.resolve(tool));
            Files.createSymbolicLink(src.resolve(tool), onPath(tool));
        }
        program("redis-server", server);
    }

    /** Lets a program of the suite be a command. */
    void program(String name, List<String> command) throws IOException {
        Path wrapper = tree.resolve("src").resolve(name);
        Files.deleteIfExists(wrapper);
        Files.writeString(wrapper, "#!/bin/sh\nexec " + String.join(" ", command) + " \"$@\"\n");
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Makes the certificates of encrypted connections, with the suite's own script. */
    synchronized void makeCertificates() throws IOException {
        if (!Files.exists(tree.resolve("tests/tls/redis.dh"))) {
            onPath("openssl");
            call(tree, "sh", "utils/gen-test-certs.sh");
        }
    }

    /** The files of the suite that the suite itself runs by default, in its order. */
    List<String> files() throws IOException {
        String helper = Files.readString(tree.resolve("tests/test_helper.tcl"));
        Matcher list = Pattern.compile("set ::all_tests \\{([^}]*)}").matcher(helper);
        if (!list.find()) {
            throw new IOException("the suite names no tests");
        }
        return List.of(list.group(1).strip().split("\\s+"));
    }

    /** Removes what the servers of earlier runs have left. */
    void sweep() throws IOException {
        call(tree, "rm", "-rf", "tests/tmp");
        Files.createDirectories(tree.resolve("tests/tmp"));
    }

    private Path archive() throws IOException {
        String given = System.getenv("ONGGI_SUITE");
        if (given != null) {
            return Path.of(given);
        }
        Path apt = folder.resolve("apt");
        Optional<Path> there = archiveIn(apt);
        if (there.isPresent()) {
            return there.get();
        }
        Files.createDirectories(apt.resolve("lists/partial"));
        Path sources = apt.resolve("suite.sources");
        Files.writeString(
                sources,
                """
                Types: deb-src
                URIs: %s
                Suites: bookworm
                Components: main
                Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
                """
                        .formatted(mirror()));
        apt(apt, sources, "update");
        apt(apt, sources, "source", "--download-only", "redis");
        return archiveIn(apt)
                .orElseThrow(() -> new IOException("Debian's source package is not " + VERSION));
    }

    private static void apt(Path apt, Path sources, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("apt-get", "-q"));
        for (String option :
                List.of(
                        "Dir::Etc::sourcelist=" + sources,
                        "Dir::Etc::sourceparts=-",
                        "Dir::State::Lists=" + apt.resolve("lists"),
                        "APT::Sandbox::User=")) {
            command.add("-o");
            command.add(option);
        }
        command.addAll(List.of(arguments));
        call(apt, command.toArray(String[]::new));
    }

    private static Optional<Path> archiveIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f ->
                            f.getFileName().toString().equals("redis_" + VERSION + ".orig.tar.gz"))
                    .findFirst();
        }
    }

    /** The Debian mirror this machine uses, so that a local one is used here as well. */
    private static String mirror() throws IOException {
        Path sources = Path.of("/etc/apt/sources.list.d");
        if (Files.isDirectory(sources)) {
            try (Stream<Path> lists = Files.list(sources)) {
                for (Path list : lists.filter(f -> f.toString().endsWith(".sources")).toList()) {
                    Matcher uris = URIS.matcher(Files.readString(list));
                    if (uris.find()) {
                        return uris.group(1);
                    }
                }
            }
        }
        return "http://deb.debian.org/debian";
    }

    /** Where a program of the path lies. */
    static Path onPath(String program) throws IOException {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            Path candidate = Path.of(folder, program);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new IOException(
                program
                        + " is not on the path; on Debian: apt-get install redis-server redis-tools"
                        + " tcl procps tcl-tls openssl");
    }

    private static void call(Path folder, String... command) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
