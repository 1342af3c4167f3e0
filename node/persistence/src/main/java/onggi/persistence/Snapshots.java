package onggi.persistence;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import onggi.bytes.LateLogger;
import onggi.engine.CommandStats;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.rdb.RdbCheck;
import onggi.rdb.RdbInput;
import onggi.rdb.RdbOutput;
import onggi.rdb.RdbReader;
import org.jspecify.annotations.Nullable;

/** The snapshot file of a store: saving it, loading it, and what is known of both. */
public final class Snapshots {

    private static final System.Logger LOG = LateLogger.of(Snapshots.class);
    private static final long NS_PER_MS = 1_000_000;

    private final Engine engine;
    private final Disk disk;
    private final String version;
    private final long process;
    private volatile Path folder = Path.of("");
    private volatile String fileName = "dump.rdb";
    private volatile boolean sums = true;
    private volatile boolean knowsUse;
    private volatile boolean syncsInBetween = true;
    private volatile long keyDelayUs;
    private volatile SnapshotFeed.Limits limits = SnapshotFeed.Limits.USUAL;
    private volatile Runnable wake = () -> {};
    private final AtomicReference<@Nullable SnapshotRun> present = new AtomicReference<>();
    private final AtomicLong runs = new AtomicLong();
    private volatile long lastSaveMs;
    private final Loading loading;
    private final AtomicLong saves = new AtomicLong();
    private volatile long changesAtLastSave;
    private volatile long keysLoaded;
    private volatile long keysExpired;
    private volatile Map<String, String> lastFacts = Map.of();
    private volatile Supplier<Map<String, String>> furtherFacts = Map::of;

    /**
     * Creates it.
     *
     * @param version of Redis that this server says it is
     * @param process number of this process, for the name of the temporary file
     */
    public Snapshots(Engine engine, Disk disk, String version, long process) {
        this.engine = engine;
        this.disk = disk;
        this.version = version;
        this.process = process;
        this.loading = new Loading(engine);
        this.lastSaveMs = engine.clock().nowMs();
    }

    // ---- settings

    /** Sets the folder of the file ({@code dir}). */
    public void folder(Path path) {
        folder = path;
    }

    /** Sets the name of the file ({@code dbfilename}). */
    public void fileName(String name) {
        fileName = name;
    }

    /** Sets whether the file has a checksum ({@code rdbchecksum}). */
    public void sums(boolean checksum) {
        sums = checksum;
    }

    /** Sets whether it matters when or how often keys were used ({@code maxmemory-policy}). */
    public void knowsUse(boolean matters) {
        knowsUse = matters;
    }

    /** Sets whether the file is synced piece by piece ({@code rdb-save-incremental-fsync}). */
    public void syncsInBetween(boolean syncs) {
        syncsInBetween = syncs;
    }

    /**
     * Sets how long a save that begins from now on waits after each key, for tests; with a negative
     * number so many times less often ({@code rdb-key-save-delay}).
     */
    public void keyDelayUs(long us) {
        keyDelayUs = us;
    }

    /**
     * Sets what is much for a snapshot in the background, for tests.
     *
     * @param waitingBytes may wait to be written before it fails, 0 for a tenth of the data
     * @param largeSize elements of a collection; one that has more is taken in pieces
     * @param largeBytes of a collection, likewise, as far as can be told from some elements
     */
    public void limits(long waitingBytes, int largeSize, long largeBytes) {
        limits = new SnapshotFeed.Limits(waitingBytes, largeSize, largeBytes);
    }

    /** Sets who knows what else a snapshot is to tell of itself. */
    public void furtherFacts(Supplier<Map<String, String>> facts) {
        furtherFacts = facts;
    }

    /** Sets what lets every loop have a turn soon. */
    public void wake(Runnable action) {
        wake = action;
    }

    // ---- what is known

    /** Returns when the data were last saved, or the start of the server, in Unix milliseconds. */
    public long lastSaveMs() {
        return lastSaveMs;
    }

    /** Returns how often data were saved. */
    public long saves() {
        return saves.get();
    }

    /** Returns how many changes there were since the last save. */
    public long changesSinceSave() {
        return changes() - changesAtLastSave;
    }

    /** Returns how many keys the last load put in. */
    public long keysLoaded() {
        return keysLoaded;
    }

    /** Returns how many keys the last load left out because they had expired. */
    public long keysExpired() {
        return keysExpired;
    }

