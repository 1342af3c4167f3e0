package onggi.persistence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import onggi.bytes.Clock;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.engine.EffectSink;
import onggi.resp.RequestWriter;
import org.jspecify.annotations.Nullable;

/**
 * Changes on their way to the append-only file: commands of all databases, with a SELECT where the
 * database changes and, if that is wished, marks of time. Execution threads fill it, one thread
 * empties it.
 */
final class AofBuffer implements EffectSink {

    /*
     * Short commands lie in an array, one behind another. A long one that comes from outside the heap is
     * copied there, to a block of its own, and ends the array: what was put in before and the block
     * queue up, and an array is filled anew behind them.
     */

    /** A larger array is given up when it was emptied. */
    private static final int KEPT_BYTES = 1 << 20;

    /** A block is written in parts of this size. */
    private static final int PART_BYTES = 1 << 16;

    /** Stands for: all bytes belong to one file. */
    static final int NO_CUT = -1;

    private static final int NO_DATABASE = -1;
    private static final long MS_PER_SECOND = 1000;

    private static final byte[] MULTI = "*1\r\n$5\r\nMULTI".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EXEC = "*1\r\n$4\r\nEXEC".getBytes(StandardCharsets.US_ASCII);

    private byte[] filling = new byte[KEPT_BYTES >> 4];
    private byte[] spare = new byte[KEPT_BYTES >> 4];
    private int filled;
    private int database = NO_DATABASE;
    private int cut = NO_CUT;
    private long endAtCut;
    private boolean inTransaction;
    private long markedSeconds;
    private final Clock clock;
    private final Memory loose;

    /** What was put in before the array that is being filled. */
    private final Deque<Batch> queue = new ArrayDeque<>(0);

    private volatile boolean marksTime;
    private volatile long end;

    /**
     * Creates an empty one.
     *
     * @param end how many bytes count as put in already
     * @param loose where long commands lie
     */
    AofBuffer(Clock clock, long end, Memory loose) {
        this.clock = clock;
        this.loose = loose;
        this.end = end;
    }

    /** Sets whether the time is noted, at most once in a second ({@code aof-timestamp-enabled}). */
    void marksTime(boolean marks) {
        marksTime = marks;
    }

    @Override
    public synchronized void append(int target, byte[] bytes, int length) {
        begin(target, endsTransaction(bytes, length));
        if (begins(bytes, length, MULTI)) {
            inTransaction = true;
        } else if (endsTransaction(bytes, length)) {
            inTransaction = false;
        }
        add(bytes, length);
        end += length;
    }

    @Override
    public synchronized void append(int target, LooseBlock block) {
        LooseBlock copy = LooseBlock.allocate(loose, block.length());
        copy.view().put(0, block.view(), 0, block.length());
        begin(target, false);
        if (filled > 0 || cut != NO_CUT) {
            Batch before = new Batch();
            moveTo(before);
            filling = new byte[KEPT_BYTES >> 4];
            queue.add(before);
        }
        end += block.length();
        queue.add(Batch.of(copy, end));
    }

    /** Puts in what stands before a command: the time, and the database where that changes. */
    private void begin(int target, boolean anyDatabase) {
        if (marksTime && !inTransaction) {
            markTime();
        }
        if (target != database && !anyDatabase) {
            byte[] select = RequestWriter.encode("SELECT", Integer.toString(target));
            add(select, select.length);
            database = target;
        }
    }

    private void markTime() {
        long seconds = clock.nowMs() / MS_PER_SECOND;
        if (seconds > markedSeconds) {
            markedSeconds = seconds;
            byte[] mark = mark(seconds).getBytes(StandardCharsets.US_ASCII);
            add(mark, mark.length);
        }
    }

    /** Returns the mark of a time in Unix seconds. */
    static String mark(long seconds) {
        return "#TS:" + seconds + "\r\n";
    }

    /**
     * What is put in from now on belongs to the next file. Every shard is held; what was cut before
     * has been taken.
     */
    synchronized void cut() {
        cut = filled;
        endAtCut = end;
        database = NO_DATABASE;
        markedSeconds = 0;
    }

    /** MULTI belongs to the database of the first change, and EXEC to none. */
    private boolean endsTransaction(byte[] bytes, int length) {
        return inTransaction && begins(bytes, length, EXEC);
    }

    private static boolean begins(byte[] bytes, int length, byte[] with) {
        return length > with.length && Arrays.equals(bytes, 0, with.length, with, 0, with.length);
    }

    private void add(byte[] bytes, int length) {
        if (filling.length - filled < length) {
            long room = Math.max(2L * filling.length, (long) filled + length);
            filling = Arrays.copyOf(filling, Math.toIntExact(Math.min(room, MOST_BYTES)));
        }
        System.arraycopy(bytes, 0, filling, filled, length);
        filled += length;
    }

    private static final int MOST_BYTES = Integer.MAX_VALUE - 64;

    /** Returns how many bytes of commands were ever put in, without SELECT. */
    long end() {
        return end;
    }

    /** Bytes that were taken out: of an array, or of a block outside the heap. */
    static final class Batch {
        byte[] bytes = {};
        int length;
        long end;

        /** How many of the bytes belong to the file before the next, or {@link #NO_CUT}. */
        int cut = NO_CUT;

        /** How many bytes of commands were ever put in before the cut. */
        long endAtCut;

        private @Nullable LooseBlock block;

        private static Batch of(LooseBlock block, long end) {
            Batch batch = new Batch();
            batch.block = block;
            batch.length = block.length();
            batch.end = end;
            return batch;
        }

        private void take(Batch other) {
            bytes = other.bytes;
            length = other.length;
            end = other.end;
            cut = other.cut;
            endAtCut = other.endAtCut;
            block = other.block;
        }

        /** Writes some of the bytes. */
        void write(Disk.Output file, int from, int to) throws IOException {
            LooseBlock source = block;
            if (source == null) {
                file.write(bytes, from, to - from);
                return;
            }
            byte[] part = new byte[Math.min(to - from, PART_BYTES)];
            for (int at = from; at < to; at += part.length) {
                int count = Math.min(part.length, to - at);
                source.copyOut(at, part, 0, count);
                file.write(part, 0, count);
            }
        }

        /** Gives back what lies outside the heap; nothing is written any more. */
        void release() {
            LooseBlock source = block;
            if (source != null) {
                source.release();
                block = null;
            }
        }
    }

    /** Takes the first out; the bytes are valid until the next call. False when there is none. */
    synchronized boolean take(Batch batch) {
        batch.release();
        Batch first = queue.poll();
        if (first != null) {
            batch.take(first);
            return true;
        }
        if (filled == 0 && cut == NO_CUT) {
            return false;
        }
        byte[] next = spare;
        moveTo(batch);
        spare = batch.bytes.length > KEPT_BYTES ? new byte[KEPT_BYTES] : batch.bytes;
        filling = next;
        return true;
    }

    /** Moves what was put in to a batch. */
    private void moveTo(Batch batch) {
        batch.bytes = filling;
        batch.length = filled;
        batch.end = end;
        batch.cut = cut;
        batch.endAtCut = endAtCut;
        cut = NO_CUT;
        filled = 0;
    }

    /** Returns how many bytes wait. */
    synchronized int waiting() {
        long bytes = filled;
        for (Batch batch : queue) {
            bytes += batch.length;
        }
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    /** Returns whether there is something to take. */
    synchronized boolean hasWork() {
        return filled > 0 || cut != NO_CUT || !queue.isEmpty();
    }

    /** Gives back what nobody takes any more. */
    synchronized void release() {
        queue.forEach(Batch::release);
        queue.clear();
    }
}
