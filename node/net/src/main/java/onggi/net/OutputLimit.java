package onggi.net;

/**
 * How much output may wait for one client of a class before it is closed.
 *
 * @param hardBytes closes at once above; 0 for no limit
 * @param softBytes closes when exceeded for {@code softSeconds} without a break; 0 for no limit
 * @param softSeconds how long the soft limit may be exceeded
 */
public record OutputLimit(long hardBytes, long softBytes, int softSeconds) {

    private static final long MB = 1L << 20;

    /** No limit. */
    public static final OutputLimit NONE = new OutputLimit(0, 0, 0);

    /** Redis's default for a class. */
    public static OutputLimit defaultFor(ClientClass type) {
        return switch (type) {
            case NORMAL, MASTER -> NONE;
            case REPLICA -> new OutputLimit(256 * MB, 64 * MB, 60);
            case PUBSUB -> new OutputLimit(32 * MB, 8 * MB, 60);
        };
    }

    /** Returns this limit, but that at least so many bytes may wait for a short time. */
    OutputLimit atLeast(long bytes) {
        return hardBytes > 0 && hardBytes < bytes
                ? new OutputLimit(bytes, softBytes, softSeconds)
                : this;
    }
}
