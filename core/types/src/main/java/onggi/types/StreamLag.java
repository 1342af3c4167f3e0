package onggi.types;

/** How far a consumer group has read, counted in entries. */
public final class StreamLag {

    private StreamLag() {}

    /** Returns whether it can be told how many entries of the stream a group has yet to read. */
    public static boolean isKnown(StreamValue stream, StreamGroup group) {
        return stream.added() == 0 || read(stream, group) != StreamGroup.UNKNOWN;
    }

    /** Returns how many entries of the stream a group has yet to read, if that is known. */
    public static long of(StreamValue stream, StreamGroup group) {
        return stream.added() == 0 ? 0 : stream.added() - read(stream, group);
    }

    private static long read(StreamValue stream, StreamGroup group) {
        long read = group.entriesRead();
        return read == StreamGroup.UNKNOWN || hasGapsFrom(stream, group.lastMs(), group.lastSeq())
                ? readUpTo(stream, group.lastMs(), group.lastSeq())
                : read;
    }

    /** Sets a group's last id to that of an entry it reads, and counts the entry. */
    public static void advance(StreamValue stream, StreamGroup group, long ms, long seq) {
        if (group.entriesRead() != StreamGroup.UNKNOWN && !hasGapsFrom(stream, ms, seq)) {
            group.setEntriesRead(group.entriesRead() + 1);
        } else if (stream.added() != 0) {
            group.setEntriesRead(readUpTo(stream, ms, seq));
        }
        group.setLast(ms, seq);
    }

    /** Returns whether an entry of this id or a greater one was deleted, as far as is known. */
    private static boolean hasGapsFrom(StreamValue stream, long ms, long seq) {
        long deletedMs = stream.maxDeletedMs();
        long deletedSeq = stream.maxDeletedSeq();
        return stream.size() > 0
                && (deletedMs != 0 || deletedSeq != 0)
                && StreamIds.compare(stream.firstMs(), stream.firstSeq(), deletedMs, deletedSeq)
                        <= 0
                && StreamIds.compare(ms, seq, deletedMs, deletedSeq) <= 0;
    }

    /** Returns how many entries were added up to an id, or {@link StreamGroup#UNKNOWN}. */
    public static long readUpTo(StreamValue stream, long ms, long seq) {
        if (stream.added() == 0) {
            return 0;
        }
        int toLast = StreamIds.compare(ms, seq, stream.lastMs(), stream.lastSeq());
        if (stream.size() == 0 && toLast < 1) {
            return stream.added();
        }
        long deletedMs = stream.maxDeletedMs();
        long deletedSeq = stream.maxDeletedSeq();
        if (toLast == 0) {
            return stream.added();
        }
        if (toLast > 0) {
            return StreamGroup.UNKNOWN;
        }
        boolean complete =
                (deletedMs == 0 && deletedSeq == 0)
                        || StreamIds.compare(
                                        deletedMs, deletedSeq, stream.firstMs(), stream.firstSeq())
                                < 0;
        int toFirst = StreamIds.compare(ms, seq, stream.firstMs(), stream.firstSeq());
        if (!complete || toFirst > 0) {
            return StreamGroup.UNKNOWN;
        }
        return stream.added() - stream.size() + (toFirst == 0 ? 1 : 0);
    }
}
