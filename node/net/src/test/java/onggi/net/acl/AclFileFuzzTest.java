package onggi.net.acl;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import onggi.engine.CommandTable;
import onggi.net.NetFamilies;

/**
 * Any text as a file of users is loaded or refused, and what is then told of the users loads again.
 * Runs the kept inputs; with {@code JAZZER_FUZZ=1} it looks for new ones.
 */
final class AclFileFuzzTest {

    private static final CommandTable COMMANDS = CommandTable.of(NetFamilies.all());

    @FuzzTest(maxDuration = "2m")
    void anyText_isLoadedOrRefused(byte[] input) {
        AccessControl access = new AccessControl(COMMANDS.rows());
        String text = new String(input, StandardCharsets.ISO_8859_1);

        if (access.load(new FileOfText(text)) == null) {
            List<String> lines = access.lines();
            assertThat(access.load(new FileOfText(String.join("\n", lines)))).isNull();
            assertThat(access.lines()).isEqualTo(lines);
        }
    }
}
