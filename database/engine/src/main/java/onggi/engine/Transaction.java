package onggi.engine;

import java.util.ArrayList;
import java.util.List;

/** The commands that MULTI queued, each with its own copy of its arguments. */
public final class Transaction {

    /** One queued command with its own copy of its arguments. */
    public static final class Queued {

        private final Command command;
        private final byte[] buffer;
        private final int[] offsets;
        private final int[] lengths;

        private Queued(Command command, byte[] buffer, int[] offsets, int[] lengths) {
            this.command = command;
            this.buffer = buffer;
            this.offsets = offsets;
            this.lengths = lengths;
        }

        /** Returns the command's row. */
        public Command command() {
            return command;
        }

        /** Binds a call to this command. */
        public void bindTo(Call call, Session session) {
            call.bind(session, command, buffer, offsets, lengths, 0, offsets.length);
        }
    }

    private final List<Queued> queue = new ArrayList<>();
    private long bytes;
    private boolean refused;

    /** Queues a copy of the call. */
    public void add(Call call) {
        int argc = call.argc();
        int total = 0;
        for (int i = 0; i < argc; i++) {
            total += call.length(i);
        }
        byte[] copy = new byte[total];
        int[] offsets = new int[argc];
        int[] lengths = new int[argc];
        int at = 0;
        for (int i = 0; i < argc; i++) {
            int length = call.length(i);
            System.arraycopy(call.buffer(), call.offset(i), copy, at, length);
            offsets[i] = at;
            lengths[i] = length;
            at += length;
        }
        queue.add(new Queued(call.command(), copy, offsets, lengths));
        bytes += total + 2L * Integer.BYTES * argc;
    }

    /** Marks the transaction as spoilt by a command that could not be queued. */
    public void refuse() {
        refused = true;
    }

    /** Returns whether a command could not be queued. */
    public boolean isRefused() {
        return refused;
    }

    /** Returns the queued commands in order; not to be changed. */
    public List<Queued> queue() {
        return queue;
    }

    /** Returns the bytes held by the queue. */
    public long bytes() {
        return bytes;
    }
}
