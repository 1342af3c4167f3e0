package onggi.server;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import onggi.engine.Channels;
import onggi.engine.Command;
import onggi.engine.CommandStats;
import onggi.engine.Evictor;
import onggi.engine.TopicKind;
import onggi.engine.Tracking;
import onggi.net.ClientSession;
import onggi.net.EventLoop;
import onggi.net.LatencyHistogram;
import onggi.net.NetStats;
import onggi.net.acl.AclLog;
import onggi.net.acl.Denial;
import onggi.persistence.Snapshots;
import onggi.replication.Replication;
import onggi.replication.ReplicationFacts;
import onggi.scripting.Scripting;
import onggi.server.config.NetworkDirectives;
import onggi.server.config.ObservationDirectives;

/** The sections of INFO on clients and on what they did. */
final class TrafficInfo {

    private final ServerState state;

    TrafficInfo(ServerState state) {
        this.state = state;
    }

    private void peers(InfoWriter out) {
        ReplicationFacts facts = new ReplicationFacts(state.engine().room(Replication.class));
        out.field("migrate_cached_sockets", facts.idlePeers());
        out.field("slave_expires_tracked_keys", facts.ownExpiries());
    }

    private long sum(ToLongFunction<CommandStats> counter) {
        long sum = 0;
        for (CommandStats stats : state.engine().stats()) {
            sum += counter.applyAsLong(stats);
        }
        return sum;
    }

    void clients(InfoWriter out) {
        int subscribers = 0;
        int watchers = 0;
        int watchedKeys = 0;
        int replicas = 0;
        for (ClientSession client : state.net().clients().all()) {
            subscribers += client.subscriptions().isEmpty() ? 0 : 1;
            watchers += client.watchedKeys() > 0 ? 1 : 0;
            watchedKeys += client.watchedKeys();
            replicas += client.isReplica() ? 1 : 0;
        }
        out.field("connected_clients", state.net().clients().count() - replicas);
        out.field("cluster_connections", 0);
        out.field("maxclients", state.settings().number(NetworkDirectives.MAX_CLIENTS));
        out.zeros("client_recent_max_input_buffer", "client_recent_max_output_buffer");
        out.field(
                "blocked_clients",
                state.net().stats().pausedClients() + state.engine().blockedClientCount());
        out.field("tracking_clients", state.engine().tracking().clients());
        out.field("pubsub_clients", subscribers);
        out.field("watching_clients", watchers);
        out.field("clients_in_timeout_table", 0);
        out.field("total_watched_keys", watchedKeys);
        out.field("total_blocking_keys", state.engine().blockingKeyCount());
        out.field("total_blocking_keys_on_nokey", 0);
    }

    void stats(InfoWriter out) {
        NetStats net = state.net().stats();
        out.field("total_connections_received", net.connectionsReceived());
        out.field("total_commands_processed", net.commandsProcessed());
        out.field("instantaneous_ops_per_sec", net.commandsPerSecond());
        out.field("total_net_input_bytes", net.bytesRead());
        out.field("total_net_output_bytes", net.bytesWritten());
        out.zeros("total_net_repl_input_bytes", "total_net_repl_output_bytes");
        out.field(
                "instantaneous_input_kbps",
                InfoWriter.decimals(net.bytesReadPerSecond() / 1024.0, 2));
        out.field(
                "instantaneous_output_kbps",
                InfoWriter.decimals(net.bytesWrittenPerSecond() / 1024.0, 2));
        out.field("instantaneous_input_repl_kbps", "0.00");
        out.field("instantaneous_output_repl_kbps", "0.00");
        out.field("rejected_connections", net.connectionsRejected());
        ReplicationFacts syncs = new ReplicationFacts(state.engine().room(Replication.class));
        out.field("sync_full", syncs.fullSyncs());
        out.field("sync_partial_ok", syncs.partialSyncs());
        out.field("sync_partial_err", syncs.refusedSyncs());
        out.field("expired_subkeys", sum(CommandStats::expiredFields));
        out.field("expired_keys", sum(CommandStats::expiredKeys));
        out.field("expired_stale_perc", "0.00");
        out.zeros("expired_time_cap_reached_count", "expire_cycle_cpu_milliseconds");
        evictions(out);
        out.field("keyspace_hits", sum(CommandStats::hits));
        out.field("keyspace_misses", sum(CommandStats::misses));
        Channels channels = state.engine().channels();
        out.field("pubsub_channels", channels.names(TopicKind.CHANNEL, null).size());
        out.field("pubsub_patterns", channels.patternCount());
        out.field("pubsubshard_channels", channels.names(TopicKind.SHARD_CHANNEL, null).size());
        out.zeros("latest_fork_usec");
        out.field("total_forks", state.engine().room(Snapshots.class).runs());
        peers(out);
        out.zeros(
                "active_defrag_hits",
                "active_defrag_misses",
                "active_defrag_key_hits",
                "active_defrag_key_misses");
        out.zeros("total_active_defrag_time", "current_active_defrag_time");
        Tracking tracking = state.engine().tracking();
        out.field("tracking_total_keys", tracking.keys());
        out.field("tracking_total_items", tracking.items());
        out.field("tracking_total_prefixes", tracking.prefixes());
        out.zeros("unexpected_error_replies");
        out.field(
                "total_error_replies", errors().values().stream().mapToLong(Long::longValue).sum());
        out.field("dump_payload_sanitizations", 0);
        out.field("total_reads_processed", net.reads());
        out.field("total_writes_processed", net.writes());
        out.zeros(
                "io_threaded_reads_processed",
                "io_threaded_writes_processed",
                "reply_buffer_shrinks",
                "reply_buffer_expands");
        out.field("client_query_buffer_limit_disconnections", net.queryLimitCloses());
        out.field("client_output_buffer_limit_disconnections", net.outputLimitCloses());
        out.field("eventloop_cycles", net.loopTurns());
        out.field("eventloop_duration_sum", net.loopBusyUs());
        out.field("eventloop_duration_cmd_sum", sum(CommandStats::totalUs));
        out.field("instantaneous_eventloop_cycles_per_sec", net.turnsPerSecond());
        out.field("instantaneous_eventloop_duration_usec", net.meanTurnUs());
        refusals(out);
    }