    /** Returns how many changes there were since the start. */
    long changes() {
        long changes = 0;
        for (CommandStats stats : engine.stats()) {
            changes += stats.changes();
        }
        return changes;
    }

    /** Returns what the snapshot loaded last told of itself. */
    public Map<String, String> lastFacts() {
        return lastFacts;
    }

    /** Returns how far a load is. */
    public Loading loading() {
        return loading;
    }

    /** Returns whether there is a file. */
    public boolean isThere() {
        return disk.exists(file());
    }

    /** Returns the file. */
    public Path file() {
        return folder.resolve(fileName);
    }

    // ---- saving

    /**
     * Saves all data; every shard is held. The file is there as a whole or is what it was before.
     *
     * @param execution of the thread
     */
    public void save(Execution execution) throws IOException {
        Path temporary = temporary();
        try {
            write(execution, temporary);
            disk.rename(temporary, file());
            disk.syncFolder(folder);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Failed saving the DB to " + file() + ": " + e.getMessage());
            remove(temporary);
            throw e;
        }
        saved(changes());
        LOG.log(Level.INFO, "DB saved on disk");
    }

    private Path temporary() {
        return folder.resolve("temp-" + process + ".rdb");
    }

    /** Removes what {@link #save} has written so far, as the process ends in the middle of it. */
    public void removeTemporary() {
        remove(temporary());
    }

    /**
     * Takes note that the file holds the data.
     *
     * @param changes how many there had been at the instant that it holds
     */
    void saved(long changes) {
        lastSaveMs = engine.clock().nowMs();
        changesAtLastSave = changes;
        saves.incrementAndGet();
    }

    /** Takes note that the data were loaded anew: no change of them is to be saved. */
    public void loadedAnew() {
        changesAtLastSave = changes();
    }

    /** Takes note of changes that the file holds and that are not counted yet. */
    void includesChanges(long changes) {
        long before = changesAtLastSave;
        changesAtLastSave = before + changes;
    }

    private void write(Execution execution, Path temporary) throws IOException {
        write(execution, temporary, false);
    }

    /**
     * Writes all data to a file, which is synced; every shard is held.
     *
     * @param base whether it is the base of an append-only file
     */
    void write(Execution execution, Path target, boolean base) throws IOException {
        try (Disk.Output file = disk.create(target)) {
            RdbOutput out = RdbOutput.to(file::write, engine.settings().compressesDumps());
            KeyDelay delay = new KeyDelay(engine.clock(), keyDelayUs, () -> null);
            new SnapshotWriter(engine, execution, out, knowsUse, delay).write(facts(base), sums);
            file.sync();
        }
    }

    // ---- saving in the background

    /** Returns whether a snapshot is under way in the background, for whatever purpose. */
    public boolean isUnderWay() {
        return present.get() != null;
    }

    /** Returns how many snapshots were begun in the background. */
    public long runs() {
        return runs.get();
    }

    /**
     * Begins to write the data as they are now, in the background. The caller holds every shard,
     * and nothing has been changed that is to be undone or completed: what it does before it lets
     * go of them is done at the very instant of the snapshot, such as to switch to another log.
     *
     * @param base whether it is the base of an append-only file
     * @param listener is told of the end
     * @throws IllegalStateException when one {@linkplain #isUnderWay is under way} already
     */
    public SnapshotRun begin(SnapshotTarget target, boolean base, SnapshotRun.Listener listener) {
        long nowMs = engine.clock().nowMs();
        SnapshotThread.Options options =
                new SnapshotThread.Options(
                        facts(base),
                        List.copyOf(engine.libraries().all()),
                        SnapshotWriter.version(engine),
                        nowMs,
                        knowsUse,
                        engine.settings().compressesDumps(),
                        sums,
                        keyDelayUs);
        SnapshotRun.Listener letGo =
                (run, reason) -> {
                    present.set(null);
                    listener.ended(run, reason);
                };
        SnapshotRun run = new SnapshotRun(engine, target, options, limits, letGo);
        if (!present.compareAndSet(null, run)) {
            throw new IllegalStateException("a snapshot is under way");
        }
        runs.incrementAndGet();
        run.begin();
        wake.run();
        return run;
    }

    /** Lets the snapshot that is under way in the background fail, if there is one, for tests. */
    public void failPresent() {
        SnapshotRun run = present.get();
        if (run != null) {
            run.fail("it was made to fail");
        }
    }

