package onggi.rdb;

import java.io.IOException;
import onggi.types.Encoding;
import onggi.types.SetValue;
import onggi.types.ValueType;

/** Reads sets. */
final class SetReader {

    private static final int INTSET_HEADER_BYTES = 8;

    private static final String TWICE = "Duplicate set members detected";

    private final RdbInput in;
    private final DistinctElements distinct = new DistinctElements();
    private final RdbText text = new RdbText();
    private final RdbText pack = new RdbText();
    private final ListPackCursor cursor;

    SetReader(RdbInput in) {
        this.in = in;
        this.cursor = new ListPackCursor(in, "Set listpack");
    }

    boolean plain(LoadedValue target) throws IOException {
        long count = in.count(1);
        target.begin(ValueType.SET);
        SetValue set = target.values().set();
        for (long i = 0; i < count; i++) {
            in.string(text);
            add(set, i == 0, count);
        }
        return count > 0;
    }

    private void add(SetValue set, boolean first, long count) throws RdbException {
        if (first) {
            int expected = (int) Math.min(count, Integer.MAX_VALUE);
            set.expect(text.bytes, text.offset, text.length, expected);
        }
        if (!set.add(text.bytes, text.offset, text.length)) {
            throw in.fail(TWICE);
        }
    }

    boolean integers(LoadedValue target) throws IOException {
        in.string(pack);
        if (pack.length < INTSET_HEADER_BYTES) {
            throw in.fail("Intset integrity check failed: length=" + pack.length);
        }
        int width = (int) Packed.little(pack, 0, 4);
        long count = Packed.little(pack, 4, 4);
        boolean isWidth = width == 2 || width == 4 || width == 8;
        if (!isWidth || pack.length != INTSET_HEADER_BYTES + count * width) {
            throw in.fail(
                    "Intset integrity check failed: width="
                            + width
                            + ", count="
                            + count
                            + ", length="
                            + pack.length);
        }
        long before = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            long value = integer(i, width);
            if (i > 0 && value <= before) {
                throw in.fail("Intset integrity check failed: out of order, index=" + i);
            }
            before = value;
        }
        if (count > 0) {
            fill(target, width, (int) count);
        }
        return count > 0;
    }

    private long integer(int index, int width) {
        return Packed.signed(pack, INTSET_HEADER_BYTES + index * width, width);
    }

    private void fill(LoadedValue target, int width, int count) throws RdbException {
        if (count <= target.cell().limits().intsetEntries) {
            target.packed(ValueType.SET, Encoding.INTSET, pack);
            return;
        }
        target.begin(ValueType.SET);
        for (int i = 0; i < count; i++) {
            text.number(integer(i, width));
            add(target.values().set(), i == 0, count);
        }
    }

    boolean packed(LoadedValue target) throws IOException {
        in.string(pack);
        int count = cursor.count(pack);
        if (mayStay(count, target)) {
            target.packed(ValueType.SET, Encoding.LISTPACK, pack);
            return true;
        }
        target.begin(ValueType.SET);
        cursor.open(pack);
        for (boolean first = true; cursor.next(); first = false) {
            cursor.get(text);
            add(target.values().set(), first, count);
        }
        return count > 0;
    }

    /** Whether the pack is one that we would have written ourselves. */
    private boolean mayStay(int count, LoadedValue target) throws RdbException {
        if (!cursor.isCanonical() || count == 0 || count > target.cell().limits().setEntries) {
            return false;
        }
        distinct.clear(count, target.cell().hashSeed());
        cursor.open(pack);
        while (cursor.next()) {
            if (!distinct.add(cursor)) {
                throw in.fail(TWICE);
            }
        }
        return true;
    }
}
