package onggi.engine;

import onggi.bytes.LooseBlock;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/**
 * An array or a set whose elements {@link LongWork} finds: written to the reply at once if the work
 * is done in one turn, else kept outside the heap until all are there.
 */
public final class LateReply {

    /** So much is written before it is moved outside the heap. */
    private static final int BLOCK_BYTES = 256 * 1024;

    private static final int FIRST_BYTES = 16 * 1024;

    private final @Nullable KeptReply kept;
    private final ReplyWriter writer;
    private final int mark;
    private boolean tooLong;

    /**
     * Begins a reply.
     *
     * @param later whether it may be ended in another turn
     */
    public LateReply(Call call, boolean later) {
        if (!later) {
            this.kept = null;
            this.writer = call.reply();
            this.mark = writer.startArray();
            return;
        }
        this.kept = new KeptReply(call.engine().keyspace().looseMemory());
        this.writer = new ReplyWriter(FIRST_BYTES);
        this.mark = 0;
        writer.setProtocol(call.session().protocol());
        writer.keepOutside(call.engine().keyspace().looseMemory());
    }

    /** Returns where elements are written. */
    public ReplyWriter writer() {
        return writer;
    }

    /** Moves what was written out of the way, if it is much; returns whether more may follow. */
    public boolean settle() {
        if (kept != null && writer.position() + writer.looseBytes() > BLOCK_BYTES) {
            kept.keep(writer);
            tooLong |= kept.bytes() > ReplyWriter.DEFAULT_LIMIT_BYTES;
        }
        tooLong |= writer.overflowed();
        return !tooLong;
    }

    /** Ends the reply as an array. */
    public void endArray(Call call, long count) {
        int size = (int) count;
        if (kept == null) {
            writer.endArray(mark, size);
        } else {
            call.reply().arrayHeader(size);
            end(call, kept);
        }
    }

    /** Ends the reply as a set. */
    public void endSet(Call call, long count) {
        int size = (int) count;
        if (kept == null) {
            writer.endSet(mark, size);
        } else {
            call.reply().setHeader(size);
            end(call, kept);
        }
    }

    private void end(Call call, KeptReply elements) {
        long limit = call.session().replyLimitBytes();
        long bytes = elements.bytes() + writer.position();
        if (tooLong || (limit > 0 && bytes > limit)) {
            call.reply().overflow();
        } else if (elements.bytes() == 0 && writer.looseBytes() == 0) {
            call.reply().raw(writer.array(), 0, writer.position());
        } else if (call.session().takesReplies()) {
            elements.keep(writer);
            call.session().replying(new Kept(call.command(), elements));
            return;
        }
        release();
    }

    /** Frees what was not replied. */
    public void release() {
        if (kept != null) {
            kept.release();
            writer.clear();
        }
    }

    /** The elements, which are all there. */
    private static final class Kept extends LongReply {

        private final KeptReply elements;

        Kept(Command command, KeptReply elements) {
            super(command);
            this.elements = elements;
        }

        @Override
        protected boolean write(onggi.types.RecordCell value, ReplyWriter reply, int most) {
            return false;
        }

        @Override
        public boolean next(Execution execution, ReplyWriter reply) {
            return false;
        }

        @Override
        public @Nullable LooseBlock takeBlock() {
            return elements.take();
        }

        @Override
        public void abandon(Execution execution) {
            elements.release();
        }
    }
}
