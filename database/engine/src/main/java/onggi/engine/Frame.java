package onggi.engine;

import java.util.Arrays;
import onggi.bytes.HotPath;
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

    /** A larger buffer for pushes is given up when a message is much smaller. */
    private static final int KEPT_BYTES = 1 << 20;

    private byte[] bytes2 = NOTHING;
    private int length2;
    private byte[] bytes3 = NOTHING;
    private int length3;
    private byte[] push = NOTHING;
    private boolean pushMade;
    private @Nullable Topic topic;
    private @Nullable Frame detached;

    /** Creates an empty frame. */
    public Frame() {}

    /** Points the frame at its bytes in RESP2 and in RESP3. */
    @HotPath
    public void set(byte[] bytes2, int length2, byte[] bytes3, int length3) {
        this.bytes2 = bytes2;
        this.length2 = length2;
        this.bytes3 = bytes3;
        this.length3 = length3;
        this.pushMade = true;
        this.topic = null;
        this.detached = null;
    }

    /**
     * Points the frame at a message of a topic: an array in RESP2, a push with the same elements in
     * RESP3, made when first asked for.
     */
    @HotPath
    void setMessage(Topic topic, byte[] array, int length) {
        set(array, length, push, length);
        this.topic = topic;
        this.pushMade = false;
    }

    /** Returns the buffer with the bytes for a protocol version, from its index 0. */
    @HotPath
    public byte[] bytes(int protocol) {
        if (protocol == 2) {
            return bytes2;
        }
        if (!pushMade) {
            makePush();
        }
        return bytes3;
    }

    /** Returns how many bytes count. */
    @HotPath
    public int length(int protocol) {
        return protocol == 2 ? length2 : length3;
    }

    /** Returns the topic whose message this is, or null when it is something else. */
    @Nullable Topic topic() {
        return topic;
    }

    /**
     * Returns a copy that stays valid and may be read by any thread, one and the same for all
     * receivers of this delivery. Publishing thread only.
     */
    public Frame detached() {
        Frame copy = detached;
        if (copy == null) {
            copy = new Frame();
            copy.set(
                    Arrays.copyOf(bytes2, length2),
                    length2,
                    Arrays.copyOf(bytes(3), length3),
                    length3);
            copy.topic = topic;
            copy.detached = copy;
            detached = copy;
        }
        return copy;
    }

    private void makePush() {
        if (push.length < length2 || push.length > 2 * length2 + KEPT_BYTES) {
            push = new byte[length2 + length2 / 2];
        }
        System.arraycopy(bytes2, 0, push, 0, length2);
        push[0] = '>';
        bytes3 = push;
        pushMade = true;
    }
}
