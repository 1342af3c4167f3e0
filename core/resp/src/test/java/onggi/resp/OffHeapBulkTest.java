package onggi.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import onggi.bytes.Memory;
import org.junit.jupiter.api.Test;

class OffHeapBulkTest {

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

    private static String written(ReplyWriter writer) {
        byte[] output = Arrays.copyOf(writer.array(), writer.position());
        return new String(output, StandardCharsets.ISO_8859_1);
    }
}
