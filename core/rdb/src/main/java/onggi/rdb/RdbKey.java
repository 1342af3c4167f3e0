package onggi.rdb;

/** What stands before a value in a file: its key, and what is known of it. Reusable. */
public final class RdbKey {

    /** The expiry of a key that has none. */
    public static final long NO_EXPIRY = -1;

    /** In place of a number that the file does not tell. */
    public static final long UNKNOWN = -1;

    final RdbText name = new RdbText();
    int database;
    int type;
    long expiryMs;
    long idleSeconds;
    long uses;

    void forget() {
        expiryMs = NO_EXPIRY;
        idleSeconds = UNKNOWN;
        uses = UNKNOWN;
    }

    /** Returns the key. */
    public RdbText name() {
        return name;
    }

    /** Returns the number of the database. */
    public int database() {
        return database;
    }

    /** Returns when the key expires in Unix milliseconds, or {@link #NO_EXPIRY}. */
    public long expiryMs() {
        return expiryMs;
    }

    /** Returns how long the key was not used, in seconds, or {@link #UNKNOWN}. */
    public long idleSeconds() {
        return idleSeconds;
    }

    /** Returns the logarithmic counter of uses, 0 to 255, or {@link #UNKNOWN}. */
    public long uses() {
        return uses;
    }

    /** Returns the number that tells how the value stands in the file. */
    public int number() {
        return type;
    }
}
