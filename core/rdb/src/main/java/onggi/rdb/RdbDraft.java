package onggi.rdb;

import java.io.IOException;

/**
 * Makes the text of a draft, which comes in pieces that are cut anywhere. So the thread that reads
 * a value only copies bytes, and another one compresses them.
 */
public final class RdbDraft {

    /*
     * A draft is a row of sections. Each begins with a tag of four bytes: n > 0, then n bytes are as
     * in the text; or -n, then n bytes are a string that is to be compressed if that makes it
     * shorter.
     */

    static final int TAG_BYTES = Integer.BYTES;

    private final byte[] tag = new byte[TAG_BYTES];
    private int tagLength;

    /** How much of the present section is to come; 0 before its tag is there. */
    private int missing;

    private boolean isString;
    private byte[] string = new byte[256];
    private int stringLength;

    /** Creates a reader that is at the beginning of a draft. */
    public RdbDraft() {}

    static void tag(int value, byte[] target, int at) {
        for (int i = 0; i < TAG_BYTES; i++) {
            target[at + i] = (byte) (value >>> (Byte.SIZE * i));
        }
    }

    /** Takes the next piece and writes what it completes. */
    public void accept(byte[] bytes, int offset, int length, RdbOutput out) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (missing == 0) {
                tag[tagLength++] = bytes[at++];
                if (tagLength == TAG_BYTES) {
                    begin();
                }
                continue;
            }
            int part = Math.min(missing, end - at);
            if (isString) {
                System.arraycopy(bytes, at, string, stringLength, part);
                stringLength += part;
            } else {
                out.raw(bytes, at, part);
            }
            at += part;
            missing -= part;
            if (missing == 0 && isString) {
                out.string(string, 0, stringLength);
            }
        }
    }

    private void begin() {
        int value = 0;
        for (int i = 0; i < TAG_BYTES; i++) {
            value |= (tag[i] & 0xff) << (Byte.SIZE * i);
        }
        tagLength = 0;
        isString = value < 0;
        missing = Math.abs(value);
        if (isString) {
            stringLength = 0;
            if (string.length < missing) {
                string = new byte[missing];
            }
        }
    }

    /** Returns whether the pieces so far are a whole draft. */
    public boolean isWhole() {
        return missing == 0 && tagLength == 0;
    }
}
