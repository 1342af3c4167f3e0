package onggi.systemtest.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Who may use whom: the arrows of the house, and where time, chance, channels and files come in.
 */
class ArchitectureTest {

    /** Classes outside the rooms for files that touch one all the same, each with its reason. */
    private static final Map<String, String> FILE_EXCEPTIONS = Map.of();

    private static final House HOUSE = new House("onggi", product());

    private static final String SAMPLE_ROOT = "onggi.systemtest.rules.sample";

    private static final House SAMPLE =
            new House(SAMPLE_ROOT, new ClassFileImporter().importPackages(SAMPLE_ROOT));

    private static JavaClasses product() {
        Set<String> workshop = Set.of("onggi.testkit", "onggi.systemtest", "onggi.bench");
        return new ClassFileImporter()
                .withImportOption(location -> !location.contains("/test-classes/"))
                .withImportOption(location ->
                        workshop.stream()
                                .map(name -> "/" + name.replace('.', '/') + "/")
                                .noneMatch(location::contains))
                .importPackages("onggi");
    }

    @Test
    void everyRoomOfTheServer_isSeen() {
        assertThat(HOUSE.sizes())
                .containsOnlyKeys(
                        "bytes",
                        "resp",
                        "types",
                        "rdb",
                        "engine",
                        "commands",
                        "lua",
                        "scripting",
                        "net",
                        "persistence",
                        "replication",
                        "sentinel",
                        "server");
    }

    @Test
    void everyClass_isInARoom() {
        assertThat(HOUSE.strangers()).isEmpty();
        assertThat(SAMPLE.strangers()).singleElement().asString().contains("attic");
    }

    @Test
    void rooms_useOnlyWhatTheArrowsAllow() {
        assertThat(HOUSE.forbiddenArrows()).isEmpty();
        assertThat(SAMPLE.forbiddenArrows())
                .anyMatch(s -> s.contains("types.Value") && s.contains("resp.Writer"))
                .noneMatch(s -> s.contains("bytes.Text"));
    }

    @Test
    void absences_areKept() {
        for (List<String> absence : House.ABSENCES) {
            String from = absence.getFirst();
            String to = absence.getLast();

            assertThat(House.ARROWS.get(from)).doesNotContain(to);
            assertThat(HOUSE.uses(from, to)).isEmpty();
        }
        assertThat(SAMPLE.uses("types", "resp")).isNotEmpty();
    }

    @Test
    void packages_formNoCycle() {
        assertThat(HOUSE.packageCycles()).isEmpty();
        assertThat(SAMPLE.packageCycles()).anyMatch(s -> s.contains("Cycle detected"));
    }

    @Test
    void timeAndChance_comeFromTheirOwnClasses() {
        assertThat(HOUSE.ownClocks()).isEmpty();
        assertThat(SAMPLE.ownClocks())
                .hasSize(4)
                .anyMatch(s -> s.contains("System.nanoTime"))
                .anyMatch(s -> s.contains("Instant.now"))
                .anyMatch(s -> s.contains("Random.<init>"))
                .anyMatch(s -> s.contains("ThreadLocalRandom.current"));
    }

    @Test
    void channels_areTouchedByTheNetworkOnly() {
        assertThat(HOUSE.strayChannels()).isEmpty();
        assertThat(SAMPLE.strayChannels()).isNotEmpty().allMatch(s -> s.contains("types.Value"));
    }

    @Test
    void files_areTouchedWhereFilesAreKept() {
        assertThat(HOUSE.strayFiles(FILE_EXCEPTIONS)).isEmpty();
        assertThat(HOUSE.staleExceptions(FILE_EXCEPTIONS.keySet())).isEmpty();
        assertThat(SAMPLE.strayFiles(Map.of()))
                .isNotEmpty()
                .allMatch(s -> s.contains("types.Value"));
        assertThat(SAMPLE.strayFiles(Map.of("types.Value", "to see the exception work"))).isEmpty();
        assertThat(SAMPLE.staleExceptions(Set.of("types.Gone"))).hasSize(1);
    }
}
