package onggi.engine;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * Who calls: the state that outlives one command. A network client has one, a script's caller lends
 * its own, the in-process store has one a caller. Used by one thread at a time but for the methods
 * that say otherwise.
 */
public abstract class Session {

    /** A key this session WATCHes. */
    record WatchedKey(int database, Bytes key) {}

    /** About how many bytes of heap a name takes that a session keeps, beside its own. */
    static final int ENTRY_BYTES = 96;

    private final long id;
    private final Subscriptions subscriptions = new Subscriptions();
    private final List<WatchedKey> watching = new ArrayList<>(0);
    private @Nullable Transaction transaction;
    private @Nullable Tracker tracker;
    private @Nullable FieldSets fieldSets;
    private @Nullable LongWork work;
    private @Nullable Shard waitsIn;
    private long watchedBytes;
    private int database;
    private long streamEnd = Long.MAX_VALUE;
    private int protocol = 2;
    private boolean touchesKeys = true;
    private volatile boolean watchedKeyChanged;
    private volatile @Nullable BlockedCall blockedCall;

    /** Creates a session with an id that no other session of this store ever had. */
    protected Session(long id) {
        this.id = id;
    }

    /** Returns the id, as {@code CLIENT ID} answers it. */
    public final long id() {
        return id;
    }

    /** Returns the selected database. */
    public final int database() {
        return database;
    }

    /** Selects a database below the number of databases. */
    public void select(int database) {
        this.database = database;
    }

    /**
     * Returns up to which offset the stream of changes tells of what this session did or saw; a
     * session that does not note it may have seen all there is.
     */
    public final long streamEnd() {
        return streamEnd;
    }

    /** Notes where the stream of changes ends that this session may know of. */
    @HotPath
    public final void streamEnd(long offset) {
        streamEnd = offset;
    }

    /** Returns the protocol version of replies, 2 or 3. */
    public final int protocol() {
        return protocol;
    }

    /** Sets the protocol version of replies, 2 or 3. */
    public void speak(int protocol) {
        this.protocol = protocol;
    }

    /** Returns whether reading a key counts as use of it ({@code CLIENT NO-TOUCH}). */
    public final boolean touchesKeys() {
        return touchesKeys;
    }

    /** Sets whether reading a key counts as use of it. */
    public final void touchesKeys(boolean touches) {
        this.touchesKeys = touches;
    }

    /** Returns the channels and patterns this session listens to. */
    public final Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Returns the transaction that MULTI opened, or null. */
    public final @Nullable Transaction transaction() {
        return transaction;
    }

    /** Opens a transaction. */
    public final void transaction(Transaction transaction) {
        this.transaction = transaction;
    }

    /** Ends the transaction, if one is open, without running it. */
    public final void dropTransaction() {
        Transaction dropped = takeTransaction();
        if (dropped != null) {
            dropped.release();
        }
    }

    /**
     * Ends the transaction, if one is open, and returns it to be run; {@link Transaction#release}
     * it then.
     */
    public final @Nullable Transaction takeTransaction() {
        Transaction taken = transaction;
        transaction = null;
        return taken;
    }

    /** Returns what this session is to {@link Tracking}, or null when it never tracked keys. */
    @HotPath
    public final @Nullable Tracker tracker() {
        return tracker;
    }

    final void tracker(Tracker tracker) {
        this.tracker = tracker;
    }

    /**
     * Returns the lists of field names that this session has prepared, or null when it never did.
     */
    public final @Nullable FieldSets fieldSets() {
        return fieldSets;
    }

    /** Returns the lists of field names that this session has prepared. */
    public final FieldSets fieldSetsOrNew() {
        FieldSets present = fieldSets;
        if (present == null) {
            present = new FieldSets();
            fieldSets = present;
        }
        return present;
    }

    /** Forgets all lists of field names. */
    public final void dropFieldSets() {
        fieldSets = null;
    }

    /** Returns the keys being watched; changed only by {@link Watches}. */
    final List<WatchedKey> watching() {
        return watching;
    }

    final void watch(WatchedKey key) {
        watching.add(key);
        watchedBytes += ENTRY_BYTES + key.key().length();
    }

    final void watchNothing() {
        watching.clear();
        watchedBytes = 0;
    }

    /** Returns about how many bytes the watched keys take. */
    public final long watchedBytes() {
        return watchedBytes;
    }

    /** Returns how many keys are being watched. */
    public final int watchedKeys() {
        return watching.size();
    }

    /** Marks that a watched key changed. Thread-safe. */
    final void watchedKeyChanged() {
        watchedKeyChanged = true;
    }

