package onggi.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import onggi.bytes.Memory;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

class DistinctElementsTest {

    private static final int RUNS = 500;

    private final DistinctElements distinct = new DistinctElements();
    private final ListPackCursor cursor =
            new ListPackCursor(RdbInput.of(new byte[0], 0, 0), "Test listpack");

    @Test
    void elements_areNewOnce() {
        Memory memory = Memory.guarded();
        Gen.check(
                RUNS,
                gen -> {
                    PackBuilder builder = new PackBuilder();
                    builder.begin();
                    int count = gen.below(gen.pick(3, 40, 400));
                    for (int i = 0; i < count; i++) {
                        element(gen, builder, memory);
                    }
                    RdbText pack = new RdbText();
                    pack.view(builder.bytes, 0, builder.end());

                    distinct.clear(count, gen.anyLong());
                    try {
                        assertThat(cursor.count(pack)).isEqualTo(count);
                        compare(pack);
                    } catch (RdbException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    private void compare(RdbText pack) throws RdbException {
        Set<String> seen = new HashSet<>();
        RdbText text = new RdbText();
        cursor.open(pack);
        while (cursor.next()) {
            cursor.get(text);
            assertThat(distinct.add(cursor)).isEqualTo(seen.add(text.toString()));
        }
    }

    /** Numbers, and texts of which some look like numbers. */
    private static void element(Gen gen, PackBuilder builder, Memory memory) {
        if (gen.chance(40)) {
            builder.integer(gen.chance(80) ? gen.between(-30, 30) : gen.anyLong());
            return;
        }
        String word = gen.chance(30) ? "" + gen.between(-30, 30) : gen.word(gen.below(4));
        byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
        long block = memory.allocate(bytes.length + 1L);
        memory.copyIn(bytes, 0, block, bytes.length);
        builder.text(memory, block, bytes.length);
        memory.release(block);
    }
}
