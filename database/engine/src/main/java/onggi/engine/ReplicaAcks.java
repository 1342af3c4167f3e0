package onggi.engine;

import java.util.function.BooleanSupplier;
import onggi.bytes.HotPath;

/** What replicas have of the stream of changes. Thread-safe; nothing here blocks. */
public interface ReplicaAcks {

    /** A store that nobody follows. */
    ReplicaAcks NONE =
            new ReplicaAcks() {
                @Override
                public long end() {
                    return 0;
                }

                @Override
                public int count(long offset) {
                    return 0;
                }

                @Override
                public int countLogged(long offset) {
                    return 0;
                }

                @Override
                public void await(BlockedCall call, BooleanSupplier done) {
                    // nobody will ever say anything
                }
            };

    /** Returns the offset of the last byte of the last change in the stream. */
    @HotPath
    long end();

    /** Returns how many replicas have the stream up to an offset. */
    int count(long offset);

    /** Returns how many replicas have the stream up to an offset in their logs on disk. */
    int countLogged(long offset);

    /** Asks the replicas, and ends the waiting of a call once something is so. */
    void await(BlockedCall call, BooleanSupplier done);
}
