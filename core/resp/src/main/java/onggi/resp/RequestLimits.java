package onggi.resp;

/**
 * What a client may send; one object for all connections, changed by CONFIG SET while they decode.
 */
public final class RequestLimits {

    /** {@code proto-max-bulk-len} unless configured. */
    public static final long DEFAULT_MAX_BULK_BYTES = 512L * 1024 * 1024;

    /** {@code client-query-buffer-limit} unless configured. */
    public static final long DEFAULT_QUERY_BUFFER_BYTES = 1024L * 1024 * 1024;

    private volatile long maxBulkBytes = DEFAULT_MAX_BULK_BYTES;
    private volatile long queryBufferBytes = DEFAULT_QUERY_BUFFER_BYTES;

    /** The longest argument: {@code proto-max-bulk-len}. */
    public long maxBulkBytes() {
        return maxBulkBytes;
    }

    public void setMaxBulkBytes(long bytes) {
        maxBulkBytes = bytes;
    }

    /** The most that may wait to become an argument: {@code client-query-buffer-limit}. */
    public long queryBufferBytes() {
        return queryBufferBytes;
    }

    public void setQueryBufferBytes(long bytes) {
        queryBufferBytes = bytes;
    }
}
