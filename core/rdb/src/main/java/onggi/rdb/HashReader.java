package onggi.rdb;

import java.io.IOException;
import onggi.types.Encoding;
import onggi.types.HashValue;
import onggi.types.ValueType;

/** Reads hashes. */
final class HashReader {

    /** The latest moment at which a field may expire, in Unix milliseconds. */
    private static final long LAST_MOMENT_MS = (1L << 48) - 2;

    /** What Valkey writes in place of a moment for a field that stays. */
    static final long NEVER = -1;

    private static final String TWICE = "Duplicate hash fields detected";

    private final RdbInput in;
    private final DistinctElements distinct = new DistinctElements();
    private final RdbText field = new RdbText();
    private final RdbText value = new RdbText();
    private final RdbText pack = new RdbText();
    private final ListPackCursor listPack;
    private final ZipListCursor zipList;
    private final ZipMapCursor zipMap;

    HashReader(RdbInput in) {
        this.in = in;
        this.listPack = new ListPackCursor(in, "Hash listpack");
        this.zipList = new ZipListCursor(in, "Hash ziplist");
        this.zipMap = new ZipMapCursor(in);
    }

    private HashValue begin(LoadedValue target, long count) {
        target.begin(ValueType.HASH);
        HashValue hash = target.values().hash();
        if (count > target.cell().limits().hashEntries) {
            hash.makeRoomFor(Integer.MAX_VALUE);
        }
        return hash;
    }

    private void add(HashValue hash) throws RdbException {
        boolean added =
                hash.put(
                        field.bytes,
                        field.offset,
                        field.length,
                        value.bytes,
                        value.offset,
                        value.length);
        if (!added) {
            throw in.fail(TWICE);
        }
    }

    /** Adds the field; it expires unless the moment is 0. */
    private void add(HashValue hash, long momentMs) throws RdbException {
        if (momentMs < 0 || momentMs > LAST_MOMENT_MS) {
            throw in.fail("a field expires at " + Long.toUnsignedString(momentMs));
        }
        add(hash);
        if (momentMs > 0) {
            hash.makeRoomForMoments();
            hash.find(field.bytes, field.offset, field.length);
            hash.expireAt(momentMs);
        }
    }

    // ---- fields one behind another

    boolean plain(LoadedValue target) throws IOException {
        long count = in.count(2);
        HashValue hash = begin(target, count);
        for (long i = 0; i < count; i++) {
            in.string(field);
            in.string(value);
            add(hash);
        }
        return count > 0;
    }

    boolean moments(boolean relative, LoadedValue target) throws IOException {
        long first = relative ? in.int64() : 0;
        if (relative && (first < 0 || first > LAST_MOMENT_MS + 1)) {
            throw in.fail("a field expires at " + Long.toUnsignedString(first));
        }
        long count = in.count(3);
        HashValue hash = begin(target, count);
        for (long i = 0; i < count; i++) {
            long moment = in.number();
            if (relative && moment != 0) {
                moment = moment < 0 ? moment : first + moment - 1;
            }
            in.string(field);
            in.string(value);
            add(hash, moment);
        }
        return count > 0;
    }

    boolean momentsOfValkey(LoadedValue target) throws IOException {
        long count = in.count(2 + Long.BYTES);
        HashValue hash = begin(target, count);
        for (long i = 0; i < count; i++) {
            in.string(field);
            in.string(value);
            long moment = in.int64();
            add(hash, moment == NEVER ? 0 : moment);
        }
        return count > 0;
    }

    // ---- packs

    boolean zipMap(LoadedValue target) throws IOException {
        in.string(pack);
        return fill(zipMap, false, target);
    }

    boolean zipList(LoadedValue target) throws IOException {
        in.string(pack);
        return fill(zipList, false, target);
    }

    boolean packed(LoadedValue target) throws IOException {
        in.string(pack);
        if (mayStay(target)) {
            target.packed(ValueType.HASH, Encoding.LISTPACK, pack);
            return true;
        }
        return fill(listPack, false, target);
    }

    boolean packedMoments(boolean withFirst, LoadedValue target) throws IOException {
        if (withFirst) {
            in.int64(); // the moments tell which is the first
        }
        in.string(pack);
        return fill(listPack, true, target);
    }

    private boolean fill(PackCursor cursor, boolean moments, LoadedValue target)
            throws IOException {
        int width = moments ? 3 : 2;
        HashValue hash = begin(target, count(cursor) / width);
        cursor.open(pack);
        while (cursor.next()) {
            cursor.get(field);
            cursor.need();
            cursor.get(value);
            if (moments) {
                cursor.need();
                add(hash, cursor.integer());
            } else {
                add(hash);
            }
        }
        return hash.size() > 0;
    }

    private int count(PackCursor cursor) throws RdbException {
        cursor.open(pack);
        while (cursor.next()) {
            // checks every element
        }
        return cursor.passed;
    }

    /** Whether the pack is one that we would have written ourselves. */
    private boolean mayStay(LoadedValue target) throws RdbException {
        int count = listPack.count(pack) / 2;
        if (!listPack.isCanonical() || count == 0 || count > target.cell().limits().hashEntries) {
            return false;
        }
        distinct.clear(count, target.cell().hashSeed());
        listPack.open(pack);
        while (listPack.next()) {
            if (!distinct.add(listPack)) {
                throw in.fail(TWICE);
            }
            listPack.need();
        }
        return true;
    }
}
