package onggi.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onggi.systemtest.rules.SourceFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script at the root, with JDKs that only say how they were called. */
class LauncherTest {

    @TempDir private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private Path root = Path.of("");
    private Path jdk = Path.of("");

    private record Outcome(int status, String output) {}

    @BeforeEach
    void layOutACheckoutThatIsBuilt() throws IOException {
        root = folder.resolve("check out"); // a space must not matter
        Files.createDirectories(root.resolve("node/server/target"));
        Files.copy(SourceFile.root().resolve("onggi"), root.resolve("onggi"));
        Files.setPosixFilePermissions(
                root.resolve("onggi"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(root.resolve("node/server/target/onggi.jar"), "jar");
        jdk = fakeJdk("jdk-25", "25.0.3");
        environment.put("JAVA_HOME", jdk.toString());
    }

    private Path fakeJdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(
                home.resolve("release"),
                "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nLIBC=\"gnu\"\n");
        for (String program : List.of("java", "javac")) {
            Path file = home.resolve("bin").resolve(program);
            Files.writeString(
                    file,
                    """
                    #!/bin/sh
                    echo "home=%s"
                    for argument; do echo "<$argument>"; done
                    env | grep MALLOC
                    """
                            .formatted(home));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return home;
    }

    private Outcome run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(root.resolve("onggi").toString());
        command.addAll(List.of(arguments));
        return runProgram(command.toArray(String[]::new));
    }

    private Outcome runProgram(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(key -> key.matches("ONGGI_.*|JAVA_HOME"));
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    @Test
    void server_isTheDefault_andGetsItsArgumentsUnchanged() throws Exception {
        Files.writeString(folder.resolve("conf"), "port 1\n");

        assertThat(run().output()).contains("<onggi.server.Main>\n").doesNotContain("<server>");
        assertThat(run("server", "a b.conf", "--port", "1", "").output())
                .contains("<onggi.server.Main>\n<a b.conf>\n<--port>\n<1>\n<>\n");
        assertThat(run("--save", "").output()).contains("<onggi.server.Main>\n<--save>\n<>\n");
        assertThat(run("conf").output()).contains("<onggi.server.Main>\n<conf>\n");
        assertThat(run("/gone/redis.conf").output()).contains("<onggi.server.Main>\n</gone/re");
    }

    @Test
    void server_runsWithALimitedHeap_andAnAllocatorThatGivesBack() throws Exception {
        environment.put("ONGGI_JAVA_OPTS", "-Da=1 -Db=2");

        String output = run().output();

        assertThat(output)
                .containsPattern("<-Xmx\\d+m>")
                .containsPattern("<-Donggi.memory=\\d{8,}>")
                .contains("<--enable-native-access=ALL-UNNAMED>", "<-Da=1>\n<-Db=2>")
                .contains("MALLOC_ARENA_MAX=1", "MALLOC_TRIM_THRESHOLD_=131072");
    }

    @Test
    void olderJdks_arePassedOver() throws Exception {
        environment.put("JAVA_HOME", fakeJdk("jdk-17", "17.0.15").toString());
        environment.put("PATH", jdk.resolve("bin") + ":" + System.getenv("PATH"));
        assertThat(run().output()).startsWith("home=" + jdk);

        environment.put("JAVA_HOME", fakeJdk("jdk-8", "1.8.0_402").toString());
        assertThat(run().output()).startsWith("home=" + jdk);
    }

    @Test
    void onggiJava_comesFirst_andIsNeverReplaced() throws Exception {
        Path newer = fakeJdk("jdk-26", "26-ea");
        environment.put("ONGGI_JAVA", newer.toString());
        assertThat(run().output()).startsWith("home=" + newer);

        environment.put("ONGGI_JAVA", newer.resolve("bin/java").toString());
        assertThat(run().output()).startsWith("home=" + newer);

        environment.put("ONGGI_JAVA", fakeJdk("jdk-17", "17").toString());
        assertThat(run().status()).isEqualTo(1);
        assertThat(run().output()).contains("jdk-17 is not a JDK 25 or newer").hasLineCount(1);
    }

    @Test
    void aheadOfTimeCache_isUsedWithTheJdkAndJarThatMadeIt() throws Exception {
        Path target = root.resolve("node/server/target");
        Path cache = Files.writeString(target.resolve("onggi.aot"), "cache");
        assertThat(run().output()).doesNotContain("AOTCache");

        Files.writeString(target.resolve("onggi.jdk"), jdk + "\n");
        assertThat(run().output()).contains("<-XX:AOTCache=" + cache + ">");

        environment.put("JAVA_HOME", fakeJdk("other", "25").toString());
        assertThat(run().output()).doesNotContain("AOTCache");

        environment.remove("JAVA_HOME");
        assertThat(run().output()).startsWith("home=" + jdk).contains("AOTCache");

        Files.setLastModifiedTime(cache, FileTime.fromMillis(1_000_000_000_000L));
        assertThat(run().output()).doesNotContain("AOTCache");
    }

    @Test
    void script_worksThroughALink_andFromAnywhere() throws Exception {
        Files.createSymbolicLink(folder.resolve("link"), Path.of("check out/onggi"));

        Outcome outcome = runProgram("./link", "--port", "1");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.output()).contains("node/server/target/onggi.jar>\n<onggi.server.Main>");
    }

    @Test
    void whatIsNotThere_getsOneClearLine() throws Exception {
        Outcome unknown = run("serve");
        Outcome later = run("cli");

        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.output()).contains("there is no 'serve'").hasLineCount(1);
        assertThat(later.status()).isEqualTo(1);
        assertThat(later.output()).contains("'cli' is not there yet").hasLineCount(1);
        assertThat(run("help").status()).isZero();
    }
}
