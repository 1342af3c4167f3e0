package onggi.server.config;

import java.util.List;
import onggi.engine.SettingFamily;
import onggi.engine.Settings;

/** Every directive that a redis.conf of Redis 6 to 8 or a valkey.conf of Valkey 9 can hold. */
public final class Directives {

    /** The parts of the configuration in the order of the annotated file. */
    public static final List<SettingFamily> FAMILIES =
            List.of(
                    NetworkDirectives.NETWORK,
                    TlsDirectives.TLS,
                    GeneralDirectives.GENERAL,
                    AccessDirectives.ACCESS,
                    MemoryDirectives.MEMORY,
                    PersistenceDirectives.PERSISTENCE,
                    ReplicationDirectives.REPLICATION,
                    ClusterDirectives.CLUSTER,
                    DataDirectives.DATA,
                    ObservationDirectives.OBSERVATION,
                    NewerDirectives.NEWER);

    /**
     * Directives of older versions that are still accepted in a file and do nothing, each with one
     * argument.
     */
    public static final List<String> FORGOTTEN =
            List.of("list-max-ziplist-entries", "list-max-ziplist-value", "lua-replicate-commands");

    private Directives() {}

    /** Returns a configuration with every value at its default. */
    public static Settings settings() {
        return new Settings(FAMILIES);
    }
}
