package onggi.net.acl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Passwords as they are kept: SHA-256 in lowercase hexadecimal digits. */
final class Passwords {

    private static final int DIGITS = 64;

    private Passwords() {}

    /** Returns what is kept of a password. */
    static String hash(byte[] password) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(password));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns what is kept of a password whose bytes are Latin-1 text. */
    static String hash(String password) {
        return hash(password.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Returns whether a text can be what {@link #hash} returns. */
    static boolean isHash(String text) {
        if (text.length() != DIGITS) {
            return false;
        }
        for (int i = 0; i < DIGITS; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns whether a guess is one of some passwords, in a time that depends on their number
     * only.
     */
    static boolean matches(List<String> hashes, byte[] guess) {
        byte[] hash = hash(guess).getBytes(StandardCharsets.ISO_8859_1);
        boolean found = false;
        for (String known : hashes) {
            found |= MessageDigest.isEqual(hash, known.getBytes(StandardCharsets.ISO_8859_1));
        }
        return found;
    }
}
