package onggi.net;

import onggi.bytes.Clock;
import onggi.bytes.LooseBlock;
import onggi.engine.Execution;
import onggi.engine.LongReply;

/** A reply that a connection is getting in pieces, and the output that comes behind it. */
final class UnfinishedReply {

    private final Connection connection;
    private final EventLoop loop;
    private final LongReply rest;
    private final OutputQueue behind;
    private boolean queued;

    UnfinishedReply(Connection connection, EventLoop loop, LongReply rest) {
        this.connection = connection;
        this.loop = loop;
        this.rest = rest;
        this.behind = new OutputQueue(loop.chunks());
    }

    /** Returns the queue for what the client did not ask for. */
    OutputQueue behind() {
        return behind;
    }

    /** All output is out: lets the loop make the next piece. */
    void goOn() {
        if (!queued) {
            queued = true;
            loop.pieceLater(this);
        }
    }

    /** Writes the next piece, unless the client has not taken the last one yet. */
    void writePiece(ReplyWindow window, Execution execution, Clock clock) {
        queued = false;
        if (connection.isClosed() || !connection.output().isEmpty()) {
            return;
        }
        long startNs = clock.nanoTime();
        boolean more = false;
        window.begin();
        window.open(0, connection);
        try {
            more = rest.next(execution, window.replies());
        } catch (RuntimeException | OutOfMemoryError e) {
            ClientLog.failure(e);
            window.drop(0);
            connection.close();
        }
        window.close(0);
        window.write(1);
        execution.stats().took(rest.command().id(), clock.nanoTime() - startNs);
        if (connection.isClosed()) {
            return;
        }
        if (rest.isTooLong()) {
            connection.giveUp();
        } else if (!more) {
            end();
        } else if (connection.output().isEmpty()) {
            goOn();
        }
    }

    private void end() {
        for (LooseBlock block; (block = rest.takeBlock()) != null; ) {
            connection.write(block);
        }
        connection.output().appendAll(behind);
        connection.replied();
    }

    /** Gives everything back when the connection is closed. */
    void abandon(Execution execution) {
        behind.clear();
        rest.abandon(execution);
    }
}
