package onggi.engine;

import onggi.bytes.Clock;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.resp.ReplyWriter;
import onggi.types.RecordCell;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a reply that are too many for one turn: they are written in pieces, while other
 * clients are served in between, and as the client takes them.
 *
 * <p>A handler writes the header of the reply and leaves the rest to {@link Call#reply(Entry,
 * LongReply)}. A subclass knows how to go on where it stopped.
 */
public abstract class LongReply extends ValueReader {

    /*
     * A reply is the value at one instant, that of the command. So while pieces are to come the value
     * stands still, and the few who would change that come here first, holding the shard:
     *
     * - A command that may change the value where it lies (Call's lookup: every WRITE command but
     *   those whose row says Row.wholeValues), and fields that expire, finish the reply: all that is
     *   missing is written to blocks outside the heap, which the client gets later. This costs what
     *   the whole reply in one turn would, and only when a reader and a writer meet.
     * - Whoever deletes, overwrites or expires the key, or flushes the database, takes the record out
     *   of its table as always, but nobody frees it: it is an orphan, and the last of its readers
     *   discards it.
     * - Whoever moves the record (RENAME, MOVE, EXPIRE, compaction) tells the reply where it is. What
     *   the value has outside of its record stays where it is; the compactor leaves it alone.
     *
     * Several replies may be made of one value. Everything but the session's side is guarded by the
     * shard; the session's thread holds it for a piece at a time.
     */

    /** Replies of at most so many elements are written at once. */
    public static final int MOST_AT_ONCE = 4096;

    /** A piece ends behind so many elements. */
    private static final int PIECE_ELEMENTS = 4096;

    /** A piece ends when it has more than so many bytes. */
    private static final int PIECE_BYTES = 128 * 1024;

    /** A piece ends when it took so long, as it may while the code is not compiled yet. */
    private static final long PIECE_NS = 300_000;

    /** How much is written to blocks at once. */
    private static final int BLOCK_BYTES = 1 << 20;

    /** When more would have to be written to blocks, the client is closed instead. */
    private static final long MOST_KEPT_BYTES = ReplyWriter.DEFAULT_LIMIT_BYTES;

    /** The shortest element, an empty string. */
    private static final int LEAST_ELEMENT_BYTES = 6;

    /** How many elements are written between two looks at the length of a piece. */
    private static final int STEP = 64;

    private @Nullable Shard shard;
    private @Nullable Session session;
    private @Nullable Command command;
    private boolean open;
    private long limitBytes;
    private long bytes;
    private boolean tooLong;
    private @Nullable KeptReply kept;

    /** Creates the rest of a reply. */
    protected LongReply() {}

    /** Creates the rest of a reply that is of no value. */
    LongReply(Command command) {
        this.command = command;
    }

    /**
     * Writes further elements.
     *
     * @param value what they are elements of; the same as before, maybe in another place
     * @param most about how many
     * @return whether there are more
     */
    protected abstract boolean write(RecordCell value, ReplyWriter reply, int most);

    /** Returns how many elements there are at least, before the first is written. */
    protected long elements(RecordCell value) {
        return 0;
    }

    // ---- the session's side

    /** Writes the elements at once, or begins to, as the session wants it. */
    static void begin(Call call, Entry entry, LongReply rest, boolean mayLast) {
        Session session = call.session();
        if (!session.takesReplies()) {
            return;
        }
        Shard shard = entry.shard();
        if (!mayLast || !session.takesPieces()) {
            rest.writeAll(shard.cell(entry.reference()), call.reply());
            return;
        }
        rest.shard = shard;
        rest.session = session;
        rest.command = call.command();
        rest.reads(entry.database(), entry.reference());
        rest.limitBytes = session.replyLimitBytes();
        if (rest.isHopeless(shard.cell(entry.reference()))) {
            call.reply().overflow();
            return;
        }
        if (rest.writePiece(shard, call.reply(), call.engine().clock())) {
            rest.open = true;
            shard.longReplies().add(rest);
            session.replying(rest);
        }
    }

