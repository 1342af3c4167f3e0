package onggi.systemtest.differential;

import java.util.ArrayList;
import java.util.List;

/**
 * The few words of which commands are made: few, so that commands meet each other's keys, and at
 * the limits, where mistakes live.
 */
final class Alphabet {

    static final List<String> KEYS =
            words(
                    "a b c d e k1 k2 {t}1 {t}2 K1",
                    "",
                    "\0\u00ff\r\n",
                    "key:with:" + "long".repeat(70));
    static final List<String> NUMBERS =
            words(
                    "0 1 -1 2 3 10 100 9223372036854775807 -9223372036854775808 9223372036854775806 -9223372036854775807 4611686018427387904 2147483647 -2147483648 4294967296");
    static final List<String> NO_NUMBERS =
            words(
                    "abc 1.0 1.5 +1 01 -0 1e3 0x10 9223372036854775808 -9223372036854775809 99999999999999999999 nan -",
                    "",
                    " 1",
                    "1 ",
                    "1\0");
    static final List<String> FLOATS =
            words(
                    "0 1 -1 0.1 1.5 -2.25 3.0e3 1e-7 1e17 1e300 5e-324 1.7976931348623157e308 10.50 123456789.123456789 3.14159265358979323846 0.30000000000000004 inf -inf +inf 1e400 0x1p3");
    static final List<String> VALUES =
            words(
                    "x foobar mytext ohmytext 0.1 3.0 12345 10000 9999 -12345 99999999999",
                    "",
                    "hello world",
                    "\0\u0001\u00fe\u00ff",
                    "line\r\nline",
                    "e".repeat(44),
                    "r".repeat(45));
    static final List<String> OFFSETS =
            words(
                    "0 1 2 5 -1 -2 -5 20 300 -300 1048575000 536870911 536870912 4294967295 -4294967296 9223372036854775807 -9223372036854775808");
    static final List<String> NO_SECONDS = words("0 -1 -100 9223372036854775 9223372036854776");
    static final List<String> NO_MILLIS = words("0 -1 -100 9223372036854775807");
    static final List<String> UNIX_SECONDS = words("33177117420 99999999999 33177117421 1 0 -1");
    static final List<String> UNIX_MILLIS =
            words("33177117420000 99999999999999 33177117420001 1 0 -1");
    static final List<String> PATTERNS =
            words("* ? k* *1 [a-c] [^a] {t}? [c-a] [ **b** K? nothing", "\\*", "a\\", "", "[\\]]");
    static final List<String> CHANNELS = words("c1 c2 news.a news.b", "", "c1\r\n");
    static final List<String> CHANNEL_PATTERNS =
            words("* c? news.* news.[ab] __key*__:* __keyevent@*__:set");
    static final List<String> DATABASES = words("0 1 2 9 15 16 -1 1000000000000");
    static final List<String> NAMES =
            words("name n2", "", "with blank", "with\nline", "na\u00efve");
    static final List<String> JUNK =
            words(
                    "NX XX GET EX PX KEEPTTL COUNT MATCH LIMIT REPLACE DB ASYNC SYNC LEN IDX foo * -1",
                    "",
                    "\0");

    private Alphabet() {}

    /** Splits at blanks, and adds words that have blanks or other odd bytes. */
    private static List<String> words(String plain, String... odd) {
        List<String> words = new ArrayList<>(List.of(plain.split(" ")));
        words.addAll(List.of(odd));
        return List.copyOf(words);
    }
}
