package onggi.persistence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import onggi.engine.EffectSink;
import onggi.resp.RequestWriter;

/**
 * Changes on their way to the append-only file: commands of all databases, with a SELECT where the
 * database changes. Execution threads fill it, one thread empties it.
 */
final class AofBuffer implements EffectSink {

    /** A larger array is given up when it was emptied. */
    private static final int KEPT_BYTES = 1 << 20;

    private static final int NO_DATABASE = -1;

    private static final byte[] MULTI = "*1\r\n$5\r\nMULTI".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EXEC = "*1\r\n$4\r\nEXEC".getBytes(StandardCharsets.US_ASCII);

    private byte[] filling = new byte[KEPT_BYTES >> 4];
    private byte[] spare = new byte[KEPT_BYTES >> 4];
    private int filled;
    private int database = NO_DATABASE;
    private volatile long end;

    @Override
    public synchronized void append(int target, byte[] bytes, int length) {
        if (target != database && !isBracket(bytes, length)) {
            byte[] select = RequestWriter.encode("SELECT", Integer.toString(target));
            add(select, select.length);
            database = target;
        }
        add(bytes, length);
        end += length;
    }

    /** MULTI and EXEC belong to no database. */
    private static boolean isBracket(byte[] bytes, int length) {
        return begins(bytes, length, MULTI) || begins(bytes, length, EXEC);
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
    }

    /** Takes everything out; the bytes are valid until the next call. False when there is none. */
    synchronized boolean take(Batch batch) {
        if (filled == 0) {
            return false;
        }
        batch.bytes = filling;
        batch.length = filled;
        batch.end = end;
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
}
