package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * Any bytes are a sound pack or none; a sound one reads the same from both ends, and a copy made of
 * its elements has the same elements. With {@code JAZZER_FUZZ=1} it looks for new inputs.
 */
class ListPackFuzzTest {

    private static final Slab SLAB = new Slab(Memory.guarded());

    @FuzzTest(maxDuration = "3m")
    void anyBytes_areASoundPackOrNone(byte[] input) {
        sound(input);
        sound(withHead(input));
        assertThat(SLAB.liveBytes()).isZero();
    }

    private static void sound(byte[] bytes) {
        Memory memory = SLAB.memory();
        SlabCell cell = new SlabCell(memory, SLAB);
        cell.reshape(Encoding.LISTPACK, bytes.length, 0, 0);
        memory.copyIn(bytes, 0, cell.valueAddress(), bytes.length);
        long pack = cell.valueAddress();
        if (ListPackCheck.isSound(memory, pack, bytes.length)) {
            List<Bytes> forwards = new ArrayList<>();
            for (int at = ListPack.first(memory, pack);
                    at != ListPack.NONE;
                    at = ListPack.next(memory, pack, at)) {
                forwards.add(Bytes.wrap(ListPack.copy(memory, pack, at)));
            }
            List<Bytes> backwards = new ArrayList<>();
            for (int at = ListPack.last(memory, pack);
                    at != ListPack.NONE;
                    at = ListPack.previous(memory, pack, at)) {
                backwards.add(Bytes.wrap(ListPack.copy(memory, pack, at)));
            }
            Collections.reverse(backwards);
            assertThat(backwards).isEqualTo(forwards);
            assertThat(rebuilt(forwards)).isEqualTo(forwards);
        }
        cell.close();
    }

    private static List<Bytes> rebuilt(List<Bytes> elements) {
        SlabCell cell = new SlabCell(SLAB.memory(), SLAB);
        ListValue list = new ListValue(cell);
        list.init();
        for (Bytes element : elements) {
            byte[] text = element.unsafeArray();
            list.prepareFor(text.length, 1);
            list.pushLast(text, 0, text.length);
        }
        list.check();
        List<Bytes> read = new ArrayList<>();
        for (boolean there = list.first(); there; there = list.next()) {
            read.add(Bytes.wrap(list.copy()));
        }
        list.freeSome(Integer.MAX_VALUE);
        cell.close();
        return read;
    }

    /** The input as elements of a pack whose head and end are right. */
    private static byte[] withHead(byte[] input) {
        byte[] pack = new byte[input.length + ListPack.EMPTY_BYTES];
        int length = pack.length;
        for (int i = 0; i < Integer.BYTES; i++) {
            pack[i] = (byte) (length >>> (Byte.SIZE * i));
        }
        pack[4] = (byte) 0xff;
        pack[5] = (byte) 0xff;
        System.arraycopy(input, 0, pack, ListPack.HEADER_BYTES, input.length);
        pack[length - 1] = (byte) ListPack.END;
        return pack;
    }
}
