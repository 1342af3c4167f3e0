package onggi.systemtest.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts of {@code scripts.txt} answer what they answer on the real server. */
@NeedsRedis
class ScriptComparisonTest {

    private static final String[] OPTIONS = {"--save", "", "--enable-debug-command", "yes"};

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void script_onRedisAndOnggi_answersTheSame(int protocol) throws IOException {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        List<String> scripts = scripts();
        List<String> differences = new ArrayList<>();
        try (var redis = RealServer.redis(OPTIONS);
                var onggi = RealServer.onggi(OPTIONS);
                var right = redis.connect(protocol);
                var ours = onggi.connect(protocol)) {
            for (String script : scripts) {
                String wanted = answer(right, script);
                String got = answer(ours, script);
                if (!wanted.equals(got)) {
                    differences.add(script + "\n  expected " + wanted + "\n  but got  " + got);
                }
            }
        }
        assertThat(scripts).hasSizeGreaterThan(300);
        assertThat(differences).isEmpty();
    }

    private static List<String> scripts() throws IOException {
        try (InputStream in = ScriptComparisonTest.class.getResourceAsStream("scripts.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), ISO_8859_1)
                    .lines()
                    .filter(line -> !line.startsWith("# "))
                    .map(line -> line.startsWith("#!") ? line.replace("\\n", "\n") : line)
                    .toList();
        }
    }

    private static String answer(RespClient client, String script) {
        List<byte[]> words = new ArrayList<>();
        for (String word : List.of("EVAL", script, "3", "k1", "k2", "k3", "a1", "2", "3.5")) {
            words.add(word.getBytes(ISO_8859_1));
        }
        client.send(Wire.request(words.toArray(byte[][]::new)));
        return client.frame();
    }
}
