package onggi.engine;

import java.util.Arrays;
import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import onggi.bytes.KeyHash;
import onggi.resp.ReplyWriter;
import onggi.resp.RequestWriter;
import org.jspecify.annotations.Nullable;

/**
 * One command being executed: its arguments, the keys it asks for, the reply it writes and the
 * changes it reports.
 *
 * <p>One instance a thread, bound anew for each command, so that a command costs no allocation.
 * Argument 0 is the command's name.
 */
public final class Call extends CallArguments {

    /** How many entries a command can use side by side; a further lookup reuses the oldest. */
    public static final int ENTRIES = 4;

    private final Engine engine;
    private final Execution execution;
    private final Entry[] entries = new Entry[ENTRIES];
    int entriesUsed;
    private @Nullable Object[] tools = {};
    private Session session;
    private Command command;
    private ReplyWriter reply;
    private long firstKeyHash;
    private long nowMs;
    private long changes;
    private boolean putOff;

    Call(Engine engine, Execution execution, Session session, Command command, ReplyWriter reply) {
        this.engine = engine;
        this.execution = execution;
        this.session = session;
        this.command = command;
        this.reply = reply;
        for (int i = 0; i < ENTRIES; i++) {
            entries[i] = new Entry(execution, engine.keyspace().shard(0));
        }
    }

    /**
     * Binds this call to a request whose arguments stand in flat arrays from index {@code first}
     * on.
     */
    @HotPath
    public void bind(
            Session session,
            Command command,
            byte[] buffer,
            int[] offsets,
            int[] lengths,
            int first,
            int argc) {
        this.session = session;
        this.command = command;
        bindArguments(buffer, offsets, lengths, first, argc);
        this.firstKeyHash = 0;
        this.changes = 0;
        this.entriesUsed = 0;
        this.putOff = false;
    }

    /** Keeps nothing of the last request, which may have been large. */
    public void release() {
        releaseArguments();
        for (Entry entry : entries) {
            entry.release();
        }
    }

    /** Gives the call the hash of its first key, when it is known already; 0 when not. */
    @HotPath
    public void firstKeyHash(long hash) {
        this.firstKeyHash = hash;
    }

    /** Sets the time at which the command runs, in Unix milliseconds. */
    @HotPath
    public void at(long nowMs) {
        this.nowMs = nowMs;
    }

    /** Sets where the reply goes. */
    @HotPath
    public void replyTo(ReplyWriter reply) {
        this.reply = reply;
    }

    // ---- who and where

    /** Returns the store this call runs on. */
    public Engine engine() {
        return engine;
    }

    /** Returns the thread's executor. */
    public Execution execution() {
        return execution;
    }

    /** Returns who calls. */
    public Session session() {
        return session;
    }

    /** Returns the command's row. */
    public Command command() {
        return command;
    }

    void command(Command command) {
        this.command = command;
    }

    /** Returns where the reply is written. */
    @HotPath
    public ReplyWriter reply() {
        return reply;
    }

    /**
     * Returns the time of this command in Unix milliseconds; it stands still while a command,
     * transaction or script runs.
     */
    @HotPath
    public long nowMs() {
        return nowMs;
    }

    // ---- keys

    /**
     * Returns the key at an argument for reading: a hit or miss is counted, and its use is noted.
     */
    @HotPath
    public Entry readable(int i) {
        Entry entry = lookup(i);
        CommandStats stats = execution.stats();
        if (entry.exists()) {
            stats.hit();
            if (session.touchesKeys()) {
                entry.accessBits(engine.accessClock().touched(entry.accessBits(), nowMs));
            }
        } else {
            stats.miss();
            execution.event(this, i, KeyEvent.KEYMISS);
        }
        return entry;
    }

    /** Returns the key at an argument for writing: nothing is counted. */
    @HotPath
    public Entry writable(int i) {
        Entry entry = lookup(i);
        if (entry.exists() && session.touchesKeys()) {
            entry.accessBits(engine.accessClock().touched(entry.accessBits(), nowMs));
        }
        return entry;
    }

    /**
     * Returns the key at an argument for a question about it and not for its value, such as TTL: a
     * hit or miss is counted, but its use is not noted.
     */
    @HotPath
    public Entry glance(int i) {
        Entry entry = inspect(i);
        if (!entry.exists()) {
            execution.event(this, i, KeyEvent.KEYMISS);
        }
        return entry;
    }

