package onggi.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import onggi.engine.Setting;
import onggi.engine.Settings;

/**
 * Whatever stands in a configuration file: it is read, or refused with a reason; what was read can
 * be written and read again. Runs the kept inputs; with {@code JAZZER_FUZZ=1} it looks for new
 * ones.
 */
class ConfigReaderFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void anyText_isReadOrRefused(byte[] input) throws ConfigException {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        Settings settings = Directives.settings();
        try {
            read(text, settings);
        } catch (ConfigException e) {
            assertThat(e.fatalText("7.4.1")).isNotBlank();
            return;
        }
        Settings again = Directives.settings();
        read(ConfigRewriter.rewrite("", settings, true), again);
        List<Setting> compared = new ArrayList<>(settings.all());
        compared.remove(GeneralDirectives.DIR); // is made absolute when it is read
        for (Setting setting : compared) {
            assertThat(again.value(setting)).as(setting.name()).isEqualTo(settings.value(setting));
        }
    }

    private static void read(String text, Settings settings) throws ConfigException {
        new ConfigReader(settings, pattern -> List.of()).read(text);
    }
}
