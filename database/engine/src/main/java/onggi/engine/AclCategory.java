package onggi.engine;

import java.util.Locale;

/** The categories of {@code ACL CAT}, in the order in which Redis numbers them. */
public enum AclCategory {
    KEYSPACE,
    READ,
    WRITE,
    SET,
    SORTEDSET,
    LIST,
    HASH,
    STRING,
    BITMAP,
    HYPERLOGLOG,
    GEO,
    STREAM,
    PUBSUB,
    ADMIN,
    FAST,
    SLOW,
    BLOCKING,
    DANGEROUS,
    CONNECTION,
    TRANSACTION,
    SCRIPTING;

    /** Returns the name without its {@code @}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
