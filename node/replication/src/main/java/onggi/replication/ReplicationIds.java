package onggi.replication;

import java.util.Locale;
import onggi.bytes.RandomSource;

/**
 * The names of the history that the stream of a server tells: the present one, and the one it went
 * on from, which is right up to an offset. Not thread-safe.
 */
final class ReplicationIds {

    static final int LENGTH = 40;
    static final String NONE = "0".repeat(LENGTH);

    private final RandomSource random;
    private String id;
    private String former = NONE;
    private long formerUpTo = -1;

    ReplicationIds(RandomSource random) {
        this.random = random;
        this.id = next();
    }

    private String next() {
        StringBuilder digits = new StringBuilder(LENGTH);
        while (digits.length() < LENGTH) {
            digits.append(Character.forDigit((int) random.nextLong(16), 16));
        }
        return digits.toString();
    }

    /** Returns 40 hexadecimal digits. */
    String id() {
        return id;
    }

    /** Returns the name of the history before, or {@link #NONE}. */
    String former() {
        return former;
    }

    /** Returns the first offset at which the former name is wrong, or -1. */
    long formerUpTo() {
        return formerUpTo;
    }

    /** Begins a history that nobody knows. */
    void change() {
        id = next();
    }

    /** Forgets the former name. */
    void forgetFormer() {
        former = NONE;
        formerUpTo = -1;
    }

    /** Goes on behind an offset under a name of its own. */
    void shift(long end) {
        continueAs(next(), end);
    }

    /** Goes on behind an offset under another name. */
    void continueAs(String name, long end) {
        former = id;
        formerUpTo = end + 1;
        id = name;
    }

    /** Takes over a name, with no former one. */
    void adopt(String name) {
        id = name;
        forgetFormer();
    }

    /** Takes note of the history of data that were loaded. */
    void loaded(String name, long end) {
        former = name;
        formerUpTo = end + 1;
    }

    /** Returns whether a history is this one as far as an offset that is asked for next. */
    boolean knows(String name, long offset) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return wanted.equals(id) || (wanted.equals(former) && offset <= formerUpTo);
    }
}
