package onggi.types;

/**
 * When collections leave their compact forms, and how large the nodes of long ones are. Set by the
 * configuration at any time; a value is judged when it grows next, and never goes back.
 */
public final class CollectionLimits {

    /** {@code list-max-listpack-size}: elements of a list's node, or -1 to -5 for 4 to 64 KB. */
    public volatile int listNodeSize = -2;

    /** What {@link #listLoneBytes} is unless a test sets it. */
    public static final int DEFAULT_LONE_BYTES = 1 << 30;

    /** From how many bytes on an element of a list has a node of its own. */
    public volatile int listLoneBytes = DEFAULT_LONE_BYTES;

    /** {@code list-compress-depth}; kept, as nodes are not compressed. */
    public volatile int listCompressDepth;

    /** {@code hash-max-listpack-entries}. */
    public volatile int hashEntries = 512;

    /** {@code hash-max-listpack-value}, in bytes. */
    public volatile int hashValueBytes = 64;

    /** {@code set-max-intset-entries}. */
    public volatile int intsetEntries = 512;

    /** {@code set-max-listpack-entries}. */
    public volatile int setEntries = 128;

    /** {@code set-max-listpack-value}, in bytes. */
    public volatile int setValueBytes = 64;

    /** {@code zset-max-listpack-entries}. */
    public volatile int zsetEntries = 128;

    /** {@code zset-max-listpack-value}, in bytes. */
    public volatile int zsetValueBytes = 64;

    /** {@code hll-sparse-max-bytes}. */
    public volatile int hllSparseBytes = 3000;

    /** {@code stream-node-max-bytes}; 0 is no limit. */
    public volatile int streamNodeBytes = 4096;

    /** {@code stream-node-max-entries}; 0 is no limit. */
    public volatile int streamNodeEntries = 100;
}
