package onggi.rdb;

import java.io.IOException;
import java.util.Arrays;
import onggi.bytes.Doubles;
import onggi.types.Encoding;
import onggi.types.ValueType;
import onggi.types.ZsetValue;

/** Reads sorted sets. */
final class ZsetReader {

    private static final int NAN = 253;
    private static final int INFINITY = 254;
    private static final int MINUS_INFINITY = 255;

    private static final String TWICE = "Duplicate zset fields detected";
    private static final String NO_NUMBER = "Zset with NAN score detected";

    private final RdbInput in;
    private final DistinctElements distinct = new DistinctElements();
    private final RdbText member = new RdbText();
    private final RdbText before = new RdbText();
    private final RdbText text = new RdbText();
    private final RdbText pack = new RdbText();
    private final ListPackCursor listPack;
    private final ZipListCursor zipList;

    ZsetReader(RdbInput in) {
        this.in = in;
        this.listPack = new ListPackCursor(in, "Zset listpack");
        this.zipList = new ZipListCursor(in, "Zset ziplist");
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
            throw in.fail(NO_NUMBER);
        }
        if (!zset.put(member.bytes, member.offset, member.length, score)) {
            throw in.fail(TWICE);
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
        int count = listPack.count(pack) / 2;
        if (!listPack.isCanonical() || count == 0 || count > target.cell().limits().zsetEntries) {
            return false;
        }
        distinct.clear(count, target.cell().hashSeed());
        double last = Double.NaN;
        listPack.open(pack);
        while (listPack.next()) {
            if (!distinct.add(listPack)) {
                throw in.fail(TWICE);
            }
            listPack.get(member);
            listPack.need();
            double score = score(listPack);
            if (Double.isNaN(score)) {
                throw in.fail(NO_NUMBER);
            }
            if (!Double.isNaN(last) && !isBehind(last, score)) {
                return false;
            }
            last = score;
            keep(member);
        }
        return true;
    }

    /** Notes the member before; a number does not stay in the text it was made in. */
    private void keep(RdbText text) {
        System.arraycopy(text.bytes, text.offset, before.room(text.length), 0, text.length);
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
