package onggi.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.rdb.RdbInput;
import onggi.rdb.RdbReader;
import org.jspecify.annotations.Nullable;

/** The append-only file of a store: a folder of files that a manifest names. */
public final class AppendOnlyFile {

    /*
     * At start the files are loaded in the order of the manifest, then the last increment is written on. When there is nothing yet, a
     * base is made of what is in the store, and the manifest last, so that it never names a file that is not whole.
     */

    private static final System.Logger LOG = System.getLogger(AppendOnlyFile.class.getName());
    private static final byte[] SNAPSHOT = {'R', 'E', 'D', 'I', 'S'};
    private static final byte[] OTHER_SNAPSHOT = {'V', 'A', 'L', 'K', 'E'};

    /** Where the files are and how they are read. */
    public record Options(
            Path dir, String folder, String name, boolean loadsCut, boolean snapshotBase) {}

    private final Engine engine;
    private final Disk disk;
    private final Snapshots snapshots;
    private final Options options;
    private final Path folder;
    private final AofBuffer buffer = new AofBuffer();
    private AofManifest manifest = new AofManifest();
    private @Nullable AofWriter writer;
    private volatile FsyncPolicy policy = FsyncPolicy.EVERYSEC;
    private volatile long closedBytes;
    private volatile long baseBytes;

    /** Prepares; nothing is read or written yet. */
    public AppendOnlyFile(Engine engine, Disk disk, Snapshots snapshots, Options options) {
        this.engine = engine;
        this.disk = disk;
        this.snapshots = snapshots;
        this.options = options;
        this.folder = options.dir().resolve(options.folder());
    }

    // ---- what is known

    /** Sets when changes are forced to the device. */
    public void policy(FsyncPolicy value) {
        policy = value;
        AofWriter present = writer;
        if (present != null) {
            present.policy(value);
        }
    }

    /** Returns whether changes are written. */
    public boolean isOpen() {
        return writer != null;
    }

    /** Returns whether the last write and the last sync succeeded. */
    public boolean isWell() {
        AofWriter present = writer;
        return present == null || present.isWell();
    }

    /** Returns how long all files are together. */
    public long bytes() {
        AofWriter present = writer;
        return closedBytes + (present == null ? 0 : present.size());
    }

    /** Returns how long the base was at the start. */
    public long baseBytes() {
        return baseBytes;
    }

    /** Returns how many bytes are not written yet. */
    public int bufferedBytes() {
        return buffer.waiting();
    }

    /** Returns whether the file is being forced to the device. */
    public boolean isSyncing() {
        AofWriter present = writer;
        return present != null && present.isSyncing();
    }

    // ---- loading

    /**
     * Loads what the files hold into the store, which nobody else uses yet.
     *
     * @throws IOException when a file is missing, cannot be read or is not sound
     */
    public void load(Execution execution) throws IOException {
        Path manifestFile = folder.resolve(options.name() + ".manifest");
        if (disk.exists(manifestFile)) {
            try (Disk.Input in = disk.open(manifestFile)) {
                manifest = AofManifest.parse(in.readAll());
            }
        }
        upgrade();
        List<AofManifest.Part> parts = manifest.parts();
        long beganNs = engine.clock().nanoTime();
        Loading loading = snapshots.loading();
        loading.restart();
        for (AofManifest.Part part : parts) {
            if (disk.exists(folder.resolve(part.name()))) {
                loading.expect(sizeOf(folder.resolve(part.name())));
            } else {
                throw new IOException(
                        "Unable to obtain the AOF file "
                                + part.name()
                                + " length. stat: No such file or directory");
            }
        }
        AofLoader loader = new AofLoader(engine, loading);
        long bytes = 0;
        for (int i = 0; i < parts.size(); i++) {
            bytes += load(execution, loader, parts.get(i), i == parts.size() - 1);
        }
        closedBytes = bytes;
        if (!parts.isEmpty()) {
            info("DB loaded from append only file: " + secondsSince(beganNs) + " seconds");
        }
        if (loader.errors() > 0) {
            warn(
                    loader.errors()
                            + " of "
                            + loader.commands()
                            + " commands of the append only file were answered with an error.");
        }
    }

