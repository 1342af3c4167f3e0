package onggi.engine;

import java.util.ArrayList;
import java.util.List;
import onggi.resp.LooseArguments;

/** The commands that MULTI queued, each with its own copy of its arguments. */
public final class Transaction {

    /** One queued command with its own copy of its arguments. */
    public static final class Queued {

        private final Command command;
        private final LooseArguments loose;
        private final byte[] buffer;
        private final int[] offsets;
        private final int[] lengths;

        private Queued(
                Command command,
                LooseArguments loose,
                byte[] buffer,
                int[] offsets,
                int[] lengths) {
            this.command = command;
            this.loose = loose;
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
            call.looseOf(loose);
            call.bind(session, command, buffer, offsets, lengths, 0, offsets.length);
        }
    }

    private final List<Queued> queue = new ArrayList<>();
    private final LooseArguments loose = new LooseArguments();
    private long bytes;
    private boolean refused;

    /** Queues a copy of the call; arguments outside the heap are taken over. */
    public void add(Call call) {
        int argc = call.argc();
        int total = 0;
        for (int i = 0; i < argc; i++) {
            total += call.isLoose(i) ? 0 : call.length(i);
        }
        byte[] copy = new byte[total];
        int[] offsets = new int[argc];
        int[] lengths = new int[argc];
        int at = 0;
        for (int i = 0; i < argc; i++) {
            int length = call.length(i);
            lengths[i] = length;
            bytes += length;
            if (call.isLoose(i)) {
                offsets[i] = call.moveLoose(i, loose);
            } else {
                System.arraycopy(call.buffer(), call.offset(i), copy, at, length);
                offsets[i] = at;
                at += length;
            }
        }
        queue.add(new Queued(call.command(), loose, copy, offsets, lengths));
        bytes += 2L * Integer.BYTES * argc;
    }

    /** Gives back what lies outside the heap; the transaction ran or will never run. */
    public void release() {
        loose.clear();
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
