package onggi.net;

import onggi.engine.Command;
import onggi.resp.RequestBatch;
import org.jspecify.annotations.Nullable;

/** Copies of requests that a connection executes later. */
final class HeldRequests {

    /** With more than this, no more is read. */
    private static final int SHORT_REQUESTS = 1024;

    private static final long SHORT_BYTES = 16 << 20;

    private @Nullable RequestBatch<Command> batch;

    boolean isEmpty() {
        return batch == null;
    }

    /** Returns whether some more may be held back. */
    boolean isShort() {
        RequestBatch<Command> held = batch;
        return held == null || (held.size() < SHORT_REQUESTS && held.loose().bytes() < SHORT_BYTES);
    }

    /** Adds copies of the requests from one index up to another. */
    void add(RequestBatch<Command> source, int from, int to) {
        RequestBatch<Command> held = batch;
        if (held == null) {
            held = new RequestBatch<>();
            batch = held;
        }
        for (int i = from; i < to; i++) {
            held.addCopy(source, i);
        }
    }

    /** Returns the requests, or null, and forgets them. */
    @Nullable RequestBatch<Command> take() {
        RequestBatch<Command> held = batch;
        batch = null;
        return held;
    }

    /** Returns how much memory they take outside the heap. */
    long looseBytes() {
        RequestBatch<Command> held = batch;
        return held == null ? 0 : held.loose().bytes();
    }
}
