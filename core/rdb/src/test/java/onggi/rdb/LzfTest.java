package onggi.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

class LzfTest {

    private static final int RUNS = 2000;

    private final Lzf lzf = new Lzf();

    @Test
    void whatIsCompressed_comesBack() {
        Gen.check(
                RUNS,
                gen -> {
                    byte[] text = text(gen);
                    byte[] packed = new byte[text.length + 100];

                    int size = lzf.compress(text, 0, text.length, packed, 50, text.length);

                    if (size > 0) {
                        byte[] back = new byte[text.length + 2];
                        assertThat(
                                        Lzf.decompress(
                                                packed,
                                                50,
                                                size,
                                                ByteBuffer.wrap(back, 1, text.length)))
                                .isTrue();
                        assertThat(Arrays.copyOfRange(back, 1, text.length + 1)).isEqualTo(text);
                        assertThat(back[0]).isZero();
                        assertThat(back[text.length + 1]).isZero();
                    }
                });
    }

    private static byte[] text(Gen gen) {
        int length = gen.below(gen.pick(10, 300, 20_000));
        int letters = gen.pick(1, 2, 20, 256);
        byte[] text = gen.bytes(length);
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ((text[i] & 0xff) % letters);
        }
        return text;
    }

    @Test
    void repetition_isCompressedToOneCopy() {
        byte[] text = "a".repeat(100).getBytes(StandardCharsets.US_ASCII);
        byte[] packed = new byte[100];

        int size = lzf.compress(text, 0, 100, packed, 0, 96);

        assertThat(HexFormat.of().formatHex(packed, 0, size)).isEqualTo("0061e05a00");
    }

    @Test
    void noise_isLeftAsItIs() {
        byte[] noise = new Gen(1).bytes(1000);

        assertThat(lzf.compress(noise, 0, 1000, new byte[1000], 0, 996)).isZero();
    }

    @Test
    void anyBytes_areDecompressedOrRefused() {
        Gen.check(
                RUNS,
                gen -> {
                    byte[] noise = gen.bytes(gen.below(60));
                    int length = gen.below(400);
                    byte[] target = new byte[length + 1];

                    Lzf.decompress(noise, 0, noise.length, ByteBuffer.wrap(target, 0, length));

                    assertThat(target[length]).isZero();
                });
    }
}
