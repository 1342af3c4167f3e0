package onggi.replication;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import onggi.bytes.LateLogger;
import onggi.net.PeerLink;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that comes over a link: into a file, or kept for who loads it at the same time. On the
 * thread of the link's loop.
 */
final class Reception implements PayloadDecoder.Sink, SnapshotSource.Input {

    private static final System.Logger LOG = LateLogger.of(Reception.class);

    /** Reading stops while more than this waits to be loaded. */
    private static final int MOST_WAITING_BYTES = 4 << 20;

    private final SnapshotSource source;
    private final PeerLink link;
    private final boolean refusesEmpty;
    private final @Nullable Runnable straight;
    private final Executor loop;
    private final Consumer<@Nullable String> ended;
    private final PayloadDecoder payload = new PayloadDecoder();
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    private int takenOfFirst;
    private long waitingBytes;
    private boolean given;
    private @Nullable DraftWriter draft;
    private volatile long totalBytes;
    private volatile long readBytes;

    /**
     * Begins to receive.
     *
     * @param refusesEmpty whether a file without keys is not to be kept
     * @param straight is called when it begins, if it is to be loaded as it comes; null if it goes
     *     to a file
     * @param loop runs actions on the link's loop
     * @param ended is told, on any thread, when the file is there, or why it is not
     */
    Reception(
            SnapshotSource source,
            PeerLink link,
            boolean refusesEmpty,
            @Nullable Runnable straight,
            Executor loop,
            Consumer<@Nullable String> ended) {
        this.source = source;
        this.link = link;
        this.refusesEmpty = refusesEmpty;
        this.straight = straight;
        this.loop = loop;
        this.ended = ended;
    }

    /** Returns how long the snapshot is, 0 when that is not known. */
    long totalBytes() {
        return totalBytes;
    }

    /** Returns how much of it has come. */
    long readBytes() {
        return readBytes;
    }

    /** Returns whether all of it has come. */
    boolean isComplete() {
        return payload.isDone();
    }

    /** Returns whether who loads it has to wait. */
    boolean isStarved() {
        return straight != null && pieces.isEmpty() && !payload.isDone();
    }

    /** Takes bytes; returns how many. Those behind the snapshot are left. */
    int feed(byte[] bytes, int offset, int length) throws IOException {
        int taken = payload.feed(bytes, offset, length, this);
        readBytes = payload.read();
        if (payload.isDone()) {
            link.reading(false);
            DraftWriter writer = draft;
            if (writer != null) {
                writer.finish();
            }
        }
        return taken;
    }

    @Override
    public void began(long length) throws IOException {
        totalBytes = Math.max(0, length);
        String place = straight == null ? " to disk" : " to parser";
        LOG.log(
                System.Logger.Level.INFO,
                length < 0
                        ? "MASTER <-> REPLICA sync: receiving streamed RDB from master with EOF"
                                + place
                        : "MASTER <-> REPLICA sync: receiving "
                                + length
                                + " bytes from master"
                                + place);
        if (straight == null) {
            draft =
                    DraftWriter.start(
                            source.receive(),
                            refusesEmpty,
                            () -> loop.execute(this::drained),
                            ended);
        } else {
            straight.run();
        }
    }

    private void drained() {
        if (!payload.isDone()) {
            link.reading(true);
        }
    }

    @Override
    public void data(byte[] bytes, int offset, int length) {
        DraftWriter writer = draft;
        if (writer != null) {
            if (writer.add(bytes, offset, length)) {
                link.reading(false);
            }
        } else if (length > 0) {
            pieces.add(Arrays.copyOfRange(bytes, offset, offset + length));
            waitingBytes += length;
            if (waitingBytes > MOST_WAITING_BYTES) {
                link.reading(false);
            }
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (given) {
            throw new IOException("the primary is lost");
        }
        byte[] first = pieces.peek();
        if (first == null) {
            return payload.isDone() ? -1 : 0;
        }
        int count = Math.min(length, first.length - takenOfFirst);
        System.arraycopy(first, takenOfFirst, target, offset, count);
        takenOfFirst += count;
        if (takenOfFirst == first.length) {
            pieces.remove();
            takenOfFirst = 0;
        }
        boolean was = waitingBytes > MOST_WAITING_BYTES / 2;
        waitingBytes -= count;
        if (was && waitingBytes <= MOST_WAITING_BYTES / 2) {
            drained();
        }
        return count;
    }

    /** The snapshot is not wanted any more. */
    void discard() {
        given = true;
        DraftWriter writer = draft;
        if (writer != null && !payload.isDone()) {
            writer.discard();
        }
    }
}
