package onggi.types;

/** How the bytes of a value are laid out: the numbers that stand in a record's header. */
public final class Encoding {

    /** A string as its bytes, longer than {@link #EMBSTR_LIMIT_BYTES} or once modified in place. */
    public static final int RAW = 0;

    /** A string that is a 64-bit integer, stored as 8 bytes. */
    public static final int INT = 1;

    /** Elements one behind another, inside the record: a small list, hash, set or sorted set. */
    public static final int LISTPACK = 2;

    /** Integers in order, inside the record: a small set of integers. */
    public static final int INTSET = 3;

    /** A chain of listpacks: a list. */
    public static final int QUICKLIST = 4;

    /** A {@link Table}: a hash or set. */
    public static final int HASHTABLE = 5;

    /** An index by score and member, and a table by member: a sorted set. */
    public static final int SKIPLIST = 6;

    /** Nodes of entries in the order of their ids. */
    public static final int STREAM = 7;

    /** A short string as its bytes, as first written. */
    public static final int EMBSTR = 8;

    /** A small hash some of whose fields expire, inside the record. */
    public static final int LISTPACK_EX = 9;

    /** Longest string that Redis would embed in its object and so calls {@code embstr}. */
    public static final int EMBSTR_LIMIT_BYTES = 44;

    private Encoding() {}

    /** Returns the name that {@code OBJECT ENCODING} answers. */
    public static String nameOf(int encoding) {
        return switch (encoding) {
            case RAW -> "raw";
            case INT -> "int";
            case EMBSTR -> "embstr";
            case LISTPACK -> "listpack";
            case LISTPACK_EX -> "listpackex";
            case INTSET -> "intset";
            case QUICKLIST -> "quicklist";
            case HASHTABLE -> "hashtable";
            case SKIPLIST -> "skiplist";
            case STREAM -> "stream";
            default -> throw new IllegalArgumentException("bad encoding: " + encoding);
        };
    }

    /**
     * Returns whether values of this encoding have blocks outside of their record, which must be
     * freed, copied and moved with care.
     */
    public static boolean hasBlocks(int encoding) {
        return encoding >= QUICKLIST && encoding <= STREAM;
    }
}
