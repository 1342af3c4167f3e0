package onggi.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.LateLogger;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.rdb.RdbInput;
import onggi.rdb.RdbReader;

/** Loads the files of an append-only file in the order of their manifest. */
final class AofReplay {

    private static final System.Logger LOG = LateLogger.of(AofReplay.class);
    private static final byte[] SNAPSHOT = {'R', 'E', 'D', 'I', 'S'};
    private static final byte[] OTHER_SNAPSHOT = {'V', 'A', 'L', 'K', 'E'};

    private final Engine engine;
    private final Disk disk;
    private final Snapshots snapshots;
    private final AofFolder folder;
    private final boolean loadsCut;
    private long bytes;
    private long baseBytes;
    private boolean isHeld;

    /**
     * Prepares.
     *
     * @param loadsCut whether a file that ends too early is cut off and loaded
     */
    AofReplay(Engine engine, Disk disk, Snapshots snapshots, AofFolder folder, boolean loadsCut) {
        this.engine = engine;
        this.disk = disk;
        this.snapshots = snapshots;
        this.folder = folder;
        this.loadsCut = loadsCut;
    }

    /** Returns how long the loaded files are. */
    long bytes() {
        return bytes;
    }

    /** Returns how long the base among them is. */
    long baseBytes() {
        return baseBytes;
    }

    /**
     * Loads all files.
     *
     * @param held whether every shard is held
     * @throws IOException when a file is missing, cannot be read or is not sound
     */
    void run(Execution execution, boolean held) throws IOException {
        isHeld = held;
        AofManifest manifest = folder.manifest();
        List<AofManifest.Part> parts = manifest.parts();
        long beganNs = engine.clock().nanoTime();
        Loading loading = snapshots.loading();
        loading.restart();
        for (AofManifest.Part part : parts) {
            if (!disk.exists(folder.file(part.name()))) {
                throw new IOException(
                        "Unable to obtain the AOF file "
                                + part.name()
                                + " length. stat: No such file or directory");
            }
            loading.expect(folder.size(part));
        }
        AofLoader loader = new AofLoader(engine, execution, loading);
        for (AofManifest.Part part : parts) {
            boolean isBase = part.equals(manifest.base());
            long size = load(execution, loader, part, isBase, part.equals(parts.getLast()));
            bytes += size;
            baseBytes += isBase ? size : 0;
        }
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

    /** Loads a file; returns how long it is. */
    private long load(
            Execution execution,
            AofLoader loader,
            AofManifest.Part part,
            boolean isBase,
            boolean isLast)
            throws IOException {
        Path file = folder.file(part.name());
        long beganNs = engine.clock().nanoTime();
        long from = beginsWithSnapshot(file) ? holdAndLoadSnapshot(execution, part, file) : 0;
        AofLoader.Ending ending;
        long size;
        try (Disk.Input in = snapshots.loading().watched(disk.open(file))) {
            size = in.size();
            AofInput commands =
                    new AofInput(in, engine.keyspace().looseMemory(), loader::takesLoose);
            commands.skip(from);
            ending = loader.load(part.name(), commands);
        }
        if (ending == AofLoader.Ending.CUT) {
            cut(part.name(), file, loader.whole(), isLast);
            size = loader.whole();
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

    private long holdAndLoadSnapshot(Execution execution, AofManifest.Part part, Path file)
            throws IOException {
        if (isHeld) {
            return loadSnapshot(execution, part, file);
        }
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
        boolean isWhole = part.name().endsWith(".rdb");
        info(
                isWhole
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
                    "Error reading the RDB "
                            + (isWhole ? "base file " : "preamble of the AOF file ")
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
        if (!loadsCut) {
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

    private static void info(String text) {
        LOG.log(System.Logger.Level.INFO, text);
    }

    private static void warn(String text) {
        LOG.log(System.Logger.Level.WARNING, text);
    }
}
