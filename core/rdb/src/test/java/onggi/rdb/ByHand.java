package onggi.rdb;

/** Encodings made by hand from the format, with one character for each byte. */
final class ByHand {

    static final String END = "\u00ff";

    private ByHand() {}

    static String little(long value, int bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes; i++) {
            text.append((char) (value >>> (8 * i) & 0xff));
        }
        return text.toString();
    }

    static String string(String text) {
        return "\u0080" + new StringBuilder(little(text.length(), 4)).reverse() + text;
    }

    /** A zip list of elements that are whole but for the length before them. */
    static String zipList(String... elements) {
        StringBuilder body = new StringBuilder();
        int before = 0;
        int last = 10;
        for (String element : elements) {
            String whole =
                    (before < 254 ? little(before, 1) : "\u00fe" + little(before, 4)) + element;
            last = 10 + body.length();
            body.append(whole);
            before = whole.length();
        }
        int bytes = 10 + body.length() + 1;
        return little(bytes, 4) + little(last, 4) + little(elements.length, 2) + body + END;
    }

    static String text(String text) {
        return little(text.length(), 1) + text;
    }

    static String big(long value, int bytes) {
        return new StringBuilder(little(value, bytes)).reverse().toString();
    }

    /** A list pack of elements that are whole but for their lengths behind them, at most 127. */
    static String listPack(String... elements) {
        StringBuilder body = new StringBuilder();
        for (String element : elements) {
            body.append(element).append(little(element.length(), 1));
        }
        int bytes = 6 + body.length() + 1;
        return little(bytes, 4) + little(elements.length, 2) + body + END;
    }

    /** An element of a list pack: a short string. */
    static String packText(String text) {
        return little(0x80 | text.length(), 1) + text;
    }

    /** An element of a list pack: a number from 0 to 127. */
    static String packNumber(int number) {
        return little(number, 1);
    }

    /** An element of a list pack: a number of 64 bits. */
    static String packLong(long number) {
        return "\u00f4" + little(number, 8);
    }
}
