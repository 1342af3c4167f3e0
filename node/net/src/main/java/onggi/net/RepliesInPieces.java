package onggi.net;

import java.util.ArrayDeque;
import java.util.Deque;
import onggi.bytes.Clock;

/** The replies of a loop of which the next piece may be made. */
final class RepliesInPieces {

    /** How long one turn may work on them, but for its last piece. */
    private static final long BUDGET_NS = 500_000;

    private final Deque<UnfinishedReply> replies = new ArrayDeque<>();

    boolean isEmpty() {
        return replies.isEmpty();
    }

    void add(UnfinishedReply reply) {
        replies.add(reply);
    }

    /** Makes some pieces; there are replies. */
    void write(Turn turn, Clock clock) {
        long startNs = clock.nanoTime();
        do {
            replies.remove().writePiece(turn.window(), turn.execution(), clock);
        } while (!replies.isEmpty() && clock.nanoTime() - startNs < BUDGET_NS);
        turn.execution().endTurn();
    }
}
