package onggi.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import onggi.engine.Engine;
import onggi.engine.EvictionPolicy;
import onggi.engine.EvictionSettings;
import onggi.engine.KeyEvents;
import onggi.engine.Setting;
import onggi.engine.SettingException;
import onggi.engine.SettingValue;
import onggi.engine.Settings;
import onggi.net.ClientClass;
import onggi.net.NetServer;
import onggi.net.NetSettings;
import onggi.net.OutputLimit;
import onggi.net.acl.AccessControl;
import onggi.persistence.AppendOnlyFile;
import onggi.persistence.BackgroundSaves;
import onggi.persistence.FsyncPolicy;
import onggi.persistence.Snapshots;
import onggi.rdb.RdbVersion;
import onggi.resp.RequestLimits;
import onggi.scripting.Scripting;
import onggi.server.config.AccessDirectives;
import onggi.server.config.ByteText;
import onggi.server.config.DataDirectives;
import onggi.server.config.GeneralDirectives;
import onggi.server.config.MemoryDirectives;
import onggi.server.config.NetworkDirectives;
import onggi.server.config.ObservationDirectives;
import onggi.server.config.PersistenceDirectives;
import onggi.server.config.TlsDirectives;
import onggi.server.tls.Tls;
import onggi.types.CollectionLimits;

/**
 * Carries values of the configuration to the rooms that act on them, at start and at every change.
 */
final class Wiring {

    private final Settings settings;
    private final Engine engine;
    private final NetSettings net;
    private final AccessControl access;
    private final RequestLimits limits;
    private final Listeners listeners;
    private final Tls tls;
    private final Snapshots snapshots;
    private final BackgroundSaves saves;
    private final AppendOnlyFile changes;
    private boolean started;

    Wiring(
            Settings settings,
            Engine engine,
            NetServer server,
            RequestLimits limits,
            Listeners listeners,
            Tls tls,
            Snapshots snapshots,
            BackgroundSaves saves,
            AppendOnlyFile changes) {
        this.settings = settings;
        this.engine = engine;
        this.net = server.settings();
        this.access = server.access();
        this.limits = limits;
        this.listeners = listeners;
        this.tls = tls;
        this.snapshots = snapshots;
        this.saves = saves;
        this.changes = changes;
    }

    /**
     * One hook for all settings that act here: what acts on which is one switch, and costs the
     * start one class.
     */
    void connect() {
        for (Setting setting : WIRED) {
            settings.onChange(setting, value -> act(setting, value));
        }
        for (Setting setting : TlsDirectives.ACTING) {
            settings.onChange(setting, value -> encryption(setting, value));
        }
        settings.applyAll();
        started = true;
    }

