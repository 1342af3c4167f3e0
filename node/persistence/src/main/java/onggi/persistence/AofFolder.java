package onggi.persistence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import onggi.bytes.LateLogger;

/** The folder of an append-only file: the manifest and the files that it names. */
final class AofFolder {

    /*
     * A change of the manifest is made on a copy, written to another file, synced and renamed, and the copy taken then: what fails on
     * the way leaves the old manifest, in memory as on disk, whose files are all still there. A file is whole before a manifest names
     * it, and is removed only when no manifest names it but as history, and that manifest is known to be on the device.
     */

    private static final System.Logger LOG = LateLogger.of(AofFolder.class);

    private final Disk disk;
    private final Path dir;
    private final String folder;
    private final String name;
    private final Path path;
    private AofManifest manifest = new AofManifest();
    private volatile boolean keepsHistory;

    AofFolder(Disk disk, Path dir, String folder, String name) {
        this.disk = disk;
        this.dir = dir;
        this.folder = folder;
        this.name = name;
        this.path = dir.resolve(folder);
    }

    /** Sets whether files stay that nobody needs any more ({@code aof-disable-auto-gc}). */
    void keepsHistory(boolean keeps) {
        keepsHistory = keeps;
    }

    synchronized AofManifest manifest() {
        return manifest;
    }

    Path file(String part) {
        return path.resolve(part);
    }

    long size(AofManifest.Part part) throws IOException {
        try (Disk.Input in = disk.open(file(part.name()))) {
            return in.size();
        }
    }

    /** Makes the folder unless it is there. */
    void make() throws IOException {
        disk.createFolder(path);
    }

    /**
     * Turns a snapshot into commands that build the same, in a file of the same name.
     *
     * @param head what stands before them
     */
    void makeCommands(Path snapshot, String head) throws IOException {
        Path commands = snapshot.resolveSibling(snapshot.getFileName() + ".commands");
        try {
            AofBaseCommands.write(disk, snapshot, commands, head);
            disk.rename(commands, snapshot);
        } catch (IOException e) {
            remove(commands);
            throw e;
        }
    }

    /** Removes a file that was not needed after all. */
    void drop(Path file) {
        remove(file);
    }

    // ---- at start

    /** Reads the manifest, if there is one. */
    synchronized void read() throws IOException {
        Path file = file(name + ".manifest");
        manifest = new AofManifest();
        if (disk.exists(file)) {
            try (Disk.Input in = disk.open(file)) {
                manifest = AofManifest.parse(in.readAll());
            }
        }
    }

    /** A single file of Redis 6 or older becomes the base. */
    synchronized void upgrade() throws IOException {
        Path old = dir.resolve(name);
        AofManifest.Part base = manifest.base();
        boolean half =
                base != null
                        && manifest.increments().isEmpty()
                        && base.name().equals(name)
                        && !disk.exists(file(name));
        if (!disk.exists(old) || !(manifest.isEmpty() || half)) {
            return;
        }
        disk.createFolder(path);
        AofManifest changed = manifest.copy();
        changed.adopt(name);
        save(changed);
        disk.rename(old, file(name));
        disk.syncFolder(path);
        info(
                "Successfully migrated an old-style AOF configuration ("
                        + name
                        + ") into the AOF directory ("
                        + folder
                        + ").");
    }

    /** Writes a file that becomes the first base. */
    @FunctionalInterface
    interface BaseWriter {
        void write(Path target) throws IOException;
    }

    /** Makes the first base unless there is something. */
    synchronized void createBase(boolean snapshot, BaseWriter writer) throws IOException {
        disk.createFolder(path);
        if (!manifest.isEmpty()) {
            return;
        }
        AofManifest changed = manifest.copy();
        AofManifest.Part base = changed.newBase(name, snapshot);
        info("Creating AOF base file " + base.name() + " on server start");
        Path temporary = file("temp-" + base.name());
        writer.write(temporary);
        disk.rename(temporary, file(base.name()));
        disk.syncFolder(path);
        save(changed);
        disk.syncFolder(dir);
    }

    /** Opens the last increment, or the first one. */
    synchronized Disk.Output openIncrement() throws IOException {
        if (manifest.increments().isEmpty()) {
            AofManifest changed = manifest.copy();
            AofManifest.Part part = changed.newIncrement(name);
            info("Creating AOF incr file " + part.name() + " on server start");
            Disk.Output out = disk.create(file(part.name()));
            take(changed, out);
            return out;
        }
        AofManifest.Part part = manifest.increments().getLast();
        info("Opening AOF incr file " + part.name() + " on server start");
        return disk.append(file(part.name()));
    }

