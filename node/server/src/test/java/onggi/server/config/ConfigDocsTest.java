package onggi.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import onggi.engine.Setting;
import onggi.engine.SettingFamily;
import onggi.engine.Settings;
import org.junit.jupiter.api.Test;

/**
 * What is written about the configuration is what the rows say; {@code -Dupdate.docs=true} writes
 * it anew.
 */
class ConfigDocsTest {

    private static final Path ROOT = Path.of("../..");

    @Test
    void annotatedFile_isUpToDate() throws IOException {
        assertUpToDate("onggi.conf", ConfigDocs.file());
    }

    @Test
    void page_isUpToDate() throws IOException {
        assertUpToDate("docs/configuration.md", ConfigDocs.page());
    }

    private static void assertUpToDate(String name, String wanted) throws IOException {
        Path file = ROOT.resolve(name);
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(file, wanted);
        }

        assertThat(Files.readString(file))
                .as("%s is not what the rows say; run the test with -Dupdate.docs=true", name)
                .isEqualTo(wanted);
    }

    @Test
    void annotatedFile_withEveryLineInForce_changesNothing() throws ConfigException {
        Settings settings = Directives.settings();
        String everything = ConfigDocs.file().replaceAll("(?m)^#(?=[a-z])", "");

        new ConfigReader(settings, new ConfigFiles(settings))
                .read(everything.replace("dir \".\"", ""));

        assertThat(settings.all()).allMatch(settings::isInitial);
        assertThat(everything).contains("\nport 6379\n", "\nsave 3600 1\n");
    }

    @Test
    void rows_sayWhatTheyDo() {
        for (SettingFamily family : Directives.FAMILIES) {
            for (Setting setting : family.settings()) {
                assertThat(setting.summary()).as(setting.name()).matches("[A-Z](?s:.)*\\.");
            }
        }
    }
}
