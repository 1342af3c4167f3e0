package onggi.engine;

import java.nio.charset.StandardCharsets;
import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import onggi.bytes.KeyHash;
import onggi.bytes.Numbers;
import onggi.resp.ReplyWriter;
import onggi.resp.RequestWriter;

/**
 * One command being executed: its arguments, the keys it asks for, the reply it writes and the
 * changes it reports.
 *
 * <p>One instance a thread, bound anew for each command, so that a command costs no allocation.
 * Arguments are slices of {@link #buffer()}; index 0 is the command's name.
 */
public final class Call {

    /** How many entries a command can use side by side; a further lookup reuses the oldest. */
    public static final int ENTRIES = 4;

    private static final byte[] NOTHING = {};

    private final Engine engine;
    private final Execution execution;
    private final Entry[] entries = new Entry[ENTRIES];
    private int entriesUsed;
    private Session session;
    private Command command;
    private ReplyWriter reply;
    private byte[] buffer = NOTHING;
    private int[] offsets = new int[0];
    private int[] lengths = new int[0];
    private int first;
    private int argc;
    private long firstKeyHash;
    private long nowMs;
    private long changes;

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
        this.buffer = buffer;
        this.offsets = offsets;
        this.lengths = lengths;
        this.first = first;
        this.argc = argc;
        this.firstKeyHash = 0;
        this.changes = 0;
    }

    /** Keeps nothing of the last request, which may have been large. */
    public void release() {
        buffer = NOTHING;
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

    // ---- arguments

    /** Returns the number of arguments, the name included. */
    @HotPath
    public int argc() {
        return argc;
    }

    /** Returns the bytes that the arguments are slices of; not to be changed or kept. */
    @HotPath
    public byte[] buffer() {
        return buffer;
    }

    /** Returns where an argument begins in {@link #buffer()}. */
    @HotPath
    public int offset(int i) {
        return offsets[first + i];
    }

    /** Returns the length of an argument in bytes. */
    @HotPath
    public int length(int i) {
        return lengths[first + i];
    }

    /** Returns a copy of an argument. */
    public byte[] copy(int i) {
        return java.util.Arrays.copyOfRange(buffer, offset(i), offset(i) + length(i));
    }

    /** Returns a copy of an argument for use as a map key. */
    public Bytes bytes(int i) {
        return Bytes.copyOf(buffer, offset(i), length(i));
    }

    /** Returns an argument as text, byte by byte as Latin-1. */
    public String text(int i) {
        return new String(buffer, offset(i), length(i), StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns an argument as text up to its first zero byte, as Redis takes the words of its
     * errors.
     */
    public String word(int i) {
        String text = text(i);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /** Returns whether an argument is this word, in any case; the word is ASCII in upper case. */
    @HotPath
    public boolean is(int i, String upperWord) {
        int length = length(i);
        if (length != upperWord.length()) {
            return false;
        }
        int offset = offset(i);
        for (int k = 0; k < length; k++) {
            if (upper(buffer[offset + k]) != upperWord.charAt(k)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether an argument is this word, in any case; the word is ASCII in upper case. */
    public boolean is(int i, byte[] upperWord) {
        int length = length(i);
        if (length != upperWord.length) {
            return false;
        }
        int offset = offset(i);
        for (int k = 0; k < length; k++) {
            if (upper(buffer[offset + k]) != upperWord[k]) {
                return false;
            }
        }
        return true;
    }

    @HotPath
    private static int upper(int b) {
        return b >= 'a' && b <= 'z' ? b - ('a' - 'A') : b;
    }

    /** Returns an argument as a 64-bit integer; raises NOT_INTEGER when it is none. */
    @HotPath
    public long integer(int i) {
        return integer(i, CommandError.NOT_INTEGER);
    }

    /** Returns an argument as a 64-bit integer; raises the error when it is none. */
    @HotPath
    public long integer(int i, CommandError error) {
        int offset = offset(i);
        int length = length(i);
        if (!Numbers.isLong(buffer, offset, length)) {
            throw error.raise();
        }
        return Numbers.parseLong(buffer, offset, length);
    }

    /**
     * Returns an argument as an integer between two bounds, both included; raises the error when it
     * is none.
     */
    public long integer(int i, long least, long most, CommandError error) {
        long value = integer(i, error);
        if (value < least || value > most) {
            throw error.raise();
        }
        return value;
    }

    /** Returns an argument as a 32-bit integer; raises the error when it is no integer at all. */
    public int int32(int i, CommandError error) {
        long value = integer(i, error);
        if (value != (int) value) {
            throw CommandError.NOT_INT.raise();
        }
        return (int) value;
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
        return lookup(hashOf(i), buffer, offset(i), length(i), database);
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
        assert shard.isHeld() : command.name();
        if (entry.find(shard, database, hash, key, offset, length, nowMs)
                && entry.isExpired(nowMs)) {
            execution.expire(entry, database, key, offset, length);
        }
        return entry;
    }

    @HotPath
    private long hashOf(int i) {
        if (i == command.firstKey() && firstKeyHash != 0) {
            return firstKeyHash;
        }
        return KeyHash.of(engine.keyspace().hashSeed(), buffer, offset(i), length(i));
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
            changes += count;
            execution.touched(session.database(), buffer, offset(i), length(i));
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
        execution.touched(database, buffer, offset(i), length(i));
        execution.publish(event, database, buffer, offset(i), length(i));
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
        execution.touched(session.database(), buffer, offset(i), length(i));
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
