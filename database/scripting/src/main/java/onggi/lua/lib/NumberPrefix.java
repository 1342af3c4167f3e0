package onggi.lua.lib;

import onggi.lua.LuaString;
import onggi.lua.NumberGrammar;
import org.jspecify.annotations.Nullable;

/** The longest number a text starts with, as C reads it. */
final class NumberPrefix {

    private NumberPrefix() {}

    /** Where the number ends that starts at an index; the index itself when there is none. */
    static int end(byte[] text, int start) {
        int i = at(text, start) == '-' || at(text, start) == '+' ? start + 1 : start;
        if (at(text, i) == '0' && (at(text, i + 1) | 0x20) == 'x') {
            int end = mantissaEnd(text, i + 2, true);
            return end == i + 2 ? i + 1 : exponentEnd(text, end, 'p');
        }
        int end = mantissaEnd(text, i, false);
        if (end > i) {
            return exponentEnd(text, end, 'e');
        }
        end = wordEnd(text, i);
        return end == i ? start : end;
    }

    /** The number in a range, null when there is none. */
    static @Nullable Double value(byte[] text, int start, int end) {
        return start == end
                ? null
                : NumberGrammar.parse(LuaString.copyOf(text, start, end - start));
    }

    private static int at(byte[] text, int index) {
        return index < text.length ? text[index] & 0xFF : 0;
    }

    private static int digitsEnd(byte[] text, int start, boolean hexadecimal) {
        int i = start;
        while (CharClasses.isDigit(at(text, i))
                || (hexadecimal && CharClasses.has(CharClasses.named('x'), at(text, i)))) {
            i++;
        }
        return i;
    }

    private static int mantissaEnd(byte[] text, int start, boolean hexadecimal) {
        int whole = digitsEnd(text, start, hexadecimal);
        if (at(text, whole) != '.') {
            return whole;
        }
        int fraction = digitsEnd(text, whole + 1, hexadecimal);
        return fraction == start + 1 ? start : fraction;
    }

    private static int exponentEnd(byte[] text, int start, char letter) {
        if ((at(text, start) | 0x20) != letter) {
            return start;
        }
        int i = at(text, start + 1) == '-' || at(text, start + 1) == '+' ? start + 2 : start + 1;
        int end = digitsEnd(text, i, false);
        return end == i ? start : end;
    }

    private static int wordEnd(byte[] text, int start) {
        if (isWord(text, start, "infinity")) {
            return start + 8;
        }
        if (isWord(text, start, "inf")) {
            return start + 3;
        }
        return isWord(text, start, "nan") ? nanEnd(text, start + 3) : start;
    }

    private static int nanEnd(byte[] text, int start) {
        if (at(text, start) != '(') {
            return start;
        }
        int i = start + 1;
        while (CharClasses.has(CharClasses.named('w'), at(text, i)) || at(text, i) == '_') {
            i++;
        }
        return at(text, i) == ')' ? i + 1 : start;
    }

    private static boolean isWord(byte[] text, int start, String word) {
        for (int i = 0; i < word.length(); i++) {
            if ((at(text, start + i) | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
