package onggi.rdb;

/** The name of a module's type, which stands in a number. */
final class ModuleName {

    private static final String LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static final int VERSION_BITS = 10;
    private static final int LETTER_BITS = 6;
    private static final int LENGTH = 9;

    private ModuleName() {}

    static String of(long number) {
        StringBuilder name = new StringBuilder();
        long rest = number >>> VERSION_BITS;
        for (int i = 0; i < LENGTH; i++) {
            name.append(LETTERS.charAt((int) (rest & ((1 << LETTER_BITS) - 1))));
            rest >>>= LETTER_BITS;
        }
        return name.reverse().toString();
    }
}
