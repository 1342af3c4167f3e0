package onggi.lua.lib;

/** What scripts can change about how JSON is written and read. */
final class JsonSettings {

    /** For {@link #encodeInvalid}: infinity and NaN are errors. */
    static final int REFUSED = 0;

    /** They are written as C does. */
    static final int ALLOWED = 1;

    /** They are written as null. */
    static final int AS_NULL = 2;

    /** Whether an array with too many gaps becomes an object; otherwise it is an error. */
    boolean convertSparse;

    /** How many times its values an array may be long; 0 for any length. */
    int sparseRatio = 2;

    /** Up to this length gaps do not matter. */
    int sparseSafe = 10;

    int encodeDepth = 1000;
    int decodeDepth = 1000;
    int encodeInvalid = REFUSED;

    /** Whether numbers are read that JSON does not have. */
    boolean decodeInvalid = true;

    /** How many digits a number gets. */
    int precision = 14;

    /** Without any effect: there is nothing to keep. */
    boolean keepBuffer = true;
}
