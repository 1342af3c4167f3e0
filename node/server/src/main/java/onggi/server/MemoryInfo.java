package onggi.server;

import onggi.engine.Keyspace;
import onggi.replication.Replication;
import onggi.replication.ReplicationFacts;
import onggi.scripting.ScriptUsage;
import onggi.scripting.Scripting;
import onggi.server.config.MemoryDirectives;

/** The sections of INFO on memory and on what fills it. */
final class MemoryInfo {

    private final ServerState state;
    private long peak;

    MemoryInfo(ServerState state) {
        this.state = state;
    }

    void memory(InfoWriter out) {
        Keyspace keyspace = state.engine().keyspace();
        long data = keyspace.usedBytes();
        long reserved = keyspace.reservedBytes();
        long clients = state.net().stats().clientBytes();
        ReplicationFacts stream = new ReplicationFacts(state.engine().room(Replication.class));
        long used = data + clients + stream.logBytes();
        peak = Math.max(peak, used);
        long resident = ProcessInfo.residentBytes();
        long limit = state.settings().number(MemoryDirectives.MAX_MEMORY);
        Runtime runtime = Runtime.getRuntime();

        out.bytes("used_memory", used);
        out.bytes("used_memory_rss", resident);
        out.bytes("used_memory_peak", peak);
        out.field("used_memory_peak_perc", InfoWriter.percent(used, peak));
        out.field("used_memory_overhead", clients + stream.logBytes());
        out.field("used_memory_startup", 0);
        out.field("used_memory_dataset", data);
        out.field("used_memory_dataset_perc", InfoWriter.percent(data, used));
        out.field("allocator_allocated", data);
        out.field("allocator_active", reserved);
        out.field("allocator_resident", reserved);
        out.field("allocator_muzzy", 0);
        out.field("heap_used", runtime.totalMemory() - runtime.freeMemory());
        out.field("heap_committed", runtime.totalMemory());
        out.field("heap_max", runtime.maxMemory());
        out.bytes("total_system_memory", Greeting.memoryLimit());
        scripts(out);
        out.bytes("maxmemory", limit);
        out.field("maxmemory_policy", state.settings().text(MemoryDirectives.POLICY));
        out.field("allocator_frag_ratio", InfoWriter.ratio(reserved, data));
        out.field("allocator_frag_bytes", reserved - data);
        out.field("allocator_rss_ratio", "1.00");
        out.field("allocator_rss_bytes", 0);
        out.field("rss_overhead_ratio", InfoWriter.ratio(resident, reserved));
        out.field("rss_overhead_bytes", resident - reserved);
        out.field("mem_fragmentation_ratio", InfoWriter.ratio(resident, used));
        out.field("mem_fragmentation_bytes", resident - used);
        long backlog = Math.min(stream.logBytes(), stream.backlogBytes());
        out.field("mem_not_counted_for_evict", clients + stream.logBytes() - backlog);
        out.field("mem_replication_backlog", backlog);
        out.field("mem_total_replication_buffers", stream.logBytes());
        out.field("mem_clients_slaves", stream.logBytes() - backlog);
        out.field("mem_clients_normal", clients);
        out.zeros("mem_cluster_links", "mem_aof_buffer");
        out.field("mem_allocator", "onggi-slab");
        out.field("mem_overhead_db_hashtable_rehashing", 0);
        out.zeros("active_defrag_running");
        out.field("lazyfree_pending_objects", keyspace.waitingValues());
        out.field("lazyfreed_objects", state.lateValues());
    }

    private void scripts(InfoWriter out) {
        ScriptUsage usage = state.engine().room(Scripting.class).usage();
        out.field("used_memory_lua", usage.evalBytes());
        out.field("used_memory_vm_eval", usage.evalBytes());
        out.field("used_memory_lua_human", InfoWriter.human(usage.evalBytes()));
        out.field("used_memory_scripts_eval", usage.textBytes());
        out.field("number_of_cached_scripts", usage.scripts());
        out.field("number_of_functions", usage.functions());
        out.field("number_of_libraries", usage.libraries());
        out.field("used_memory_vm_functions", usage.functionBytes());
        long vm = usage.evalBytes() + usage.functionBytes();
        out.bytes("used_memory_vm_total", vm);
        out.field("used_memory_functions", usage.libraryBytes());
        out.bytes("used_memory_scripts", usage.textBytes() + usage.libraryBytes());
    }

    void keyspace(InfoWriter out) {
        Keyspace keyspace = state.engine().keyspace();
        long nowMs = state.engine().clock().nowMs();
        for (int database = 0; database < keyspace.databases(); database++) {
            long keys = keyspace.size(database);
            if (keys > 0) {
                long expires = keyspace.volatileKeys(database);
                out.field(
                        "db" + database,
                        "keys="
                                + keys
                                + ",expires="
                                + expires
                                + ",avg_ttl="
                                + keyspace.meanLeftMs(database, nowMs)
                                + ",subexpiry="
                                + keyspace.volatileHashes(database));
            }
        }
    }
}
