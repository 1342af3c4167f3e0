package onggi.replication;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import onggi.bytes.Crc64;
import onggi.bytes.LateLogger;
import onggi.rdb.RdbVersion;
import org.jspecify.annotations.Nullable;

/** Writes a snapshot that is being received to its file, on a thread of its own. */
final class DraftWriter implements Runnable {

    /*
     * What comes is summed up as it is written. A snapshot whose sum is wrong, or that is no snapshot, is refused before
     * anything of it is loaded, so that the data there are stay.
     */

    private static final System.Logger LOG = LateLogger.of(DraftWriter.class);

    /** Reading stops while more than this waits. */
    static final long MOST_WAITING_BYTES = 4 << 20;

    private static final int HEAD_BYTES = 9;
    private static final int SUM_BYTES = 8;

    /** The version of snapshots that end with a sum. */
    private static final int SUMMED_SINCE = 5;

    private static final byte[] FINISH = {1};
    private static final byte[] DISCARD = {2};

    private final SnapshotSource.Draft draft;
    private final Runnable drained;
    private final Consumer<@Nullable String> ended;
    private final LinkedBlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final byte[] head = new byte[HEAD_BYTES];
    private int headLength;
    private final byte[] tail = new byte[SUM_BYTES];
    private int tailLength;
    private long sum;
    private long length;

    /** What refuses a snapshot without keys, or null when any will do. */
    private final @Nullable EmptySnapshot guard;

    /**
     * Creates it and begins.
     *
     * @param refusesEmpty whether a snapshot without keys is a failure
     * @param drained is told when little waits again
     * @param ended is told why it failed, or null, once it has finished
     */
    static DraftWriter start(
            SnapshotSource.Draft draft,
            boolean refusesEmpty,
            Runnable drained,
            Consumer<@Nullable String> ended) {
        DraftWriter writer = new DraftWriter(draft, refusesEmpty, drained, ended);
        Thread.ofPlatform().daemon().name("onggi-receive").start(writer);
        return writer;
    }

    private DraftWriter(
            SnapshotSource.Draft draft,
            boolean refusesEmpty,
            Runnable drained,
            Consumer<@Nullable String> ended) {
        this.draft = draft;
        this.guard = refusesEmpty ? new EmptySnapshot() : null;
        this.drained = drained;
        this.ended = ended;
    }

    /** Takes bytes; returns whether that is enough for now. */
    boolean add(byte[] bytes, int offset, int count) {
        queue.add(Arrays.copyOfRange(bytes, offset, offset + count));
        return waitingBytes.addAndGet(count) > MOST_WAITING_BYTES;
    }

    /** All has come. */
    void finish() {
        queue.add(FINISH);
    }

    /** It is not wanted any more. */
    void discard() {
        queue.add(DISCARD);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the very marks
    public void run() {
        try {
            while (true) {
                byte[] piece = queue.take();
                if (piece == DISCARD) {
                    draft.discard();
                    return;
                }
                if (piece == FINISH) {
                    check();
                    draft.finish();
                    ended.accept(null);
                    return;
                }
                write(piece);
            }
        } catch (IOException e) {
            draft.discard();
            ended.accept(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "interrupted", e);
            Thread.currentThread().interrupt();
        }
    }

    private void write(byte[] piece) throws IOException {
        draft.write(piece, 0, piece.length);
        if (guard != null) {
            guard.add(piece);
        }
        length += piece.length;
        int missing = Math.min(HEAD_BYTES - headLength, piece.length);
        System.arraycopy(piece, 0, head, headLength, missing);
        headLength += missing;
        addUp(piece);
        long before = waitingBytes.getAndAdd(-piece.length);
        if (before > MOST_WAITING_BYTES / 2 && before - piece.length <= MOST_WAITING_BYTES / 2) {
            drained.run();
        }
    }

    /** Sums up all but the last bytes, which may be the sum. */
    private void addUp(byte[] piece) {
        if (piece.length >= SUM_BYTES) {
            sum = Crc64.update(sum, tail, 0, tailLength);
            sum = Crc64.update(sum, piece, 0, piece.length - SUM_BYTES);
            System.arraycopy(piece, piece.length - SUM_BYTES, tail, 0, SUM_BYTES);
            tailLength = SUM_BYTES;
            return;
        }
        int over = Math.max(0, tailLength + piece.length - SUM_BYTES);
        sum = Crc64.update(sum, tail, 0, over);
        System.arraycopy(tail, over, tail, 0, tailLength - over);
        tailLength -= over;
        System.arraycopy(piece, 0, tail, tailLength, piece.length);
        tailLength += piece.length;
    }

    private static int version(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void check() throws IOException {
        String magic =
                new String(head, 0, headLength, java.nio.charset.StandardCharsets.ISO_8859_1);
        if (!magic.startsWith("REDIS") && !magic.startsWith("VALKEY")) {
            throw new BadStreamException(
                    "what the primary sent is no snapshot: it has no signature");
        }
        if (length < HEAD_BYTES + SUM_BYTES) {
            throw new BadStreamException("the snapshot is too short: " + length + " bytes");
        }
        boolean old = magic.startsWith("REDIS");
        int version = version(magic.substring(old ? 5 : 6));
        if (!RdbVersion.isReadable(version)) {
            throw new BadStreamException(
                    "the snapshot is of a version that is not known: " + magic);
        }
        long told = 0;
        for (int i = SUM_BYTES - 1; i >= 0; i--) {
            told = told << Byte.SIZE | (tail[i] & 0xff);
        }
        if (version >= SUMMED_SINCE && told != 0 && told != sum) {
            throw new BadStreamException("the checksum of the snapshot is wrong");
        }
        if (guard != null && guard.isOne()) {
            throw new BadStreamException(
                    "the primary has no keys and this replica has some, which"
                            + " replica-guard-empty-primary keeps from being replaced");
        }
    }
}
