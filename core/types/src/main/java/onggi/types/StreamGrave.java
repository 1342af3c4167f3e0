package onggi.types;

/**
 * A stream under no key, in the same slab as another one, that is going to be freed with all that
 * is handed over to it.
 */
public final class StreamGrave {

    private static final byte[] NO_NAME = {};

    private final StreamValue heir;

    /**
     * Makes the value of a record an empty stream with a group.
     *
     * @param grave a record of {@link StreamValue#HEADER_BYTES} whose value no one has written yet
     */
    public StreamGrave(RecordCell grave) {
        grave.memory().zero(grave.valueAddress(), StreamValue.HEADER_BYTES);
        this.heir = grave.stream();
        heir.createGroup(NO_NAME, 0, 0, 0, 0, 0);
    }

    /**
     * Takes nodes from the front of a stream.
     *
     * @param nodes at the first one that stays, if there is any
     * @param count how many go
     */
    void takeNodes(StreamIndex nodes, long count) {
        StreamIndex taken = new StreamIndex(StreamValue.NODE_REFERENCE_BYTES, heir.cell().slab());
        taken.at(heir.cell().slab(), heir.nodesHandle());
        if (count == nodes.size()) {
            nodes.moveAll(taken);
        } else {
            nodes.moveBefore(taken, count);
        }
    }

    /** Takes all that a group has; what is left of it is cheap to destroy. */
    public void take(StreamGroup group) {
        group.giveTo(heir.group());
    }

    /**
     * Takes what is pending in a group, all of which is pending at the consumer that was found;
     * what is left of the consumer is cheap to remove.
     */
    public void takePending(StreamGroup group) {
        StreamGroup taken = heir.group();
        taken.createConsumer(NO_NAME, 0, 0, 0);
        group.givePendingTo(taken);
    }
}
