package onggi.engine;

import onggi.bytes.HotPath;

/**
 * Keyspace notifications: which classes of events are wanted, and their publication on the two
 * channels of a key event.
 *
 * @see <a href="https://redis.io/docs/manual/keyspace-notifications/">Keyspace notifications</a>
 */
public final class KeyEvents {

    public static final int KEYSPACE_CHANNEL = 1 << 0; // K
    public static final int KEYEVENT_CHANNEL = 1 << 1; // E
    public static final int GENERIC_CLASS = 1 << 2; // g
    public static final int STRING_CLASS = 1 << 3; // $
    public static final int LIST_CLASS = 1 << 4; // l
    public static final int SET_CLASS = 1 << 5; // s
    public static final int HASH_CLASS = 1 << 6; // h
    public static final int ZSET_CLASS = 1 << 7; // z
    public static final int EXPIRED_CLASS = 1 << 8; // x
    public static final int EVICTED_CLASS = 1 << 9; // e
    public static final int STREAM_CLASS = 1 << 10; // t
    public static final int MISS_CLASS = 1 << 11; // m
    public static final int MODULE_CLASS = 1 << 13; // d
    public static final int NEW_CLASS = 1 << 14; // n

    /** The classes that {@code A} stands for: all but misses and new keys. */
    public static final int ALL_CLASSES =
            GENERIC_CLASS
                    | STRING_CLASS
                    | LIST_CLASS
                    | SET_CLASS
                    | HASH_CLASS
                    | ZSET_CLASS
                    | EXPIRED_CLASS
                    | EVICTED_CLASS
                    | STREAM_CLASS
                    | MODULE_CLASS;

    private static final String LETTERS = "g$lshzxet d";
    private static final int[] LETTER_BITS = {
        GENERIC_CLASS,
        STRING_CLASS,
        LIST_CLASS,
        SET_CLASS,
        HASH_CLASS,
        ZSET_CLASS,
        EXPIRED_CLASS,
        EVICTED_CLASS,
        STREAM_CLASS,
        0,
        MODULE_CLASS
    };

    /** Invalid class letters in {@code notify-keyspace-events}. */
    public static final int INVALID = -1;

    private volatile int wanted;

    /** Returns the mask for the letters of {@code notify-keyspace-events}, or {@link #INVALID}. */
    public static int parse(String letters) {
        int mask = 0;
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            int at = LETTERS.indexOf(letter);
            switch (letter) {
                case 'A' -> mask |= ALL_CLASSES;
                case 'K' -> mask |= KEYSPACE_CHANNEL;
                case 'E' -> mask |= KEYEVENT_CHANNEL;
                case 'm' -> mask |= MISS_CLASS;
                case 'n' -> mask |= NEW_CLASS;
                default -> {
                    if (at < 0 || LETTER_BITS[at] == 0) {
                        return INVALID;
                    }
                    mask |= LETTER_BITS[at];
                }
            }
        }
        return mask;
    }

    /** Returns the letters for a mask in the order in which {@code CONFIG GET} answers them. */
    public static String format(int mask) {
        StringBuilder text = new StringBuilder();
        if ((mask & ALL_CLASSES) == ALL_CLASSES) {
            text.append('A');
        } else {
            for (int i = 0; i < LETTER_BITS.length; i++) {
                if ((mask & LETTER_BITS[i]) != 0) {
                    text.append(LETTERS.charAt(i));
                }
            }
        }
        append(text, mask, KEYSPACE_CHANNEL, 'K');
        append(text, mask, KEYEVENT_CHANNEL, 'E');
        append(text, mask, MISS_CLASS, 'm');
        append(text, mask, NEW_CLASS, 'n');
        return text.toString();
    }

    private static void append(StringBuilder text, int mask, int bit, char letter) {
        if ((mask & bit) != 0) {
            text.append(letter);
        }
    }

    /** Sets which events are published. */
    public void want(int mask) {
        wanted = mask;
    }

    /** Returns which events are published. */
    public int wanted() {
        return wanted;
    }

    /** Returns whether an event of the class would be published on any channel. */
    @HotPath
    public boolean wants(int classBit) {
        int mask = wanted;
        return (mask & classBit) != 0 && (mask & (KEYSPACE_CHANNEL | KEYEVENT_CHANNEL)) != 0;
    }

    /** Publishes the event of a key that {@link #wants} said yes to. */
    @HotPath
    void publish(
            Publisher publisher,
            KeyEvent event,
            int database,
            byte[] buffer,
            int offset,
            int length) {
        int mask = wanted;
        if ((mask & KEYSPACE_CHANNEL) != 0) {
            publisher.publishToKeyspace(event, database, buffer, offset, length);
        }
        if ((mask & KEYEVENT_CHANNEL) != 0) {
            publisher.publishToKeyevent(event, database, buffer, offset, length);
        }
    }
}
