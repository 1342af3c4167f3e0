package onggi.types;

/** How the bytes of a value are laid out: the numbers that stand in a record's header. */
public final class Encoding {

    /** A string as its bytes, longer than {@link #EMBSTR_LIMIT_BYTES} or once modified in place. */
    public static final int RAW = 0;

    /** A string that is a 64-bit integer, stored as 8 bytes. */
    public static final int INT = 1;

    /** A short string as its bytes, as first written. */
    public static final int EMBSTR = 8;

    /** Longest string that Redis would embed in its object and so calls {@code embstr}. */
    public static final int EMBSTR_LIMIT_BYTES = 44;

    private Encoding() {}

    /** Returns the name that {@code OBJECT ENCODING} answers. */
    public static String nameOf(int encoding) {
        return switch (encoding) {
            case RAW -> "raw";
            case INT -> "int";
            case EMBSTR -> "embstr";
            default -> throw new IllegalArgumentException("bad encoding: " + encoding);
        };
    }
}
