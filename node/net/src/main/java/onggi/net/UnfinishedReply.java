package onggi.net;

import onggi.bytes.Clock;
import onggi.bytes.LooseBlock;
import onggi.engine.Execution;
import onggi.engine.LongReply;
import org.jspecify.annotations.Nullable;

/** A reply that a connection is getting in pieces, and the output that comes behind it. */
final class UnfinishedReply {

    private final Connection connection;
    private final EventLoop loop;
    private final LongReply rest;
    private final OutputQueue behind;
    private boolean queued;
    private boolean writing;
    private CommandLog.@Nullable Shown shown;
    private long tookNs;
    private long bytes;

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

    /** The command ran that this is the reply of: it is logged when it has ended. */
    void began(CommandLog.Shown command, long ns, long replyBytes) {
        shown = command;
        tookNs = ns;
        bytes = replyBytes;
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
        long written = window.replies().written();
        boolean more = false;
        writing = true;
        window.begin();
        window.open(0, connection);
        try {
            more = rest.next(execution, window.replies());
        } catch (RuntimeException | OutOfMemoryError e) {
            ClientLog.failure(e);
            window.drop(0);
            connection.close();
        }
        bytes += window.replies().written() - written;
        window.close(0);
        window.write(1);
        long ns = clock.nanoTime() - startNs;
        tookNs += ns;
        loop.turn().timer().tookForPart(rest.command(), ns);
        writing = false;
        if (connection.isClosed()) {
            logged();
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
            bytes += block.length();
            connection.write(block);
        }
        logged();
        connection.output().appendAll(behind);
        connection.replied();
    }

    /** Logs the command with all that it took. */
    private void logged() {
        if (shown != null) {
            loop.turn().timer().replied(rest.command(), shown, tookNs, bytes, loop.nowMs());
            shown = null;
        }
    }

    /** Gives everything back when the connection is closed. */
    void abandon(Execution execution) {
        if (!writing) {
            logged();
        }
        behind.clear();
        rest.abandon(execution);
    }
}
