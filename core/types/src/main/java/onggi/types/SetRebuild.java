package onggi.types;

import java.util.Arrays;
import onggi.bytes.Numbers;

/** Puts the members of a set into a more compact encoding, or from one such into another. */
final class SetRebuild {

    private SetRebuild() {}

    /** Makes an {@link IntSet} a list pack. */
    static void integersToPack(Cell cell, CellPack pack) {
        long[] integers = new long[IntSet.count(cell)];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = IntSet.at(cell, i);
        }
        pack.init(Encoding.LISTPACK);
        for (long integer : integers) {
            pack.append(integer);
        }
    }

    /** Makes a set an {@link IntSet} if all its members are integers. */
    static void toIntegers(SetValue set) {
        var integers = new Integers((int) set.size());
        set.forEach(integers);
        if (integers.count == integers.values.length) {
            set.freeAll();
            IntSet.init(set.cell());
            Arrays.sort(integers.values);
            for (long value : integers.values) {
                IntSet.add(set.cell(), value);
            }
        }
    }

    /** Makes a table a list pack if its members are short enough. */
    static void tableToPack(SetValue set, CellPack pack) {
        var texts = new Texts((int) set.size(), set.cell().limits().setValueBytes);
        set.forEach(texts);
        if (texts.count == texts.values.length) {
            set.freeAll();
            pack.init(Encoding.LISTPACK);
            for (byte[] text : texts.values) {
                pack.append(text, 0, text.length);
            }
        }
    }

    /** Gathers members as long as they are integers. */
    private static final class Integers extends MemberText {

        final long[] values;
        int count;

        Integers(int size) {
            this.values = new long[size];
        }

        @Override
        public void member(byte[] text, int length) {
            if (Numbers.isLong(text, 0, length)) {
                values[count++] = Numbers.parseLong(text, 0, length);
            }
        }
    }

    /** Gathers members as long as they are short. */
    private static final class Texts extends MemberText {

        final byte[][] values;
        final int mostBytes;
        int count;

        Texts(int size, int mostBytes) {
            this.values = new byte[size][];
            this.mostBytes = mostBytes;
        }

        @Override
        public void member(byte[] text, int length) {
            if (length <= mostBytes) {
                values[count++] = Arrays.copyOf(text, length);
            }
        }
    }
}
