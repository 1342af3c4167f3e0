package onggi.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import onggi.bytes.Memory;
import onggi.types.Cell;

/**
 * Any bytes are a sound file or value, or are refused with a message, and nothing is left behind.
 * Runs the kept inputs; with {@code JAZZER_FUZZ=1} it looks for new ones.
 */
final class RdbFuzzTest {

    private static final int FOOTER_BYTES = 10;
    private static final byte[] HEADER = "REDIS0012".getBytes(StandardCharsets.US_ASCII);

    private final Cell cell = new Nowhere(Memory.guarded());
    private final LoadedValue value = new LoadedValue(cell);

    @FuzzTest(maxDuration = "2m")
    void anyPayload_isAValue_orIsRefused(byte[] input) {
        byte[] payload = Arrays.copyOf(input, input.length + FOOTER_BYTES);
        payload[input.length] = (byte) (input.length > 0 && input[0] == 22 ? 80 : 12);

        try {
            assertThat(DumpPayload.read(payload, 0, payload.length, false, value)).isTrue();
            if (!value.isText()) {
                value.check();
            }
        } catch (RdbException e) {
            assertThat(e).hasMessageContaining("offset=");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        nothingIsLeft();
    }

    @FuzzTest(maxDuration = "2m")
    void anyFile_isRead_orIsRefused(byte[] input) {
        byte[] file = new byte[HEADER.length + input.length];
        System.arraycopy(HEADER, 0, file, 0, HEADER.length);
        System.arraycopy(input, 0, file, HEADER.length, input.length);
        for (RdbInput in : new RdbInput[] {RdbInput.of(file, 0, file.length), slowly(file)}) {
            try {
                new RdbReader(in, visitor(), false).read();
            } catch (RdbException e) {
                assertThat(e.offset()).isLessThanOrEqualTo(file.length);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            nothingIsLeft();
        }
    }

    /** A source that does not tell its size, and gives a few bytes at a time. */
    private static RdbInput slowly(byte[] file) {
        int[] at = new int[1];
        return RdbInput.of(
                (target, offset, length) -> {
                    int count = Math.min(Math.min(length, 5), file.length - at[0]);
                    System.arraycopy(file, at[0], target, offset, count);
                    at[0] += count;
                    return count == 0 ? -1 : count;
                },
                RdbInput.UNKNOWN_SIZE);
    }

    private RdbVisitor visitor() {
        return new RdbVisitor() {
            @Override
            public LoadedValue home(RdbKey key) {
                return value;
            }

            @Override
            public void key(RdbKey key, LoadedValue read) {
                if (!read.isText()) {
                    read.check();
                }
            }
        };
    }

    private void nothingIsLeft() {
        value.close();
        assertThat(cell.slab().liveBytes()).isZero();
    }
}
