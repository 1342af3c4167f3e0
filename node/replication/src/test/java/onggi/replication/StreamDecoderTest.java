package onggi.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.resp.RequestWriter;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamDecoderTest {

    private static final long MOST_BULK_BYTES = 1 << 20;

    private static List<String> commandOf(StreamDecoder decoder) {
        List<String> command = new ArrayList<>();
        for (int i = 0; i < decoder.argc(); i++) {
            command.add(
                    new String(
                            decoder.buffer(),
                            decoder.offsets()[i],
                            decoder.lengths()[i],
                            StandardCharsets.ISO_8859_1));
        }
        return command;
    }

    @Test
    void anyCut_givesTheSameCommandsAndTheSameBytes() {
        Gen.check(
                300,
                gen -> {
                    List<List<String>> sent = new ArrayList<>();
                    ByteArrayOutputStream stream = new ByteArrayOutputStream();
                    for (int i = gen.between(1, 12); i > 0; i--) {
                        List<String> command =
                                gen.list(
                                        gen.between(1, 5),
                                        g -> g.word(g.chance(5) ? 40_000 : g.below(30)));
                        sent.add(command);
                        stream.writeBytes(RequestWriter.encode(command.toArray(String[]::new)));
                        if (gen.chance(20)) {
                            stream.writeBytes(new byte[] {'\n'});
                        }
                    }
                    byte[] bytes = stream.toByteArray();
                    StreamDecoder decoder = new StreamDecoder(MOST_BULK_BYTES);
                    List<List<String>> got = new ArrayList<>();
                    ByteArrayOutputStream passed = new ByteArrayOutputStream();

                    for (int at = 0; at < bytes.length; ) {
                        int count =
                                Math.min(
                                        bytes.length - at,
                                        gen.between(1, gen.chance(50) ? 9 : 5000));
                        decoder.add(bytes, at, count);
                        at += count;
                        take(decoder, got, passed, gen.chance(60));
                    }
                    take(decoder, got, passed, true);

                    assertThat(got).isEqualTo(sent);
                    int open = decoder.pendingBytes();
                    assertThat(passed.toByteArray())
                            .isEqualTo(Arrays.copyOf(bytes, bytes.length - open));
                    assertThat(open).isLessThanOrEqualTo(1);
                });
    }

    private static void take(
            StreamDecoder decoder,
            List<List<String>> got,
            ByteArrayOutputStream passed,
            boolean drops) {
        try {
            while (decoder.next()) {
                got.add(commandOf(decoder));
                decoder.take();
            }
        } catch (BadStreamException e) {
            throw new AssertionError(e);
        }
        if (drops) {
            passed.write(decoder.buffer(), decoder.keptStart(), decoder.keptLength());
            decoder.drop();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PING\r\n",
                "*1\r\n:1\r\n",
                "*x\r\n",
                "*\r\n",
                "*-1\r\n$1\r\n",
                "*1\r\n$-1\r\n",
                "*1\r\n$9999999\r\n",
                "*99999999999999999999\r\n",
                "*1\r\n$4\r\nPINGxx",
                "$3\r\nabc\r\n"
            })
    void garbage_isRefused(String text) {
        StreamDecoder decoder = new StreamDecoder(MOST_BULK_BYTES);
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        decoder.add(bytes, 0, bytes.length);

        assertThatThrownBy(decoder::next).isInstanceOf(BadStreamException.class);
    }

    @Test
    void anyGarbage_isRefusedOrAwaited() {
        Gen.check(
                2000,
                gen -> {
                    StreamDecoder decoder = new StreamDecoder(MOST_BULK_BYTES);
                    byte[] bytes = RequestWriter.encode("SET", gen.word(3), gen.word(9));
                    for (int i = gen.between(1, 4); i > 0; i--) {
                        bytes[gen.below(bytes.length)] = (byte) "*$\r\n19x".charAt(gen.below(7));
                    }
                    decoder.add(bytes, 0, bytes.length);
                    try {
                        while (decoder.next()) {
                            decoder.take();
                        }
                    } catch (BadStreamException e) {
                        assertThat(e).hasMessageMatching("[A-Za-z].*");
                    }
                    assertThat(decoder.pendingBytes()).isBetween(0, bytes.length);
                });
    }
}
