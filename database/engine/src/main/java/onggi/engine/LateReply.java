package onggi.engine;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.resp.ReplyWriter;
import onggi.types.RecordCell;
import org.jspecify.annotations.Nullable;

/**
 * An array, a set or a map whose elements {@link LongWork} finds: written to the reply at once if
 * the work is done in one turn, else kept outside the heap until all are there.
 */
public final class LateReply {

    /** So much is written before it is moved outside the heap. */
    private static final int BLOCK_BYTES = 256 * 1024;

    private static final int FIRST_BYTES = 4 * 1024;

    /** Some of the elements. Each part has one thread at a time. */
    public static final class Part {

        private final ReplyWriter writer;
        private final @Nullable KeptReply kept;
        private boolean tooLong;

        private Part(ReplyWriter writer, @Nullable KeptReply kept) {
            this.writer = writer;
            this.kept = kept;
        }

        /** Returns where elements are written. */
        public ReplyWriter writer() {
            return writer;
        }

        /**
         * Moves what was written out of the way, if it is much; returns whether more may follow.
         */
        public boolean settle() {
            if (kept != null && writer.position() + writer.looseBytes() > BLOCK_BYTES) {
                kept.keep(writer);
                tooLong |= kept.bytes() > ReplyWriter.DEFAULT_LIMIT_BYTES;
            }
            tooLong |= writer.overflowed();
            return !tooLong;
        }

        private long bytes() {
            return writer.position() + writer.looseBytes() + (kept == null ? 0 : kept.bytes());
        }
    }

    private final boolean later;
    private final int mark;
    private final List<Part> parts = new ArrayList<>(1);

    /**
     * Begins a reply of one part.
     *
     * @param later whether it may be ended in another turn
     */
    public LateReply(Call call, boolean later) {
        this(call, later, 1);
    }

    /** Begins a reply of several parts. */
    public LateReply(Call call, boolean later, int parts) {
        this.later = later;
        this.mark = later ? 0 : call.reply().startArray();
        for (int i = 0; i < parts; i++) {
            this.parts.add(later ? kept(call) : new Part(call.reply(), null));
        }
    }

    private static Part kept(Call call) {
        Memory loose = call.engine().keyspace().looseMemory();
        ReplyWriter writer = new ReplyWriter(FIRST_BYTES);
        writer.setProtocol(call.session().protocol());
        writer.keepOutside(loose);
        return new Part(writer, new KeptReply(loose));
    }

    /** Returns a part. */
    public Part part(int i) {
        return parts.get(i);
    }

    /** Returns where the elements of the first part are written. */
    public ReplyWriter writer() {
        return parts.getFirst().writer();
    }

    /** As {@link Part#settle} for the first part. */
    public boolean settle() {
        return parts.getFirst().settle();
    }

    /** Ends the reply as an array. */
    public void endArray(Call call, long count) {
        if (later) {
            call.reply().arrayHeader((int) count);
            end(call);
        } else {
            call.reply().endArray(mark, (int) count);
        }
    }

    /** Ends the reply as a set. */
    public void endSet(Call call, long count) {
        if (later) {
            call.reply().setHeader((int) count);
            end(call);
        } else {
            call.reply().endSet(mark, (int) count);
        }
    }

    /** Ends the reply as a map, of so many pairs. */
    public void endMap(Call call, long count) {
        if (later) {
            call.reply().mapHeader((int) count);
            end(call);
        } else {
            call.reply().endMap(mark, (int) count);
        }
    }

    private void end(Call call) {
        long limit = call.session().replyLimitBytes();
        long bytes = 0;
        boolean tooLong = false;
        for (Part part : parts) {
            bytes += part.bytes();
            tooLong |= part.tooLong;
        }
        if (tooLong || (limit > 0 && bytes > limit)) {
            call.reply().overflow();
        } else if (bytes <= BLOCK_BYTES) {
            parts.forEach(part -> call.reply().raw(part.writer.array(), 0, part.writer.position()));
        } else if (call.session().takesReplies()) {
            call.session().replying(new Kept(call.command(), takeBlocks()));
        }
    }

    private List<KeptReply> takeBlocks() {
        List<KeptReply> all = new ArrayList<>();
        for (Part part : parts) {
            if (part.kept != null) {
                part.kept.keep(part.writer);
                all.add(part.kept);
            }
        }
        parts.clear();
        return all;
    }

    /** Frees what was not replied. */
    public void release() {
        for (Part part : parts) {
            if (part.kept != null) {
                part.kept.release();
                part.writer.clear();
            }
        }
        parts.clear();
    }

    /** The elements, which are all there. */
    private static final class Kept extends LongReply {

        private final List<KeptReply> elements;

        Kept(Command command, List<KeptReply> elements) {
            super(command);
            this.elements = elements;
        }

        @Override
        protected boolean write(RecordCell value, ReplyWriter reply, int most) {
            return false;
        }

        @Override
        public boolean next(Execution execution, ReplyWriter reply) {
            return false;
        }

        @Override
        public @Nullable LooseBlock takeBlock() {
            LooseBlock block = null;
            while (block == null && !elements.isEmpty()) {
                block = elements.getFirst().take();
                if (block == null) {
                    elements.removeFirst();
                }
            }
            return block;
        }

        @Override
        public void abandon(Execution execution) {
            elements.forEach(KeptReply::release);
        }
    }
}
