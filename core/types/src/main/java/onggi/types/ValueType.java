package onggi.types;

/**
 * The data types of values: the numbers that stand in a record's header, equal to those of an RDB
 * file.
 */
public final class ValueType {

    /** A byte string. */
    public static final int STRING = 0;

    /** A list of byte strings. */
    public static final int LIST = 1;

    /** A set of byte strings. */
    public static final int SET = 2;

    /** A set of byte strings ordered by score. */
    public static final int ZSET = 3;

    /** A map of byte strings. */
    public static final int HASH = 4;

    /** A log of entries with ids. */
    public static final int STREAM = 7;

    private static final String[] NAMES = {
        "string", "list", "set", "zset", "hash", "", "", "stream"
    };

    private ValueType() {}

    /** Returns the name that {@code TYPE} answers. */
    public static String nameOf(int type) {
        return NAMES[type];
    }
}
