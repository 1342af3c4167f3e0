package onggi.scripting;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import onggi.engine.Call;
import org.jspecify.annotations.Nullable;

/**
 * The scripts that one thread ran last, found without a hash of their whole text and without an
 * object for their SHA1.
 */
final class RecentScripts {

    private static final int PLACES = 256;

    private final @Nullable Script[] byText = new Script[PLACES];
    private final @Nullable Script[] bySha = new Script[PLACES];

    void add(Script script) {
        byte[] text = script.body().unsafeArray();
        byText[textPlace(text, 0, text.length)] = script;
        bySha[shaPlace(script.shaBytes(), 0)] = script;
    }

    /** The script with the text that an argument is; null when it is not here. */
    @Nullable Script byText(Call call, int argument) {
        byte[] buffer = call.buffer();
        int from = call.offset(argument);
        int length = call.length(argument);
        Script script = byText[textPlace(buffer, from, length)];
        if (script == null || !script.isCached()) {
            return null;
        }
        byte[] text = script.body().unsafeArray();
        return Arrays.equals(text, 0, text.length, buffer, from, from + length) ? script : null;
    }

    /** The script whose SHA1 an argument of 40 bytes is; null when it is not here. */
    @Nullable Script bySha(Call call, int argument) {
        byte[] buffer = call.buffer();
        int from = call.offset(argument);
        Script script = bySha[shaPlace(buffer, from)];
        return script != null
                        && script.isCached()
                        && Arrays.equals(
                                script.shaBytes(), 0, Sha1.DIGITS, buffer, from, from + Sha1.DIGITS)
                ? script
                : null;
    }

    private static int shaPlace(byte[] bytes, int from) {
        int hash = bytes[from] * 31 * 31 + bytes[from + 1] * 31 + bytes[from + 2];
        return (hash ^ hash >> 8) & PLACES - 1;
    }

    private static int textPlace(byte[] bytes, int from, int length) {
        int hash = length;
        int step = length / 16 + 1;
        for (int i = from + length - 1; i >= from; i -= step) {
            hash = hash * 31 + bytes[i];
        }
        return (hash ^ hash >> 8 ^ hash >> 16) & PLACES - 1;
    }

    /** A SHA1 in lower case. */
    static String sha(Call call, int argument) {
        return new String(
                        call.buffer(),
                        call.offset(argument),
                        call.length(argument),
                        StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
    }
}
