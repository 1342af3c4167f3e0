package onggi.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import onggi.engine.SnapshotSink;
import onggi.rdb.ValuePieces;
import onggi.types.RecordCell;

/** The draft of a key with a large value, which is written piece by piece. Guarded by the shard. */
final class SnapshotLarge implements SnapshotSink.Pieces {

    private final SnapshotFeed feed;
    private final SnapshotChain chain;
    private final int database;
    private final ValuePieces pieces;

    SnapshotLarge(SnapshotFeed feed, SnapshotChain chain, int database, ValuePieces pieces) {
        this.feed = feed;
        this.chain = chain;
        this.database = database;
        this.pieces = pieces;
    }

    @Override
    public boolean take(RecordCell value, int most) {
        if (feed.isOver()) {
            return false;
        }
        try {
            boolean more = write(value, most);
            if (!more) {
                chain.end();
            }
            return more;
        } catch (IOException | UncheckedIOException | ArithmeticException | OutOfMemoryError e) {
            feed.fail("a large value could not be copied: " + e);
            return false;
        }
    }

    private boolean write(RecordCell value, int most) throws IOException {
        SnapshotDrafter drafter = feed.borrow(value);
        try {
            return drafter.write(chain.filler(), database, pieces, value, most);
        } finally {
            feed.giveBack(drafter);
        }
    }

    @Override
    public boolean hasRoom() {
        return feed.hasRoom() || chain.hasRoom();
    }
}
