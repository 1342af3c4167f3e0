package onggi.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import onggi.bytes.HotPath;

/**
 * Counters of one execution thread, summed over threads when INFO asks. Written by one thread
 * without synchronization; a reader on another thread may see values a moment old.
 */
public final class CommandStats {

    /** More codes are not told apart, as scripts can make up any. */
    private static final int MAX_ERROR_CODES = 128;

    private final long[] calls;
    private final long[] nanos;
    private final long[] rejected;
    private final long[] failed;
    private final Map<String, Long> errors = new ConcurrentHashMap<>();
    private long hits;
    private long misses;
    private long commands;
    private long changes;
    private long expiredKeys;
    private long expiredFields;
    private long evictedKeys;

    CommandStats(int rows) {
        calls = new long[rows];
        nanos = new long[rows];
        rejected = new long[rows];
        failed = new long[rows];
    }

    @HotPath
    void called(int id) {
        calls[id]++;
        commands++;
    }

    /** Takes back that a command ran: it is going to run later. */
    void putOff(int id) {
        calls[id]--;
        commands--;
    }

    /** Adds time spent in the row with this id. */
    @HotPath
    public void took(int id, long ns) {
        nanos[id] += ns;
    }

    /** Counts an error reply by its code, the first word of its text. */
    public void errorReplied(String text) {
        int blank = text.indexOf(' ');
        String code = blank < 0 ? text : text.substring(0, blank);
        if (errors.size() < MAX_ERROR_CODES || errors.containsKey(code)) {
            errors.merge(code, 1L, Long::sum);
        }
    }

    /** Returns how often each error code was replied. */
    public Map<String, Long> errors() {
        return Map.copyOf(errors);
    }

    /** Counts a command that was refused before it ran. */
    public void rejected(int id) {
        rejected[id]++;
    }

    /** Counts a command that answered an error. */
    public void failed(int id) {
        failed[id]++;
    }

    @HotPath
    void changed(long count) {
        changes += count;
    }

    @HotPath
    void hit() {
        hits++;
    }

    @HotPath
    void miss() {
        misses++;
    }

    void expired() {
        expiredKeys++;
    }

    void evicted() {
        evictedKeys++;
    }

    /** Counts fields of a hash whose time has come, or that were given a time that has passed. */
    public void fieldsExpired(long count) {
        expiredFields += count;
    }

    /** Returns how often the row with this id ran. */
    public long calls(int id) {
        return calls[id];
    }

    /** Returns the time spent in the row with this id, in nanoseconds. */
    public long nanos(int id) {
        return nanos[id];
    }

    /** Returns the time spent in all rows, in microseconds. */
    public long totalUs() {
        return LongStream.of(nanos).sum() / 1000;
    }

    /** Returns how often the row with this id was refused before it ran. */
    public long rejections(int id) {
        return rejected[id];
    }

    /** Returns how often the row with this id answered an error. */
    public long failures(int id) {
        return failed[id];
    }

    /** Returns how many reads found their key. */
    public long hits() {
        return hits;
    }

    /** Returns how many reads did not find their key. */
    public long misses() {
        return misses;
    }

    /** Returns how many commands ran. */
    public long commands() {
        return commands;
    }

    /**
     * Returns how many changes were made, never reset ({@code rdb_changes_since_last_save} counts
     * from a mark).
     */
    public long changes() {
        return changes;
    }

    /** Returns how many keys expired. */
    public long expiredKeys() {
        return expiredKeys;
    }

    /** Returns how many keys were evicted. */
    public long evictedKeys() {
        return evictedKeys;
    }

    /** Returns how many fields of hashes expired. */
    public long expiredFields() {
        return expiredFields;
    }

    /** Sets all counters to zero; called on the owning thread ({@code CONFIG RESETSTAT}). */
    public void reset() {
        java.util.Arrays.fill(calls, 0);
        java.util.Arrays.fill(nanos, 0);
        java.util.Arrays.fill(rejected, 0);
        java.util.Arrays.fill(failed, 0);
        hits = 0;
        misses = 0;
        commands = 0;
        expiredKeys = 0;
        expiredFields = 0;
        evictedKeys = 0;
        errors.clear();
    }
}
