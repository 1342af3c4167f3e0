package onggi.server.metrics;

import java.util.List;

/**
 * Which fields of INFO are metrics, under the names that redis_exporter gave them; what only this
 * server has begins with onggi_.
 */
final class MetricRows {

    /** What a number is and how it is written in INFO. */
    enum Kind {
        /** Goes up and down. */
        GAUGE,
        /** Only goes up, unless CONFIG RESETSTAT. */
        COUNTER,
        /** "ok" is 1, anything else 0. */
        STATUS
    }

    /** One metric. */
    record Row(String field, String name, Kind kind, String help) {}

    static final List<Row> ALL =
            List.of(
                    gauge("uptime_in_seconds", "redis_uptime_in_seconds", "Seconds since start"),
                    gauge("connected_clients", "redis_connected_clients", "Clients"),
                    gauge("blocked_clients", "redis_blocked_clients", "Clients that wait"),
                    gauge("tracking_clients", "redis_tracking_clients", "Clients that track keys"),
                    gauge("maxclients", "redis_max_clients", "Most clients"),
                    gauge("used_memory", "redis_memory_used_bytes", "Data and buffers"),
                    gauge(
                            "used_memory_rss",
                            "redis_memory_used_rss_bytes",
                            "Memory of the process"),
                    gauge("used_memory_peak", "redis_memory_used_peak_bytes", "Most data so far"),
                    gauge(
                            "used_memory_overhead",
                            "redis_memory_used_overhead_bytes",
                            "Memory beside the data"),
                    gauge("used_memory_dataset", "redis_memory_used_dataset_bytes", "Data"),
                    gauge("used_memory_lua", "redis_memory_used_lua_bytes", "Scripts"),
                    gauge("used_memory_scripts", "redis_memory_used_scripts_bytes", "Script texts"),
                    gauge("maxmemory", "redis_memory_max_bytes", "maxmemory"),
                    gauge(
                            "mem_fragmentation_ratio",
                            "redis_mem_fragmentation_ratio",
                            "Memory of the process to data and buffers"),
                    gauge("mem_clients_normal", "redis_mem_clients_normal", "Buffers of clients"),
                    gauge(
                            "mem_not_counted_for_evict",
                            "redis_mem_not_counted_for_eviction_bytes",
                            "Memory that costs no key"),
                    gauge("lazyfree_pending_objects", "redis_lazyfree_pending_objects", "To free"),
                    gauge("loading", "redis_loading_dump_file", "Whether data are loaded"),
                    gauge(
                            "rdb_changes_since_last_save",
                            "redis_rdb_changes_since_last_save",
                            "Changes since the last snapshot"),
                    gauge("rdb_bgsave_in_progress", "redis_rdb_bgsave_in_progress", "Saving now"),
                    gauge(
                            "rdb_last_save_time",
                            "redis_rdb_last_save_timestamp_seconds",
                            "When the last snapshot was made"),
                    status(
                            "rdb_last_bgsave_status",
                            "redis_rdb_last_bgsave_status",
                            "Whether the last save succeeded"),
                    gauge(
                            "rdb_last_bgsave_time_sec",
                            "redis_rdb_last_bgsave_duration_sec",
                            "Seconds of the last save"),
                    gauge("aof_enabled", "redis_aof_enabled", "Whether there is a log of changes"),
                    gauge("aof_rewrite_in_progress", "redis_aof_rewrite_in_progress", "Rewriting"),
                    gauge("aof_current_size", "redis_aof_current_size_bytes", "Size of the log"),
                    status(
                            "aof_last_bgrewrite_status",
                            "redis_aof_last_bgrewrite_status",
                            "Whether the last rewrite succeeded"),
                    status(
                            "aof_last_write_status",
                            "redis_aof_last_write_status",
                            "Whether the last write to the log succeeded"),
                    counter(
                            "total_connections_received",
                            "redis_connections_received",
                            "Connections accepted"),
                    counter(
                            "total_commands_processed",
                            "redis_commands_processed",
                            "Commands executed"),
                    gauge(
                            "instantaneous_ops_per_sec",
                            "redis_instantaneous_ops_per_sec",
                            "Commands a second"),
                    counter("total_net_input_bytes", "redis_net_input_bytes", "Bytes read"),
                    counter("total_net_output_bytes", "redis_net_output_bytes", "Bytes written"),
                    counter("rejected_connections", "redis_rejected_connections", "Refused"),
                    counter("expired_keys", "redis_expired_keys", "Keys whose time came"),
                    counter("expired_subkeys", "redis_expired_subkeys", "Fields whose time came"),
                    counter("evicted_keys", "redis_evicted_keys", "Keys removed for room"),
                    counter("evicted_clients", "redis_evicted_clients", "Clients closed for room"),
                    counter("keyspace_hits", "redis_keyspace_hits", "Keys found"),
                    counter("keyspace_misses", "redis_keyspace_misses", "Keys not found"),
                    gauge("pubsub_channels", "redis_pubsub_channels", "Channels with subscribers"),
                    gauge("pubsub_patterns", "redis_pubsub_patterns", "Patterns with subscribers"),
                    counter("total_error_replies", "redis_total_error_replies", "Errors"),
                    counter("total_reads_processed", "redis_total_reads_processed", "Reads"),
                    counter("total_writes_processed", "redis_total_writes_processed", "Writes"),
                    counter(
                            "acl_access_denied_auth",
                            "redis_acl_access_denied_auth",
                            "Failed authentications"),
                    counter("acl_access_denied_cmd", "redis_acl_access_denied_cmd", "Denied"),
                    counter("acl_access_denied_key", "redis_acl_access_denied_key", "Denied"),
                    counter(
                            "acl_access_denied_channel",
                            "redis_acl_access_denied_channel",
                            "Denied"),
                    gauge("connected_slaves", "redis_connected_slaves", "Replicas"),
                    gauge("master_repl_offset", "redis_master_repl_offset", "Replication offset"),
                    counter("used_cpu_sys", "redis_cpu_sys_seconds", "Processor time, system"),
                    counter("used_cpu_user", "redis_cpu_user_seconds", "Processor time, user"),
                    gauge("cluster_enabled", "redis_cluster_enabled", "Cluster mode"),
                    counter("eventloop_cycles", "onggi_loop_turns", "Turns of all event loops"),
                    gauge(
                            "tls_server_cert_expires_in_seconds",
                            "onggi_certificate_expires_in_seconds",
                            "Time left to the server's certificate, 0 without one"),
                    gauge("allocator_allocated", "onggi_slab_used_bytes", "Filled slab memory"),
                    gauge("allocator_active", "onggi_slab_reserved_bytes", "Slab memory"),
                    gauge("heap_used", "onggi_heap_used_bytes", "Filled Java heap"),
                    gauge("heap_committed", "onggi_heap_committed_bytes", "Java heap"));

    private MetricRows() {}

    private static Row gauge(String field, String name, String help) {
        return new Row(field, name, Kind.GAUGE, help);
    }

    private static Row counter(String field, String name, String help) {
        return new Row(field, name, Kind.COUNTER, help);
    }

    private static Row status(String field, String name, String help) {
        return new Row(field, name, Kind.STATUS, help);
    }
}
