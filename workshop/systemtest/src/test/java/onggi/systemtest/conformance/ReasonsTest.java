package onggi.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lists that the harness reads agree with each other. */
class ReasonsTest {

    private static final Path DATA = data();

    private static Path data() {
        for (Path folder = Path.of("").toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            Path data = folder.resolve("workshop/systemtest/conformance");
            if (Files.exists(data)) {
                return data;
            }
        }
        throw new IllegalStateException("run inside the project");
    }

    @Test
    void everyReason_isAboutATestThatTheRealServerPasses() throws IOException {
        Baseline baseline = Baseline.read(DATA.resolve("baseline.tsv"));
        Reasons reasons = Reasons.read(DATA.resolve("reasons.tsv"));

        assertThat(reasons.rows())
                .allSatisfy(row ->
                        assertThat(baseline.of(row.file()).tests())
                                .as(row.toString())
                                .anyMatch(test ->
                                        test.passed() && row.covers(row.file(), test.name())));
    }

    @Test
    void everyListedFile_hasABaseline() throws IOException {
        Baseline baseline = Baseline.read(DATA.resolve("baseline.tsv"));
        List<String> files =
                Files.readAllLines(DATA.resolve("files.txt")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split(" ")[0])
                        .toList();

        assertThat(files)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(baseline.of(file).tests()).isNotEmpty());
    }

    @Test
    void leftOut_whatPreparesOthers_isRunInEveryBuild() {
        Reasons reasons =
                new Reasons(
                        List.of(
                                new Reasons.Row(Reasons.Kind.LATER, "unit/x", "a", "RDB"),
                                new Reasons.Row(Reasons.Kind.SPOILS, "unit/x", "b", "RDB"),
                                new Reasons.Row(Reasons.Kind.PREPARES, "unit/x", "c", "RDB"),
                                new Reasons.Row(Reasons.Kind.NEVER, "unit/x", "d", "no fork")));

        assertThat(reasons.leftOut("unit/x", true)).containsExactly("a", "b", "d");
        assertThat(reasons.leftOut("unit/x", false)).containsExactly("b", "d");
    }
}
