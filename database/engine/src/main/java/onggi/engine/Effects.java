package onggi.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import onggi.bytes.HotPath;
import onggi.resp.RequestWriter;

/**
 * The stream of changes. A write command that changed something is appended as it came, unless its
 * handler put other commands in its place because the original depends on time, chance or waiting.
 * With no sink attached nothing is encoded.
 *
 * <p>One instance an execution thread; the sinks are shared.
 */
public final class Effects {

    /** The sinks of a store, shared by its threads. */
    public static final class Sinks {

        private final List<EffectSink> sinks = new CopyOnWriteArrayList<>();
        private volatile boolean active;

        /** Adds a sink; it sees the changes of commands that start later. Thread-safe. */
        public void add(EffectSink sink) {
            sinks.add(sink);
            active = true;
        }

        /** Removes a sink. Thread-safe. */
        public void remove(EffectSink sink) {
            sinks.remove(sink);
            active = !sinks.isEmpty();
        }

        boolean isActive() {
            return active;
        }

        void append(int database, byte[] bytes, int length) {
            for (EffectSink sink : sinks) {
                sink.append(database, bytes, length);
            }
        }
    }

    private static final byte[] DEL = {'D', 'E', 'L'};

    private final Sinks sinks;
    private final RequestWriter writer = new RequestWriter();
    private boolean replaced;

    Effects(Sinks sinks) {
        this.sinks = sinks;
    }

    /** Returns whether anyone listens; when not, handlers need not build replacements. */
    @HotPath
    public boolean active() {
        return sinks.isActive();
    }

    /**
     * Appends a command in place of the running one; may be called several times. The arguments
     * stand in {@code writer}.
     */
    void replace(int database, RequestWriter encoded) {
        replaced = true;
        sinks.append(database, encoded.array(), encoded.length());
    }

    /**
     * Suppresses the running command; what it changed was appended otherwise or is not to be
     * repeated.
     */
    public void suppress() {
        replaced = true;
    }

    /** Appends the removal of a key whose time has come. */
    void expired(int database, byte[] buffer, int offset, int length) {
        if (sinks.isActive()) {
            begin(2);
            writer.argument(DEL, 0, DEL.length);
            writer.argument(buffer, offset, length);
            sinks.append(database, writer.array(), writer.length());
        }
    }

    /** Ends a call that changed something. */
    void settle(Call call) {
        if (sinks.isActive() && !replaced && call.command().is(CommandFlag.WRITE)) {
            begin(call.argc());
            for (int i = 0; i < call.argc(); i++) {
                writer.argument(call.buffer(), call.offset(i), call.length(i));
            }
            sinks.append(call.session().database(), writer.array(), writer.length());
        }
        replaced = false;
    }

    /** Returns a writer for a replacement command of so many arguments. */
    RequestWriter begin(int argc) {
        writer.clear();
        return writer.begin(argc);
    }
}
