package onggi.engine;

import org.jspecify.annotations.Nullable;

/** The families into which commands are sorted, by the names that {@code COMMAND DOCS} answers. */
public enum Group {
    STRING("string", AclCategory.STRING),
    GENERIC("generic", AclCategory.KEYSPACE),
    LIST("list", AclCategory.LIST),
    SET("set", AclCategory.SET),
    SORTED_SET("sorted-set", AclCategory.SORTEDSET),
    HASH("hash", AclCategory.HASH),
    STREAM("stream", AclCategory.STREAM),
    BITMAP("bitmap", AclCategory.BITMAP),
    HYPERLOGLOG("hyperloglog", AclCategory.HYPERLOGLOG),
    GEO("geo", AclCategory.GEO),
    PUBSUB("pubsub", null),
    TRANSACTIONS("transactions", AclCategory.TRANSACTION),
    CONNECTION("connection", AclCategory.CONNECTION),
    SERVER("server", null),
    SCRIPTING("scripting", AclCategory.SCRIPTING),
    CLUSTER("cluster", null),
    SENTINEL("sentinel", null);

    private final String wireName;
    private final @Nullable AclCategory category;

    Group(String wireName, @Nullable AclCategory category) {
        this.wireName = wireName;
        this.category = category;
    }

    /** Returns the name on the wire. */
    public String wireName() {
        return wireName;
    }

    /**
     * Returns the ACL category that every command of the group is in, or null when there is none.
     */
    public @Nullable AclCategory category() {
        return category;
    }
}
