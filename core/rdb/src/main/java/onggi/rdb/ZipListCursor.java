package onggi.rdb;

/** A walk over a zip list, which came before the list pack. */
final class ZipListCursor extends PackCursor {

    /*
     *     bytes in all (4) | begin of the last element (4) | elements (2; 65535: unknown) | element... | 0xFF
     *
     * An element has the length of the one before it (1 byte, or 0xFE and 4 bytes), its kind, its
     * text:
     *
     *     00llllll              a string of up to 63 bytes
     *     01llllll llllllll     a string of up to 16383 bytes, high bits first
     *     10000000 + 4          a string; the length has its high bits first
     *     11000000 + 2, 11010000 + 4, 11100000 + 8, 11110000 + 3, 11111110 + 1   a signed integer
     *     1111vvvv              v - 1, from 0 to 12
     */

    private static final int HEADER_BYTES = 10;
    private static final int END = 0xff;
    private static final int COUNT_UNKNOWN = 0xffff;
    private static final int LONG_BACK = 0xfe;

    private int last;
    private int previousBytes;

    ZipListCursor(RdbInput in, String subject) {
        super(in, subject);
    }

    @Override
    void begin() throws RdbException {
        at = from;
        int length = to - from;
        if (length <= HEADER_BYTES || little(from, 4) != length || u8(to - 1) != END) {
            throw fail("bad header");
        }
        at = from + HEADER_BYTES;
        last = at;
        previousBytes = 0;
    }

    @Override
    boolean next() throws RdbException {
        if (at == to - 1) {
            int said = (int) little(from + 8, 2);
            if (said != COUNT_UNKNOWN && said != passed) {
                throw fail("it has " + passed + " elements and says " + said);
            }
            if (little(from + 4, 4) != last - from) {
                throw fail("wrong tail");
            }
            return false;
        }
        int place = at + back();
        int end = element(place);
        last = at;
        previousBytes = end - at;
        at = end;
        passed++;
        return true;
    }

    /** Checks the length of the element before; returns how many bytes it takes. */
    private int back() throws RdbException {
        boolean isLong = u8(at) == LONG_BACK;
        int bytes = isLong ? 5 : 1;
        if (bytes >= to - 1 - at) {
            throw fail("bad element");
        }
        long said = isLong ? little(at + 1, 4) : u8(at);
        if (said != previousBytes) {
            throw fail("the element before has " + previousBytes + " bytes and says " + said);
        }
        return bytes;
    }

    /** Reads the element from its kind on; returns where it ends. */
    private int element(int place) throws RdbException {
        int kind = u8(place);
        return switch (kind >>> 6) {
            case 0 -> textEnd(place + 1, kind & 0x3f);
            case 1 -> {
                need(place, 2);
                yield textEnd(place + 2, (kind & 0x3f) << 8 | u8(place + 1));
            }
            case 2 -> {
                need(place, 5);
                yield textEnd(place + 5, Integer.toUnsignedLong(bigEndian(place + 1)));
            }
            default -> integer(place, kind);
        };
    }

    private int bigEndian(int place) {
        return Integer.reverseBytes((int) little(place, 4));
    }

    private int integer(int place, int kind) throws RdbException {
        if (kind > 0xf0 && kind < 0xfe) {
            number(kind - 0xf1);
            return place + 1;
        }
        int bytes =
                switch (kind) {
                    case 0xc0 -> 2;
                    case 0xd0 -> 4;
                    case 0xe0 -> 8;
                    case 0xf0 -> 3;
                    case 0xfe -> 1;
                    default -> throw fail("bad element: kind=" + kind);
                };
        need(place, 1 + bytes);
        number(signed(place + 1, bytes));
        return place + 1 + bytes;
    }

    private int textEnd(int place, long length) throws RdbException {
        if (length > to - 1 - place) {
            throw fail("element too long: length=" + length);
        }
        text(place, (int) length);
        return place + (int) length;
    }

    private void need(int place, int bytes) throws RdbException {
        if (bytes > to - 1 - place) {
            throw fail("bad element");
        }
    }
}
