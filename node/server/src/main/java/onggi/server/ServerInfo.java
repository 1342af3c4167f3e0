package onggi.server;

import java.nio.file.Path;
import java.util.Locale;
import onggi.net.Listener;
import onggi.persistence.AppendOnlyFile;
import onggi.persistence.BackgroundSaves;
import onggi.persistence.SnapshotRun;
import onggi.persistence.Snapshots;
import onggi.replication.Replication;
import onggi.replication.ReplicationFacts;
import onggi.server.config.GeneralDirectives;
import onggi.server.config.NetworkDirectives;
import onggi.server.config.TlsDirectives;

/** The sections of INFO on the process, and on the parts of the server that are not there yet. */
final class ServerInfo {

    private static final long TICKS_PER_SECOND = 100;

    private final ServerState state;
    private final String mode;

    ServerInfo(ServerState state, String mode) {
        this.state = state;
        this.mode = mode;
    }

    void server(InfoWriter out) {
        boolean linux = System.getProperty("os.name").equals("Linux");
        out.field("redis_version", Version.REDIS);
        out.field("onggi_version", Version.ONGGI);
        out.field("redis_git_sha1", "00000000");
        out.field("redis_git_dirty", 0);
        out.field("redis_build_id", "0");
        out.field("redis_mode", mode);
        out.field(
                "os",
                System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version")
                        + " "
                        + architecture());
        out.field("arch_bits", 64);
        out.field("monotonic_clock", "System.nanoTime");
        out.field("multiplexing_api", linux ? "epoll" : "java.nio");
        out.field("java_version", System.getProperty("java.version"));
        out.field("process_id", ProcessInfo.pid());
        out.field("process_supervised", "no");
        out.field("run_id", state.runId());
        long port = state.settings().number(NetworkDirectives.PORT);
        out.field("tcp_port", port == 0 ? state.settings().number(TlsDirectives.PORT) : port);
        out.field("server_time_usec", state.engine().clock().nowMicros());
        out.field("uptime_in_seconds", state.uptimeSeconds());
        out.field("uptime_in_days", state.uptimeSeconds() / 86_400);
        out.field("hz", state.net().settings().hz());
        out.field("configured_hz", state.settings().number(GeneralDirectives.HZ));
        out.field("lru_clock", state.engine().clock().nowMs() / 1000 & 0xff_ffff);
        out.field("executable", System.getProperty("java.home") + "/bin/java");
        Path file = state.configFile();
        out.field("config_file", file == null ? "" : file.toString());
        out.field("io_threads_active", state.net().loops().size() > 1 ? 1 : 0);
        ShutdownWait wait = state.shutdownWait();
        if (wait != null && wait.isOn()) {
            out.field("shutdown_in_milliseconds", wait.leftMs(state.engine().clock().nowMs()));
        }
        int index = 0;
        for (Listener listener : state.net().listeners()) {
            out.field("listener" + index++, describe(listener));
        }
    }

    private static String architecture() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return name.equals("amd64") ? "x86_64" : name;
    }

    private static String describe(Listener listener) {
        if (listener.port() == 0) {
            return "name=unix,bind=" + listener.address();
        }
        String address = listener.address().toString();
        String host = address.substring(address.indexOf('/') + 1, address.lastIndexOf(':'));
        String name = listener.isEncrypted() ? "tls" : "tcp";
        return "name=" + name + ",bind=" + host + ",port=" + listener.port();
    }

    void persistence(InfoWriter out) {
        Snapshots snapshots = state.engine().room(Snapshots.class);
        BackgroundSaves saves = state.engine().room(BackgroundSaves.class);
        SnapshotRun save = saves.present();
        long keys = save == null ? 0 : save.keys();
        long written = save == null ? 0 : save.keysWritten();
        out.field("loading", snapshots.loading().isRunning() ? 1 : 0);
        boolean beside = state.engine().settings().loadingBeside();
        out.field("async_loading", beside ? 1 : 0);
        out.field("current_cow_peak", save == null ? 0 : save.peakBytes());
        out.field("current_cow_size", save == null ? 0 : save.handedOverBytes());
        out.field("current_cow_size_age", Math.max(0, saves.presentTakesSeconds()));
        out.field(
                "current_fork_perc",
                InfoWriter.decimals(keys == 0 ? 0 : 100.0 * written / keys, 2));
        out.field("current_save_keys_processed", written);
        out.field("current_save_keys_total", keys);
        out.field("rdb_changes_since_last_save", snapshots.changesSinceSave());
        out.field("rdb_bgsave_in_progress", save == null ? 0 : 1);
        out.field("rdb_last_save_time", snapshots.lastSaveMs() / 1000);
        out.field("rdb_last_bgsave_status", saves.wentWell() ? "ok" : "err");
        out.field("rdb_last_bgsave_time_sec", saves.lastTookSeconds());
        out.field("rdb_current_bgsave_time_sec", saves.presentTakesSeconds());
        out.field("rdb_saves", snapshots.saves());
        out.field("rdb_last_cow_size", saves.lastHandedOverBytes());
        out.field("rdb_last_load_keys_expired", snapshots.keysExpired());
        out.field("rdb_last_load_keys_loaded", snapshots.keysLoaded());
        AofInfo.fields(out, state.engine().room(AppendOnlyFile.class));
        AofInfo.loading(out, snapshots);
    }

    void replication(InfoWriter out) {
        new ReplicationFacts(state.engine().room(Replication.class))
                .write(state.engine().clock().nowMs(), out::field);
    }

    /** Times of the whole process; Java threads are not told apart. */
    void cpu(InfoWriter out) {
        String stat = ProcessInfo.text("/proc/self/stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
        if (fields.length > 14) {
            out.field("used_cpu_sys", seconds(fields[12]));
            out.field("used_cpu_user", seconds(fields[11]));
            out.field("used_cpu_sys_children", seconds(fields[14]));
            out.field("used_cpu_user_children", seconds(fields[13]));
        }
    }

    private static String seconds(String ticks) {
        return InfoWriter.decimals((double) Long.parseLong(ticks) / TICKS_PER_SECOND, 6);
    }

    void cluster(InfoWriter out) {
        out.field("cluster_enabled", 0);
    }
}
