package onggi.rdb;

/** A walk over a zip map, in which small hashes were long ago: fields and values by turns. */
final class ZipMapCursor extends PackCursor {

    /*
     *     pairs (1; 254: unknown) | length, field, length, unused bytes (1), value, unused... | 0xFF
     *
     * A length is one byte below 254, or 254 and 4 bytes.
     */

    private static final int END = 0xff;
    private static final int LONG_LENGTH = 0xfe;

    private boolean onField;

    ZipMapCursor(RdbInput in) {
        super(in, "Zipmap");
    }

    @Override
    void begin() throws RdbException {
        at = from;
        onField = false;
        if (to - from < 2 || u8(to - 1) != END) {
            throw fail("bad header");
        }
        at = from + 1;
    }

    @Override
    boolean next() throws RdbException {
        if (at == to - 1 && !onField) {
            int said = u8(from);
            if (passed == 0) {
                throw fail("no elements");
            }
            if (said < LONG_LENGTH && 2 * said != passed) {
                throw fail("it has " + passed / 2 + " pairs and says " + said);
            }
            return false;
        }
        boolean isValue = onField;
        onField = !onField;
        int head = at == to - 1 ? 0 : u8(at) == LONG_LENGTH ? 5 : 1;
        int gap = isValue ? 1 : 0;
        if (head == 0 || u8(at) == END || head + gap > to - 1 - at) {
            throw fail("bad element");
        }
        long length = head == 5 ? little(at + 1, 4) : u8(at);
        int place = at + head + gap;
        int unused = isValue ? u8(at + head) : 0;
        if (length + unused > to - 1 - place) {
            throw fail("element too long: length=" + length);
        }
        text(place, (int) length);
        at = place + (int) length + unused;
        passed++;
        return true;
    }
}
