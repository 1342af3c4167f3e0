package onggi.types;

/** What becomes of the pending entries of consumer groups when an entry of the stream goes. */
public enum StreamDeletion {
    /** They stay, and say that the entry is gone when they are read. */
    KEEP_REFERENCES,
    /** They go too. */
    DELETE_REFERENCES,
    /** An entry that some group has not yet read and acknowledged does not go. */
    IF_ACKNOWLEDGED
}
