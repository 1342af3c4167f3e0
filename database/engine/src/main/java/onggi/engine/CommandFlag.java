package onggi.engine;

import java.util.Locale;

/** What a command may do and where it may run; the names are those of {@code COMMAND INFO}. */
public enum CommandFlag {
    /** May change the data set. */
    WRITE,
    /** Reads keys and changes none. */
    READONLY,
    /** Refused when memory is over {@code maxmemory} and nothing can be evicted. */
    DENYOOM,
    /** Administrative. */
    ADMIN,
    /** Publish and subscribe. */
    PUBSUB,
    /** Not allowed in scripts. */
    NOSCRIPT,
    /** May block the client. */
    BLOCKING,
    /** Allowed while the data set is loading. */
    LOADING,
    /** Allowed on a replica with stale data. */
    STALE,
    /** Not sent to monitors. */
    SKIP_MONITOR,
    /** Not written to the slow log. */
    SKIP_SLOWLOG,
    /** Accepted in a slot that is being imported. */
    ASKING,
    /** Takes O(1) or O(log n) time. */
    FAST,
    /** Needs no authentication. */
    NO_AUTH,
    /** May be propagated though it is no write. */
    MAY_REPLICATE,
    /** Available in Sentinel mode. */
    SENTINEL,
    /** Available only in Sentinel mode. */
    ONLY_SENTINEL,
    /** May be called without any key although it has key specs. */
    NO_MANDATORY_KEYS,
    /** Its keys cannot be found by first, last and step. */
    MOVABLEKEYS,
    /** Allowed while a script is over its time. */
    ALLOW_BUSY,
    /** Not allowed inside MULTI. */
    NO_MULTI,
    /** Refused while an asynchronous load runs. */
    NO_ASYNC_LOADING;

    /** Returns the bit of this flag in a mask. */
    @SuppressWarnings("EnumOrdinal") // a mask that never leaves the process
    public int bit() {
        return 1 << ordinal();
    }

    /** Returns the name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