    /**
     * Returns whether the client would have to be closed in the end: better before the first byte.
     */
    private boolean isHopeless(RecordCell value) {
        return limitBytes > 0 && elements(value) > limitBytes / LEAST_ELEMENT_BYTES;
    }

    private void writeAll(RecordCell value, ReplyWriter reply) {
        boolean more = true;
        while (more && !reply.overflowed()) {
            more = write(value, reply, MOST_AT_ONCE);
        }
    }

    /** Returns the command that is being answered. */
    public Command command() {
        Command answered = command;
        if (answered == null) {
            throw new IllegalStateException("a reply that did not begin");
        }
        return answered;
    }

    /**
     * Returns whether the reply is longer than {@link Session#replyLimitBytes} or than memory
     * allows, so that it cannot be ended.
     */
    public boolean isTooLong() {
        return tooLong;
    }

    /**
     * Writes the next piece. What was written to blocks because the value changed comes behind all
     * pieces, see {@link #takeBlock}.
     *
     * @return whether there are more
     */
    public boolean next(Execution execution, ReplyWriter reply) {
        Shard home = home();
        execution.hold(home);
        try {
            if (open && !writePiece(home, reply, execution.clock())) {
                close(home);
            }
            return open;
        } finally {
            execution.release(home);
        }
    }

    /** Returns the next of the blocks that end the reply, or null; after the last piece. */
    public @Nullable LooseBlock takeBlock() {
        return kept == null ? null : kept.take();
    }

    /** Gives the reply up: its session ends. */
    public void abandon(Execution execution) {
        execution.whenFree(() -> {
            Shard home = home();
            execution.hold(home);
            try {
                if (open) {
                    close(home);
                }
            } finally {
                execution.release(home);
            }
            if (kept != null) {
                kept.release();
            }
        });
    }

    private Shard home() {
        Shard home = shard;
        if (home == null) {
            throw new IllegalStateException("a reply that did not begin");
        }
        return home;
    }

    // ---- with the shard held

    /** Writes a piece; returns whether there are more. */
    private boolean writePiece(Shard home, ReplyWriter reply, Clock clock) {
        RecordCell value = home.cell(reference());
        long startNs = clock.nanoTime();
        long start = lengthOf(reply);
        boolean more = true;
        for (int i = 0; more && i < PIECE_ELEMENTS; i += STEP) {
            more = write(value, reply, STEP) && !reply.overflowed();
            if (lengthOf(reply) - start > PIECE_BYTES || clock.nanoTime() - startNs > PIECE_NS) {
                break;
            }
        }
        return wrote(reply, start, more);
    }

    /** Writes much; returns whether there are more. */
    private boolean writeBlock(Shard home, ReplyWriter reply) {
        RecordCell value = home.cell(reference());
        boolean more = true;
        while (more && lengthOf(reply) < BLOCK_BYTES) {
            more = write(value, reply, STEP) && !reply.overflowed();
        }
        return wrote(reply, 0, more);
    }

    private boolean wrote(ReplyWriter reply, long start, boolean more) {
        bytes += lengthOf(reply) - start;
        tooLong = reply.overflowed() || (limitBytes > 0 && bytes > limitBytes);
        return more && !tooLong;
    }

    private static long lengthOf(ReplyWriter reply) {
        return reply.position() + reply.looseBytes();
    }

    /** Writes all that is missing to blocks. */
    @Override
    final void finish(Memory loose) {
        Shard home = home();
        Session reader = session;
        ReplyWriter writer = new ReplyWriter(BLOCK_BYTES + BLOCK_BYTES / 2);
        writer.setProtocol(reader == null ? 2 : reader.protocol());
        writer.keepOutside(loose);
        KeptReply rest = new KeptReply(loose);
        kept = rest;
        boolean more = true;
        long most = bytes + MOST_KEPT_BYTES;
        try {
            while (more) {
                more = writeBlock(home, writer);
                rest.keep(writer);
                if (more && bytes > most) {
                    more = false;
                    tooLong = true;
                }
            }
        } catch (OutOfMemoryError _) {
            tooLong = true;
        }
        close(home);
    }

    /** Lets the value go. */
    private void close(Shard home) {
        open = false;
        letGo(home);
    }
}
