package onggi.engine;

import java.nio.charset.StandardCharsets;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;

/** A command some of whose arguments lie outside the heap, as it stands in the effect stream. */
final class LongEffect {

    private static final byte[] LINE_END = {'\r', '\n'};

    private LongEffect() {}

    /** Returns whether a call has such arguments. */
    static boolean isOne(Call call) {
        for (int i = 0; i < call.argc(); i++) {
            if (call.isLoose(i)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns a call as it came, in a block of its own.
     *
     * @throws OutOfMemoryError when there is no room for it
     */
    static LooseBlock of(Call call, Memory memory) {
        byte[] head = head('*', call.argc());
        long length = head.length;
        for (int i = 0; i < call.argc(); i++) {
            length += head('$', call.length(i)).length + (long) call.length(i) + LINE_END.length;
        }
        if (length > Integer.MAX_VALUE) {
            throw new OutOfMemoryError("an effect of " + length + " bytes");
        }
        LooseBlock block = LooseBlock.allocate(memory, (int) length);
        int at = put(block, 0, head);
        for (int i = 0; i < call.argc(); i++) {
            at = put(block, at, head('$', call.length(i)));
            if (call.isLoose(i)) {
                block.view().put(at, call.loose(i).view(), 0, call.length(i));
            } else {
                block.copyIn(call.buffer(), call.offset(i), at, call.length(i));
            }
            at = put(block, at + call.length(i), LINE_END);
        }
        return block;
    }

    private static byte[] head(char type, int number) {
        return (type + Integer.toString(number) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static int put(LooseBlock block, int at, byte[] bytes) {
        block.copyIn(bytes, 0, at, bytes.length);
        return at + bytes.length;
    }
}
