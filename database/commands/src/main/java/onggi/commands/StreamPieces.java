package onggi.commands;

import onggi.engine.LongReply;
import onggi.resp.ReplyWriter;
import onggi.types.RecordCell;
import onggi.types.StreamEntries;
import onggi.types.StreamValue;

/**
 * Many entries of a stream between two ids, with the header of their array: they are counted first,
 * in pieces as well.
 */
final class StreamPieces extends LongReply {

    private final boolean backwards;
    private final long fromMs;
    private final long fromSeq;
    private final long toMs;
    private final long toSeq;
    private final long most;

    private boolean counted;
    private long count;

    /** The id at which to go on. */
    private long nextMs;

    private long nextSeq;

    /**
     * The entries from one id to another, both included; the first is the higher one if {@code
     * backwards}.
     *
     * @param most how many at most
     */
    StreamPieces(boolean backwards, long fromMs, long fromSeq, long toMs, long toSeq, long most) {
        this.backwards = backwards;
        this.fromMs = fromMs;
        this.fromSeq = fromSeq;
        this.toMs = toMs;
        this.toSeq = toSeq;
        this.most = most;
        this.nextMs = fromMs;
        this.nextSeq = fromSeq;
    }

    @Override
    protected boolean write(RecordCell value, ReplyWriter reply, int some) {
        StreamValue stream = value.stream();
        if (!counted) {
            count(stream, some, reply);
            return true;
        }
        StreamEntries walk = walk(stream);
        for (int i = 0; i < some && count > 0 && walk.next(); i++) {
            StreamReplies.entry(reply, stream, walk);
            passed(walk);
            count--;
        }
        return count > 0;
    }

    private void count(StreamValue stream, int some, ReplyWriter reply) {
        StreamEntries walk = walk(stream);
        boolean more = true;
        for (int i = 0; i < some && more; i++) {
            more = count < most && walk.next();
            if (more) {
                passed(walk);
                count++;
            }
        }
        if (!more) {
            counted = true;
            nextMs = fromMs;
            nextSeq = fromSeq;
            reply.arrayHeader(Math.toIntExact(count));
        }
    }

    private StreamEntries walk(StreamValue stream) {
        return backwards
                ? stream.rangeBack(nextMs, nextSeq, toMs, toSeq)
                : stream.range(nextMs, nextSeq, toMs, toSeq);
    }

    private void passed(StreamEntries walk) {
        long ms = walk.ms();
        long seq = walk.seq();
        if (backwards) {
            nextMs = seq == 0 ? ms - 1 : ms;
            nextSeq = seq - 1;
        } else {
            nextMs = seq == -1 ? ms + 1 : ms;
            nextSeq = seq + 1;
        }
    }
}
