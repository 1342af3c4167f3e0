package onggi.persistence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import onggi.bytes.Clock;
import onggi.engine.EffectSink;
import onggi.resp.RequestWriter;

/**
 * Changes on their way to the append-only file: commands of all databases, with a SELECT where the
 * database changes and, if that is wished, marks of time. Execution threads fill it, one thread
 * empties it.
 */
final class AofBuffer implements EffectSink {

    /** A larger array is given up when it was emptied. */
    private static final int KEPT_BYTES = 1 << 20;

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
    private volatile boolean marksTime;
    private volatile long end;

    /**
     * Creates an empty one.
     *
     * @param end how many bytes count as put in already
     */
    AofBuffer(Clock clock, long end) {
        this.clock = clock;
        this.end = end;
    }

    /** Sets whether the time is noted, at most once in a second ({@code aof-timestamp-enabled}). */
    void marksTime(boolean marks) {
        marksTime = marks;
    }

    @Override
    public synchronized void append(int target, byte[] bytes, int length) {
        if (marksTime && !inTransaction) {
            markTime();
        }
        if (target != database && !endsTransaction(bytes, length)) {
            byte[] select = RequestWriter.encode("SELECT", Integer.toString(target));
            add(select, select.length);
            database = target;
        }
        if (begins(bytes, length, MULTI)) {
            inTransaction = true;
        } else if (endsTransaction(bytes, length)) {
            inTransaction = false;
        }
        add(bytes, length);
        end += length;
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

    /** Bytes that were taken out. */
    static final class Batch {
        byte[] bytes = {};
        int length;
        long end;

        /** How many of the bytes belong to the file before the next, or {@link #NO_CUT}. */
        int cut = NO_CUT;

        /** How many bytes of commands were ever put in before the cut. */
        long endAtCut;
    }

    /** Takes everything out; the bytes are valid until the next call. False when there is none. */
    synchronized boolean take(Batch batch) {
        if (filled == 0 && cut == NO_CUT) {
            return false;
        }
        batch.bytes = filling;
        batch.length = filled;
        batch.end = end;
        batch.cut = cut;
        batch.endAtCut = endAtCut;
        cut = NO_CUT;
        byte[] next = spare;
        spare = filling.length > KEPT_BYTES ? new byte[KEPT_BYTES] : filling;
        filling = next;
        filled = 0;
        return true;
    }

    /** Returns how many bytes wait. */
    synchronized int waiting() {
        return filled;
    }

    /** Returns whether there is something to take. */
    synchronized boolean hasWork() {
        return filled > 0 || cut != NO_CUT;
    }
}
