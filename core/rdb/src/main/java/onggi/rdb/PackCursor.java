package onggi.rdb;

import onggi.bytes.Numbers;

/**
 * A walk over the elements of a packed run of bytes that came from elsewhere: every step is checked
 * before it is taken. Reusable.
 */
abstract class PackCursor {

    private final RdbInput in;
    private final String subject;

    byte[] bytes = {};

    /** Where the pack begins, and where it ends. */
    int from;

    int to;

    /** Where the next element begins. */
    int at;

    /** How many elements were passed. */
    int passed;

    private boolean integer;
    private long number;
    private int textAt;
    private int textLength;

    /**
     * Creates a cursor.
     *
     * @param subject what messages call the pack
     */
    PackCursor(RdbInput in, String subject) {
        this.in = in;
        this.subject = subject;
    }

    /** Turns to a pack. */
    final void open(RdbText pack) throws RdbException {
        bytes = pack.bytes;
        from = pack.offset;
        to = pack.offset + pack.length;
        passed = 0;
        begin();
    }

    /** Checks the header, and goes to the first element. */
    abstract void begin() throws RdbException;

    /** Goes to the next element; returns whether there is one. */
    abstract boolean next() throws RdbException;

    final RdbException fail(String what) {
        return in.fail(
                subject
                        + " integrity check failed: "
                        + what
                        + ", byte="
                        + (at - from)
                        + " of "
                        + (to - from));
    }

    /** Goes to the next element, which must be there. */
    final void need() throws RdbException {
        if (!next()) {
            throw fail("an element is missing");
        }
    }

    /** Takes the present element. */
    final void get(RdbText text) {
        if (integer) {
            text.number(number);
        } else {
            text.view(bytes, textAt, textLength);
        }
    }

    /** Returns the present element as an integer, which it must be. */
    final long integer() throws RdbException {
        if (integer) {
            return number;
        }
        if (!Numbers.isLong(bytes, textAt, textLength)) {
            throw fail("no integer");
        }
        return Numbers.parseLong(bytes, textAt, textLength);
    }

    final void number(long value) {
        integer = true;
        number = value;
    }

    final void text(int place, int length) {
        integer = false;
        textAt = place;
        textLength = length;
    }

    final boolean isInteger() {
        return integer;
    }

    final long value() {
        return number;
    }

    final int textAt() {
        return textAt;
    }

    final int textLength() {
        return textLength;
    }

    final long textAsInteger() {
        return Numbers.parseLong(bytes, textAt, textLength);
    }

    final boolean isTextOfInteger() {
        return Numbers.isLong(bytes, textAt, textLength);
    }

    // ---- bytes; the caller knows that they are there

    final int u8(int place) {
        return bytes[place] & 0xff;
    }

    final long little(int place, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value |= (bytes[place + i] & 0xffL) << (8 * i);
        }
        return value;
    }

    final long signed(int place, int count) {
        int unused = Long.SIZE - 8 * count;
        return little(place, count) << unused >> unused;
    }
}