    /**
     * Returns the key at an argument for OBJECT: a hit or miss is counted, and nothing else
     * happens.
     */
    @HotPath
    public Entry inspect(int i) {
        Entry entry = lookup(i);
        if (entry.exists()) {
            execution.stats().hit();
        } else {
            execution.stats().miss();
        }
        return entry;
    }

    /** Returns the key at an argument without any trace of the look. */
    @HotPath
    public Entry peek(int i) {
        return lookup(i);
    }

    @HotPath
    private Entry lookup(int i) {
        return lookup(i, session.database());
    }

    /** Returns the key at an argument in another database, for writing. */
    @HotPath
    public Entry lookup(int i, int database) {
        assert KeyAudit.mayTouch(this, i) : command.name() + " touches argument " + i;
        return lookup(hashOf(i), buffer(), offset(i), length(i), database);
    }

    /** Returns a key that is no argument, for reading: a hit or miss is counted. */
    public Entry readable(Bytes key, int database) {
        Entry entry = lookup(key, database);
        if (entry.exists()) {
            execution.stats().hit();
        } else {
            byte[] name = key.unsafeArray();
            execution.stats().miss();
            execution.publish(KeyEvent.KEYMISS, database, name, 0, name.length);
        }
        return entry;
    }

    /** Returns a key that is no argument, without any trace of the look. */
    public Entry lookup(Bytes key, int database) {
        byte[] bytes = key.unsafeArray();
        long hash = KeyHash.of(engine.keyspace().hashSeed(), bytes, 0, bytes.length);
        return lookup(hash, bytes, 0, bytes.length, database);
    }

    @HotPath
    private Entry lookup(long hash, byte[] key, int offset, int length, int database) {
        Entry entry = entries[entriesUsed++ & (ENTRIES - 1)];
        Shard shard = engine.keyspace().shardOf(key, offset, length);
        assert shard.lock().isHeld() : command.name();
        if (entry.find(shard, database, hash, key, offset, length, nowMs)) {
            ShardSnapshot.lookedUp(this, entry);
            if (entry.isExpired(nowMs)) {
                execution.reaper().expire(this, entry, database, key, offset, length);
            } else if (entry.hasDueFields(nowMs)) {
                execution.fieldExpiry().lookedUp(this, entry);
            }
            if (!shard.longReplies().isEmpty() && command.changesValues() && entry.exists()) {
                execution.longWorks().changing(this, entry);
            }
        }
        return entry;
    }

    /** The command did not run. */
    void putOff() {
        putOff = true;
    }

    /**
     * Returns whether the command did not run, as something had to be done first that takes longer:
     * it is to be run again in a later turn.
     */
    @HotPath
    public boolean isPutOff() {
        return putOff;
    }

    @HotPath
    private long hashOf(int i) {
        if (i == command.firstKey() && firstKeyHash != 0) {
            return firstKeyHash;
        }
        return KeyHash.of(engine.keyspace().hashSeed(), buffer(), offset(i), length(i));
    }

    // ---- long replies

    /**
     * Writes the elements of a long reply, whose header was written: all at once, or in pieces now
     * and later if the caller is one for whom that can be done. Nothing may be written to the reply
     * after it.
     *
     * @param entry the key whose value the elements are of
     * @param rest writes them
     */
    @SuppressWarnings("ReferenceEquality") // this very call, and none inside another
    public void reply(Entry entry, LongReply rest) {
        LongReply.begin(this, entry, rest, this == execution.call());
    }

    // ---- waiting

    /**
     * Lets the caller wait until one of some keys is changed and has a type; the command then runs
     * again with the same arguments. To be returned from without a reply. When it cannot be
     * satisfied yet it blocks again and keeps its place in the order of waiting. When time is up
     * the caller gets a null array. See {@link BlockedCalls}.
     *
     * @param firstKey the argument that is the first key
     * @param keys how many arguments from there on are keys
     * @param type what kind of value is waited for, one of {@link onggi.types.ValueType}
     * @param timeoutMs how long to wait at most; 0 for ever
     * @return null when this call may not wait, as in a transaction: then reply what there is
     */
    public @Nullable BlockedCall block(int firstKey, int keys, int type, long timeoutMs) {
        return execution.blockedCalls().block(this, firstKey, keys, type, false, timeoutMs);
    }

