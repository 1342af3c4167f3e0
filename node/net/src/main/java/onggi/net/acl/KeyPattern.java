package onggi.net.acl;

import onggi.bytes.Bytes;
import onggi.bytes.Glob;

/**
 * Keys that may be read, written, or both.
 *
 * @param glob the pattern
 * @param rights a mask of {@link #READ} and {@link #WRITE}
 */
record KeyPattern(Bytes glob, int rights) {

    static final int READ = 1;
    static final int WRITE = 2;
    static final int BOTH = READ | WRITE;

    /** Returns whether a key matches and all of some rights are granted on it. */
    boolean grants(byte[] buffer, int offset, int length, int wanted) {
        byte[] pattern = glob.unsafeArray();
        return (rights & wanted) == wanted
                && Glob.matches(pattern, 0, pattern.length, buffer, offset, length, false);
    }

    /** Returns whether all of some rights are granted on every key. */
    boolean grantsAll(int wanted) {
        return (rights & wanted) == wanted && glob.length() == 1 && glob.byteAt(0) == '*';
    }

    /** Returns the pattern as a rule. */
    String rule() {
        String sign =
                switch (rights) {
                    case READ -> "%R~";
                    case WRITE -> "%W~";
                    default -> "~";
                };
        return sign + glob.toLatin1();
    }
}
