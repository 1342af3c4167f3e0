package onggi.engine;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import onggi.bytes.HotPath;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.resp.RequestWriter;
import org.jspecify.annotations.Nullable;

/**
 * The stream of changes. A write command that changed something is appended as it came, unless its
 * handler put other commands in its place because the original depends on time, chance or waiting.
 * With no sink attached nothing is encoded.
 *
 * <p>One instance an execution thread; the sinks are shared.
 */
public final class Effects {

    /** Those who keep the stream on disk, as part of an audience. */
    public static final int LOG = 1;

    /** Those who pass the stream on to replicas, as part of an audience. */
    public static final int REPLICAS = 2;

    /** Everybody. */
    public static final int ALL = LOG | REPLICAS;

    /** The sinks of a store, shared by its threads. */
    public static final class Sinks {

        private final List<EffectSink> sinks = new CopyOnWriteArrayList<>();
        private volatile boolean active;
        private volatile boolean messages;

        /** Adds a sink; it sees the changes of commands that start later. Thread-safe. */
        public void add(EffectSink sink) {
            sinks.add(sink);
            changed();
        }

        /** Removes a sink. Thread-safe. */
        public void remove(EffectSink sink) {
            sinks.remove(sink);
            changed();
        }

        private void changed() {
            active = !sinks.isEmpty();
            messages = sinks.stream().anyMatch(EffectSink::takesMessages);
        }

        /** Runs an action between two units of the stream. Thread-safe; the action is short. */
        public synchronized void between(Runnable action) {
            action.run();
        }

        boolean takeMessages() {
            return messages;
        }

        boolean isActive() {
            return active;
        }

        void append(int database, byte[] bytes, int length, int audience) {
            for (EffectSink sink : sinks) {
                if (isMeant(sink, audience)) {
                    sink.append(database, bytes, length);
                }
            }
        }

        void append(int database, LooseBlock block, int audience) {
            for (EffectSink sink : sinks) {
                if (isMeant(sink, audience)) {
                    sink.append(database, block);
                }
            }
        }

        private static boolean isMeant(EffectSink sink, int audience) {
            return (audience & (sink.takesMessages() ? REPLICAS : LOG)) != 0;
        }
    }

    /*
     * A unit is what a command, a transaction or a script did: its effects are kept until it ends and then appended, more than one
     * of them between MULTI and EXEC, so that whoever replays the stream never sees half of it. A long one, or one that came with
     * arguments outside the heap, stays there, in a block of its own.
     */

    private static final byte[] DEL = {'D', 'E', 'L'};
    private static final byte[] UNLINK = {'U', 'N', 'L', 'I', 'N', 'K'};
    private static final byte[] HDEL = {'H', 'D', 'E', 'L'};
    private static final byte[] MULTI = RequestWriter.encode("MULTI");
    private static final byte[] EXEC = RequestWriter.encode("EXEC");

    /** A larger buffer is given up when its unit has ended. */
    private static final int KEPT_BYTES = 1 << 20;

    private final Sinks sinks;
    private final RequestWriter writer;
    private boolean replaced;
    private int audience = ALL;
    private byte[] unit = new byte[256];
    private int unitLength;
    private int[] ends = new int[8];
    private int[] databases = new int[8];
    private @Nullable LooseBlock[] blocks = new LooseBlock[8];
    private int[] audiences = new int[8];
    private int count;
    private boolean apart;
    private final Memory loose;

    /**
     * Creates it.
     *
     * @param loose where long effects lie until their unit ends
     */
    Effects(Sinks sinks, Memory loose) {
        this.sinks = sinks;
        this.loose = loose;
        this.writer = new RequestWriter(loose);
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
        if (audience != 0) {
            add(database, encoded, audience);
        }
    }

    /** Sets for whom commands are from now on; removals of what has expired are for all. */
    void audience(int meant) {
        audience = meant;
    }

    /**
     * Suppresses the running command; what it changed was appended otherwise or is not to be
     * repeated.
     */
    public void suppress() {
        replaced = true;
    }

    /** Appends a call that changes no data but is to be repeated by replicas, such as PUBLISH. */
    public void message(Call call) {
        boolean wanted = sinks.takeMessages() && (audience & REPLICAS) != 0;
        if (wanted && !call.session().repeatsHistory()) {
            begin(call.argc());
            for (int i = 0; i < call.argc(); i++) {
                call.writeTo(writer, i);
            }
            add(call.session().database(), writer, REPLICAS);
        }
    }

    /** The effects of the present unit belong together by chance only, and need no MULTI. */
    public void apart() {
        apart = true;
    }

