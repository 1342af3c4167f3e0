package onggi.lua.lib;

import java.util.Arrays;
import onggi.lua.LuaString;
import onggi.lua.LuaThread;

/** A string being put together, counted against the budget as it grows. */
final class Pieces {

    private final LuaThread thread;
    private byte[] bytes = new byte[64];
    private int length;

    Pieces(LuaThread thread) {
        this.thread = thread;
    }

    /** Adds a string. */
    Pieces add(LuaString text) {
        return add(text.unsafeArray(), 0, text.length());
    }

    /** Adds a range. */
    Pieces add(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
        return this;
    }

    /** Adds a byte. */
    Pieces add(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    private void reserve(int count) {
        long wanted = (long) length + count;
        if (wanted > bytes.length) {
            long room = Math.max(wanted, 2L * bytes.length);
            if (wanted > Integer.MAX_VALUE - 16) {
                throw thread.error("string length overflow");
            }
            thread.budget().allocate(room);
            bytes = Arrays.copyOf(bytes, (int) Math.min(room, Integer.MAX_VALUE - 16));
        }
    }

    /** How many bytes there are. */
    int length() {
        return length;
    }

    /** All of them. */
    LuaString joined() {
        return LuaString.copyOf(bytes, 0, length);
    }
}
