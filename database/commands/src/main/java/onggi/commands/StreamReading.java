package onggi.commands;

import java.util.ArrayList;
import java.util.List;
import onggi.engine.Call;
import onggi.engine.Entry;
import onggi.engine.LateReply;
import onggi.engine.LongWork;
import onggi.types.StreamEntries;
import onggi.types.StreamIds;
import onggi.types.StreamValue;
import onggi.types.ValueType;

/** What XREAD finds in several streams, or up to a limit for all of them, when it is much. */
final class StreamReading extends LongWork {

    /** What is wanted of a stream, from an id on. */
    private static final class Part {

        final Entry entry;
        final byte[] key;
        final boolean lastOnly;
        final long fromMs;
        final long fromSeq;

        Part(Entry entry, byte[] key, boolean lastOnly, long fromMs, long fromSeq) {
            this.entry = entry;
            this.key = key;
            this.lastOnly = lastOnly;
            this.fromMs = fromMs;
            this.fromSeq = fromSeq;
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private final LateReply reply;
    private final boolean inPairs;

    /** How many entries of each stream are wanted at most, and how many of all from now on. */
    private final long mostOfStream;

    private long left;

    private int present;
    private int served;
    private boolean writing;

    /** How many entries were counted, or are to be written still. */
    private long count;

    private boolean begun;
    private long nextMs;
    private long nextSeq;

    /** Looks the streams up; the ids were verified. */
    StreamReading(Call call, StreamReadOptions options) {
        super(call);
        this.inPairs = call.reply().protocol() == 2;
        this.mostOfStream = options.mostOfStream();
        this.left = options.mostInAll();
        for (int i = 0; i < options.streams(); i++) {
            Entry entry = source(call, options.keyAt(i));
            int idAt = options.idAt(i);
            if (!entry.existsAs(ValueType.STREAM) || call.is(idAt, "$")) {
                continue;
            }
            boolean lastOnly = call.is(idAt, "+");
            long ms = lastOnly ? 0 : StreamId.ms(call, idAt);
            long seq = lastOnly ? 0 : StreamId.seq(call, idAt, 0);
            StreamValue stream = entry.stream();
            if (lastOnly || StreamIds.compare(ms, seq, stream.lastMs(), stream.lastSeq()) < 0) {
                byte[] key = call.copy(options.keyAt(i));
                parts.add(new Part(entry, key, lastOnly, seq == -1 ? ms + 1 : ms, seq + 1));
            }
        }
        this.reply = new LateReply(call, isInPieces());
    }

    /** Nobody knows before they are counted; who asks has seen very many. */
    @Override
    protected long elements() {
        return Long.MAX_VALUE;
    }

    @Override
    protected void release() {
        reply.release();
    }

    /** Returns whether there is any entry. */
    boolean hasFound() {
        return served > 0;
    }

    /** Replies what was found. */
    void reply(Call call) {
        if (inPairs) {
            reply.endArray(call, served);
        } else {
            reply.endMap(call, served);
        }
    }

    // ---- the work

    @Override
    protected boolean step() {
        if (present == parts.size()) {
            return false;
        }
        Part part = parts.get(present);
        if (part.lastOnly) {
            writeLast(part);
            present++;
        } else if (!writing) {
            count(part);
        } else {
            write(part);
        }
        return reply.settle() && present < parts.size();
    }

    private void writeLast(Part part) {
        StreamValue stream = part.entry.stream();
        StreamEntries walk = stream.rangeBack(-1, -1, 0, 0);
        if (left > 0 && walk.next()) {
            begin(part, 1);
            StreamReplies.entry(reply.writer(), stream, walk);
        }
    }

    private void begin(Part part, long entries) {
        served++;
        left -= entries;
        if (inPairs) {
            reply.writer().arrayHeader(2);
        }
        reply.writer().bulk(part.key, 0, part.key.length);
        reply.writer().arrayHeader(Math.toIntExact(entries));
    }

    private void count(Part part) {
        StreamEntries walk = walk(part);
        long most = Math.min(mostOfStream, left);
        boolean more = true;
        for (int i = 0; i < STEP && more; i++) {
            more = count < most && walk.next();
            if (more) {
                passed(walk);
                count++;
            }
        }
        if (more) {
            return;
        }
        begun = false;
        if (count == 0) {
            present++;
        } else {
            begin(part, count);
            writing = true;
        }
    }

    private void write(Part part) {
        StreamValue stream = part.entry.stream();
        StreamEntries walk = walk(part);
        for (int i = 0; i < STEP && count > 0 && walk.next(); i++) {
            StreamReplies.entry(reply.writer(), stream, walk);
            passed(walk);
            count--;
        }
        if (count == 0) {
            writing = false;
            begun = false;
            present++;
        }
    }

    /** Goes on where the last step on a stream ended. */
    private StreamEntries walk(Part part) {
        if (!begun) {
            begun = true;
            nextMs = part.fromMs;
            nextSeq = part.fromSeq;
        }
        return part.entry.stream().range(nextMs, nextSeq, -1, -1);
    }

    private void passed(StreamEntries walk) {
        nextMs = walk.seq() == -1 ? walk.ms() + 1 : walk.ms();
        nextSeq = walk.seq() + 1;
    }
}
