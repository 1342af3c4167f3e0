package onggi.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encoded bytes for sessions that did not ask for them, once for each protocol, shared by all
 * receivers.
 *
 * <p>A frame is valid only during {@link Session#deliver}: a session on the publishing thread
 * copies or writes small ones at once, any other and any large one takes the {@link #detached()}
 * copy. So a publisher reuses one frame without allocating.
 */
public final class Frame {

    private static final byte[] NOTHING = {};

    private byte[] bytes2 = NOTHING;
    private int length2;
    private byte[] bytes3 = NOTHING;
    private int length3;
    private @Nullable Frame detached;

    /** Points the frame at its bytes in RESP2 and in RESP3. */
    public void set(byte[] bytes2, int length2, byte[] bytes3, int length3) {
        this.bytes2 = bytes2;
        this.length2 = length2;
        this.bytes3 = bytes3;
        this.length3 = length3;
        this.detached = null;
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
     * Returns a copy that stays valid, one and the same for all receivers of this delivery.
     * Publishing thread only.
     */
    public Frame detached() {
        Frame copy = detached;
        if (copy == null) {
            copy = new Frame();
            copy.set(
                    Arrays.copyOf(bytes2, length2),
                    length2,
                    Arrays.copyOf(bytes3, length3),
                    length3);
            copy.detached = copy;
            detached = copy;
        }
        return copy;
    }
}