    /** A single file of Redis 6 or older becomes the base. */
    private void upgrade() throws IOException {
        Path old = options.dir().resolve(options.name());
        AofManifest.Part base = manifest.base();
        boolean half =
                base != null
                        && manifest.increments().isEmpty()
                        && base.name().equals(options.name())
                        && !disk.exists(folder.resolve(options.name()));
        if (!disk.exists(old) || !(manifest.isEmpty() || half)) {
            return;
        }
        disk.createFolder(folder);
        manifest.base(new AofManifest.Part(options.name(), 1));
        saveManifest();
        disk.rename(old, folder.resolve(options.name()));
        disk.syncFolder(folder);
        info(
                "Successfully migrated an old-style AOF configuration ("
                        + options.name()
                        + ") into the AOF directory ("
                        + options.folder()
                        + ").");
    }

    /** Loads a file; returns how long it is. */
    private long load(Execution execution, AofLoader loader, AofManifest.Part part, boolean isLast)
            throws IOException {
        Path file = folder.resolve(part.name());
        boolean isBase = part.equals(manifest.base());
        long beganNs = engine.clock().nanoTime();
        long from = beginsWithSnapshot(file) ? holdAndLoadSnapshot(execution, part, file) : 0;
        AofLoader.Ending ending;
        long size;
        try (Disk.Input in = snapshots.loading().watched(disk.open(file))) {
            size = in.size();
            AofInput commands = new AofInput(in);
            commands.skip(from);
            ending = loader.load(part.name(), commands);
        }
        if (ending == AofLoader.Ending.CUT) {
            cut(part.name(), file, loader.whole(), isLast);
            size = loader.whole();
        }
        if (isBase) {
            baseBytes = size;
        }
        info(
                "DB loaded from "
                        + (isBase ? "base" : "incr")
                        + " file "
                        + part.name()
                        + ": "
                        + secondsSince(beganNs)
                        + " seconds");
        return size;
    }

    private boolean beginsWithSnapshot(Path file) throws IOException {
        try (Disk.Input in = disk.open(file)) {
            return isSnapshot(in.readHead(SNAPSHOT.length));
        }
    }

    /** Returns whether a file that begins so is a snapshot, or has one before its commands. */
    static boolean isSnapshot(byte[] head) {
        return begins(head, SNAPSHOT) || begins(head, OTHER_SNAPSHOT);
    }

    private static boolean begins(byte[] head, byte[] with) {
        return head.length >= with.length
                && Arrays.equals(head, 0, with.length, with, 0, with.length);
    }