    /** Appends the removal of a key whose time has come. */
    void expired(int database, byte[] buffer, int offset, int length) {
        if (sinks.isActive()) {
            begin(2);
            writer.argument(DEL, 0, DEL.length);
            writer.argument(buffer, offset, length);
            add(database, writer, ALL);
        }
    }

    /** Appends the removal of a key that makes room. */
    void evicted(EvictionSettings eviction, int database, byte[] key, int offset, int length) {
        if (sinks.isActive()) {
            byte[] word = eviction.unlinks() ? UNLINK : DEL;
            begin(2);
            writer.argument(word, 0, word.length);
            writer.argument(key, offset, length);
            add(database, writer, ALL);
        }
    }

    /** Appends the removal of a field whose time has come. */
    void fieldExpired(
            int database, byte[] key, int offset, int length, byte[] field, int fieldLength) {
        if (sinks.isActive()) {
            begin(3);
            writer.argument(HDEL, 0, HDEL.length);
            writer.argument(key, offset, length);
            writer.argument(field, 0, fieldLength);
            add(database, writer, ALL);
        }
    }

    /** Ends a call that changed something. */
    void settle(Call call) {
        boolean wanted = sinks.isActive() && !replaced && audience != 0;
        if (wanted && call.command().is(CommandFlag.WRITE)) {
            if (LongEffect.isOne(call)) {
                added(call.session().database(), LongEffect.of(call, loose), audience);
            } else {
                asItCame(call);
            }
        }
        replaced = false;
    }

    private void asItCame(Call call) {
        begin(call.argc());
        for (int i = 0; i < call.argc(); i++) {
            call.writeTo(writer, i);
        }
        add(call.session().database(), writer, audience);
    }

    /** Returns a writer for a replacement command of so many arguments. */
    RequestWriter begin(int argc) {
        writer.clear();
        return writer.begin(argc);
    }

    /** Forgets what the handler of a call said that changed nothing. */
    @HotPath
    void settleUnchanged() {
        replaced = false;
    }

    private void add(int database, RequestWriter encoded, int meant) {
        if (encoded.isLong()) {
            added(database, encoded.takeBlock(), meant);
            return;
        }
        int length = encoded.length();
        if (unit.length - unitLength < length) {
            unit = Arrays.copyOf(unit, Math.max(unit.length * 2, unitLength + length));
        }
        System.arraycopy(encoded.array(), 0, unit, unitLength, length);
        unitLength += length;
        added(database, null, meant);
    }

    private void added(int database, @Nullable LooseBlock block, int meant) {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
            databases = Arrays.copyOf(databases, count * 2);
            blocks = Arrays.copyOf(blocks, count * 2);
            audiences = Arrays.copyOf(audiences, count * 2);
        }
        ends[count] = unitLength;
        blocks[count] = block;
        audiences[count] = meant;
        databases[count++] = database;
    }

    /** Appends the effects since the last unit ended. The shards they concern are still held. */
    @HotPath
    public void endUnit() {
        if (count > 0) {
            append();
        }
    }

    private void append() {
        synchronized (sinks) { // nothing of another thread inside a transaction
            if (count == 1 && unitLength > 0) {
                sinks.append(databases[0], unit, unitLength, audiences[0]);
            } else if (count == 1) {
                append(0, 0);
            } else {
                appendTransaction();
            }
        }
        count = 0;
        unitLength = 0;
        apart = false;
        if (unit.length > KEPT_BYTES) {
            unit = new byte[KEPT_BYTES];
        }
    }

    private void appendTransaction() {
        int meant = everybodyMeant();
        if (!apart) {
            sinks.append(databases[0], MULTI, MULTI.length, meant);
        }
        int from = 0;
        for (int i = 0; i < count; i++) {
            append(i, from);
            from = ends[i];
        }
        if (!apart) {
            sinks.append(databases[count - 1], EXEC, EXEC.length, meant);
        }
    }

    /** Returns for whom there is anything in the unit. */
    private int everybodyMeant() {
        int meant = 0;
        for (int i = 0; i < count; i++) {
            meant |= audiences[i];
        }
        return meant;
    }

    private void append(int i, int from) {
        LooseBlock block = blocks[i];
        if (block == null) {
            byte[] command = Arrays.copyOfRange(unit, from, ends[i]);
            sinks.append(databases[i], command, command.length, audiences[i]);
            return;
        }
        sinks.append(databases[i], block, audiences[i]);
        block.release();
        blocks[i] = null;
    }
}
