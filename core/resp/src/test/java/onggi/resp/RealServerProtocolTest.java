package onggi.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sends input to a real server and compares what it answers with what our decoder makes of it. All
 * commands sent are unknown ones, because the error then repeats the arguments.
 */
@NeedsRedis
final class RealServerProtocolTest {

    private static final int ROUNDS = Integer.getInteger("rounds", 300);
    private static final int SHOWN = 128;

    private static RealServer open;
    private static RealServer locked;

    @BeforeAll
    static void start() {
        open = RealServer.redis();
        locked = RealServer.redis("--requirepass", "secret");
    }

    @AfterAll
    static void stop() {
        open.close();
        locked.close();
    }

    @Test
    void rubbish_isReadAlike() {
        Gen.check(
                ROUNDS,
                gen -> {
                    String input = rubbish(gen);
                    assertThat(ours(input, true)).as(input).isEqualTo(theirs(open, input));
                });
    }

    @ParameterizedTest
    @MethodSource("onggi.resp.RequestDecoderTest#cases")
    void example_failsAlike(RequestDecoderTest.Case example) {
        String last = example.expected().getLast();
        String error = last.substring(last.indexOf(' ') + 1);

        String reply = theirs(example.authenticated() ? open : locked, example.input());

        if (last.startsWith("PROTOCOL_ERROR")) {
            assertThat(reply).endsWith("-ERR Protocol error: " + error + "\r\n");
        } else {
            assertThat(reply).doesNotContain("Protocol error");
        }
    }

    private static String theirs(RealServer server, String input) {
        try (var client = server.connect()) {
            client.send(input);
            client.finishSending();
            return client.readToEnd();
        }
    }

    private static String ours(String input, boolean authenticated) {
        var decoder = new RequestDecoder(new RequestLimits(), authenticated);
        var batch = new RequestBatch<>();
        byte[] bytes = input.getBytes(ISO_8859_1);
        DecodeOutcome outcome = decoder.decode(bytes, 0, bytes.length, batch);
        var writer = new ReplyWriter();
        for (int i = 0; i < batch.size(); i++) {
            writer.error(unknownCommand(batch, i));
        }
        if (outcome == DecodeOutcome.PROTOCOL_ERROR) {
            writer.error("ERR " + decoder.errorText());
        }
        return new String(writer.array(), 0, writer.position(), ISO_8859_1);
    }

    private static String unknownCommand(RequestBatch<?> batch, int request) {
        var arguments = new StringBuilder();
        for (int i = 1; i < batch.argumentCount(request) && arguments.length() < SHOWN; i++) {
            String text = new String(batch.argument(request, i), ISO_8859_1);
            int room = SHOWN - arguments.length();
            arguments.append('\'').append(text, 0, Math.min(room, text.length())).append("' ");
        }
        String name = new String(batch.argument(request, 0), ISO_8859_1);
        return "ERR unknown command '"
                + name.substring(0, Math.min(SHOWN, name.length()))
                + "', with args beginning with: "
                + arguments;
    }

    private static String rubbish(Gen gen) {
        var input = new StringBuilder();
        for (int parts = gen.between(1, 12); parts > 0; parts--) {
            switch (gen.below(4)) {
                case 0 -> input.append(multibulk(gen));
                case 1 ->
                        input.append(inline(gen))
                                .append(gen.pick("\r\n", "\n", "\n", "\r\r\n", "\n\n"));
                case 2 ->
                        input.append(
                                gen.pick(
                                        "*0\r\n",
                                        "*-1\r\n",
                                        "*-12\r\n",
                                        "\r\n",
                                        "\n",
                                        "*1\r\n$1\r\na\r\n"));
                default -> input.append(gen.chance(30) ? fragment(gen) : "");
            }
        }
        return input.toString();
    }

    private static String multibulk(Gen gen) {
        int count = gen.between(1, 4);
        var request =
                new StringBuilder("*").append(gen.chance(3) ? fragment(gen) : count).append("\r\n");
        for (int i = 0; i < count; i++) {
            String argument =
                    "q" + text(gen, "ab\r\n\"' \u00e9", gen.below(gen.chance(10) ? 200 : 8));
            int length = argument.length() + (gen.chance(2) ? gen.between(-1, 1) : 0);
            request.append('$').append(length).append(gen.chance(2) ? "\rx" : "\r\n");
            request.append(argument).append(gen.chance(2) ? "zz" : "\r\n");
        }
        return request.toString();
    }

    private static String inline(Gen gen) {
        var line = new StringBuilder();
        for (int i = gen.between(1, 4); i > 0; i--) {
            line.append(gen.pick("", " ", "\t", "\u000b", "  ")).append('q');
            switch (gen.below(4)) {
                case 0 -> line.append(text(gen, "ab\\xé\u000b", gen.below(6)));
                case 1 ->
                        line.append('"')
                                .append(
                                        text(
                                                gen,
                                                "ab\\\\x41fnrtb '" + (gen.chance(5) ? "\"" : ""),
                                                gen.below(12)))
                                .append("\" ");
                case 2 ->
                        line.append('\'')
                                .append(
                                        text(
                                                gen,
                                                "ab\\\\n \"" + (gen.chance(5) ? "'" : ""),
                                                gen.below(12)))
                                .append("' ");
                default -> line.append(' ');
            }
        }
        return line.toString();
    }

    private static String fragment(Gen gen) {
        return text(gen, "*$0123-+ab\r\n \"'", gen.between(1, 10)) + gen.pick("", "\r\n");
    }

    private static String text(Gen gen, String alphabet, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(gen.below(alphabet.length())));
        }
        return text.toString();
    }
}
