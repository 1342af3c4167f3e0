package onggi.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/**
 * A command whose caller waits: until a key changes, until time is up, or until someone ends the
 * waiting. See {@link BlockedCalls}.
 */
public final class BlockedCall {

    /** What a command answers when its time is up; runs without any shard. */
    @FunctionalInterface
    public interface TimeoutReply {

        /** Writes the reply. */
        void write(ReplyWriter reply);
    }

    static final long NEVER = Long.MAX_VALUE;

    private static final int WAITING = 0;
    private static final int RUNNING = 1;
    private static final int ENDED = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(BlockedCall.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Session session;
    private final Command command;
    private byte[] buffer;
    private final int[] offsets;
    private final int[] lengths;
    private final int database;
    private final int type;
    private final boolean wakesWhenGone;
    private final long deadlineMs;
    private final TimeoutReply onTimeout;

    /** Its place in the queue of each key; empty when it waits for time only. */
    private Waiter[] waiters = {};

    private boolean inManyShards;

    @SuppressWarnings("UnusedVariable") // through STATE
    private volatile int state = WAITING;

    /** Set by the thread that runs the command again: it was not satisfied. */
    boolean blockedAgain;

    /** Set by the thread that runs the command again: its session was closed meanwhile. */
    boolean abandoned;

    private @Nullable BlockedCalls owner;
    private volatile long ranNs;

    /** The place among the deadlines of the owning thread, or -1. */
    int heapIndex = -1;

    BlockedCall(
            Call call, int type, boolean wakesWhenGone, long deadlineMs, TimeoutReply onTimeout) {
        this.session = call.session();
        this.command = call.command();
        this.offsets = new int[call.argc()];
        this.lengths = new int[call.argc()];
        this.buffer = copyArguments(call);
        this.database = session.database();
        this.type = type;
        this.wakesWhenGone = wakesWhenGone;
        this.deadlineMs = deadlineMs;
        this.onTimeout = onTimeout;
    }

    private byte[] copyArguments(Call call) {
        int total = 0;
        for (int i = 0; i < lengths.length; i++) {
            offsets[i] = total;
            lengths[i] = call.length(i);
            total += lengths[i];
        }
        byte[] copy = new byte[total];
        for (int i = 0; i < lengths.length; i++) {
            System.arraycopy(call.buffer(), call.offset(i), copy, offsets[i], lengths[i]);
        }
        return copy;
    }

    /** Binds a call to the command once more. */
    void bindTo(Call call) {
        call.bind(session, command, buffer, offsets, lengths, 0, offsets.length);
    }

    void owner(BlockedCalls owner) {
        this.owner = owner;
    }

    /** Returns the blocked calls of the session's thread. */
    BlockedCalls owner() {
        return Objects.requireNonNull(owner);
    }

    void waiters(Waiter[] waiters) {
        this.waiters = waiters;
    }

    /** Notes that the keys of the command, waited for or not, lie in more than one shard. */
    void isInManyShards(boolean many) {
        inManyShards = many;
    }

    Waiter[] waiters() {
        return waiters;
    }

    /** Returns whether the keys of the command lie in more than one shard. */
    boolean isInManyShards() {
        return inManyShards;
    }

    /** Returns who waits. */
    public Session session() {
        return session;
    }

    int database() {
        return database;
    }

    /** Returns the type of value waited for, one of {@code ValueType}. */
    int type() {
        return type;
    }

    /** Returns whether the command also runs when a key is gone or has become another type. */
    boolean wakesWhenGone() {
        return wakesWhenGone;
    }

    /** Returns when the waiting ends in Unix milliseconds; {@link Long#MAX_VALUE} for never. */
    public long deadlineMs() {
        return deadlineMs;
    }

    TimeoutReply onTimeout() {
        return onTimeout;
    }

    /**
     * Replaces an argument of the command as it will run again, such as {@code $} by the id it
     * stands for now. Right after {@link Call#block} only.
     */
    public void argument(int i, byte[] text) {
        int end = buffer.length;
        buffer = Arrays.copyOf(buffer, end + text.length);
        System.arraycopy(text, 0, buffer, end, text.length);
        offsets[i] = end;
        lengths[i] = text.length;
    }

    /** Sets how long the command ran before it began to wait. */
    public void ranNs(long ns) {
        ranNs = ns;
    }

    /** Returns how long the command ran before it began to wait. */
    long ranNs() {
        return ranNs;
    }

    // ---- who may end it

    /** Takes the call to run it again; false when it ended meanwhile. Its first shard is held. */
    boolean tryRun() {
        return STATE.compareAndSet(this, WAITING, RUNNING);
    }

    /** Goes on waiting after a run. */
    void waitOn() {
        STATE.setVolatile(this, WAITING);
    }

    /** Ends the call after a run. */
    void ranOut() {
        STATE.setVolatile(this, ENDED);
    }

    /**
     * Ends the waiting from outside; false when the call was answered meanwhile. A run on another
     * thread, which waits for nothing, is waited for.
     */
    boolean tryEnd() {
        while (!STATE.compareAndSet(this, WAITING, ENDED)) {
            if ((int) STATE.getVolatile(this) == ENDED) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }
}
