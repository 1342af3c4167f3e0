package onggi.lua;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What source text is made of. One-byte tokens are their byte; the others have the numbers here.
 */
final class Token {

    static final int AND = 257;
    static final int BREAK = 258;
    static final int DO = 259;
    static final int ELSE = 260;
    static final int ELSEIF = 261;
    static final int END = 262;
    static final int FALSE = 263;
    static final int FOR = 264;
    static final int FUNCTION = 265;
    static final int IF = 266;
    static final int IN = 267;
    static final int LOCAL = 268;
    static final int NIL = 269;
    static final int NOT = 270;
    static final int OR = 271;
    static final int REPEAT = 272;
    static final int RETURN = 273;
    static final int THEN = 274;
    static final int TRUE = 275;
    static final int UNTIL = 276;
    static final int WHILE = 277;
    static final int CONCAT = 278;
    static final int DOTS = 279;
    static final int EQ = 280;
    static final int GE = 281;
    static final int LE = 282;
    static final int NE = 283;
    static final int NUMBER = 284;
    static final int NAME = 285;
    static final int STRING = 286;
    static final int END_OF_TEXT = 287;

    private static final String[] TEXTS = {
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in",
        "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while", "..",
        "...", "==", ">=", "<=", "~=", "<number>", "<name>", "<string>", "<eof>"
    };

    private static final Map<String, Integer> RESERVED = new HashMap<>();

    static {
        for (int token = AND; token <= WHILE; token++) {
            RESERVED.put(TEXTS[token - AND], token);
        }
    }

    private Token() {}

    /** The token of a reserved word, null for any other word. */
    static @Nullable Integer reserved(String word) {
        return RESERVED.get(word);
    }

    /** How messages write a token. */
    static String text(int token) {
        if (token >= AND) {
            return TEXTS[token - AND];
        }
        return token < ' ' || token == 127 ? "char(" + token + ")" : String.valueOf((char) token);
    }
}