    /** Returns a target that becomes the snapshot file. */
    SnapshotTarget fileTarget() {
        Path temporary = folder.resolve("temp-" + process + "-" + runs.get() + ".rdb");
        return new SnapshotFile(disk, temporary, file(), () -> syncsInBetween);
    }

    private Map<String, String> facts(boolean base) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("redis-ver", version);
        facts.put("redis-bits", "64");
        facts.put("ctime", Long.toString(engine.clock().nowMs() / 1000));
        facts.put("used-mem", Long.toString(engine.keyspace().usedBytes()));
        facts.put("aof-base", base ? "1" : "0");
        if (!base) {
            facts.putAll(furtherFacts.get());
        }
        return facts;
    }

    private void remove(Path temporary) {
        try {
            disk.delete(temporary);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Can't remove " + temporary + ": " + e.getMessage());
        }
    }

    // ---- loading

    /**
     * Loads the file if there is one; every shard is held.
     *
     * @param merges whether a key that is there already is replaced; else it is an error
     * @return whether there is a file
     * @throws IOException when it cannot be read or is not sound; what stood before the fault is
     *     loaded then
     */
    public boolean load(Execution execution, boolean merges) throws IOException {
        Path file = file();
        if (!disk.exists(file)) {
            return false;
        }
        try (Disk.Input in = disk.open(file)) {
            load(execution, in, merges);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        return true;
    }

    /** Loads what an input has; see above. On a replica also keys whose time has come. */
    void load(Execution execution, Disk.Input input, boolean merges) throws IOException {
        load(new SnapshotLoader(engine, execution, loading, merges), input);
    }

    /** Loads what an input has. */
    void load(SnapshotLoader loader, Disk.Input input) throws IOException {
        long beganNs = engine.clock().nanoTime();
        if (engine.settings().role().isReplica()) {
            loader.keepExpired();
        }
        Disk.Input in = loading.watched(input);
        loading.restart();
        loading.expect(in.size() == RdbInput.UNKNOWN_SIZE ? 0 : in.size());
        boolean checks = sums && engine.settings().checksDumps();
        new RdbReader(RdbInput.of(in::read, in.size()), loader, checks).read();
        lastFacts = loader.facts();
        keysLoaded = loader.loaded();
        keysExpired = loader.expired();
        changesAtLastSave = changes();
        report(loader, (engine.clock().nanoTime() - beganNs) / NS_PER_MS);
    }

    /** Gives up a snapshot that is under way; every shard is held. */
    void giveUpPresent() {
        SnapshotRun run = present.get();
        if (run != null) {
            run.giveUp();
        }
    }

    /** Returns the files of the snapshots. */
    Disk disk() {
        return disk;
    }

    /** Returns a name for a file that is not whole yet. */
    Path temporary(String mark) {
        return folder.resolve("temp-" + mark + "." + process + ".rdb");
    }

    Engine engine() {
        return engine;
    }

    /** Says in the lines of {@code check-rdb} what is wrong with a file that was not loaded. */
    public void explain(Consumer<String> lines) {
        try (Disk.Input in = disk.open(file())) {
            RdbInput input = RdbInput.of(in::read, in.size());
            new RdbCheck(input, engine.clock().nowMs(), lines).run(file().toString());
        } catch (IOException e) {
            lines.accept("Can't read " + file() + ": " + e.getMessage());
        }
    }

    private static void report(SnapshotLoader loader, long tookMs) {
        report(loader);
        LOG.log(
                Level.INFO,
                "DB loaded from disk: "
                        + tookMs / 1000
                        + "."
                        + "%03d".formatted(tookMs % 1000)
                        + " seconds");
    }

    /** Tells in the log what a load put in and left out. */
    static void report(SnapshotLoader loader) {
        LOG.log(
                Level.INFO,
                "Loading RDB produced by version "
                        + loader.facts().getOrDefault("redis-ver", "unknown"));
        if (loader.empty() > 0) {
            LOG.log(
                    Level.INFO,
                    "Done loading RDB, keys loaded: "
                            + loader.loaded()
                            + ", keys expired: "
                            + loader.expired()
                            + ", empty keys skipped: "
                            + loader.empty()
                            + ".");
        } else {
            LOG.log(
                    Level.INFO,
                    "Done loading RDB, keys loaded: "
                            + loader.loaded()
                            + ", keys expired: "
                            + loader.expired()
                            + ".");
        }
    }
}
