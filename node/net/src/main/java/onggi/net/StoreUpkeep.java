package onggi.net;

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

    private final ExpiryCycle expiry;
    private final Compactor compactor;
    private final SnapshotWalk snapshot;
    private final BlockedCalls blockedCalls;
    private final Evictor evictor;
    private final EngineSettings settings;

    StoreUpkeep(Engine engine, Execution execution, int loop, int loops) {
        this.expiry = new ExpiryCycle(engine, execution, loop, loops);
        this.compactor = new Compactor(engine, execution, loop, loops);
        this.snapshot = new SnapshotWalk(engine, execution, loop, loops);
        this.blockedCalls = execution.blockedCalls();
        this.evictor = execution.evictor();
        this.settings = engine.settings();
    }

    /** Does what is due after a turn; returns when there is more, in Unix milliseconds. */
    @HotPath
    long run(long nowMs) {
        long blockedMs = Math.min(blockedCalls.run(nowMs), snapshot.run(nowMs));
        if (settings.cronPaused() || settings.loading() || settings.loadingBeside()) {
            return Math.min(blockedMs, nowMs + PAUSED_MS);
        }
        boolean unfinished = evictor.goOn();
        long expiryMs = expiry.run(nowMs);
        long compactorMs = compactor.run(nowMs);
        long storeMs =
                Math.min(
                        expiryMs == ExpiryCycle.NEVER ? NEVER : expiryMs,
                        compactorMs == Compactor.NOTHING_TO_DO ? NEVER : compactorMs);
        return unfinished ? nowMs : Math.min(storeMs, blockedMs);
    }
}
