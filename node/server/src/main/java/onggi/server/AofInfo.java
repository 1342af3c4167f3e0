package onggi.server;

import onggi.persistence.AofRewrites;
import onggi.persistence.AppendOnlyFile;
import onggi.persistence.Loading;
import onggi.persistence.Snapshots;

/** The fields of INFO on the append-only file and on a load in progress. */
final class AofInfo {

    private AofInfo() {}

    static void fields(InfoWriter out, AppendOnlyFile changes) {
        AofRewrites rewrites = changes.rewrites();
        out.field("aof_enabled", changes.isOn() ? 1 : 0);
        out.field("aof_rewrite_in_progress", changes.isRewriting() ? 1 : 0);
        out.field("aof_rewrite_scheduled", rewrites.isScheduled() ? 1 : 0);
        out.field("aof_last_rewrite_time_sec", rewrites.lastTookSeconds());
        out.field("aof_current_rewrite_time_sec", rewrites.presentTakesSeconds());
        out.field("aof_last_bgrewrite_status", rewrites.wentWell() ? "ok" : "err");
        out.field("aof_rewrites", rewrites.count());
        out.field("aof_rewrites_consecutive_failures", rewrites.failuresInARow());
        out.field("aof_last_write_status", changes.isWell() ? "ok" : "err");
        out.zeros("aof_last_cow_size", "module_fork_in_progress", "module_fork_last_cow_size");
        if (changes.isOn()) {
            out.field("aof_current_size", changes.bytes());
            out.field("aof_base_size", changes.bytesBefore());
            out.field("aof_pending_rewrite", rewrites.isScheduled() ? 1 : 0);
            out.field("aof_buffer_length", changes.bufferedBytes());
            out.field("aof_pending_bio_fsync", changes.isSyncing() ? 1 : 0);
            out.field("aof_delayed_fsync", changes.delayed());
        }
    }

    static void loading(InfoWriter out, Snapshots snapshots) {
        Loading loading = snapshots.loading();
        if (!loading.isRunning()) {
            return;
        }
        out.field("loading_start_time", loading.startedMs() / 1000);
        out.field("loading_total_bytes", loading.totalBytes());
        out.field("loading_rdb_used_mem", loading.usedMemory());
        out.field("loading_loaded_bytes", loading.loadedBytes());
        double share =
                loading.totalBytes() == 0
                        ? 0
                        : 100.0 * loading.loadedBytes() / loading.totalBytes();
        out.field("loading_loaded_perc", InfoWriter.decimals(share, 2));
        out.field("loading_eta_seconds", loading.secondsLeft());
    }
}
