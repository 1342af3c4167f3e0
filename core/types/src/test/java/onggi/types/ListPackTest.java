package onggi.types;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import onggi.bytes.Memory;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListPackTest {

    /** Lengths on both sides of every change of form. */
    private static final int[] LENGTHS = {
        0, 1, 5, 20, 21, 62, 63, 64, 125, 126, 127, 128, 200, 4095, 4096, 16_377, 16_378, 16_379,
        16_380, 16_381, 16_382, 16_383
    };

    private static final long[] INTEGERS = {
        0,
        1,
        -1,
        127,
        128,
        4095,
        4096,
        -4096,
        -4097,
        32_767,
        32_768,
        -32_768,
        -32_769,
        8_388_607,
        8_388_608,
        -8_388_608,
        -8_388_609,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE + 1L,
        Integer.MIN_VALUE,
        Integer.MIN_VALUE - 1L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    static byte[] text(Gen gen) {
        return switch (gen.below(10)) {
            case 0 -> gen.bytes(gen.pick(List.of(0, 1, 63, 64, 127, 128, 300)));
            case 1 -> Long.toString(INTEGERS[gen.below(INTEGERS.length)]).getBytes(ISO_8859_1);
            case 2 -> Long.toString(gen.anyLong() >> gen.below(64)).getBytes(ISO_8859_1);
            case 3 -> gen.pick("00", "-0", "+1", "", "9223372036854775808").getBytes(ISO_8859_1);
            default -> ("e" + gen.below(20)).getBytes(ISO_8859_1);
        };
    }

    @ParameterizedTest
    @EnumSource(TableTest.Kind.class)
    void randomChanges_agreeWithAList(TableTest.Kind kind) {
        Gen.check(
                kind == TableTest.Kind.RAW ? 40 : 10,
                gen -> {
                    var cell = new SlabCell(kind.memory());
                    var pack = new CellPack(cell);
                    pack.init(Encoding.LISTPACK);
                    List<byte[]> model = new ArrayList<>();
                    for (int i = 0; i < 300; i++) {
                        change(gen, pack, model);
                        assertThat(pack.count()).isEqualTo(model.size());
                        if (i % 10 == 0) {
                            compare(pack, model);
                        }
                    }
                    compare(pack, model);
                    search(gen, pack, model);
                    assertThat(cell.valueLength()).isEqualTo(pack.bytes());
                    assertThat(cell.encoding()).isEqualTo(Encoding.LISTPACK);
                });
    }

    private static void change(Gen gen, CellPack pack, List<byte[]> model) {
        int index = gen.below(model.size() + 1);
        int at = index == model.size() ? pack.end() : pack.seek(index);
        byte[] text = text(gen);
        int choice = gen.below(10);
        if (choice < 4 || index == model.size()) {
            int behind = pack.insert(at, text, 0, text.length);
            model.add(index, text);
            assertThat(behind).isEqualTo(at + ListPack.elementBytes(text, 0, text.length));
        } else if (choice == 4) {
            long value = gen.anyLong() >> gen.below(64);
            pack.replace(at, value);
            model.set(index, Long.toString(value).getBytes(ISO_8859_1));
        } else if (choice < 7) {
            pack.replace(at, text, 0, text.length);
            model.set(index, text);
        } else if (choice < 9) {
            int behind = pack.remove(at);
            model.remove(index);
            assertThat(behind).isEqualTo(index == model.size() ? ListPack.NONE : at);
        } else {
            int count = gen.below(6);
            int behind = pack.remove(at, count);
            model.subList(index, Math.min(index + count, model.size())).clear();
            assertThat(behind).isEqualTo(index == model.size() ? ListPack.NONE : at);
        }
    }

    private static void compare(CellPack pack, List<byte[]> model) {
        ListPackCheck.run(pack.memory(), pack.address());
        assertThat(forward(pack)).usingElementComparator(Arrays::compare).isEqualTo(model);
        List<byte[]> backward = new ArrayList<>();
        for (int at = pack.last(); at != ListPack.NONE; at = pack.previous(at)) {
            backward.addFirst(pack.copy(at));
        }
        assertThat(backward).usingElementComparator(Arrays::compare).isEqualTo(model);
        for (int i = 0; i < model.size(); i++) {
            assertThat(pack.copy(pack.seek(i))).isEqualTo(model.get(i));
            assertThat(pack.seek(i - model.size())).isEqualTo(pack.seek(i));
        }
        assertThat(pack.seek(model.size())).isEqualTo(ListPack.NONE);
        assertThat(pack.seek(-model.size() - 1)).isEqualTo(ListPack.NONE);
    }

    private static void search(Gen gen, CellPack pack, List<byte[]> model) {
        for (int i = 0; i < 50; i++) {
            byte[] wanted = text(gen);
            int skip = gen.below(3);
            int expected = ListPack.NONE;
            for (int k = 0; k < model.size() && expected == ListPack.NONE; k += 1 + skip) {
                expected = Arrays.equals(model.get(k), wanted) ? pack.seek(k) : ListPack.NONE;
            }
            assertThat(pack.find(pack.first(), wanted, 0, wanted.length, skip)).isEqualTo(expected);
        }
        for (byte[] text : model) {
            int at = pack.find(pack.first(), text, 0, text.length, 0);
            assertThat(pack.equals(at, text, 0, text.length)).isTrue();
            byte[] other = (new String(text, ISO_8859_1) + "1").getBytes(ISO_8859_1);
            assertThat(pack.equals(at, other, 0, other.length)).isFalse();
            assertThat(ListPack.compare(pack.memory(), pack.address(), at, other, 0, other.length))
                    .isNegative();
        }
    }

    static List<byte[]> forward(PackEditor pack) {
        List<byte[]> texts = new ArrayList<>();
        for (int at = pack.first(); at != ListPack.NONE; at = pack.next(at)) {
            texts.add(pack.copy(at));
        }
        return texts;
    }

    @Test
    void texts_ofAllLengths_areKept() {
        var gen = new Gen(7);
        var pack = new CellPack(new SlabCell(Memory.guarded()));
        pack.init(Encoding.LISTPACK);
        List<byte[]> model = new ArrayList<>();
        for (int length : LENGTHS) {
            byte[] text = gen.bytes(length);
            pack.append(text, 0, length);
            model.add(text);
        }

        compare(pack, model);
    }

    @ParameterizedTest
    @ValueSource(ints = {2_097_145, 2_097_146, 2_097_147, 2_097_151, 2_100_000})
    void texts_ofMegabytes_areKept(int length) {
        var pack = new CellPack(new SlabCell(Memory.checked()));
        pack.init(Encoding.LISTPACK);
        byte[] text = new Gen(1).bytes(length);
        pack.append(5);
        pack.append(text, 0, length);
        pack.append(-5);

        assertThat(pack.copy(pack.previous(pack.last()))).isEqualTo(text);
        assertThat(pack.integer(pack.first())).isEqualTo(5);
        ListPackCheck.run(pack.memory(), pack.address());
    }

    @Test
    void integers_ofAllWidths_areKept() {
        var pack = new CellPack(new SlabCell(Memory.guarded()));
        pack.init(Encoding.LISTPACK);
        for (long value : INTEGERS) {
            pack.append(value);
        }

        int at = pack.first();
        for (long value : INTEGERS) {
            assertThat(pack.isInteger(at)).isTrue();
            assertThat(pack.integer(at)).isEqualTo(value);
            at = pack.next(at);
        }
        ListPackCheck.run(pack.memory(), pack.address());
    }

    @Test
    void count_ofMoreThan65534_isWalked() {
        var cell = new FakeCell();
        var pack = new CellPack(cell);
        pack.init(Encoding.LISTPACK);
        for (int i = 0; i < 66_000; i++) {
            pack.append(i & 63);
        }

        assertThat(pack.count()).isEqualTo(66_000);
        assertThat(pack.integer(pack.seek(65_999))).isEqualTo(65_999 & 63);
        pack.remove(pack.first(), 1_000);
        assertThat(pack.count()).isEqualTo(65_000);
    }

    @Test
    void growing_asksForRoom_soThatMostPushesStay() {
        var cell = new FakeCell();
        var pack = new CellPack(cell);
        pack.init(Encoding.LISTPACK);
        for (int i = 0; i < 1_000; i++) {
            pack.append(i);
        }

        assertThat(cell.moves).isLessThan(60);
    }

    @Test
    void insertElements_takesThemFromAnotherPack() {
        var memory = Memory.guarded();
        var source = new CellPack(new SlabCell(memory));
        source.init(Encoding.LISTPACK);
        var target = new CellPack(new SlabCell(Memory.guarded()));
        target.init(Encoding.LISTPACK);
        for (int i = 0; i < 5; i++) {
            source.append(i * 1_000L);
            target.append(-i);
        }
        int from = source.seek(1);

        target.insertElements(
                target.seek(2), memory, source.address() + from, source.seek(4) - from, 3);

        assertThat(forward(target))
                .extracting(text -> new String(text, ISO_8859_1))
                .containsExactly("0", "-1", "1000", "2000", "3000", "-2", "-3", "-4");
        assertThat(target.count()).isEqualTo(8);
        ListPackCheck.run(target.memory(), target.address());
    }

    @Test
    void bytes_areTheDocumentedOnes() {
        var pack = new CellPack(new SlabCell(Memory.guarded()));
        pack.init(Encoding.LISTPACK);
        for (String text : List.of("a", "5", "-1", "300", "70000", "hello")) {
            pack.append(text.getBytes(ISO_8859_1), 0, text.length());
        }
        byte[] bytes = new byte[pack.bytes()];
        pack.memory().copyOut(pack.address(), bytes, 0, bytes.length);

        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "1e0000000600"
                                + "816102"
                                + "0501"
                                + "dfff02"
                                + "c12c02"
                                + "f270110104"
                                + "8568656c6c6f06"
                                + "ff");
    }

    @Test
    void isSound_ofDamagedBytes_isFalseOrEveryWalkEnds() {
        Gen.check(
                300,
                gen -> {
                    var pack = new CellPack(new SlabCell(Memory.guarded()));
                    pack.init(Encoding.LISTPACK);
                    for (int i = gen.below(12); i > 0; i--) {
                        byte[] text = text(gen);
                        pack.append(text, 0, text.length);
                    }
                    Memory memory = pack.memory();
                    int length = pack.bytes();
                    for (int i = gen.below(3); i >= 0; i--) {
                        int at = gen.below(length);
                        memory.putByte(pack.address() + at, (byte) gen.below(256));
                    }

                    if (ListPackCheck.isSound(memory, pack.address(), length)) {
                        assertThat(forward(pack)).hasSize(pack.count());
                    }
                });
    }
}
