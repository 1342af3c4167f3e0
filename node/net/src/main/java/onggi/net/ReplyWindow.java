package onggi.net;

import onggi.bytes.HotPath;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/** The replies of a turn that are not written yet, of all segments one behind another. */
final class ReplyWindow {

    /** How long the window may get before it is written. */
    private static final int BYTES = 128 * 1024;

    private final ReplyWriter replies = new ReplyWriter(2 * BYTES);
    private final Connection[] owners;
    private final int[] from;
    private final int[] to;
    private int firstUnwritten;
    private @Nullable Connection open;

    /** Creates a window for so many segments. */
    ReplyWindow(int segments) {
        owners = new Connection[segments];
        from = new int[segments];
        to = new int[segments];
        replies.boundBy(() -> open == null ? Long.MAX_VALUE : open.mostReplyBytes());
    }

    @HotPath
    ReplyWriter replies() {
        return replies;
    }

    /** Begins a turn. */
    @HotPath
    void begin() {
        firstUnwritten = 0;
    }

    /** Begins the replies of a segment. */
    @HotPath
    void open(int segment, Connection owner) {
        owners[segment] = owner;
        open = owner;
        owner.segment = segment;
        replies.setProtocol(owner.session().protocol());
        replies.protect();
        from[segment] = replies.position();
    }

    /** Ends the replies of a segment. */
    @HotPath
    void close(int segment) {
        to[segment] = replies.position();
    }

    /** Closes a connection whose reply was too long for its output limit or for the memory. */
    void giveUp(Connection owner, long nowMs) {
        if (owner.mostReplyBytes() < Long.MAX_VALUE) {
            ClientLog.outputLimit(owner.session(), nowMs);
        } else {
            ClientLog.replyTooLarge(owner.session(), nowMs);
        }
        drop(owner.segment);
        owner.loop().counters().outputLimitCloses++;
        owner.close();
    }

    /** Takes the unwritten replies of the open segment back. */
    void drop(int segment) {
        replies.truncate(from[segment]);
    }

    /**
     * Moves what the open segment has so far to its connection's queue, so that a push can follow.
     */
    void moveOpenToQueue(Connection owner) {
        close(owner.segment);
        moveToQueue(owner);
    }

    /** Goes on after replies of the open segment were taken back. */
    void truncated(int segment) {
        from[segment] = Math.min(from[segment], replies.position());
    }

    /** Returns whether the window should be written before more is put into it. */
    @HotPath
    boolean isLong() {
        return replies.position() + replies.looseBytes() > BYTES;
    }

    /** Writes what there is in the middle of a segment. */
    void writeInside(int segment) {
        close(segment);
        write(segment + 1);
        firstUnwritten = segment;
        owners[segment].segment = segment;
    }

    /** Gives every connection its replies, up to a segment. */
    @HotPath
    void write(int end) {
        for (int s = firstUnwritten; s < end; s++) {
            writeSegment(s);
        }
        firstUnwritten = end;
        replies.clear();
    }

    @HotPath
    private void writeSegment(int s) {
        Connection owner = owners[s];
        owner.segment = -1;
        if (to[s] > from[s]) {
            if (replies.looseBytes() > 0) {
                writeLoose(s, owner);
            }
            owner.write(replies.array(), from[s], to[s]);
        }
        from[s] = 0;
        to[s] = 0;
    }

    /** Gives connections their replies, up to a segment, in the middle of that one. */
    void writeBefore(int end) {
        for (int s = firstUnwritten; s < end; s++) {
            writeSegment(s);
        }
        firstUnwritten = Math.max(firstUnwritten, end);
    }

    /** Writes a segment's replies up to behind the last string that lies outside the window. */
    private void writeLoose(int s, Connection owner) {
        for (int at; (at = nextLoose(s)) >= 0; from[s] = at) {
            owner.write(replies.array(), from[s], at);
            owner.write(replies.takeLoose(at));
        }
    }

    /** Returns where the next string outside the window belongs in a segment, or -1. */
    private int nextLoose(int s) {
        int at = replies.nextLoose(from[s]);
        return at < to[s] ? at : -1;
    }

    /** Moves the replies of a closed segment to its connection's queue, so that more can follow. */
    @HotPath
    void moveToQueue(Connection owner) {
        int s = owner.segment;
        if (to[s] > from[s]) {
            for (int at; (at = nextLoose(s)) >= 0; from[s] = at) {
                owner.output().append(replies.array(), from[s], at);
                owner.output().append(replies.takeLoose(at));
            }
            owner.output().append(replies.array(), from[s], to[s]);
            from[s] = to[s];
        }
    }
}