    private static final List<Setting> WIRED =
            List.of(
                    NetworkDirectives.BIND,
                    NetworkDirectives.PORT,
                    NetworkDirectives.TCP_BACKLOG,
                    NetworkDirectives.PROTECTED_MODE,
                    NetworkDirectives.TIMEOUT,
                    NetworkDirectives.TCP_KEEPALIVE,
                    NetworkDirectives.MAX_CLIENTS,
                    NetworkDirectives.MAX_CLIENT_MEMORY,
                    NetworkDirectives.QUERY_BUFFER_LIMIT,
                    NetworkDirectives.MAX_BULK_LENGTH,
                    NetworkDirectives.OUTPUT_BUFFER_LIMIT,
                    NetworkDirectives.TRACKING_TABLE,
                    AccessDirectives.REQUIRE_PASS,
                    AccessDirectives.ACL_PUBSUB,
                    AccessDirectives.ACL_LOG,
                    PersistenceDirectives.SAVE,
                    PersistenceDirectives.STOP_WRITES,
                    PersistenceDirectives.COMPRESSION,
                    PersistenceDirectives.RDB_FORMAT,
                    PersistenceDirectives.RDB_FSYNC,
                    PersistenceDirectives.SAVE_DELAY,
                    PersistenceDirectives.CHECKSUM,
                    PersistenceDirectives.DB_FILE,
                    PersistenceDirectives.LOAD_DELAY,
                    PersistenceDirectives.LOADING_EVENTS,
                    PersistenceDirectives.APPEND_ONLY,
                    PersistenceDirectives.APPEND_FSYNC,
                    PersistenceDirectives.NO_FSYNC_ON_REWRITE,
                    PersistenceDirectives.REWRITE_PERCENTAGE,
                    PersistenceDirectives.REWRITE_MIN_SIZE,
                    PersistenceDirectives.LOAD_TRUNCATED,
                    PersistenceDirectives.RDB_PREAMBLE,
                    PersistenceDirectives.TIMESTAMPS,
                    PersistenceDirectives.AOF_FSYNC,
                    PersistenceDirectives.NO_AUTO_GC,
                    GeneralDirectives.DIR,
                    GeneralDirectives.LOG_LEVEL,
                    GeneralDirectives.HZ,
                    MemoryDirectives.MAX_MEMORY,
                    MemoryDirectives.POLICY,
                    MemoryDirectives.SAMPLES,
                    MemoryDirectives.TENACITY,
                    MemoryDirectives.LAZY_EVICTION,
                    MemoryDirectives.LFU_LOG_FACTOR,
                    MemoryDirectives.LFU_DECAY,
                    DataDirectives.HASH_ENTRIES,
                    DataDirectives.HASH_VALUE,
                    DataDirectives.LIST_SIZE,
                    DataDirectives.LIST_COMPRESS,
                    DataDirectives.SET_INTSET,
                    DataDirectives.SET_ENTRIES,
                    DataDirectives.SET_VALUE,
                    DataDirectives.ZSET_ENTRIES,
                    DataDirectives.ZSET_VALUE,
                    DataDirectives.HLL_BYTES,
                    DataDirectives.BUSY_THRESHOLD,
                    DataDirectives.LUA_MEMORY,
                    DataDirectives.LUA_UNDO,
                    DataDirectives.LUA_UNDO_LIMIT,
                    DataDirectives.STREAM_BYTES,
                    DataDirectives.STREAM_ENTRIES,
                    ObservationDirectives.SLOWLOG_SLOWER,
                    ObservationDirectives.SLOWLOG_LENGTH,
                    ObservationDirectives.LARGE_REQUEST,
                    ObservationDirectives.LARGE_REQUEST_LENGTH,
                    ObservationDirectives.LARGE_REPLY,
                    ObservationDirectives.LARGE_REPLY_LENGTH,
                    ObservationDirectives.KEY_EVENTS,
                    ObservationDirectives.LATENCY_TRACKING,
                    ObservationDirectives.LATENCY_MONITOR);

    private static int format(String server) {
        return switch (server) {
            case "redis-7.2" -> RdbVersion.REDIS_7_2;
            case "redis-7.4" -> RdbVersion.REDIS_7_4;
            case "valkey-9" -> RdbVersion.VALKEY_9;
            default -> RdbVersion.REDIS_7_0;
        };
    }