    // ---- while the file is rewritten

    /** Makes the next increment; the one before is whole. */
    synchronized Disk.Output nextIncrement() throws IOException {
        AofManifest changed = manifest.copy();
        AofManifest.Part part = changed.newIncrement(name);
        Disk.Output out = disk.create(file(part.name()));
        info("Creating AOF incr file " + part.name() + " on background rewrite");
        take(changed, out);
        return out;
    }

    private void take(AofManifest changed, Disk.Output opened) throws IOException {
        try {
            disk.syncFolder(path);
            save(changed);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    /** Makes a file for changes that become the first increment when there is a base. */
    synchronized Disk.Output temporaryIncrement() throws IOException {
        disk.createFolder(path);
        Disk.Output out = disk.create(file(temporaryName()));
        info("Creating AOF incr file " + temporaryName() + " on background rewrite");
        return out;
    }

    private String temporaryName() {
        return "temp-" + name + ".incr";
    }

    /** Removes what {@link #temporaryIncrement} made. */
    synchronized void dropTemporaryIncrement() {
        Path file = file(temporaryName());
        if (disk.exists(file)) {
            info("Removing the temp incr aof file " + temporaryName() + " in the background");
            remove(file);
        }
    }

    /**
     * A rewritten base replaces everything before the last increment.
     *
     * @param written the new base, whole and synced
     * @param kept how many increments go on: 1, or 0 when nothing is appended
     * @param temporary whether the increment that goes on has its temporary name yet
     * @return the new base
     */
    synchronized AofManifest.Part replaceBase(
            Path written, boolean snapshot, int kept, boolean temporary) throws IOException {
        AofManifest changed = manifest.copy();
        AofManifest.Part base = changed.newBase(name, snapshot);
        disk.rename(written, file(base.name()));
        info(
                "Successfully renamed the temporary AOF base file "
                        + written.getFileName()
                        + " into "
                        + base.name());
        try {
            changed.retireIncrements(temporary ? 0 : kept);
            if (temporary) {
                nameIncrement(changed.newIncrement(name));
            }
            disk.syncFolder(path);
            save(changed);
        } catch (IOException e) {
            remove(file(base.name()));
            if (temporary) {
                remove(file(changed.increments().getLast().name()));
            }
            throw e;
        }
        deleteHistory();
        return base;
    }

    private void nameIncrement(AofManifest.Part part) throws IOException {
        disk.rename(file(temporaryName()), file(part.name()));
        info(
                "Successfully renamed the temporary AOF incr file "
                        + temporaryName()
                        + " into "
                        + part.name());
    }

    /** Removes the files that nobody needs any more; they are history until that has succeeded. */
    synchronized void deleteHistory() {
        List<AofManifest.Part> history = manifest.history();
        if (history.isEmpty() || keepsHistory || !syncNames()) {
            return;
        }
        for (AofManifest.Part part : history) {
            info("Removing the history file " + part.name() + " in the background");
            remove(file(part.name()));
        }
        AofManifest changed = manifest.copy();
        changed.forgetHistory();
        try {
            save(changed);
        } catch (IOException e) {
            warn("Error in persisting the AOF manifest: " + e.getMessage());
        }
    }

    private void save(AofManifest changed) throws IOException {
        String file = name + ".manifest";
        Path temporary = file("temp-" + file);
        byte[] bytes = changed.toBytes();
        try (Disk.Output out = disk.create(temporary)) {
            out.write(bytes, 0, bytes.length);
            out.sync();
        }
        disk.rename(temporary, file(file));
        manifest = changed;
        syncNames();
    }

    /**
     * Returns whether the present manifest would survive a loss of power; while it would not, the
     * files of the one before are still needed.
     */
    private boolean syncNames() {
        try {
            disk.syncFolder(path);
            return true;
        } catch (IOException e) {
            warn("Fail to fsync AOF directory " + path + ": " + e.getMessage() + ".");
            return false;
        }
    }

    private void remove(Path file) {
        try {
            disk.delete(file);
        } catch (IOException e) {
            warn("Can't remove " + file + ": " + e.getMessage());
        }
    }

    private static void info(String text) {
        LOG.log(System.Logger.Level.INFO, text);
    }

    private static void warn(String text) {
        LOG.log(System.Logger.Level.WARNING, text);
    }
}
