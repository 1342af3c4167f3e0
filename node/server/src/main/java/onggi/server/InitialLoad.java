package onggi.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import onggi.engine.Execution;
import onggi.engine.Settings;
import onggi.net.EventLoop;
import onggi.net.NetServer;
import onggi.persistence.AppendOnlyFile;
import onggi.persistence.Loading;
import onggi.persistence.Snapshots;
import onggi.rdb.RdbException;
import onggi.server.config.PersistenceDirectives;

/**
 * Loads the data at start, on the thread of the first event loop, which answers clients in between.
 */
final class InitialLoad implements Runnable {

    private final EventLoop loop;
    private final Snapshots snapshots;
    private final AppendOnlyFile changes;
    private final Shutdown shutdown;
    private final Roles roles;
    private final boolean appendOnly;
    private final CountDownLatch done = new CountDownLatch(1);

    InitialLoad(
            Settings settings,
            NetServer net,
            Snapshots snapshots,
            AppendOnlyFile changes,
            Shutdown shutdown,
            Roles roles) {
        this.loop = net.loops().getFirst();
        this.snapshots = snapshots;
        this.changes = changes;
        this.shutdown = shutdown;
        this.roles = roles;
        this.appendOnly = settings.isOn(PersistenceDirectives.APPEND_ONLY);
    }

    /** Says, before any client is looked at, that the data are not there yet, if there are any. */
    void prepare() {
        if (appendOnly || snapshots.isThere()) {
            snapshots.loading().begin(loop.execution(), () -> loop.lookAround(0));
        }
    }

    @Override
    public void run() {
        Loading loading = snapshots.loading();
        Execution execution = loop.execution();
        try {
            if (appendOnly) {
                changes.start(execution);
            } else if (loading.isRunning()) {
                execution.holdingAll(() -> loadSnapshot(execution));
            }
        } catch (IOException | UncheckedIOException e) {
            fail(e);
        }
        shutdown.beforeEnd(changes::close);
        loading.end();
        roles.start(appendOnly ? Map.of() : snapshots.lastFacts());
        done.countDown();
    }

    private void loadSnapshot(Execution execution) {
        try {
            snapshots.load(execution, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fail(Exception e) {
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        boolean damaged = !appendOnly && cause != null && cause.getCause() instanceof RdbException;
        if (damaged) {
            snapshots.explain(Log::warning);
        }
        String reason = cause == null ? e.toString() : String.valueOf(cause.getMessage());
        if (appendOnly) {
            shutdown.abort(reason); // the last line, as tools expect
            return;
        }
        Log.warning(reason);
        shutdown.abort(
                damaged
                        ? "Terminating server after rdb file reading failure."
                        : "Fatal error loading the DB, check server logs. Exiting.");
    }

    /** Waits until the data are there. */
    void await() {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
