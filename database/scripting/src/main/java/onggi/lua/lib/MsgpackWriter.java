package onggi.lua.lib;

import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.LuaThread;
import org.jspecify.annotations.Nullable;

/** Writes values as MessagePack, each number and string in its shortest form. */
final class MsgpackWriter {

    /** Tables deeper than this become nil, so that one which contains itself has an end. */
    private static final int MAX_NESTING = 16;

    private final LuaThread thread;
    private final Pieces bytes;

    MsgpackWriter(LuaThread thread) {
        this.thread = thread;
        this.bytes = new Pieces(thread);
    }

    LuaString bytes() {
        return bytes.joined();
    }

    void add(@Nullable Object value) {
        add(value, 0);
    }

    private void add(@Nullable Object value, int level) {
        switch (value) {
            case LuaString s -> addString(s);
            case Boolean b -> bytes.add(b ? 0xC3 : 0xC2);
            case Double d -> addNumber(d);
            case LuaTable t when level < MAX_NESTING -> addTable(t, level + 1);
            case null, default -> bytes.add(0xC0);
        }
    }

    private void addNumber(double number) {
        long n = (long) number;
        boolean isInteger = n == number && !(n == Long.MAX_VALUE);
        if (isInteger) {
            addInteger(n);
        } else if (number == (float) number) {
            bytes.add(0xCA);
            addBytes(Float.floatToRawIntBits((float) number), 4);
        } else {
            bytes.add(0xCB);
            addBytes(Double.doubleToRawLongBits(number), 8);
        }
    }

    private void addInteger(long n) {
        if (n >= -32 && n <= 0x7F) {
            bytes.add((int) n);
        } else if (n >= 0) {
            int power = n <= 0xFF ? 0 : n <= 0xFFFF ? 1 : n <= 0xFFFF_FFFFL ? 2 : 3;
            bytes.add(0xCC + power);
            addBytes(n, 1 << power);
        } else {
            int power = n == (byte) n ? 0 : n == (short) n ? 1 : n == (int) n ? 2 : 3;
            bytes.add(0xD0 + power);
            addBytes(n, 1 << power);
        }
    }

    private void addString(LuaString string) {
        int length = string.length();
        if (length < 32) {
            bytes.add(0xA0 | length);
        } else if (length <= 0xFF) {
            bytes.add(0xD9).add(length);
        } else {
            addLength(0xDA, length);
        }
        bytes.add(string);
    }

    /** The longer form of a length, which has two bytes or four. */
    private void addLength(int mark, int length) {
        boolean isShort = length <= 0xFFFF;
        bytes.add(isShort ? mark : mark + 1);
        addBytes(length, isShort ? 2 : 4);
    }

    private void addBytes(long value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bytes.add((int) (value >>> (8 * i)));
        }
    }

    // Tables.

    private void addTable(LuaTable table, int level) {
        thread.budget().check();
        if (isArray(table)) {
            addArray(table, level);
        } else {
            addMap(table, level);
        }
    }

    /** Whether the keys are 1 to n. */
    private static boolean isArray(LuaTable table) {
        long count = 0;
        double most = 0;
        for (int p = table.next(-1); p >= 0; p = table.next(p)) {
            if (!(table.keyAt(p) instanceof Double k) || k <= 0 || (long) k.doubleValue() != k) {
                return false;
            }
            most = Math.max(most, k);
            count++;
        }
        return most == count;
    }

    private void addArray(LuaTable table, int level) {
        int length = table.length();
        if (length <= 15) {
            bytes.add(0x90 | length);
        } else {
            addLength(0xDC, length);
        }
        for (int i = 1; i <= length; i++) {
            add(thread.index(table, (double) i), level);
        }
    }

    private void addMap(LuaTable table, int level) {
        int count = 0;
        for (int p = table.next(-1); p >= 0; p = table.next(p)) {
            count++;
        }
        if (count <= 15) {
            bytes.add(0x80 | count);
        } else {
            addLength(0xDE, count);
        }
        for (int p = table.next(-1); p >= 0; p = table.next(p)) {
            add(table.keyAt(p), level);
            add(table.valueAt(p), level);
        }
    }
}
