package onggi.server;

import static onggi.engine.CommandFlag.LOADING;
import static onggi.engine.CommandFlag.STALE;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import onggi.engine.AclCategory;
import onggi.engine.Call;
import onggi.engine.Channels;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.CommandStats;
import onggi.engine.Group;
import onggi.engine.TopicKind;
import onggi.net.NetStats;
import onggi.sentinel.Sentinel;
import onggi.sentinel.SentinelReport;

/** INFO of a sentinel: of the sections of a server those that make sense, and one of its own. */
final class SentinelInfo {

    private static final CommandFamily FAMILY = CommandFamily.of(Group.SERVER);

    /** In the order in which they are answered. */
    private static final List<String> SECTIONS =
            List.of("server", "clients", "stats", "cpu", "sentinel");

    private static final Set<String> WHOLE = Set.of("all", "everything", "default");

    private final ServerState state;
    private final Sentinel sentinel;

    private SentinelInfo(Call call) {
        this.state = ServerState.of(call);
        this.sentinel = call.engine().room(Sentinel.class);
    }

    static CommandFamily family() {
        return FAMILY;
    }

    static final Command INFO =
            FAMILY.command("INFO", SentinelInfo::info)
                    .syntax("[section [section ...]]")
                    .flags(LOADING, STALE)
                    .categories(AclCategory.DANGEROUS)
                    .scope(Command.Scope.NONE)
                    .tips(
                            "nondeterministic_output",
                            "request_policy:all_shards",
                            "response_policy:special")
                    .since("1.0.0")
                    .changed("7.0.0", "Takes several sections at once.")
                    .summary("Returns state and statistics of the sentinel.")
                    .complexity("O(1)")
                    .declare();

    private static void info(Call call) {
        Set<String> wanted = new HashSet<>();
        for (int i = 1; i < call.argc(); i++) {
            wanted.add(call.text(i).toLowerCase(Locale.ROOT));
        }
        String text = new SentinelInfo(call).text(wanted, call.nowMs());
        call.reply().bulk(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String text(Set<String> wanted, long nowMs) {
        boolean whole = wanted.isEmpty() || wanted.stream().anyMatch(WHOLE::contains);
        StringBuilder text = new StringBuilder();
        InfoWriter out = new InfoWriter(text);
        for (String section : SECTIONS) {
            if (whole || wanted.contains(section)) {
                section(section, out, nowMs);
            }
        }
        return text.toString();
    }

    private void section(String name, InfoWriter out, long nowMs) {
        switch (name) {
            case "server" -> {
                out.title("Server");
                new ServerInfo(state, "sentinel").server(out);
            }
            case "clients" -> {
                out.title("Clients");
                new TrafficInfo(state).clients(out);
            }
            case "stats" -> {
                out.title("Stats");
                stats(out);
            }
            case "cpu" -> {
                out.title("CPU");
                new ServerInfo(state, "sentinel").cpu(out);
            }
            default -> {
                out.title("Sentinel");
                SentinelReport.write(sentinel, nowMs, out::field);
            }
        }
    }

    private void stats(InfoWriter out) {
        NetStats net = state.net().stats();
        out.field("total_connections_received", net.connectionsReceived());
        out.field("total_commands_processed", net.commandsProcessed());
        out.field("instantaneous_ops_per_sec", net.commandsPerSecond());
        out.field("total_net_input_bytes", net.bytesRead());
        out.field("total_net_output_bytes", net.bytesWritten());
        out.field(
                "instantaneous_input_kbps",
                InfoWriter.decimals(net.bytesReadPerSecond() / 1024.0, 2));
        out.field(
                "instantaneous_output_kbps",
                InfoWriter.decimals(net.bytesWrittenPerSecond() / 1024.0, 2));
        out.field("rejected_connections", net.connectionsRejected());
        Channels channels = state.engine().channels();
        out.field("pubsub_channels", channels.names(TopicKind.CHANNEL, null).size());
        out.field("pubsub_patterns", channels.patternCount());
        long errors = 0;
        for (CommandStats stats : state.engine().stats()) {
            errors += stats.errors().values().stream().mapToLong(Long::longValue).sum();
        }
        out.field("total_error_replies", errors);
        out.field("total_reads_processed", net.reads());
        out.field("total_writes_processed", net.writes());
    }
}