    private void refusals(InfoWriter out) {
        AclLog refusals = state.net().access().log();
        out.field("acl_access_denied_auth", refusals.total(Denial.AUTH));
        out.field("acl_access_denied_cmd", refusals.total(Denial.COMMAND));
        out.field("acl_access_denied_key", refusals.total(Denial.KEY));
        out.field("acl_access_denied_channel", refusals.total(Denial.CHANNEL));
        out.field("acl_access_denied_tls_cert", refusals.total(Denial.CERTIFICATE));
        out.field("acl_access_denied_db", refusals.total(Denial.DATABASE));
    }

    void debug(InfoWriter out) {
        NetStats net = state.net().stats();
        out.field("eventloop_duration_max", net.longestTurnUs());
        out.field("eventloop_cmd_per_cycle_max", net.mostCommandsOfTurn());
    }

    void commandStats(InfoWriter out) {
        for (Command command : state.engine().commands().rows()) {
            int id = command.id();
            long calls = sum(s -> s.calls(id));
            long rejected = sum(s -> s.rejections(id));
            long failed = sum(s -> s.failures(id));
            if (calls + rejected + failed > 0) {
                long us = sum(s -> s.nanos(id)) / 1000;
                out.field(
                        "cmdstat_" + command.wireName(),
                        "calls="
                                + calls
                                + ",usec="
                                + us
                                + ",usec_per_call="
                                + InfoWriter.ratio(us, calls)
                                + ",rejected_calls="
                                + rejected
                                + ",failed_calls="
                                + failed);
            }
        }
    }

    /** The longest of all loops: they are over the limit together, and each notes what it sees. */
    private long exceeded(ToLongFunction<Evictor> time) {
        long longest = 0;
        for (EventLoop loop : state.net().loops()) {
            longest = Math.max(longest, time.applyAsLong(loop.execution().evictor()));
        }
        return longest;
    }

    private Map<String, Long> errors() {
        Map<String, Long> sums = new TreeMap<>();
        for (CommandStats stats : state.engine().stats()) {
            stats.errors().forEach((code, count) -> sums.merge(code, count, Long::sum));
        }
        return sums;
    }

    void errorStats(InfoWriter out) {
        errors().forEach((code, count) -> out.field("errorstat_" + code, "count=" + count));
    }

    void latencyStats(InfoWriter out) {
        List<String> percentiles =
                state.settings().words(ObservationDirectives.LATENCY_PERCENTILES);
        for (Command command : state.engine().commands().rows()) {
            LatencyHistogram histogram = state.net().stats().latencies(command.id());
            if (histogram.total() > 0 && !percentiles.isEmpty()) {
                out.field(
                        "latency_percentiles_usec_" + command.wireName(),
                        line(histogram, percentiles));
            }
        }
    }

    private static String line(LatencyHistogram histogram, List<String> percentiles) {
        StringBuilder line = new StringBuilder();
        for (String percentile : percentiles) {
            double us = histogram.percentileUs(Double.parseDouble(percentile));
            line.append(line.isEmpty() ? "p" : ",p")
                    .append(percentile)
                    .append('=')
                    .append(InfoWriter.decimals(us, 3));
        }
        return line.toString();
    }

    private void evictions(InfoWriter out) {
        out.field("evicted_keys", sum(CommandStats::evictedKeys));
        out.field("evicted_clients", state.net().stats().clientsEvicted());
        out.field("evicted_scripts", state.engine().room(Scripting.class).usage().evicted());
        out.field("total_eviction_exceeded_time", exceeded(Evictor::exceededMs));
        out.field("current_eviction_exceeded_time", exceeded(Evictor::exceedingMs));
    }
}
