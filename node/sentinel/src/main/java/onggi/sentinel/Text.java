package onggi.sentinel;

/** Numbers as others write them: what is no number is 0, and what follows one is not looked at. */
final class Text {

    private static final int MOST_DIGITS = 18;

    private Text() {}

    /** Returns a number as C's atoi takes it, cut at the limits of an int. */
    static int number(String text) {
        return Math.clamp(whole(text), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Returns a number from 0 on. */
    static long epoch(String text) {
        return Math.max(0, whole(text));
    }

    /** Returns a number of at most 18 digits; longer ones are as large as one can be. */
    static long whole(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (negative || (at < text.length() && text.charAt(at) == '+')) {
            at++;
        }
        long value = 0;
        int digits = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            value = digits++ < MOST_DIGITS ? value * 10 + (text.charAt(at) - '0') : Long.MAX_VALUE;
            at++;
        }
        return negative ? -value : value;
    }
}
