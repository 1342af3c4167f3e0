package onggi.replication;

import java.util.ArrayDeque;
import onggi.engine.ReplyGate;
import onggi.resp.RequestWriter;

/** Up to which offset of the stream this replica has the changes in its own log on disk. */
final class LoggedOffsets {

    private static final int MOST = 1024;

    private record Mark(long offset, long position) {}

    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private long offset = -1;

    /** The stream was applied up to an offset. */
    @SuppressWarnings("ReferenceEquality") // that very gate
    void applied(long end, ReplyGate gate) {
        if (gate == ReplyGate.OPEN) {
            marks.clear();
            offset = -1;
            return;
        }
        if (marks.size() == MOST) {
            marks.removeLast();
        }
        marks.add(new Mark(end, gate.end()));
    }

    /** Returns what tells a primary how far this server is. */
    byte[] acknowledgement(long end, ReplyGate gate) {
        String text = Long.toString(end);
        long safe = offset(gate);
        return safe < 0
                ? RequestWriter.encode("REPLCONF", "ACK", text)
                : RequestWriter.encode("REPLCONF", "ACK", text, "FACK", Long.toString(safe));
    }

    /** Returns the offset, or -1 when there is no log. */
    @SuppressWarnings("ReferenceEquality") // that very gate
    long offset(ReplyGate gate) {
        if (gate == ReplyGate.OPEN) {
            return -1;
        }
        long synced = gate.synced();
        while (!marks.isEmpty() && marks.element().position() <= synced) {
            offset = marks.remove().offset();
        }
        return Math.max(0, offset);
    }
}
