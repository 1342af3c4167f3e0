package onggi.types;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.Memory;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListValueTest {

    private static SlabCell newCell(Memory memory, int setting) {
        var cell = new SlabCell(memory);
        cell.limits().listNodeSize = setting;
        new ListValue(cell).init();
        return cell;
    }

    private static byte[] text(Gen gen) {
        if (gen.chance(3)) {
            return gen.bytes(gen.pick(List.of(1_000, 4_000, 8_100, 8_192, 20_000, 70_000)));
        }
        return gen.chance(30) ? gen.bytes(gen.below(200)) : ListPackTest.text(gen);
    }

    @ParameterizedTest
    @CsvSource({
        "GUARDED, -2", "GUARDED, -1", "GUARDED, 3", "GUARDED, 1", "GUARDED, 0",
        "CHECKED, -3", "CHECKED, -5", "RAW, -2", "RAW, 128", "RAW, -4"
    })
    void randomChanges_agreeWithAList(TableTest.Kind kind, int setting) {
        Gen.check(
                kind == TableTest.Kind.RAW ? 12 : 4,
                gen -> {
                    var cell = newCell(kind.memory(), setting);
                    var list = new ListValue(cell);
                    List<byte[]> model = new ArrayList<>();
                    int growth = 8;
                    for (int i = 0; i < 1_500; i++) {
                        if (i % 250 == 0) {
                            growth = gen.pick(8, 5, 2);
                        }
                        if (gen.below(10) < growth) {
                            add(gen, list, model);
                        } else {
                            remove(gen, list, model);
                        }
                        assertThat(list.size()).isEqualTo(model.size());
                        if (i % 40 == 0) {
                            compare(list, model);
                            list.compact(gen.below(2), 3);
                        }
                    }
                    compare(list, model);
                    assertThat(cell.leakedBytes()).isEqualTo(list.blockBytes());
                    while (!list.freeSome(7)) {
                        assertThat(list.blockBytes()).isPositive();
                    }
                    assertThat(cell.leakedBytes()).isZero();
                    cell.slab().check();
                });
    }

    private static void add(Gen gen, ListValue list, List<byte[]> model) {
        byte[] text = text(gen);
        list.prepareFor(text.length, 1);
        int index = gen.below(model.size() + 1);
        int choice = model.isEmpty() || index == model.size() ? gen.below(4) : gen.below(8);
        if (choice < 2) {
            list.pushFirst(text, 0, text.length);
            model.addFirst(text);
        } else if (choice < 4) {
            list.pushLast(text, 0, text.length);
            model.addLast(text);
        } else if (choice == 4) {
            list.seek(index);
            list.insertBefore(text, 0, text.length);
            model.add(index, text);
        } else if (choice == 5) {
            list.seek(index);
            list.insertAfter(text, 0, text.length);
            model.add(index + 1, text);
        } else {
            list.seek(index);
            list.replace(text, 0, text.length);
            model.set(index, text);
        }
    }

    private static void remove(Gen gen, ListValue list, List<byte[]> model) {
        if (model.isEmpty()) {
            assertThat(list.first()).isFalse();
            assertThat(list.last()).isFalse();
            assertThat(list.seek(0)).isFalse();
            return;
        }
        int index = gen.below(model.size());
        switch (gen.below(6)) {
            case 0, 1 -> {
                list.removeFirst();
                model.removeFirst();
            }
            case 2, 3 -> {
                list.removeLast();
                model.removeLast();
            }
            case 4 -> {
                int count = gen.below(Math.min(40, model.size() - index) + 1);
                list.removeRange(index, count);
                model.subList(index, index + count).clear();
            }
            default -> removeEvery(gen, list, model);
        }
        list.settle();
    }

    private static void removeEvery(Gen gen, ListValue list, List<byte[]> model) {
        byte[] wanted = model.get(gen.below(model.size()));
        list.search(wanted, 0, wanted.length);
        boolean forward = gen.chance(50);
        boolean there = forward ? list.first() : list.last();
        while (there) {
            if (list.matches()) {
                there = forward ? list.removeForward() : list.removeBackward();
            } else {
                there = forward ? list.next() : list.previous();
            }
        }
        model.removeIf(text -> Arrays.equals(text, wanted));
    }

    private static void compare(ListValue list, List<byte[]> model) {
        list.check();
        assertThat(forward(list)).usingElementComparator(Arrays::compare).isEqualTo(model);
        List<byte[]> backward = new ArrayList<>();
        for (boolean there = list.last(); there; there = list.previous()) {
            backward.addFirst(list.copy());
        }
        assertThat(backward).usingElementComparator(Arrays::compare).isEqualTo(model);
        for (int i = 0; i < model.size(); i += 1 + model.size() / 50) {
            assertThat(list.seek(i)).isTrue();
            assertThat(list.copy()).isEqualTo(model.get(i));
            assertThat(list.length()).isEqualTo(model.get(i).length);
        }
        assertThat(list.seek(model.size())).isFalse();
        assertThat(list.seek(-1)).isFalse();
    }

    private static List<byte[]> forward(ListValue list) {
        List<byte[]> texts = new ArrayList<>();
        for (boolean there = list.first(); there; there = list.next()) {
            texts.add(list.copy());
        }
        return texts;
    }

    private static void push(ListValue list, byte[] text) {
        list.prepareFor(text.length, 1);
        list.pushLast(text, 0, text.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -2, -3, -4, -5, 5})
    void copyTo_makesADeepCopy_inAnotherMemory(int setting) {
        var source = newCell(Memory.checked(), setting);
        var list = new ListValue(source);
        var gen = new Gen(3);
        List<byte[]> model = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            byte[] text = text(gen);
            push(list, text);
            model.add(text);
        }
        var target = newCell(Memory.guarded(), setting);
        var copy = new ListValue(target);

        list.copyTo(target);
        list.removeRange(0, 1_500);

        compare(copy, model);
        assertThat(target.leakedBytes()).isEqualTo(copy.blockBytes());
    }

    @Test
    void encoding_followsTheLimit_bothWays() {
        var cell = newCell(Memory.guarded(), 4);
        var list = new ListValue(cell);
        for (int i = 0; i < 4; i++) {
            push(list, Integer.toString(i).getBytes(ISO_8859_1));
        }
        assertThat(cell.encoding()).isEqualTo(Encoding.LISTPACK);

        push(list, new byte[] {'x'});
        assertThat(cell.encoding()).isEqualTo(Encoding.QUICKLIST);

        list.removeRange(0, 2);
        list.settle();
        assertThat(cell.encoding()).isEqualTo(Encoding.QUICKLIST);
        list.removeRange(0, 2);
        list.settle();
        assertThat(cell.encoding()).isEqualTo(Encoding.LISTPACK);
        assertThat(cell.leakedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void queue_ofManyElements_keepsFewBytesBesideThem(boolean fromHead) {
        var cell = newCell(Memory.checked(), -2);
        var list = new ListValue(cell);
        byte[] text = "0123456789abcdef".getBytes(ISO_8859_1);
        for (int i = 0; i < 20_000; i++) {
            list.prepareFor(text.length, 1);
            if (fromHead) {
                list.pushFirst(text, 0, text.length);
            } else {
                list.pushLast(text, 0, text.length);
            }
        }

        assertThat(list.blockBytes()).isLessThan(20_000L * 18 * 103 / 100 + 8_192);
        list.check();
    }

    @Test
    void removingMost_joinsWhatIsLeft() {
        var cell = newCell(Memory.checked(), -2);
        var list = new ListValue(cell);
        for (int i = 0; i < 20_000; i++) {
            push(list, (i % 20 == 0 ? "keep" : "goes").getBytes(ISO_8859_1));
        }
        list.search("goes".getBytes(ISO_8859_1), 0, 4);
        for (boolean there = list.first(); there; ) {
            there = list.matches() ? list.removeForward() : list.next();
        }

        assertThat(list.size()).isEqualTo(1_000);
        assertThat(list.blockBytes()).isLessThan(9_000);
        list.check();
    }
}
