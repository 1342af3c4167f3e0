package onggi.lua.lib;

import onggi.lua.LuaString;
import onggi.lua.LuaThread;
import org.jspecify.annotations.Nullable;

/** Takes JSON apart. A zero byte ends the text, but in a string it is an error. */
final class JsonTokens {

    private final LuaThread thread;
    private final JsonSettings settings;
    private final byte[] text;
    private int at;
    private int start;
    private JsonToken kind = JsonToken.END;
    private @Nullable String error;
    private LuaString string = LuaString.EMPTY;
    private double number;

    JsonTokens(LuaThread thread, JsonSettings settings, LuaString text) {
        this.thread = thread;
        this.settings = settings;
        this.text = text.unsafeArray();
    }

    /** The kind of the current token. */
    JsonToken kind() {
        return kind;
    }

    /** What was found, for an error. */
    String found() {
        return error != null && kind == JsonToken.ERROR ? error : kind.text();
    }

    /** Where the token starts, or where it is wrong. */
    int start() {
        return start;
    }

    /** The string, when it is one. */
    LuaString string() {
        return string;
    }

    /** The number, when it is one. */
    double number() {
        return number;
    }

    private int at(int index) {
        return index < text.length ? text[index] & 0xFF : 0;
    }

    /** Goes to the next token. */
    void next() {
        while (at(at) == ' ' || at(at) == '\t' || at(at) == '\n' || at(at) == '\r') {
            at++;
        }
        start = at;
        int c = at(at);
        switch (c) {
            case 0 -> kind = JsonToken.END;
            case '{' -> sign(JsonToken.OBJECT_BEGIN);
            case '}' -> sign(JsonToken.OBJECT_END);
            case '[' -> sign(JsonToken.ARRAY_BEGIN);
            case ']' -> sign(JsonToken.ARRAY_END);
            case ',' -> sign(JsonToken.COMMA);
            case ':' -> sign(JsonToken.COLON);
            case '"' -> readString();
            default -> readNumberOrWord(c);
        }
    }

    private void sign(JsonToken token) {
        kind = token;
        at++;
    }

    private void fail(String what) {
        kind = JsonToken.ERROR;
        error = what;
        start = at;
    }

    // Words and numbers.

    private void readNumberOrWord(int c) {
        if (c == '-' || CharClasses.isDigit(c)) {
            if (!settings.decodeInvalid && isInvalidNumber()) {
                fail("invalid number");
            } else {
                readNumber();
            }
        } else if (!readWord("true", JsonToken.TRUE)
                && !readWord("false", JsonToken.FALSE)
                && !readWord("null", JsonToken.NULL)) {
            if (settings.decodeInvalid && isInvalidNumber()) {
                readNumber();
            } else {
                fail("invalid token");
            }
        }
    }

    private boolean readWord(String word, JsonToken token) {
        if (!startsWith(at, word)) {
            return false;
        }
        kind = token;
        at += word.length();
        return true;
    }

    private boolean startsWith(int index, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at(index + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isInvalidNumber() {
        if (at(at) == '+') {
            return true;
        }
        int i = at(at) == '-' ? at + 1 : at;
        if (at(i) == '0') {
            return (at(i + 1) | 0x20) == 'x' || CharClasses.isDigit(at(i + 1));
        }
        int first = at(i) | 0x20;
        return (first == 'i' && (at(i + 1) | 0x20) == 'n' && (at(i + 2) | 0x20) == 'f')
                || (first == 'n' && (at(i + 1) | 0x20) == 'a' && (at(i + 2) | 0x20) == 'n');
    }

    private void readNumber() {
        int end = NumberPrefix.end(text, at);
        Double value = NumberPrefix.value(text, at, end);
        if (value == null) {
            fail("invalid number");
            return;
        }
        number = value;
        at = end;
        kind = JsonToken.NUMBER;
    }

    // Strings.

    private void readString() {
        at++;
        int first = at;
        while (at(at) != '"' && at(at) != '\\' && at(at) != 0) {
            at++;
        }
        if (at(at) == '"') {
            thread.budget().allocate(24L + at - first);
            string = LuaString.copyOf(text, first, at - first);
            sign(JsonToken.STRING);
            return;
        }
        Pieces pieces = new Pieces(thread).add(text, first, at - first);
        while (at(at) != '"') {
            int c = at(at);
            if (c == 0) {
                fail("unexpected end of string");
                return;
            }
            if (c != '\\') {
                pieces.add(c);
                at++;
            } else if (!readEscape(pieces)) {
                return;
            }
        }
        string = pieces.joined();
        sign(JsonToken.STRING);
    }

    private boolean readEscape(Pieces pieces) {
        int c =
                switch (at(at + 1)) {
                    case '"' -> '"';
                    case '\\' -> '\\';
                    case '/' -> '/';
                    case 'b' -> '\b';
                    case 't' -> '\t';
                    case 'n' -> '\n';
                    case 'f' -> '\f';
                    case 'r' -> '\r';
                    case 'u' -> 'u';
                    default -> -1;
                };
        if (c < 0) {
            fail("invalid escape code");
            return false;
        }
        if (c == 'u') {
            return readUnicode(pieces);
        }
        pieces.add(c);
        at += 2;
        return true;
    }

    private boolean readUnicode(Pieces pieces) {
        int code = hexadecimal(at + 2);
        int length = 6;
        if (code >= 0xD800 && code < 0xDC00) {
            int low = at(at + 6) == '\\' && at(at + 7) == 'u' ? hexadecimal(at + 8) : -1;
            code =
                    low >= 0xDC00 && low < 0xE000
                            ? Character.toCodePoint((char) code, (char) low)
                            : -1;
            length = 12;
        } else if (code >= 0xDC00 && code < 0xE000) {
            code = -1;
        }
        if (code < 0) {
            fail("invalid unicode escape code");
            return false;
        }
        addUtf8(pieces, code);
        at += length;
        return true;
    }

    private int hexadecimal(int index) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(at(index + i) < 128 ? at(index + i) : 0, 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static void addUtf8(Pieces pieces, int code) {
        if (code < 0x80) {
            pieces.add(code);
        } else if (code < 0x800) {
            pieces.add(0xC0 | code >> 6).add(sixBits(code));
        } else if (code < 0x10000) {
            pieces.add(0xE0 | code >> 12).add(sixBits(code >> 6)).add(sixBits(code));
        } else {
            pieces.add(0xF0 | code >> 18)
                    .add(sixBits(code >> 12))
                    .add(sixBits(code >> 6))
                    .add(sixBits(code));
        }
    }

    private static int sixBits(int code) {
        return 0x80 | (code & 0x3F);
    }
}