    /** Returns whether a watched key changed since WATCH. Thread-safe. */
    public final boolean hasWatchedKeyChanged() {
        return watchedKeyChanged;
    }

    final void forgetWatchedKeyChange() {
        watchedKeyChanged = false;
    }

    // ---- access

    /** Returns whether there is anything this session may not do, see {@link #refusal}. */
    public boolean isRestricted() {
        return false;
    }

    /**
     * Returns the error that answers a call this session may not run, or null when it may. Whoever
     * runs commands that did not come through admission has to ask.
     */
    public @Nullable String refusal(Call call, AccessContext context) {
        return null;
    }

    /** Returns whether this session may run a call and read any key besides. */
    public boolean mayReadEveryKey(Call call) {
        return true;
    }

    // ---- waiting

    /** Returns what this session waits for, or null. Thread-safe. */
    public final @Nullable BlockedCall blockedCall() {
        return blockedCall;
    }

    /** Returns whether this session waits and so must not run commands. Thread-safe. */
    public final boolean isBlocked() {
        return blockedCall != null;
    }

    final void block(BlockedCall call) {
        blockedCall = call;
        blocked();
    }

    @SuppressWarnings("ReferenceEquality") // this very call
    final void unblock(BlockedCall call) {
        if (blockedCall == call) {
            blockedCall = null;
        }
    }

    /** Returns whether its commands ran before, on this server or another, and were logged. */
    public boolean repeatsHistory() {
        return false;
    }

    /** Returns whether commands of this session may wait; its {@link #answer} is then called. */
    protected boolean mayBlock() {
        return false;
    }

    /** The session waits from now on. Called on its thread, while its command runs. */
    protected void blocked() {}

    /**
     * Answers what this session waits for: once for each blocked call unless the session is closed
     * before. May be called on any thread; the session's own thread is to send the reply and call
     * {@link BlockedCalls#ended}.
     *
     * @param reply valid only during the call
     * @param length how many bytes of it count, from index 0
     */
    protected void answer(BlockedCall call, byte[] reply, int length) {
        throw new UnsupportedOperationException("this session does not wait");
    }

    /**
     * Returns whether a command of this session may be put off: {@link Call#isPutOff} tells
     * afterwards that it did not run, and the session is to run it again later, before any other.
     */
    protected boolean mayBePutOff() {
        return false;
    }

    /** Returns what its command that was put off works on, or null. */
    final @Nullable LongWork work() {
        return work;
    }

    final void work(@Nullable LongWork work) {
        this.work = work;
    }

    /** Its command was put off until it is called in a shard that is held. */
    final void waitForOthers(Shard shard, long mostMs) {
        waitsIn = shard;
        waitsForOthers(mostMs);
    }

    /** Its command that was put off is not going to run again. */
    final void stopWaiting(Execution execution) {
        Shard shard = waitsIn;
        waitsIn = null;
        if (shard != null) {
            execution.whenFree(() ->
                    LongWork.holding(
                            execution,
                            shard,
                            () -> shard.longReplies().works().waiters().forget(this)));
        }
    }

    /**
     * The command that is being put off need not run again before {@link #othersAreDone} is called,
     * or so much time has passed. Called on the session's thread.
     */
    protected void waitsForOthers(long mostMs) {}

    /** What its command was put off for is over. Called on any thread; must not run commands. */
    protected void othersAreDone() {}

    // ---- long replies

    /** Returns whether replies are wanted at all. */
    protected boolean takesReplies() {
        return true;
    }

    /** Returns whether a long reply may be made in pieces; {@link #replying} is then called. */
    protected boolean takesPieces() {
        return false;
    }

    /** Returns how long a reply that is made in pieces may be at most; 0 for no limit. */
    protected long replyLimitBytes() {
        return 0;
    }

    /**
     * The rest of the present reply comes later. Called on the session's thread while its command
     * runs; from then on the session runs no command until {@link LongReply#next} and {@link
     * LongReply#takeBlock} have nothing more, or it calls {@link LongReply#abandon}.
     */
    protected void replying(LongReply rest) {
        throw new UnsupportedOperationException("this session takes replies as a whole");
    }

    /**
     * Returns whether a frame that waited on its way is still of interest: a message of a channel
     * that this session left meanwhile is not. Called on the session's thread.
     */
    public final boolean wants(Frame frame) {
        Topic topic = frame.topic();
        return topic == null || subscriptions.listensTo(topic);
    }

    /**
     * Sends something the session did not ask for, such as a published message. Thread-safe; never
     * blocks. The frame may be shared with other sessions and must not be changed.
     */
    public abstract void deliver(Frame frame);
}
