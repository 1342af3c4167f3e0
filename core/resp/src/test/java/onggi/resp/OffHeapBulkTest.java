package onggi.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import org.junit.jupiter.api.Test;

class OffHeapBulkTest {

    private static final int LEAST = LooseBlock.LEAST_BYTES;

    private final Memory memory = Memory.guarded();

    @Test
    void bulk_stringInMemory_isWrittenLikeOneOnTheHeap() {
        byte[] text = "twelve bytes".getBytes(StandardCharsets.US_ASCII);
        long block = memory.allocate(64);
        memory.copyIn(text, 0, block + 3, text.length);
        ReplyWriter writer = new ReplyWriter(16);

        writer.bulk(memory, block + 3, text.length);
        writer.bulk(memory, block, 0);

        assertThat(written(writer)).isEqualTo("$12\r\ntwelve bytes\r\n$0\r\n\r\n");
    }

    @Test
    void bulk_longString_isKeptOutsideAndInsertedByTheReader() {
        ReplyWriter writer = new ReplyWriter(16);
        writer.keepOutside(memory);
        long block = longString();
        int array = writer.startArray();
        writer.bulk(memory, block, LEAST);
        writer.bulk(memory, block, LEAST - 1);
        for (int i = 0; i < 10; i++) {
            writer.bulk(memory, block, LEAST + i);
        }
        writer.endArray(array, 12);
        memory.putByte(block, (byte) 'x');

        int first = writer.nextLoose(0);
        LooseBlock copy = writer.takeLoose(first);

        String header = "*12\r\n$" + LEAST + "\r\n";
        assertThat(written(writer).substring(0, first)).isEqualTo(header);
        assertThat(copy.view().get(0)).isEqualTo((byte) 'v');
        assertThat(copy.length()).isEqualTo(LEAST);
        assertThat(writer.looseBytes()).isEqualTo(10L * LEAST + 45);
        copy.release();
        memory.release(block);
        writer.clear();
        assertThat(memory.liveBlocks()).isEmpty();
    }

    @Test
    void truncate_beforeALongString_givesItBack() {
        ReplyWriter writer = new ReplyWriter(16);
        writer.keepOutside(memory);
        long block = longString();
        writer.bulk(memory, block, LEAST);
        int mark = writer.position();
        writer.bulk(memory, block, LEAST);

        writer.truncate(mark);

        assertThat(writer.looseBytes()).isEqualTo(LEAST);
        assertThat(writer.nextLoose(0)).isEqualTo(mark - 2);
        writer.truncate(0);
        assertThat(writer.looseBytes()).isZero();
        memory.release(block);
        assertThat(memory.liveBlocks()).isEmpty();
    }

    private long longString() {
        long block = memory.allocate(LEAST + 16);
        memory.putByte(block, (byte) 'v');
        return block;
    }

    private static String written(ReplyWriter writer) {
        byte[] output = Arrays.copyOf(writer.array(), writer.position());
        return new String(output, StandardCharsets.ISO_8859_1);
    }
}