    private void act(Setting setting, SettingValue value) throws SettingException {
        long number = value.number();
        switch (setting.name()) {
            case "bind" -> rebind("Failed to bind to specified addresses.");
            case "port" -> relisten("Unable to listen on this port. Check server logs.");
            case "tcp-backlog" -> net.tcpBacklog((int) number);
            case "protected-mode" -> net.protectedMode(value.isOn());
            case "timeout" -> net.timeoutSeconds((int) number);
            case "tcp-keepalive" -> net.tcpKeepAliveSeconds((int) number);
            case "maxclients" -> net.maxClients((int) Math.min(number, Integer.MAX_VALUE));
            case "maxmemory-clients" -> net.clientMemory(number);
            case "client-query-buffer-limit" -> limits.setQueryBufferBytes(number);
            case "proto-max-bulk-len" -> {
                limits.setMaxBulkBytes(number);
                engine.settings().maxBulkBytes(number);
            }
            case "client-output-buffer-limit" -> outputLimits(net, value.words());
            case "tracking-table-max-keys" -> engine.tracking().maxKeys(number);
            case "requirepass" -> access.defaultPassword(value.text());
            case "acl-pubsub-default" ->
                    access.newUsersHaveAllChannels(value.text().equals("allchannels"));
            case "acllog-max-len" -> access.log().maxLength(number);
            case "rdbcompression" -> engine.settings().compressesDumps(value.isOn());
            case "rdb-format" -> engine.settings().dumpVersion(format(value.text()));
            case "save" -> saves.points(value.text());
            case "stop-writes-on-bgsave-error" -> saves.stopsWrites(value.isOn());
            case "rdb-save-incremental-fsync" -> snapshots.syncsInBetween(value.isOn());
            case "rdb-key-save-delay" -> snapshots.keyDelayUs(number);
            case "rdbchecksum" -> snapshots.sums(value.isOn());
            case "dbfilename" -> snapshots.fileName(ByteText.toUnicode(value.text()));
            case "key-load-delay" -> snapshots.loading().keyDelayUs((int) number);
            case "loading-process-events-interval-bytes" ->
                    snapshots.loading().intervalBytes(number);
            case "appendonly" -> appendOnly(value.isOn());
            case "appendfsync" ->
                    changes.policy(FsyncPolicy.valueOf(ServerAssembly.upper(value.text())));
            case "no-appendfsync-on-rewrite" -> changes.restsWhileSaving(value.isOn());
            case "auto-aof-rewrite-percentage" -> changes.rewrites().percentage((int) number);
            case "auto-aof-rewrite-min-size" -> changes.rewrites().minBytes(number);
            case "aof-load-truncated" -> changes.loadsCut(value.isOn());
            case "aof-use-rdb-preamble" -> changes.snapshotBase(value.isOn());
            case "aof-timestamp-enabled" -> changes.marksTime(value.isOn());
            case "aof-rewrite-incremental-fsync" -> changes.rewrites().syncsInBetween(value.isOn());
            case "aof-disable-auto-gc" -> changes.keepsHistory(value.isOn());
            case "dir" -> snapshots.folder(Path.of(ByteText.toUnicode(value.text())));
            case "loglevel" -> Log.level(Log.Level.valueOf(ServerAssembly.upper(value.text())));
            case "hz" -> net.hz((int) number);
            case "maxmemory" -> maxMemory(number);
            case "maxmemory-policy" -> policy(value.text());
            case "maxmemory-samples", "maxmemory-eviction-tenacity", "lazyfree-lazy-eviction" ->
                    eviction(setting, value);
            case "lfu-log-factor" -> engine.accessClock().logFactor((int) number);
            case "lfu-decay-time" -> engine.accessClock().decayMinutes((int) number);
            case "slowlog-log-slower-than" -> net.slowLogThresholdUs(number);
            case "slowlog-max-len" ->
                    net.slowLogMaxLength((int) Math.min(number, Integer.MAX_VALUE));
            case "commandlog-request-larger-than" -> net.largeRequestBytes(number);
            case "commandlog-large-request-max-len" ->
                    net.largeRequestMaxLength((int) Math.min(number, Integer.MAX_VALUE));
            case "commandlog-reply-larger-than" -> net.largeReplyBytes(number);
            case "commandlog-large-reply-max-len" ->
                    net.largeReplyMaxLength((int) Math.min(number, Integer.MAX_VALUE));
            case "notify-keyspace-events" -> engine.keyEvents().want(KeyEvents.parse(value.text()));
            case "latency-tracking" -> net.latencyTracking(value.isOn());
            case "latency-monitor-threshold" -> net.latencyMonitorThresholdMs(number);
            default -> data(setting, value);
        }
    }

    /** What {@link DataDirectives} holds. */
    private void data(Setting setting, SettingValue value) throws SettingException {
        Scripting scripting = engine.room(Scripting.class);
        switch (setting.name()) {
            case "busy-reply-threshold" -> scripting.busyThresholdMs(value.number());
            case "lua-memory-limit" -> scripting.memoryLimitBytes(value.number());
            case "lua-kill-undo" -> scripting.undoes(value.isOn());
            case "lua-kill-undo-limit" -> scripting.undoLimitBytes(value.number());
            default -> limit(engine.keyspace().limits(), setting, value.number());
        }
    }

