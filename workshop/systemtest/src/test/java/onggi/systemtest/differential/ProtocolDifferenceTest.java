package onggi.systemtest.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Raw bytes, well and badly formed, to a real server and to Onggi: what comes back until the end of
 * the connection must be equal.
 */
@NeedsRedis
class ProtocolDifferenceTest {

    private static final int RUNS = Integer.getInteger("protocol.runs", 3_000);

    @SuppressWarnings("NullAway.Init")
    private static RealServer redis;

    @SuppressWarnings("NullAway.Init")
    private static RealServer onggi;

    @SuppressWarnings("NullAway.Init")
    private static RealServer closedRedis;

    @SuppressWarnings("NullAway.Init")
    private static RealServer closedOnggi;

    @BeforeAll
    static void start() {
        boolean itself = System.getProperty("subject", "onggi").equals("redis");
        assumeTrue(
                itself || RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        redis = RealServer.redis();
        onggi = itself ? RealServer.redis() : RealServer.onggi();
        closedRedis = RealServer.redis("--requirepass", "secret");
        closedOnggi =
                itself
                        ? RealServer.redis("--requirepass", "secret")
                        : RealServer.onggi("--requirepass", "secret");
    }

    @AfterAll
    static void stop() {
        Stream.of(redis, onggi, closedRedis, closedOnggi)
                .filter(s -> s != null)
                .forEach(RealServer::close);
    }

    static List<String> requests() {
        return List.of(
                "PING\r\n",
                "PING\n",
                "\r\n\r\nPING\r\n",
                "   PING   \r\n",
                "SET a b\r\nGET a\r\n",
                "SET a \"quoted \\x41\\n\\\"\"\r\nGET a\r\n",
                "SET a 'single \\' quote'\r\nGET a\r\n",
                "SET a \"open\r\nPING\r\n",
                "SET a 'open\r\nPING\r\n",
                "SET a \"b\"c\r\nPING\r\n",
                "*0\r\nPING\r\n",
                "*-1\r\nPING\r\n",
                "*-10\r\nPING\r\n",
                "*\r\nPING\r\n",
                "*1\r\n$4\r\nPING\r\n",
                "*1\n$4\nPING\n",
                "*abc\r\n",
                "* 1\r\n$4\r\nPING\r\n",
                "*1048577\r\n",
                "*2147483647\r\n",
                "*2147483648\r\n",
                "*99999999999999999999\r\n",
                "*1\r\n$-1\r\n",
                "*1\r\n$abc\r\n",
                "*1\r\n$\r\n",
                "*1\r\n$536870913\r\n",
                "*1\r\n$9223372036854775808\r\n",
                "*1\r\n:4\r\nPING\r\n",
                "*1\r\n+PING\r\n",
                "*1\r\nPING\r\n",
                "*1\r\n\r\n",
                "*2\r\n$3\r\nGET\r\n$0\r\n\r\n",
                "*1\r\n$0\r\n\r\nPING\r\n",
                "*1\r\n$4\r\nPINGxxPING\r\n",
                "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nbXX*1\r\n$4\r\nPING\r\n",
                "$4\r\nPING\r\n",
                "+OK\r\n",
                ":1\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.1\r\n\r\nSET a b\r\n",
                "Host: x\r\nPING\r\n",
                "\u00ff\u00fe\u00fd\r\nPING\r\n",
                "HELLO 3\nPING\r\n*1\r\n$4\r\nQUIT\r\nPING\r\n",
                "MULTI\r\n*abc\r\nEXEC\r\n",
                "PING " + "y".repeat(65_000) + "\r\n",
                "*11\r\n" + "$1\r\nx\r\n".repeat(11) + "PING\r\n");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void request_ofAnyForm_isAnsweredAlike(String request) {
        assertSame(redis, onggi, request.getBytes(StandardCharsets.ISO_8859_1));
    }

    static List<String> unauthenticated() {
        return List.of(
                "PING\r\nAUTH wrong\r\nAUTH secret\r\nPING\r\n",
                "HELLO 3\r\nHELLO 3 AUTH default secret\r\nPING\r\n",
                "RESET\r\nECHO x\r\nQUIT\r\n",
                "NOTHING x\r\nGET\r\nMULTI\r\n",
                "*11\r\n" + "$1\r\nx\r\n".repeat(11),
                "*2\r\n$4\r\nAUTH\r\n$16385\r\n",
                "*10\r\n" + "$1\r\nx\r\n".repeat(10));
    }

    @ParameterizedTest
    @MethodSource("unauthenticated")
    void request_beforeAuthentication_isAnsweredAlike(String request) {
        assertSame(closedRedis, closedOnggi, request.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void randomBytes_aroundRequests_areAnsweredAlike() {
        Gen.checkSteps(
                RUNS,
                gen -> gen.list(gen.between(1, 8), ProtocolDifferenceTest::piece),
                (gen, pieces) -> {
                    var out = new ByteArrayOutputStream();
                    pieces.forEach(piece -> out.writeBytes(piece.bytes()));
                    assertSame(redis, onggi, out.toByteArray());
                });
    }

    /** Bytes that print readably. */
    private record Piece(String text) {

        byte[] bytes() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return Wire.quote(bytes());
        }
    }

    private static Piece piece(Gen gen) {
        byte[] bytes =
                switch (gen.below(8)) {
                    case 0 -> gen.bytes(gen.between(1, 30));
                    case 1 ->
                            gen.pick(
                                            "*", "$", "\r\n", "\n", "\r", "*1\r\n", "$3\r\n",
                                            "*-1\r\n", "'", "\"", " ", "\0", "-1", "+", ":")
                                    .getBytes(StandardCharsets.US_ASCII);
                    case 2 ->
                            gen.pick(
                                            "PING\r\n",
                                            "ECHO a\n",
                                            "GET 'a b'\r\n",
                                            "SET \"x\\x00\" y\r\n",
                                            "foo bar\r\n")
                                    .getBytes(StandardCharsets.US_ASCII);
                    case 3 -> {
                        byte[] request = request(gen);
                        request[gen.below(request.length)] = (byte) gen.below(256);
                        yield request;
                    }
                    case 4 -> {
                        byte[] request = request(gen);
                        yield java.util.Arrays.copyOf(request, gen.below(request.length) + 1);
                    }
                    default -> request(gen);
                };
        // Redis takes no line that has a zero byte, and waits for ever.
        return new Piece(new String(bytes, StandardCharsets.ISO_8859_1).replace('\0', '\1'));
    }

    private static byte[] request(Gen gen) {
        String key = gen.pick("a", "b", "");
        return Wire.request(
                switch (gen.below(6)) {
                    case 0 -> Wire.bytes("PING");
                    case 1 -> Wire.bytes("ECHO", "x".repeat(gen.below(300)));
                    case 2 -> Wire.bytes("DEL", key);
                    case 3 -> Wire.bytes("STRLEN", key, "more");
                    case 4 -> Wire.bytes("nonsense", key);
                    default -> Wire.bytes("HELLO", "x");
                });
    }

    private static void assertSame(RealServer right, RealServer other, byte[] request) {
        assertThat(answer(other, request)).isEqualTo(answer(right, request));
    }

    /**
     * Returns everything the server says to these bytes; the half closed connection makes it end.
     */
    private static String answer(RealServer server, byte[] request) {
        try (var client = RespClient.connect(server.port())) {
            try {
                client.send(request);
                client.finishSending();
            } catch (UncheckedIOException closedEarly) {
                // What it said before it closed is still to be read.
            }
            // Redis names its version and the number of the connection in a greeting.
            return client.readToEnd()
                    .replaceAll("\\$\\d+\r\n7\\.\\d+\\.\\d+", "VERSION")
                    .replaceAll("(id\r\n):\\d+", "$1:ID");
        }
    }
}
