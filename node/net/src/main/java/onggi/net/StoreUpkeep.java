package onggi.net;

import onggi.bytes.Clock;
import onggi.bytes.HotPath;
import onggi.engine.BlockedCalls;
import onggi.engine.Compactor;
import onggi.engine.Engine;
import onggi.engine.EngineSettings;
import onggi.engine.Evictor;
import onggi.engine.Execution;
import onggi.engine.ExpiryCycle;
import onggi.engine.SnapshotWalk;

/**
 * A loop's share of the store's own work: keys whose time has come, memory that can be given back,
 * keys of a snapshot, callers who waited long enough.
 */
final class StoreUpkeep {

    private static final long NEVER = Long.MAX_VALUE;

    /** How soon to look again while background work is paused. */
    private static final long PAUSED_MS = 100;

    private static final long NS_PER_MS = 1_000_000;

    private final ExpiryCycle expiry;
    private final Compactor compactor;
    private final SnapshotWalk snapshot;
    private final BlockedCalls blockedCalls;
    private final Evictor evictor;
    private final EngineSettings settings;
    private final NetServer server;
    private final Clock clock;

    StoreUpkeep(NetServer server, Engine engine, Execution execution, int loop, int loops) {
        this.expiry = new ExpiryCycle(engine, execution, loop, loops);
        this.compactor = new Compactor(engine, execution, loop, loops);
        this.snapshot = new SnapshotWalk(engine, execution, loop, loops);
        this.blockedCalls = execution.blockedCalls();
        this.evictor = execution.evictor();
        this.settings = engine.settings();
        this.server = server;
        this.clock = engine.clock();
    }

    /** Does what is due after a turn; returns when there is more, in Unix milliseconds. */
    @HotPath
    long run(long nowMs) {
        long blockedMs = Math.min(blockedCalls.run(nowMs), snapshot.run(nowMs));
        if (settings.cronPaused() || settings.loading() || settings.loadingBeside()) {
            return Math.min(blockedMs, nowMs + PAUSED_MS);
        }
        boolean timed = server.settings().latencyMonitorThresholdMs() > 0;
        long startNs = timed ? clock.nanoTime() : 0;
        boolean unfinished = evictor.goOn();
        long betweenNs = timed ? reckon("eviction-cycle", startNs, nowMs) : 0;
        long expiryMs = expiry.run(nowMs);
        if (timed) {
            reckon("expire-cycle", betweenNs, nowMs);
        }
        long compactorMs = compactor.run(nowMs);
        long storeMs =
                Math.min(
                        expiryMs == ExpiryCycle.NEVER ? NEVER : expiryMs,
                        compactorMs == Compactor.NOTHING_TO_DO ? NEVER : compactorMs);
        return unfinished ? nowMs : Math.min(storeMs, blockedMs);
    }

    /** Reports a cycle that took long; returns the time at its end. */
    private long reckon(String event, long startNs, long nowMs) {
        long endNs = clock.nanoTime();
        long tookMs = (endNs - startNs) / NS_PER_MS;
        if (tookMs >= server.settings().latencyMonitorThresholdMs()) {
            server.latency().add(event, nowMs, tookMs);
        }
        return endNs;
    }
}
