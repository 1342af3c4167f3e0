package onggi.rdb;

import java.io.IOException;
import onggi.types.StreamConsumer;
import onggi.types.StreamGroup;
import onggi.types.StreamLag;
import onggi.types.StreamPending;
import onggi.types.StreamValue;

/** Reads the consumer groups of a stream. */
final class StreamGroupReader {

    /*
     * A group is its name, last id, number of entries read, pending entries and consumers. Pending entries stand in the group with
     * time and deliveries, and at each consumer by id only.
     *
     * What is pending at nobody, which Redis does not know, is written as pending at a consumer without a name that was never seen.
     */

    private static final int ID_BYTES = 16;
    private static final int LEAST_GROUP_BYTES = 5;
    private static final int LEAST_PENDING_BYTES = ID_BYTES + Long.BYTES + 1;
    private static final int LEAST_CONSUMER_BYTES = 1 + Long.BYTES + 1;

    /** When the consumer was seen that stands for nobody. */
    static final long NOBODY_SEEN_MS = -1;

    private final RdbInput in;
    private final RdbText name = new RdbText();

    StreamGroupReader(RdbInput in) {
        this.in = in;
    }

    void read(int type, StreamValue stream) throws IOException {
        long groups = in.count(LEAST_GROUP_BYTES);
        for (long i = 0; i < groups; i++) {
            group(type, stream);
        }
        if (!stream.sortGroups()) {
            throw in.fail("Duplicated consumer group name");
        }
    }

    private void group(int type, StreamValue stream) throws IOException {
        in.string(name);
        long ms = in.number();
        long seq = in.number();
        long read = type == RdbType.STREAM ? StreamLag.readUpTo(stream, ms, seq) : in.number();
        stream.appendGroup(name.bytes, name.offset, name.length, ms, seq, read);
        StreamGroup group = stream.group();
        pending(group.pending());
        long released = 0;
        long consumers = in.count(LEAST_CONSUMER_BYTES);
        for (long i = 0; i < consumers; i++) {
            released += consumer(type, group);
        }
        if (group.releasedCount() != released) {
            throw in.fail("Stream CG PEL entry without consumer");
        }
        if (!group.sortConsumers()) {
            throw in.fail("Duplicate stream consumer detected");
        }
    }

    private void pending(StreamPending pending) throws IOException {
        long count = in.count(LEAST_PENDING_BYTES);
        for (long i = 0; i < count; i++) {
            long ms = in.bigEndian(Long.BYTES);
            long seq = in.bigEndian(Long.BYTES);
            long timeMs = in.int64();
            long deliveries = in.number();
            if (pending.find(ms, seq)) {
                throw in.fail("Duplicated global PEL entry loading stream consumer group");
            }
            pending.add(ms, seq, StreamPending.NOBODY, timeMs, deliveries);
        }
    }

    /** Reads a consumer; returns how many entries it has in place of nobody. */
    private long consumer(int type, StreamGroup group) throws IOException {
        in.string(name);
        long seenMs = in.int64();
        long activeMs = type == RdbType.STREAM_3 ? in.int64() : seenMs;
        long count = in.count(ID_BYTES);
        boolean nobody = name.length == 0 && seenMs == NOBODY_SEEN_MS;
        int reference = nobody ? StreamPending.NOBODY : create(group, seenMs, activeMs);
        StreamPending pending = group.pending();
        for (long i = 0; i < count; i++) {
            long ms = in.bigEndian(Long.BYTES);
            long seq = in.bigEndian(Long.BYTES);
            if (!pending.find(ms, seq) || pending.consumer() != StreamPending.NOBODY) {
                throw in.fail("Consumer entry not found in group global PEL");
            }
            pending.assign(reference);
        }
        return nobody ? count : 0;
    }

    private int create(StreamGroup group, long seenMs, long activeMs) {
        group.appendConsumer(name.bytes, name.offset, name.length, seenMs);
        StreamConsumer consumer = group.consumer();
        consumer.setActiveMs(activeMs);
        return consumer.reference();
    }
}