    private void appendOnly(boolean on) throws SettingException {
        if (!started) {
            return;
        }
        try {
            if (on) {
                changes.turnOn();
            } else {
                changes.turnOff();
            }
        } catch (IOException e) {
            Log.warning("The append-only file can't be made: " + e.getMessage());
            throw new SettingException("Unable to turn on AOF. Check server logs.");
        }
    }

    private void maxMemory(long limit) {
        engine.settings().maxMemoryBytes(limit);
        long used = engine.keyspace().usedBytes();
        if (started && limit > 0 && limit < used) {
            Log.warning(
                    "WARNING: the new maxmemory value set via CONFIG SET ("
                            + limit
                            + ") is smaller than the current memory usage ("
                            + used
                            + "). This will result in key eviction and/or the inability to accept"
                            + " new write commands depending on the maxmemory-policy.");
        }
    }

    private void eviction(Setting setting, SettingValue value) {
        EvictionSettings eviction = engine.settings().eviction();
        switch (setting.name()) {
            case "maxmemory-samples" -> eviction.samples((int) value.number());
            case "maxmemory-eviction-tenacity" -> eviction.tenacity((int) value.number());
            default -> eviction.unlinks(value.isOn());
        }
    }

    private void policy(String name) {
        EvictionPolicy policy = EvictionPolicy.named(name);
        if (policy == null) {
            throw new IllegalArgumentException("no policy " + name);
        }
        engine.settings().eviction().policy(policy);
        engine.accessClock().countsUses(policy.countsUses());
        snapshots.knowsUse(policy.knowsUse());
    }

    /** The limits are ints: more than two thousand million elements is as good as no limit. */
    private static void limit(CollectionLimits limits, Setting setting, long number) {
        int most = Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
        switch (setting.name()) {
            case "list-max-listpack-size" -> limits.listNodeSize = most;
            case "list-compress-depth" -> limits.listCompressDepth = most;
            case "hash-max-listpack-entries" -> limits.hashEntries = most;
            case "hash-max-listpack-value" -> limits.hashValueBytes = most;
            case "set-max-intset-entries" -> limits.intsetEntries = most;
            case "set-max-listpack-entries" -> limits.setEntries = most;
            case "set-max-listpack-value" -> limits.setValueBytes = most;
            case "zset-max-listpack-entries" -> limits.zsetEntries = most;
            case "zset-max-listpack-value" -> limits.zsetValueBytes = most;
            case "hll-sparse-max-bytes" -> limits.hllSparseBytes = most;
            case "stream-node-max-bytes" -> limits.streamNodeBytes = most;
            case "stream-node-max-entries" -> limits.streamNodeEntries = most;
            default -> throw new IllegalArgumentException("nothing acts on " + setting.name());
        }
    }

    private void relisten(String reason) throws SettingException {
        if (started) {
            listeners.reopen(reason);
        }
    }

    private void rebind(String reason) throws SettingException {
        relisten(reason);
        if (started) {
            listeners.reopenEncrypted(reason);
        }
    }

    /** The certificates and all that goes with them are read anew whichever directive changes. */
    private void encryption(Setting setting, SettingValue value) throws SettingException {
        if (setting.name().equals(TlsDirectives.NEW_CONNECTIONS.name())) {
            net.tlsAcceptsPerTurn((int) value.number());
        } else if (setting.name().equals(TlsDirectives.AUTH_USER.name())) {
            net.certificateUser(value.text());
        } else if (started) {
            tls.changed();
            if (setting.name().equals(TlsDirectives.PORT.name())) {
                listeners.reopenEncrypted("Unable to listen on this port. Check server logs.");
            }
        }
    }

    static void outputLimits(NetSettings net, List<String> words) {
        for (int i = 0; i + 3 < words.size(); i += 4) {
            ClientClass type = ClientClass.named(words.get(i));
            if (type != null) {
                long hard = Long.parseLong(words.get(i + 1));
                long soft = Long.parseLong(words.get(i + 2));
                net.outputLimit(
                        type,
                        new OutputLimit(
                                hard,
                                soft,
                                (int)
                                        Math.min(
                                                Long.parseLong(words.get(i + 3)),
                                                Integer.MAX_VALUE)));
            }
        }
    }
}
