package onggi.lua;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Source text to tokens. {@link #token} is the one at hand; {@link #next()} goes on to the next.
 */
final class Lexer {

    private static final int END = -1;

    private final byte[] text;
    private final String chunkName;
    private int position;
    private int current;

    private byte[] buffer = new byte[32];
    private int buffered;

    /** The token at hand, and what it stands for. */
    int token;

    double number;
    LuaString string = LuaString.EMPTY;

    /** The line that is being read, and the one of the token before the one at hand. */
    int line = 1;

    int lastLine = 1;

    private int aheadToken = END;
    private double aheadNumber;
    private LuaString aheadString = LuaString.EMPTY;

    Lexer(LuaString source, String chunkName) {
        this.text = source.unsafeArray();
        this.chunkName = chunkName;
        this.current = text.length == 0 ? END : text[0] & 0xFF;
    }

    /** Goes on to the next token. */
    void next() {
        lastLine = line;
        if (aheadToken != END) {
            token = aheadToken;
            number = aheadNumber;
            string = aheadString;
            aheadToken = END;
        } else {
            token = read();
        }
    }

    /** The token after the one at hand. */
    int peek() {
        double heldNumber = number;
        LuaString heldString = string;
        aheadToken = read();
        aheadNumber = number;
        aheadString = string;
        number = heldNumber;
        string = heldString;
        return aheadToken;
    }

    // Errors.

    /** A syntax error at the token at hand. */
    LuaError error(String message) {
        return error(message, token);
    }

    /** A syntax error near a token. */
    LuaError error(String message, int near) {
        if (near == 0) {
            return new LuaError(plainError(message));
        }
        return new LuaError(plainError(message) + " near '" + cutAtZero(textOf(near)) + "'");
    }

    /** A syntax error without a place but its line. */
    LuaError errorWithoutToken(String message) {
        return new LuaError(plainError(message));
    }

    private String plainError(String message) {
        return chunkName + ":" + line + ": " + message;
    }

    private String textOf(int near) {
        return switch (near) {
            case Token.NAME, Token.STRING, Token.NUMBER ->
                    LuaString.copyOf(buffer, 0, buffered).toString();
            default -> Token.text(near);
        };
    }

    private static String cutAtZero(String s) {
        int zero = s.indexOf('\0');
        return zero < 0 ? s : s.substring(0, zero);
    }

    // Bytes.

    private void advance() {
        position++;
        current = position < text.length ? text[position] & 0xFF : END;
    }

    private void save(int c) {
        if (buffered == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffered);
        }
        buffer[buffered++] = (byte) c;
    }

    private void saveAndAdvance() {
        save(current);
        advance();
    }

    private boolean isLineEnd() {
        return current == '\n' || current == '\r';
    }

    private void lineEnd() {
        int first = current;
        advance();
        if (isLineEnd() && current != first) {
            advance();
        }
        line++;
    }

    // Tokens.

    private int read() {
        buffered = 0;
        while (true) {
            switch (current) {
                case '\n', '\r' -> lineEnd();
                case '-' -> {
                    advance();
                    if (current != '-') {
                        return '-';
                    }
                    advance();
                    comment();
                }
                case '[' -> {
                    int level = bracketLevel();
                    if (level >= 0) {
                        longString(level, true);
                        return Token.STRING;
                    }
                    if (level == -1) {
                        return '[';
                    }
                    throw error("invalid long string delimiter", Token.STRING);
                }
                case '=' -> {
                    return oneOrWithEqual('=', Token.EQ);
                }
                case '<' -> {
                    return oneOrWithEqual('<', Token.LE);
                }
                case '>' -> {
                    return oneOrWithEqual('>', Token.GE);
                }
                case '~' -> {
                    return oneOrWithEqual('~', Token.NE);
                }
                case '"', '\'' -> {
                    shortString(current);
                    return Token.STRING;
                }
                case '.' -> {
                    return dots();
                }
                case END -> {
                    return Token.END_OF_TEXT;
                }
                default -> {
                    if (!NumberGrammar.isSpace(current)) {
                        return wordNumberOrByte();
                    }
                    advance();
                }
            }
        }
    }

    private int oneOrWithEqual(int one, int withEqual) {
        advance();
        if (current != '=') {
            return one;
        }
        advance();
        return withEqual;
    }

    private int dots() {
        saveAndAdvance();
        if (current == '.') {
            saveAndAdvance();
            if (current == '.') {
                saveAndAdvance();
                return Token.DOTS;
            }
            return Token.CONCAT;
        }
        if (!NumberGrammar.isDigit(current)) {
            return '.';
        }
        numeral();
        return Token.NUMBER;
    }

    private int wordNumberOrByte() {
        if (NumberGrammar.isDigit(current)) {
            numeral();
            return Token.NUMBER;
        }
        if (!isWordByte(current)) {
            int c = current;
            advance();
            return c;
        }
        do {
            saveAndAdvance();
        } while (isWordByte(current));
        string = LuaString.copyOf(buffer, 0, buffered);
        Integer reserved = Token.reserved(string.toString());
        return reserved == null ? Token.NAME : reserved;
    }

    private static boolean isWordByte(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || NumberGrammar.isDigit(c);
    }

    private void numeral() {
        do {
            saveAndAdvance();
        } while (NumberGrammar.isDigit(current) || current == '.');
        if (current == 'e' || current == 'E') {
            saveAndAdvance();
            if (current == '+' || current == '-') {
                saveAndAdvance();
            }
        }
        while (isWordByte(current)) {
            saveAndAdvance();
        }
        Double value = NumberGrammar.parse(buffer, 0, buffered);
        if (value == null) {
            throw error("malformed number", Token.NUMBER);
        }
        number = value;
    }

    private void comment() {
        if (current == '[') {
            int level = bracketLevel();
            buffered = 0;
            if (level >= 0) {
                longString(level, false);
                buffered = 0;
                return;
            }
        }
        while (!isLineEnd() && current != END) {
            advance();
        }
    }

    /**
     * Reads a bracket and the equals signs behind it.
     *
     * @return their number if another bracket follows; -1 when there are none and no bracket, else
     *     less
     */
    private int bracketLevel() {
        int bracket = current;
        saveAndAdvance();
        int level = 0;
        while (current == '=') {
            saveAndAdvance();
            level++;
        }
        return current == bracket ? level : -level - 1;
    }

    private void longString(int level, boolean isString) {
        saveAndAdvance();
        if (isLineEnd()) {
            lineEnd();
        }
        while (true) {
            switch (current) {
                case END ->
                        throw error(
                                isString ? "unfinished long string" : "unfinished long comment",
                                Token.END_OF_TEXT);
                case '[' -> {
                    if (bracketLevel() == level) {
                        saveAndAdvance();
                        if (level == 0) {
                            throw error("nesting of [[...]] is deprecated", '[');
                        }
                    }
                }
                case ']' -> {
                    if (bracketLevel() == level) {
                        saveAndAdvance();
                        if (isString) {
                            int edge = level + 2;
                            string = LuaString.copyOf(buffer, edge, buffered - 2 * edge);
                        }
                        return;
                    }
                }
                case '\n', '\r' -> {
                    save('\n');
                    lineEnd();
                    if (!isString) {
                        buffered = 0;
                    }
                }
                default -> {
                    if (isString) {
                        saveAndAdvance();
                    } else {
                        advance();
                    }
                }
            }
        }
    }

    private void shortString(int quote) {
        saveAndAdvance();
        while (current != quote) {
            switch (current) {
                case END -> throw error("unfinished string", Token.END_OF_TEXT);
                case '\n', '\r' -> throw error("unfinished string", Token.STRING);
                case '\\' -> {
                    advance();
                    escape();
                }
                default -> saveAndAdvance();
            }
        }
        saveAndAdvance();
        string = LuaString.copyOf(buffer, 1, buffered - 2);
    }

    private void escape() {
        @Nullable Integer plain =
                switch (current) {
                    case 'a' -> 7;
                    case 'b' -> 8;
                    case 'f' -> 12;
                    case 'n' -> 10;
                    case 'r' -> 13;
                    case 't' -> 9;
                    case 'v' -> 11;
                    default -> null;
                };
        if (plain != null) {
            save(plain);
            advance();
        } else if (isLineEnd()) {
            save('\n');
            lineEnd();
        } else if (NumberGrammar.isDigit(current)) {
            decimalEscape();
        } else if (current != END) {
            saveAndAdvance();
        }
    }

    private void decimalEscape() {
        int value = 0;
        for (int i = 0; i < 3 && NumberGrammar.isDigit(current); i++) {
            value = 10 * value + current - '0';
            advance();
        }
        if (value > 255) {
            throw error("escape sequence too large", Token.STRING);
        }
        save(value);
    }
}
