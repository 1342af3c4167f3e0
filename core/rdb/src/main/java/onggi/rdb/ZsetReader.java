package onggi.rdb;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import onggi.bytes.Bytes;
import onggi.bytes.Doubles;
import onggi.types.Encoding;
import onggi.types.ValueType;
import onggi.types.ZsetValue;

/** Reads sorted sets. */
final class ZsetReader {

    private static final int NAN = 253;
    private static final int INFINITY = 254;
    private static final int MINUS_INFINITY = 255;

    private final RdbInput in;
    private final RdbText member = new RdbText();
    private final RdbText before = new RdbText();
    private final RdbText text = new RdbText();
    private final RdbText pack = new RdbText();
    private final ListPackCursor listPack;
    private final ZipListCursor zipList;

    ZsetReader(RdbInput in) {
        this.in = in;
        this.listPack = new ListPackCursor(in);
        this.zipList = new ZipListCursor(in);
    }

    // ---- members one behind another

    boolean plain(boolean binaryScores, LoadedValue target) throws IOException {
        long count = in.count(2);
        target.begin(ValueType.ZSET);
        ZsetValue zset = target.values().zset();
        if (count > target.cell().limits().zsetEntries) {
            zset.toTree();
        }
        for (long i = 0; i < count; i++) {
            in.string(member);
            add(zset, binaryScores ? Double.longBitsToDouble(in.int64()) : scoreText());
        }
        return count > 0;
    }

    private double scoreText() throws IOException {
        int length = in.u8();
        return switch (length) {
            case NAN -> Double.NaN;
            case INFINITY -> Double.POSITIVE_INFINITY;
            case MINUS_INFINITY -> Double.NEGATIVE_INFINITY;
            default -> {
                in.raw(text, length);
                yield Doubles.parse(text.bytes, text.offset, text.length);
            }
        };
    }

    private void add(ZsetValue zset, double score) throws RdbException {
        if (Double.isNaN(score)) {
            throw in.fail("a score that is no number");
        }
        if (!zset.put(member.bytes, member.offset, member.length, score)) {
            throw in.fail("a member is twice in a sorted set");
        }
    }

    // ---- packs

    boolean zipList(LoadedValue target) throws IOException {
        in.string(pack);
        return fill(zipList, target);
    }

    boolean packed(LoadedValue target) throws IOException {
        in.string(pack);
        if (mayStay(target)) {
            target.packed(ValueType.ZSET, Encoding.LISTPACK, pack);
            return true;
        }
        return fill(listPack, target);
    }

    private boolean fill(PackCursor cursor, LoadedValue target) throws IOException {
        target.begin(ValueType.ZSET);
        ZsetValue zset = target.values().zset();
        if (count(cursor) > target.cell().limits().zsetEntries) {
            zset.toTree();
        }
        cursor.open(pack);
        while (cursor.next()) {
            cursor.get(member);
            cursor.need();
            add(zset, score(cursor));
        }
        return zset.size() > 0;
    }

    private int count(PackCursor cursor) throws RdbException {
        cursor.open(pack);
        while (cursor.next()) {
            cursor.need();
        }
        return cursor.passed / 2;
    }

    private double score(PackCursor cursor) {
        if (cursor.isInteger()) {
            return cursor.value();
        }
        cursor.get(text);
        return Doubles.parse(text.bytes, text.offset, text.length);
    }

    /** Whether the pack is one that we would have written ourselves. */
    private boolean mayStay(LoadedValue target) throws RdbException {
        Set<Bytes> seen = new HashSet<>();
        boolean inOrder = true;
        double last = 0;
        listPack.open(pack);
        while (listPack.next()) {
            listPack.get(member);
            listPack.need();
            double score = score(listPack);
            if (Double.isNaN(score)) {
                throw in.fail("a score that is no number");
            }
            if (!seen.add(Bytes.wrap(member.copy()))) {
                throw in.fail("a member is twice in a sorted set");
            }
            inOrder &= seen.size() == 1 || isBehind(last, score);
            last = score;
            byte[] copy = member.copy();
            before.view(copy, 0, copy.length);
        }
        int count = listPack.passed / 2;
        return inOrder
                && listPack.isCanonical()
                && count > 0
                && count <= target.cell().limits().zsetEntries;
    }

    private boolean isBehind(double last, double score) {
        if (last != score) {
            return last < score;
        }
        return Arrays.compareUnsigned(
                        before.bytes,
                        0,
                        before.length,
                        member.bytes,
                        member.offset,
                        member.offset + member.length)
                < 0;
    }
}
