package onggi.commands;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.PerCall;

/** Room on the heap for a text on its way from one key to another. */
final class TextBuffer {

    private static final PerCall<TextBuffer> BUFFERS = PerCall.of(TextBuffer::new);

    /** Longer texts get an array of their own, which is not kept. */
    private static final int MOST_KEPT_BYTES = 1 << 16;

    private static final int LEAST_BYTES = 256;

    private byte[] kept = new byte[LEAST_BYTES];

    private TextBuffer() {}

    /** Returns an array of at least so many bytes, valid until the call asks for another one. */
    @HotPath
    static byte[] of(Call call, int length) {
        return BUFFERS.of(call).room(length);
    }

    @HotPath
    private byte[] room(int length) {
        return length <= kept.length ? kept : more(length);
    }

    private byte[] more(int length) {
        if (length > MOST_KEPT_BYTES) {
            return new byte[length];
        }
        kept = new byte[Math.max(length, Math.min(2 * kept.length, MOST_KEPT_BYTES))];
        return kept;
    }
}
