package onggi.server.config;

import java.nio.charset.StandardCharsets;

/**
 * Text as the rest of the server holds it, one character a byte, against text as the operating
 * system's files and arguments have it.
 */
public final class ByteText {

    private ByteText() {}

    /** Returns the text whose UTF-8 bytes these characters are. */
    public static String toUnicode(String bytes) {
        return isAscii(bytes)
                ? bytes
                : new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Returns the UTF-8 bytes of a text, one character each. */
    public static String ofUnicode(String text) {
        return isAscii(text)
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }
}