    /**
     * Like {@link #block}, but the command also runs again when a key is changed and is gone or has
     * another type, as XREADGROUP wants.
     */
    public @Nullable BlockedCall blockAlsoWhenGone(
            int firstKey, int keys, int type, long timeoutMs) {
        return execution.blockedCalls().block(this, firstKey, keys, type, true, timeoutMs);
    }

    /**
     * Returns whether to look at the key at an argument: always the first time, and when the
     * command runs again only at the key that became ready, as Redis 7.0 serves waiting clients.
     */
    public boolean concerns(int key) {
        return execution.blockedCalls().concerns(this, key);
    }

    /**
     * Lets the caller wait for time to pass.
     *
     * @param timeoutMs how long; 0 for ever
     * @param onTimeout what it is answered then
     * @return null when this call may not wait
     */
    public @Nullable BlockedCall blockUntil(long timeoutMs, BlockedCall.TimeoutReply onTimeout) {
        return execution.blockedCalls().blockUntil(this, timeoutMs, onTimeout);
    }

    /** Returns whether this call waited before and runs again. */
    public boolean isAgain() {
        return execution.blockedCalls().isRunningAgain(this);
    }

    /** Returns the objects of {@link PerCall}, each at its index. */
    @HotPath
    @Nullable Object[] tools() {
        return tools;
    }

    void tool(int index, Object tool) {
        if (index >= tools.length) {
            tools = Arrays.copyOf(tools, index + 1);
        }
        tools[index] = tool;
    }

    // ---- changes

    /**
     * Reports that the key at an argument changed: watchers, notifications and the effect stream
     * follow.
     */
    @HotPath
    public void changed(int i, KeyEvent event) {
        changed(i, event, 1);
    }

    /** Reports so many changes to the key at an argument; with 0 nothing is reported. */
    @HotPath
    public void changed(int i, KeyEvent event, long count) {
        if (count > 0) {
            assert KeyAudit.mayChange(this, i) : command.name() + " changes argument " + i;
            changes += count;
            execution.touched(session.database(), buffer(), offset(i), length(i));
            execution.event(this, i, event);
        }
    }

    /**
     * Reports that the key at an argument changed in a database that need not be the selected one.
     *
     * @param count how many changes to count; with 0 the rest still happens, for the second key of
     *     one change
     */
    public void changedIn(int database, int i, KeyEvent event, long count) {
        changes += count;
        execution.touched(database, buffer(), offset(i), length(i));
        execution.publish(event, database, buffer(), offset(i), length(i));
    }

    /** Reports a key event without counting a change, such as the second event of one change. */
    @HotPath
    public void event(int i, KeyEvent event) {
        execution.event(this, i, event);
    }

    /** Removes the key at an argument, whose value has no elements any more, and tells everyone. */
    public void removeEmpty(int i, Entry entry) {
        entry.remove();
        execution.event(this, i, KeyEvent.DEL);
    }

    /** Reports a change of the key at an argument for which there is no event. */
    public void changedUnheard(int i) {
        changes++;
        execution.touched(session.database(), buffer(), offset(i), length(i));
    }

    /** Lets those who wait for the key at an argument look again, though its value is the same. */
    public void wake(int i) {
        Shard shard = engine.keyspace().shardOf(buffer(), offset(i), length(i));
        execution.wake(shard, session.database(), buffer(), offset(i), length(i));
    }

    /** Counts changes that are not those of one key, such as FLUSHALL. */
    public void changedKeys(long count) {
        changes += count;
    }

    /** Returns the changes reported so far. */
    @HotPath
    public long changes() {
        return changes;
    }

    /**
     * Returns whether anyone listens to the effect stream; when not, {@link #beginEffect} need not
     * be called.
     */
    @HotPath
    public boolean hasEffects() {
        return execution.effects().active();
    }

    /**
     * Puts a command into the effect stream in place of this one, because this one depends on time,
     * chance or waiting. Write the arguments, then call {@link #endEffect}.
     *
     * @param argc how many arguments the command has, its name included
     */
    public RequestWriter beginEffect(int argc) {
        return execution.effects().begin(argc);
    }

    /** Ends a command begun with {@link #beginEffect}. */
    public void endEffect(RequestWriter writer) {
        execution.effects().replace(session.database(), writer);
    }

    /** Keeps this command out of the effect stream. */
    public void suppressEffect() {
        execution.effects().suppress();
    }
}
