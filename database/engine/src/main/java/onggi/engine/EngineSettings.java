package onggi.engine;

import java.util.function.BiPredicate;
import java.util.function.Predicate;
import onggi.bytes.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * Settings that the engine itself reads. Values change at run time; readers on any thread see a
 * change soon.
 */
public final class EngineSettings {

    /**
     * Longest string and longest argument in bytes ({@code proto-max-bulk-len}); 512 MB as in
     * Redis.
     */
    public static final long DEFAULT_MAX_BULK_BYTES = 512L << 20;

    private volatile Predicate<Session> debugUsers = session -> true;
    private volatile BiPredicate<String, Call> debugDoors = (subcommand, call) -> false;
    private volatile long maxBulkBytes = DEFAULT_MAX_BULK_BYTES;
    private volatile long maxMemoryBytes;
    private final EvictionSettings eviction = new EvictionSettings();
    private volatile boolean activeExpiry = true;
    private volatile boolean expiryPaused;
    private volatile @Nullable String writeRefusal;
    private volatile @Nullable String saveRefusal;
    private final RoleRules role = new RoleRules();
    private volatile boolean cronPaused;
    private volatile boolean loading;
    private volatile boolean loadingBeside;
    private volatile boolean compressesDumps = true;
    private volatile boolean checksDumps = true;
    private volatile int dumpVersion;

    /** Returns the longest string and longest argument in bytes. */
    public long maxBulkBytes() {
        return maxBulkBytes;
    }

    /** Sets the longest string and longest argument in bytes. */
    public void maxBulkBytes(long bytes) {
        maxBulkBytes = bytes;
    }

    /** Returns the memory limit in bytes ({@code maxmemory}), or 0 for none. */
    public long maxMemoryBytes() {
        return maxMemoryBytes;
    }

    /** Sets the memory limit in bytes, 0 for none. */
    public void maxMemoryBytes(long bytes) {
        maxMemoryBytes = bytes;
    }

    /** Returns how room is made. */
    public EvictionSettings eviction() {
        return eviction;
    }

    /** Returns the error that answers every write, or null when writes are not refused. */
    public @Nullable String writeRefusal() {
        String refusal = saveRefusal;
        return refusal != null ? refusal : writeRefusal;
    }

    /** Sets the error that answers every write as data cannot be saved, or null when they can. */
    public void saveRefusal(@Nullable String error) {
        saveRefusal = error;
    }

    /** Sets the error that answers every write as changes cannot be logged, or null if they can. */
    public void writeRefusal(@Nullable String error) {
        writeRefusal = error;
    }

    /** Returns whether keys expire though nobody asks for them. */
    public boolean activeExpiry() {
        return activeExpiry;
    }

    /** Sets whether keys expire though nobody asks for them ({@code DEBUG SET-ACTIVE-EXPIRE}). */
    public void activeExpiry(boolean active) {
        activeExpiry = active;
    }

    /** Returns whether no key is to be removed because its time has come. */
    public boolean expiryPaused() {
        return expiryPaused || role.isReplica();
    }

    /** Sets whether no key is to be removed because its time has come ({@code CLIENT PAUSE}). */
    public void expiryPaused(boolean paused) {
        expiryPaused = paused;
    }

    /** Returns what the part of this store in replication forbids. */
    @HotPath
    public RoleRules role() {
        return role;
    }

    /** Returns whether the data are not there yet, and only commands run that need none. */
    public boolean loading() {
        return loading;
    }

    /** Sets whether the data are not there yet. */
    public void loading(boolean present) {
        loading = present;
    }

    /** Returns whether other data are being loaded, which will take the place of those here. */
    public boolean loadingBeside() {
        return loadingBeside;
    }

    /** Sets whether other data are being loaded beside those here. */
    public void loadingBeside(boolean present) {
        loadingBeside = present;
    }

    /** Returns whether nothing is done that is done now and then. */
    public boolean cronPaused() {
        return cronPaused;
    }

    /** Sets whether nothing is done that is done now and then ({@code DEBUG PAUSE-CRON}). */
    public void cronPaused(boolean paused) {
        cronPaused = paused;
    }

    /**
     * Returns whether long strings are compressed when values are saved ({@code rdbcompression}).
     */
    public boolean compressesDumps() {
        return compressesDumps;
    }

    /** Sets whether long strings are compressed when values are saved. */
    public void compressesDumps(boolean compresses) {
        compressesDumps = compresses;
    }

    /** Returns whether the checksum of a value to restore must be right. */
    public boolean checksDumps() {
        return checksDumps;
    }

    /**
     * Sets whether the checksum of a value to restore must be right ({@code DEBUG
     * SET-SKIP-CHECKSUM-VALIDATION}).
     */
    public void checksDumps(boolean checks) {
        checksDumps = checks;
    }

    /**
     * Returns the version of the format of saved values ({@code rdb-format}), unless they need a
     * newer one; 0 for the oldest that is written.
     */
    public int dumpVersion() {
        return dumpVersion;
    }

    /** Sets the version of the format of saved values, 0 for the oldest that is written. */
    public void dumpVersion(int version) {
        dumpVersion = version;
    }

    /** Returns whether a session may use DEBUG ({@code enable-debug-command}). */
    public boolean allowsDebug(Session session) {
        return debugUsers.test(session);
    }

    /** Sets who may use DEBUG; everybody unless set. */
    public void debugUsers(Predicate<Session> users) {
        debugUsers = users;
    }

    /** Runs a subcommand of DEBUG that the engine does not know; returns whether anyone does. */
    public boolean openDebugDoor(String subcommand, Call call) {
        return debugDoors.test(subcommand, call);
    }

    /** Sets who answers the subcommands of DEBUG that the engine does not know. */
    public void debugDoors(BiPredicate<String, Call> doors) {
        debugDoors = doors;
    }
}
