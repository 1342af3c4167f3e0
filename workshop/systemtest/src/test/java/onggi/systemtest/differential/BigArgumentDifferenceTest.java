package onggi.systemtest.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.api.Test;

/**
 * Arguments of megabytes, which Onggi keeps outside the heap where a command takes them so, in
 * every command on strings and at every place of it: random histories, compared with a real server.
 */
@NeedsRedis
class BigArgumentDifferenceTest {

    private static final int RUNS = Integer.getInteger("bigarguments.runs", 6);
    private static final int STEPS = 60;
    private static final int MB = 1 << 20;
    private static final String[] KEYS = {"a", "b", "c", "d"};

    /** With B for a value that may be long, K for a key, N for a number. */
    private static final String[] FORMS = {
        "SET K B",
        "SET K B",
        "SET K B GET",
        "SET K B NX",
        "SET K B XX GET",
        "SET K B KEEPTTL",
        "SET K B EX 1000",
        "SET K B B",
        "SETNX K B",
        "SETEX K 1000 B",
        "SETEX K B B",
        "PSETEX K 1000000 B",
        "PSETEX K 0 B",
        "GETSET K B",
        "GETDEL K",
        "MSET K B K B K B",
        "MSETNX K B K B",
        "MSET K B K",
        "APPEND K B",
        "APPEND K B",
        "SETRANGE K N B",
        "SETRANGE K N B",
        "SETRANGE K B B",
        "GET K",
        "MGET K K K",
        "GETRANGE K N -5",
        "GETRANGE K N N",
        "STRLEN K",
        "INCR K",
        "INCRBY K B",
        "DEL K",
        "RENAME K K",
        "COPY K K REPLACE",
        "EXPIRE K 1000",
        "PERSIST K",
        "MOVE K B",
        "GET B",
        "SET B K",
        "DEL B",
        "ECHO B",
        "PING B",
        "PUBLISH K B",
        "SETBIT K N 1",
        "GETBIT K N",
        "OBJECT ENCODING K",
        "SETNX B B",
        "B K",
        "MULTI",
        "MULTI",
        "EXEC",
        "EXEC",
        "DISCARD"
    };

    @Test
    void longArguments_everywhere_areAnsweredInTheSameBytes() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        String[] options = {"--proto-max-bulk-len", "6mb", "--slowlog-log-slower-than", "0"};
        try (var redis = RealServer.redis(options);
                var onggi = RealServer.onggi(options)) {
            Gen.check(RUNS, gen -> compare(gen, redis, onggi));
        }
    }

    private static void compare(Gen gen, RealServer redis, RealServer onggi) {
        int protocol = gen.pick(2, 3);
        try (var right = redis.connect(protocol);
                var other = onggi.connect(protocol)) {
            right.call("FLUSHALL");
            other.call("FLUSHALL");
            for (int i = 0; i < STEPS; i++) {
                List<byte[][]> pipeline = new ArrayList<>();
                StringBuilder shown = new StringBuilder();
                int replies = 0;
                for (int n = gen.between(1, 6); n > 0; n--) {
                    String form = gen.pick(FORMS);
                    pipeline.add(request(gen, form));
                    shown.append(form).append("; ");
                    replies++;
                }
                pipeline.add(Wire.bytes("ECHO", "the end " + i));
                send(right, pipeline);
                send(other, pipeline);
                for (int n = 0; n <= replies; n++) {
                    String expected = right.frame();
                    String actual = other.frame();
                    assertThat(actual.equals(expected))
                            .as(() -> "reply of " + shown)
                            .withFailMessage(
                                    "%s: expected %s but was %s",
                                    shown, head(expected), head(actual))
                            .isTrue();
                }
                assertThat(endTransaction(other, protocol))
                        .isEqualTo(endTransaction(right, protocol));
            }
        }
    }

    private static String head(String reply) {
        return reply.length() + " bytes: " + reply.substring(0, Math.min(80, reply.length()));
    }

    private static String endTransaction(RespClient client, int protocol) {
        String reply = client.call("RESET");
        client.ask("HELLO", Integer.toString(protocol));
        return reply;
    }

    private static void send(RespClient client, List<byte[][]> pipeline) {
        for (byte[][] request : pipeline) {
            client.send(Wire.request(request));
        }
    }

    private static byte[][] request(Gen gen, String form) {
        String[] words = form.split(" ");
        byte[][] request = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            request[i] =
                    switch (words[i]) {
                        case "B" -> value(gen);
                        case "K" -> bytes(gen.pick(KEYS));
                        case "N" -> bytes(Integer.toString(gen.below(3 * MB)));
                        default -> bytes(words[i]);
                    };
        }
        return request;
    }

    private static byte[] value(Gen gen) {
        return switch (gen.below(8)) {
            case 0 -> bytes("12345");
            case 1 -> bytes("short");
            case 2 -> gen.bytes(100_000);
            case 3 -> gen.bytes(MB);
            case 4 -> gen.bytes(MB - 1);
            case 5 -> bytes("7".repeat(MB + 5));
            default -> gen.bytes(MB + gen.below(2 * MB));
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
