package onggi.server;

import onggi.engine.Execution;
import onggi.net.EventLoop;
import onggi.net.NetServer;
import onggi.persistence.AppendOnlyFile;
import onggi.replication.Replication;
import org.jspecify.annotations.Nullable;

/** What the server does for the append-only file. */
final class AofEvents implements AppendOnlyFile.Listener {

    private final NetServer net;
    private volatile @Nullable Replication replication;

    AofEvents(NetServer net) {
        this.net = net;
    }

    void replication(Replication part) {
        replication = part;
    }

    @Override
    public void progressed() {
        net.gateMoved();
        Replication replication = this.replication;
        if (replication != null) {
            replication.logged();
        }
    }

    @Override
    public void fatal(String reason) {
        Log.warning(reason);
        Runtime.getRuntime().halt(1);
    }

    @Override
    public void whileHolding(Runnable action) {
        EventLoop first = net.loops().getFirst();
        Execution execution = first.execution();
        first.post(() -> execution.holdingAll(() -> action.run()));
    }
}
