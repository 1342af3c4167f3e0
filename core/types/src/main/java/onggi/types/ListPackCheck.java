package onggi.types;

import static onggi.bytes.Invariant.check;

import onggi.bytes.Memory;
import onggi.bytes.Numbers;

/** Verifies the bytes of a {@link ListPack}: of ours in tests, of others' before they are used. */
public final class ListPackCheck {

    private ListPackCheck() {}

    /**
     * Returns whether bytes are a whole pack that every operation can be used on; safe for any
     * bytes.
     *
     * @param length how many bytes there are
     */
    public static boolean isSound(Memory memory, long pack, long length) {
        if (length < ListPack.EMPTY_BYTES || memory.intAt(pack) != length) {
            return false;
        }
        int end = (int) length - 1;
        if ((memory.byteAt(pack + end) & 0xff) != ListPack.END) {
            return false;
        }
        int count = 0;
        int at = ListPack.HEADER_BYTES;
        while (at < end) {
            int size = sizeIfSound(memory, pack, at, end);
            if (size == 0) {
                return false;
            }
            at += size;
            count++;
        }
        int said = memory.shortAt(pack + 4) & 0xffff;
        return said == ListPack.COUNT_UNKNOWN || said == count;
    }

    /** The bytes of an element with the length behind it, or 0 when it is none or too long. */
    private static int sizeIfSound(Memory memory, long pack, int at, int end) {
        long from = pack + at;
        int kind = memory.byteAt(from) & 0xff;
        int head = headBytes(kind);
        if (kind > ListPack.INT_64 || head > end - at) {
            return 0;
        }
        if (kind == ListPack.STRING_32
                && (memory.intAt(from + 1) < 0 || memory.intAt(from + 1) > end - at)) {
            return 0;
        }
        int body = ListPack.bodyLength(memory, from);
        int back = ListPack.backLength(body);
        if (body > end - at - back) {
            return 0;
        }
        return isBackLength(memory, from + body, body, back) ? body + back : 0;
    }

    private static boolean isBackLength(Memory memory, long from, int body, int size) {
        int rest = body;
        for (int i = size - 1; i >= 0; i--) {
            int group = (rest & 0x7f) | (i > 0 ? 0x80 : 0);
            if ((memory.byteAt(from + i) & 0xff) != group) {
                return false;
            }
            rest >>>= 7;
        }
        return true;
    }

    /** How many bytes tell the length of an element. */
    private static int headBytes(int kind) {
        if (kind == ListPack.STRING_32) {
            return 1 + Integer.BYTES;
        }
        return kind >= 0xe0 && kind < ListPack.STRING_32 ? 2 : 1;
    }

    /** Verifies a pack of ours: sound, and every integer stored as one in its shortest form. */
    public static void run(Memory memory, long pack) {
        int bytes = ListPack.bytes(memory, pack);
        check(isSound(memory, pack, bytes), "no sound list pack: bytes={}", bytes);
        for (int at = ListPack.first(memory, pack);
                at != ListPack.NONE;
                at = ListPack.next(memory, pack, at)) {
            byte[] text = ListPack.copy(memory, pack, at);
            boolean isInteger = ListPack.isInteger(memory, pack, at);
            check(
                    isInteger == Numbers.isLong(text, 0, text.length)
                            && ListPack.after(memory, pack, at) - at
                                    == ListPack.elementBytes(text, 0, text.length),
                    "element not in its shortest form: at={}",
                    at);
        }
    }
}
