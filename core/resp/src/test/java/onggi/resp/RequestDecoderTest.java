package onggi.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RequestDecoderTest {

    private final RequestLimits limits = new RequestLimits();
    private final RequestBatch<Object> batch = new RequestBatch<>();

    /** An input, and what it decodes to: one text per request, then the outcome. */
    record Case(String input, boolean authenticated, List<String> expected) {

        static Case of(String input, String... expected) {
            return new Case(input, true, List.of(expected));
        }

        static Case stranger(String input, String... expected) {
            return new Case(input, false, List.of(expected));
        }
    }

    static List<Case> cases() {
        String need = "NEED_INPUT";
        return List.of(
                Case.of("*1\r\n$4\r\nPING\r\n", "[PING]", need),
                Case.of(
                        "*2\r\n$3\r\nGET\r\n$1\r\na\r\n*1\r\n$4\r\nPING\r\n",
                        "[GET, a]",
                        "[PING]",
                        need),
                Case.of("*0\r\n*-1\r\n*-7\r\n\r\n\n*1\r\n$4\r\nPING\r\n", "[PING]", need),
                Case.of("*2\r\n$4\r\nECHO\r\n$0\r\n\r\n", "[ECHO, ]", need),
                Case.of(
                        "*2\r\n$4\r\nECHO\r\n$11\r\n\r\n$5\r\nabc\r\n\r\n",
                        "[ECHO, \r\n$5\r\nabc\r\n]",
                        need),
                Case.of("*1\rX$4\rYPINGZZ", "[PING]", need),
                Case.of(
                        "PING\r\nset a b\n  GET\ta  \r\n",
                        "[PING]",
                        "[set, a, b]",
                        "[GET, a]",
                        need),
                Case.of(
                        "set \"a\\x41\\n\\r\\t\\b\\a\\q\\\"\" 'b\\'\\n'\r\n",
                        "[set, aA\n\r\t\b\u0007q\", b'\\n]",
                        need),
                Case.of("a\"b\" \"\" ''\r\n", "[ab, , ]", need),
                Case.of("a\u000bb \u000c c\r\n", "[a\u000bb, c]", need),
                Case.of("set \"a\r\n", "PROTOCOL_ERROR unbalanced quotes in request"),
                Case.of("set 'a'b\r\n", "PROTOCOL_ERROR unbalanced quotes in request"),
                Case.of("set \"a\\\r\n", "PROTOCOL_ERROR unbalanced quotes in request"),
                Case.of("PING\r\n*x\r\n", "[PING]", "PROTOCOL_ERROR invalid multibulk length"),
                Case.of("*03\r\n", "PROTOCOL_ERROR invalid multibulk length"),
                Case.of("*2147483648\r\n", "PROTOCOL_ERROR invalid multibulk length"),
                Case.of("*2147483647\r\n", need),
                Case.of("*3\r\n$3\r\nSET\r\nx\r\n", "PROTOCOL_ERROR expected '$', got 'x'"),
                Case.of("*1\r\n$-1\r\n", "PROTOCOL_ERROR invalid bulk length"),
                Case.of("*1\r\n$+1\r\n", "PROTOCOL_ERROR invalid bulk length"),
                Case.of("*1\r\n$536870913\r\n", "PROTOCOL_ERROR invalid bulk length"),
                Case.of("*1\r\n$536870912\r\n", need),
                Case.stranger("*11\r\n", "PROTOCOL_ERROR unauthenticated multibulk length"),
                Case.stranger("*10\r\n", need),
                Case.stranger("*1\r\n$16385\r\n", "PROTOCOL_ERROR unauthenticated bulk length"),
                Case.stranger("*1\r\n$16384\r\n", need),
                Case.stranger(
                        "PING\r\n*11\r\n",
                        "[PING]",
                        "PROTOCOL_ERROR unauthenticated multibulk length"),
                Case.stranger(
                        "PING\r\n*1\r\n$16385\r\n",
                        "[PING]",
                        "PROTOCOL_ERROR unauthenticated bulk length"),
                Case.of("x".repeat(65_537), "PROTOCOL_ERROR too big inline request"),
                Case.of("x".repeat(65_536), need),
                Case.of("*" + "1".repeat(65_536), "PROTOCOL_ERROR too big mbulk count string"),
                Case.of(
                        "*1\r\n$" + "1".repeat(65_536),
                        "PROTOCOL_ERROR too big bulk count string"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decode_inOnePiece_givesTheExpected(Case example) {
        assertThat(decode(example, example.input.length())).isEqualTo(example.expected);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decode_byteByByte_givesTheExpected(Case example) {
        assertThat(decode(example, 1)).isEqualTo(example.expected);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decode_inPiecesOfAnySize_givesTheExpected(Case example) {
        for (int size = 2; size < Math.min(60, example.input.length()); size++) {
            assertThat(decode(example, size)).as("pieces of %d", size).isEqualTo(example.expected);
        }
        for (int size = 1000; size < example.input.length(); size += 7_919) {
            assertThat(decode(example, size)).as("pieces of %d", size).isEqualTo(example.expected);
        }
    }

    private List<String> decode(Case example, int size) {
        var decoder = new RequestDecoder(limits, example.authenticated);
        byte[] input = example.input.getBytes(ISO_8859_1);
        List<String> seen = new ArrayList<>();
        DecodeOutcome outcome = DecodeOutcome.NEED_INPUT;
        for (int at = 0; at < input.length && outcome == DecodeOutcome.NEED_INPUT; at += size) {
            outcome = decoder.decode(input, at, Math.min(at + size, input.length), batch);
            collect(seen);
            while (outcome == DecodeOutcome.CALL_AGAIN) {
                outcome = decoder.decode(input, 0, 0, batch);
                collect(seen);
            }
        }
        String text = decoder.errorText().replace("Protocol error: ", "");
        seen.add(text.isEmpty() ? outcome.name() : outcome.name() + " " + text);
        return seen;
    }

    private void collect(List<String> seen) {
        for (int i = 0; i < batch.size(); i++) {
            List<String> arguments = new ArrayList<>();
            for (int a = 0; a < batch.argumentCount(i); a++) {
                arguments.add(new String(batch.argument(i, a), ISO_8859_1));
            }
            seen.add(arguments.toString());
        }
        batch.clear();
    }
}
