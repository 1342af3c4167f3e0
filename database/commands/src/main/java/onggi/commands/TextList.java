package onggi.commands;

import java.util.Arrays;
import onggi.resp.ReplyWriter;

/** Texts one behind another, kept until their number is known. */
final class TextList {

    private byte[] bytes = new byte[256];
    private int[] ends = new int[16];
    private int count;

    /** Adds a copy of the first bytes of an array. */
    void add(byte[] text, int length) {
        int start = count == 0 ? 0 : ends[count - 1];
        if (bytes.length - start < length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, start + length));
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        System.arraycopy(text, 0, bytes, start, length);
        ends[count++] = start + length;
    }

    /** Returns how many there are. */
    int count() {
        return count;
    }

    /** Writes them as an array of bulk strings. */
    void writeTo(ReplyWriter reply) {
        reply.arrayHeader(count);
        int start = 0;
        for (int i = 0; i < count; i++) {
            reply.bulk(bytes, start, ends[i] - start);
            start = ends[i];
        }
    }
}
