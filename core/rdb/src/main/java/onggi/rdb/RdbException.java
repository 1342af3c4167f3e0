package onggi.rdb;

import java.io.IOException;

/** Bytes that are no sound snapshot; the message names the offset and what is wrong there. */
public final class RdbException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long offset;
    private final String reason;

    /**
     * Creates one.
     *
     * @param offset of the byte behind the one that was read last
     */
    public RdbException(long offset, String what) {
        super("bad rdb: offset=" + offset + ", " + what);
        this.offset = offset;
        this.reason = what;
    }

    /** Returns what is wrong, without where. */
    public String reason() {
        return reason;
    }

    /** Returns the offset of the byte behind the one that was read last. */
    public long offset() {
        return offset;
    }
}
