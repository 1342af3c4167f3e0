package onggi.server;

import onggi.engine.Execution;
import onggi.net.EventLoop;
import onggi.net.NetServer;
import onggi.persistence.AppendOnlyFile;

/** What the server does for the append-only file. */
final class AofEvents implements AppendOnlyFile.Listener {

    private final NetServer net;

    AofEvents(NetServer net) {
        this.net = net;
    }

    @Override
    public void progressed() {
        net.gateMoved();
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
