package onggi.engine;

/**
 * Encoded bytes for sessions that did not ask for them, once for each protocol, shared by all
 * receivers.
 *
 * <p>A frame is valid only during {@link Session#deliver}: a session on the publishing thread
 * copies or writes it at once, any other takes {@link #detached()} copies. So a publisher reuses
 * one frame without allocating.
 */
public final class Frame {

    private byte[] bytes2;
    private int length2;
    private byte[] bytes3;
    private int length3;

    /** Creates an empty frame. */
    public Frame() {
        this.bytes2 = new byte[0];
        this.bytes3 = bytes2;
    }

    /** Points the frame at its bytes in RESP2 and in RESP3. */
    public void set(byte[] bytes2, int length2, byte[] bytes3, int length3) {
        this.bytes2 = bytes2;
        this.length2 = length2;
        this.bytes3 = bytes3;
        this.length3 = length3;
    }

    /** Returns the buffer with the bytes for a protocol version, from its index 0. */
    public byte[] bytes(int protocol) {
        return protocol == 2 ? bytes2 : bytes3;
    }

    /** Returns how many bytes count. */
    public int length(int protocol) {
        return protocol == 2 ? length2 : length3;
    }

    /**
     * Returns a copy that stays valid; the copies for all sessions of one delivery may be one
     * object.
     */
    public Frame detached() {
        Frame copy = new Frame();
        copy.set(
                java.util.Arrays.copyOf(bytes2, length2),
                length2,
                java.util.Arrays.copyOf(bytes3, length3),
                length3);
        return copy;
    }
}
