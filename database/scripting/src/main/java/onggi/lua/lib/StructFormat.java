package onggi.lua.lib;

import onggi.lua.Arguments;
import onggi.lua.LuaString;

/** The format of a struct, read option by option; a zero byte ends it. */
final class StructFormat {

    private static final int MAX_INTEGER = 32;
    private static final int WORD = 8;

    private final Arguments args;
    private final LuaString format;
    private int at;
    private int option;
    private int size;
    private int alignment = 1;
    private boolean bigEndian;

    /** The format in the first argument. */
    StructFormat(Arguments args) {
        this.args = args;
        this.format = args.string(0);
    }

    /** Goes to the next option, if there is one. */
    boolean next() {
        option = peek();
        if (option == 0) {
            return false;
        }
        at++;
        size = readSize();
        return true;
    }

    /** The letter. */
    int option() {
        return option;
    }

    /** How many bytes it takes; 0 when that depends, and for what takes none. */
    int size() {
        return size;
    }

    /** Whether it is an integer. */
    boolean isInteger() {
        return "bBhHlLTiI".indexOf(option) >= 0;
    }

    /** Whether the most significant byte comes first. */
    boolean isBigEndian() {
        return bigEndian;
    }

    /** How many bytes to skip before it. */
    int padding(long position) {
        if (size == 0 || option == 'c') {
            return 0;
        }
        int unit = Math.min(size, alignment);
        return unit - (int) (position & unit - 1) & unit - 1;
    }

    private int peek() {
        return at < format.length() ? format.byteAt(at) : 0;
    }

    private int readSize() {
        return switch (option) {
            case 'b', 'B', 'x' -> 1;
            case 'h', 'H' -> 2;
            case 'f' -> 4;
            case 'l', 'L', 'T', 'd' -> WORD;
            case 'c' -> readNumber(1);
            case 'i', 'I' -> readIntegerSize();
            default -> 0;
        };
    }

    private int readIntegerSize() {
        int n = readNumber(4);
        if (n > MAX_INTEGER) {
            throw args.error("integral size " + n + " is larger than limit of " + MAX_INTEGER);
        }
        return n;
    }

    private int readNumber(int otherwise) {
        if (!CharClasses.isDigit(peek())) {
            return otherwise;
        }
        long n = 0;
        while (CharClasses.isDigit(peek())) {
            n = 10 * n + peek() - '0';
            if (n > Integer.MAX_VALUE) {
                throw args.error("integral size overflow");
            }
            at++;
        }
        return (int) n;
    }

    /** Obeys an option that stands for no value. */
    void control() {
        switch (option) {
            case ' ' -> {}
            case '>' -> bigEndian = true;
            case '<' -> bigEndian = false;
            case '!' -> {
                int n = readNumber(WORD);
                if (n <= 0 || (n & n - 1) != 0) {
                    throw args.error("alignment " + n + " is not a power of 2");
                }
                alignment = n;
            }
            default -> throw args.error(0, "invalid format option '" + (char) option + "'");
        }
    }
}
