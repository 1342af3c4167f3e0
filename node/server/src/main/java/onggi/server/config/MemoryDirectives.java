package onggi.server.config;

import onggi.engine.Setting;
import onggi.engine.SettingFamily;

/** How much memory the data may take, and what happens when it would take more. */
public final class MemoryDirectives {

    static final SettingFamily MEMORY = SettingFamily.of("Memory");

    private static final String FREEING = "memory is freed without pauses whichever way a key goes";
    private static final String DEFRAG =
            "mostly empty chunks are given back to the system by themselves";

    public static final Setting MAX_MEMORY =
            MEMORY.memory("maxmemory", 0, 0, Long.MAX_VALUE)
                    .summary(
                            "Memory for the data; over it, keys go as maxmemory-policy says, or"
                                    + " commands that need more are refused. 0 means no limit.")
                    .declare();

    public static final Setting POLICY =
            MEMORY.choice(
                            "maxmemory-policy",
                            "noeviction",
                            "volatile-lru",
                            "volatile-lfu",
                            "volatile-random",
                            "volatile-ttl",
                            "allkeys-lru",
                            "allkeys-lfu",
                            "allkeys-random",
                            "noeviction")
                    .summary(
                            "Which keys go when maxmemory is reached: the least recently used, the"
                                    + " least often used, any, those that expire soonest; of all keys"
                                    + " or of those with an expiry; or none.")
                    .declare();

    public static final Setting SAMPLES =
            MEMORY.number("maxmemory-samples", 5, 1, Integer.MAX_VALUE)
                    .summary("How many keys are compared to find one to evict.")
                    .declare();

    public static final Setting TENACITY =
            MEMORY.number("maxmemory-eviction-tenacity", 10, 0, 100)
                    .summary("How long eviction may hold up a command, from 0 to 100.")
                    .declare();

    public static final Setting LFU_LOG_FACTOR =
            MEMORY.number("lfu-log-factor", 10, 0, Integer.MAX_VALUE)
                    .summary("How slowly the counter of uses grows under an LFU policy.")
                    .declare();

    public static final Setting LFU_DECAY =
            MEMORY.number("lfu-decay-time", 1, 0, Integer.MAX_VALUE)
                    .summary(
                            "Minutes after which the counter of uses is lowered by one under an LFU"
                                    + " policy.")
                    .declare();

    public static final Setting EXPIRE_EFFORT =
            MEMORY.number("active-expire-effort", 1, 1, 10)
                    .pointless("every key is removed when its time comes")
                    .summary("How hard expired keys are searched for.")
                    .declare();

    public static final Setting LAZY_EVICTION =
            MEMORY.flag("lazyfree-lazy-eviction", false)
                    .summary(
                            "Makes the append-only file and replicas hear of UNLINK instead of DEL"
                                    + " when a key is evicted; large values are freed in the background"
                                    + " anyway.")
                    .declare();
    public static final Setting LAZY_EXPIRE =
            lazy("lazyfree-lazy-expire", null, "Frees expired values in the background.");
    public static final Setting LAZY_SERVER_DEL =
            lazy(
                    "lazyfree-lazy-server-del",
                    null,
                    "Frees values that a command overwrites in the background.");
    public static final Setting LAZY_USER_DEL =
            lazy(
                    "lazyfree-lazy-user-del",
                    null,
                    "Makes DEL free values in the background, as UNLINK does.");
    public static final Setting LAZY_USER_FLUSH =
            lazy(
                    "lazyfree-lazy-user-flush",
                    null,
                    "Makes FLUSHALL and FLUSHDB work in the background unless told SYNC.");
    public static final Setting LAZY_REPLICA =
            lazy(
                    "replica-lazy-flush",
                    "slave-lazy-flush",
                    "Makes a replica free its old data in the background when it gets new.");

    public static final Setting ACTIVE_REHASHING =
            MEMORY.flag("activerehashing", true)
                    .pointless("tables grow one small segment at a time")
                    .summary("Whether tables grow also while no command runs.")
                    .declare();

    public static final Setting ACTIVE_DEFRAG =
            MEMORY.flag("activedefrag", false)
                    .pointless(DEFRAG)
                    .summary("Whether memory is compacted while the server runs.")
                    .declare();

    public static final Setting DEFRAG_IGNORE =
            MEMORY.memory("active-defrag-ignore-bytes", 100L << 20, 1, Long.MAX_VALUE)
                    .pointless(DEFRAG)
                    .summary("Waste below which nothing is compacted.")
                    .declare();

    public static final Setting DEFRAG_LOWER =
            defrag(
                    "active-defrag-threshold-lower",
                    10,
                    1000,
                    "Percentage of waste at which compaction starts.");
    public static final Setting DEFRAG_UPPER =
            defrag(
                    "active-defrag-threshold-upper",
                    100,
                    1000,
                    "Percentage of waste at which it works hardest.");
    public static final Setting DEFRAG_MIN =
            defrag(
                    "active-defrag-cycle-min",
                    1,
                    99,
                    "Least percentage of a processor for compaction.");
    public static final Setting DEFRAG_MAX =
            defrag(
                    "active-defrag-cycle-max",
                    25,
                    99,
                    "Greatest percentage of a processor for compaction.");
    public static final Setting DEFRAG_FIELDS =
            defrag(
                    "active-defrag-max-scan-fields",
                    1000,
                    Long.MAX_VALUE,
                    "Elements of one collection looked at without a break.");

    public static final Setting JEMALLOC_THREAD =
            MEMORY.flag("jemalloc-bg-thread", true)
                    .pointless("the allocator is Onggi's own")
                    .summary("Whether the allocator gives memory back from a thread of its own.")
                    .declare();

    private MemoryDirectives() {}

    private static Setting lazy(
            String name, @org.jspecify.annotations.Nullable String alias, String summary) {
        SettingFamily.Row row = MEMORY.flag(name, false).pointless(FREEING).summary(summary);
        return (alias == null ? row : row.alias(alias)).declare();
    }

    private static Setting defrag(String name, long initial, long most, String summary) {
        return MEMORY.number(
                        name,
                        initial,
                        name.endsWith("lower") || name.endsWith("upper") ? 0 : 1,
                        most)
                .pointless(DEFRAG)
                .summary(summary)
                .declare();
    }
}