    private long holdAndLoadSnapshot(Execution execution, AofManifest.Part part, Path file) {
        long[] end = new long[1];
        execution.holdingAll(() -> {
            try {
                end[0] = loadSnapshot(execution, part, file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return end[0];
    }

    /** Returns the offset behind the snapshot that a file begins with. */
    private long loadSnapshot(Execution execution, AofManifest.Part part, Path file)
            throws IOException {
        info(
                part.name().endsWith(".rdb")
                        ? "Reading RDB base file on AOF loading..."
                        : "Reading RDB preamble from AOF file...");
        SnapshotLoader loader = new SnapshotLoader(engine, execution, snapshots.loading(), false);
        loader.keepExpired();
        try (Disk.Input in = snapshots.loading().watched(disk.open(file))) {
            RdbInput input = RdbInput.of(in::read, in.size());
            new RdbReader(input, loader, engine.settings().checksDumps()).read();
            Snapshots.report(loader);
            return input.position();
        } catch (IOException e) {
            throw new IOException(
                    "Error reading the RDB preamble of the AOF file "
                            + part.name()
                            + ", AOF loading aborted: "
                            + e.getMessage(),
                    e);
        }
    }

    private void cut(String name, Path file, long at, boolean isLast) throws IOException {
        if (!isLast) {
            throw new IOException(
                    "Fatal error: the truncated file is not the last file: "
                            + name
                            + " ends too early, behind offset "
                            + at);
        }
        if (!options.loadsCut()) {
            throw new IOException(
                    "Unexpected end of file reading the append only file "
                            + name
                            + " (the last whole command ends at offset "
                            + at
                            + "). You can: 1) Make a backup of your AOF file, then use"
                            + " ./redis-check-aof --fix <filename.manifest>. 2) Alternatively you"
                            + " can set the 'aof-load-truncated' configuration option to yes and"
                            + " restart the server.");
        }
        warn("!!! Warning: short read while loading the AOF file " + name + "!!!");
        warn("!!! Truncating the AOF " + name + " at offset " + at + " !!!");
        try (Disk.Output out = disk.append(file)) {
            out.truncate(at);
            out.sync();
        }
        warn("AOF " + name + " loaded anyway because aof-load-truncated is enabled");
    }

    private String secondsSince(long beganNs) {
        long ms = (engine.clock().nanoTime() - beganNs) / 1_000_000;
        return ms / 1000 + "." + "%03d".formatted(ms % 1000);
    }

    // ---- writing

    /**
     * Begins to write changes, behind what {@link #load} found; every shard is held.
     *
     * @throws IOException when the files cannot be made or opened
     */
    public void open(Execution execution, Listener listener) throws IOException {
        disk.createFolder(folder);
        boolean changes = manifest.isEmpty();
        if (changes) {
            createBase(execution);
        }
        if (manifest.increments().isEmpty()) {
            String name = options.name() + ".1.incr.aof";
            manifest.increments().add(new AofManifest.Part(name, 1));
            info("Creating AOF incr file " + name + " on server start");
            disk.create(folder.resolve(name)).close();
            changes = true;
        } else {
            info(
                    "Opening AOF incr file "
                            + manifest.increments().getLast().name()
                            + " on server start");
        }
        if (changes) {
            disk.syncFolder(folder);
            saveManifest();
            disk.syncFolder(options.dir());
        }
        write(listener);
    }

    private void write(Listener listener) throws IOException {
        Path file = folder.resolve(manifest.increments().getLast().name());
        long size = disk.exists(file) ? sizeOf(file) : 0;
        closedBytes = Math.max(0, closedBytes - size);
        AofWriter created =
                new AofWriter(buffer, disk.append(file), size, policy, new Wellness(listener));
        writer = created;
        engine.effectSinks().add(buffer);
        engine.replyGate(created);
        created.start();
    }

    private long sizeOf(Path file) throws IOException {
        try (Disk.Input in = disk.open(file)) {
            return in.size();
        }
    }

    private void createBase(Execution execution) throws IOException {
        String name = options.name() + ".1.base." + (options.snapshotBase() ? "rdb" : "aof");
        info("Creating AOF base file " + name + " on server start");
        Path temporary = folder.resolve("temp-" + name);
        if (options.snapshotBase()) {
            snapshots.write(execution, temporary, true);
        } else {
            disk.create(temporary).close(); // there are no keys yet
        }
        disk.rename(temporary, folder.resolve(name));
        manifest.base(new AofManifest.Part(name, 1));
    }

    private void saveManifest() throws IOException {
        String name = options.name() + ".manifest";
        Path temporary = folder.resolve("temp-" + name);
        byte[] bytes = manifest.toBytes();
        try (Disk.Output out = disk.create(temporary)) {
            out.write(bytes, 0, bytes.length);
            out.sync();
        }
        disk.rename(temporary, folder.resolve(name));
        disk.syncFolder(folder);
    }

    /** What the server does when changes become safe, or cannot. */
    public interface Listener {

        /** More changes are safe than before. */
        void progressed();

        /** The process must end. */
        void fatal(String reason);
    }

    private final class Wellness implements AofWriter.Listener {

        private final Listener listener;

        Wellness(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void progressed() {
            listener.progressed();
        }

        @Override
        public void failing(@Nullable String reason) {
            engine.settings()
                    .writeRefusal(
                            reason == null
                                    ? null
                                    : "MISCONF Errors writing to the AOF file: " + reason);
        }

        @Override
        public void fatal(String reason) {
            listener.fatal(reason);
        }
    }

    /** Writes and syncs what is left, and ends. */
    public void close() {
        AofWriter present = writer;
        if (present == null) {
            return;
        }
        info("Calling fsync() on the AOF file.");
        try {
            present.close();
        } catch (IOException e) {
            warn("The AOF file could not be closed: " + e.getMessage());
        }
    }

    private static void info(String text) {
        LOG.log(System.Logger.Level.INFO, text);
    }

    private static void warn(String text) {
        LOG.log(System.Logger.Level.WARNING, text);
    }
}
