package onggi.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadDecoderTest {

    private static final class Kept implements PayloadDecoder.Sink {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long length = Long.MIN_VALUE;

        @Override
        public void began(long announced) {
            length = announced;
        }

        @Override
        public void data(byte[] from, int offset, int count) {
            bytes.write(from, offset, count);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void snapshotOfKnownLength_isFoundHoweverItIsCut() {
        Gen.check(
                300,
                gen -> {
                    byte[] snapshot = gen.bytes(gen.below(3000));
                    ByteArrayOutputStream sent = new ByteArrayOutputStream();
                    sent.writeBytes(
                            ascii("\n".repeat(gen.below(3)) + "$" + snapshot.length + "\r\n"));
                    sent.writeBytes(snapshot);
                    byte[] stream = gen.bytes(gen.below(50));
                    sent.writeBytes(stream);
                    Kept kept = new Kept();

                    int taken = feed(gen, sent.toByteArray(), kept);

                    assertThat(kept.length).isEqualTo(snapshot.length);
                    assertThat(kept.bytes.toByteArray()).isEqualTo(snapshot);
                    assertThat(taken).isEqualTo(sent.size() - stream.length);
                });
    }

    @Test
    void snapshotUpToAMark_isFoundHoweverItIsCut() {
        Gen.check(
                300,
                gen -> {
                    byte[] snapshot = gen.bytes(gen.below(3000));
                    String mark = "0123456789abcdef0123456789abcdef01234567";
                    ByteArrayOutputStream sent = new ByteArrayOutputStream();
                    sent.writeBytes(ascii("\n".repeat(gen.below(3)) + "$EOF:" + mark + "\r\n"));
                    sent.writeBytes(snapshot);
                    sent.writeBytes(ascii(mark));
                    Kept kept = new Kept();

                    int taken = feed(gen, sent.toByteArray(), kept);

                    assertThat(kept.length).isEqualTo(-1);
                    assertThat(kept.bytes.toByteArray()).isEqualTo(snapshot);
                    assertThat(taken).isEqualTo(sent.size());
                });
    }

    private static int feed(Gen gen, byte[] bytes, Kept kept) {
        PayloadDecoder decoder = new PayloadDecoder();
        int at = 0;
        try {
            while (at < bytes.length && !decoder.isDone()) {
                int count = Math.min(bytes.length - at, gen.between(1, gen.chance(50) ? 7 : 900));
                at += decoder.feed(bytes, at, count, kept);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(decoder.isDone()).isTrue();
        return at;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-ERR no\r\n",
                "+OK\r\n",
                "$-1\r\n",
                "$x\r\n",
                "$99999999999999999999\r\n",
                "REDIS0009\n"
            })
    void garbage_isRefusedByName(String text) {
        PayloadDecoder decoder = new PayloadDecoder();
        byte[] bytes = ascii(text);

        assertThatThrownBy(() -> decoder.feed(bytes, 0, bytes.length, new Kept()))
                .isInstanceOf(BadStreamException.class)
                .hasMessageMatching(".{10,}");
    }

    @Test
    void endlessLine_isRefused() {
        PayloadDecoder decoder = new PayloadDecoder();
        byte[] bytes = new byte[5000];

        assertThatThrownBy(() -> decoder.feed(bytes, 0, bytes.length, new Kept()))
                .hasMessageContaining("no end");
    }
}
