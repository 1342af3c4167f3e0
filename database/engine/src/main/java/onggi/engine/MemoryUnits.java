package onggi.engine;

/**
 * Amounts of memory as redis.conf writes them: {@code 1k} is 1000 bytes, {@code 1kb} 1024, and so
 * on; case is ignored.
 */
public final class MemoryUnits {

    /** What {@link #parse} returns for a text that is no amount. */
    public static final long INVALID = -1;

    private MemoryUnits() {}

    /**
     * Returns the bytes that a text means, or {@link #INVALID}; as in Redis, no text means none.
     */
    public static long parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        long unit = unit(text, digits);
        if (text.isEmpty()) {
            return 0;
        }
        if (digits == 0 || digits > 19 || unit == 0) {
            return INVALID;
        }
        long number = 0;
        for (int i = 0; i < digits; i++) {
            number = number * 10 + (text.charAt(i) - '0');
        }
        long bytes = number * unit;
        return number < 0 || Math.multiplyHigh(number, unit) != 0 || bytes < 0 ? INVALID : bytes;
    }

    private static long unit(String text, int from) {
        int length = text.length() - from;
        if (length == 0) {
            return 1;
        }
        int first = text.charAt(from) | 0x20;
        if (length == 1 && first == 'b') {
            return 1;
        }
        boolean binary = length == 2 && (text.charAt(from + 1) | 0x20) == 'b';
        if (length > 1 && !binary) {
            return 0;
        }
        return switch (first) {
            case 'k' -> binary ? 1L << 10 : 1_000;
            case 'm' -> binary ? 1L << 20 : 1_000_000;
            case 'g' -> binary ? 1L << 30 : 1_000_000_000;
            default -> 0;
        };
    }

    /** Returns bytes in the largest unit that divides them. */
    public static String text(long bytes) {
        if (bytes != 0 && bytes % (1L << 30) == 0) {
            return (bytes >> 30) + "gb";
        }
        if (bytes != 0 && bytes % (1L << 20) == 0) {
            return (bytes >> 20) + "mb";
        }
        if (bytes != 0 && bytes % (1L << 10) == 0) {
            return (bytes >> 10) + "kb";
        }
        return Long.toString(bytes);
    }
}
