package onggi.engine;

import java.util.List;

/**
 * What a command does with the keys of one {@link KeySpec}; the names are those of {@code COMMAND
 * INFO}.
 */
public enum KeyFlag {
    /** Reads the value. */
    RO,
    /** Reads and changes the value. */
    RW,
    /** Overwrites the value without reading it. */
    OW,
    /** Removes the key. */
    RM,
    /** Returns or uses the user data of the value. */
    ACCESS,
    /** Changes user data in place. */
    UPDATE,
    /** Adds user data. */
    INSERT,
    /** Deletes user data. */
    DELETE,
    /** The argument is routed like a key and is none, such as a sharded channel. */
    NOT_KEY,
    /** The specification does not name every key. */
    INCOMPLETE,
    /** The flags depend on the other arguments. */
    VARIABLE_FLAGS;

    /** Every flag. */
    static final List<KeyFlag> ALL = List.of(values());

    /** Returns the bit of this flag in a mask. */
    @SuppressWarnings("EnumOrdinal") // a mask that never leaves the process
    public int bit() {
        return 1 << ordinal();
    }
}
