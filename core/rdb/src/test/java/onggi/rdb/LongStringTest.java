package onggi.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import org.junit.jupiter.api.Test;

/** A long string from a source that does not tell how much will come. */
class LongStringTest {

    private static final int LENGTH = 37 << 20;
    private static final int PART = 65_537;

    private final Memory memory = Memory.guarded();
    private final LoadedValue value = new LoadedValue(new Nowhere(memory));

    /** A file with one string that claims a length, and bytes of it. */
    private static byte[] file(int claimed, byte[] bytes) {
        String head = "REDIS0012\u00fe\u0000\u0000" + ByHand.text("key") + "\u0080";
        byte[] start = (head + ByHand.big(claimed, 4)).getBytes(StandardCharsets.ISO_8859_1);
        byte[] file = Arrays.copyOf(start, start.length + bytes.length + 9);
        System.arraycopy(bytes, 0, file, start.length, bytes.length);
        file[start.length + bytes.length] = (byte) 0xff;
        return file;
    }

    private byte[] read(byte[] file) throws IOException {
        int[] at = new int[1];
        RdbInput input =
                RdbInput.of(
                        (target, offset, length) -> {
                            int count = Math.min(Math.min(length, PART), file.length - at[0]);
                            System.arraycopy(file, at[0], target, offset, count);
                            at[0] += count;
                            return count == 0 ? -1 : count;
                        },
                        RdbInput.UNKNOWN_SIZE);
        byte[][] read = new byte[1][];
        new RdbReader(
                        input,
                        new RdbVisitor() {
                            @Override
                            public LoadedValue home(RdbKey key) {
                                return value;
                            }

                            @Override
                            public void key(RdbKey key, LoadedValue loaded) {
                                LooseBlock block = loaded.takeBlock();
                                read[0] = new byte[block.length()];
                                block.copyOut(0, read[0], 0, block.length());
                                block.release();
                            }
                        },
                        false)
                .read();
        return read[0];
    }

    @Test
    void stringThatComes_isRead() throws IOException {
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i += 997) {
            bytes[i] = (byte) (i / 997);
        }

        byte[] read = read(file(LENGTH, bytes));

        assertThat(Arrays.equals(read, bytes)).isTrue();
        assertThat(memory.liveBlocks()).isEmpty();
    }

    @Test
    void stringThatIsOnlyClaimed_takesLittleMemory() {
        byte[] file = file(512 << 20, new byte[100]);

        assertThatThrownBy(() -> read(file)).isInstanceOf(RdbException.class);

        assertThat(memory.allocatedBytes()).isLessThan(20 << 20);
        value.close();
        assertThat(memory.liveBlocks()).isEmpty();
    }
}
