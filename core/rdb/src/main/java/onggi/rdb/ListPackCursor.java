package onggi.rdb;

import onggi.types.ListPack;

/** A walk over a list pack; {@link ListPack} tells the format. */
final class ListPackCursor extends PackCursor {

    private static final int END = 0xff;
    private static final int COUNT_UNKNOWN = 0xffff;

    private boolean canonical;

    ListPackCursor(RdbInput in, String subject) {
        super(in, subject);
    }

    /** Returns whether all elements that were passed stand as we would have written them. */
    boolean isCanonical() {
        return canonical;
    }

    /** Walks over a whole pack, which checks every element; returns how many there are. */
    int count(RdbText pack) throws RdbException {
        open(pack);
        while (next()) {
            // checks
        }
        return passed;
    }

    @Override
    void begin() throws RdbException {
        at = from;
        canonical = true;
        int length = to - from;
        if (length < ListPack.EMPTY_BYTES || (little(from, 4) != length) || u8(to - 1) != END) {
            throw fail("bad header");
        }
        at = from + ListPack.HEADER_BYTES;
    }

    @Override
    boolean next() throws RdbException {
        if (at == to - 1) {
            int said = (int) little(from + 4, 2);
            if (said != COUNT_UNKNOWN && said != passed) {
                throw fail("it has " + passed + " elements and says " + said);
            }
            return false;
        }
        int body = body();
        int back = backBytes(body);
        if (body > to - 1 - at - back || !isBack(at + body, body, back)) {
            throw fail("bad element");
        }
        canonical &= isShortest(body + back);
        at += body + back;
        passed++;
        return true;
    }

    /** Reads the element but for its text; returns how many bytes it has without its length. */
    private int body() throws RdbException {
        int kind = u8(at);
        int left = to - 1 - at;
        if (kind < 0x80) {
            number(kind);
            return 1;
        }
        if (kind < 0xc0) {
            return textBody(1, kind & 0x3f, left);
        }
        if (left < headBytes(kind)) {
            throw fail("bad element");
        }
        if (kind < 0xe0) {
            number((long) ((kind & 0x1f) << 8 | u8(at + 1)) << 51 >> 51);
            return 2;
        }
        if (kind < 0xf0) {
            return textBody(2, (kind & 0xf) << 8 | u8(at + 1), left);
        }
        if (kind == 0xf0) {
            return textBody(5, little(at + 1, 4), left);
        }
        int width = headBytes(kind) - 1;
        number(signed(at + 1, width));
        return 1 + width;
    }

    private int headBytes(int kind) throws RdbException {
        return switch (kind) {
            case 0xf0, 0xf3 -> 5;
            case 0xf1 -> 3;
            case 0xf2 -> 4;
            case 0xf4 -> 9;
            default -> {
                if (kind > 0xf4) {
                    throw fail("bad element: kind=" + kind);
                }
                yield 2;
            }
        };
    }

    private int textBody(int head, long length, int left) throws RdbException {
        if (length > left - head) {
            throw fail("element too long: length=" + length);
        }
        text(at + head, (int) length);
        return head + (int) length;
    }

    static int backBytes(int body) {
        if (body <= 127) {
            return 1;
        }
        if (body < 16383) {
            return 2;
        }
        return body < 2097151 ? 3 : body < 268435455 ? 4 : 5;
    }

    private boolean isBack(int place, int body, int size) {
        int rest = body;
        for (int i = size - 1; i >= 0; i--) {
            if (u8(place + i) != ((rest & 0x7f) | (i > 0 ? 0x80 : 0))) {
                return false;
            }
            rest >>>= 7;
        }
        return true;
    }

    private boolean isShortest(int size) {
        if (isInteger()) {
            return ListPack.elementBytes(value()) == size;
        }
        return !isTextOfInteger() && ListPack.stringBytes(textLength()) == size;
    }
}
