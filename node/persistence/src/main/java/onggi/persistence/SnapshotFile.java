package onggi.persistence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import onggi.bytes.LateLogger;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that becomes a file: written under another name, synced, renamed, and the name synced.
 * So the file is there as a whole or is what it was before.
 */
final class SnapshotFile implements SnapshotTarget {

    private static final System.Logger LOG = LateLogger.of(SnapshotFile.class);

    /** Between two syncs while it is written, so that the last one has little to do. */
    private static final int SYNC_BYTES = 4 << 20;

    private final Disk disk;
    private final Path folder;
    private final Path temporary;
    private final Path file;
    private final BooleanSupplier syncsInBetween;
    private Disk.@Nullable Output out;
    private long unsynced;

    /**
     * Creates nothing yet.
     *
     * @param temporary name of the file while it is written, in the same folder
     * @param syncsInBetween whether it is synced piece by piece
     */
    SnapshotFile(Disk disk, Path temporary, Path file, BooleanSupplier syncsInBetween) {
        this.disk = disk;
        Path parent = file.getParent();
        this.folder = parent == null ? Path.of("") : parent;
        this.temporary = temporary;
        this.file = file;
        this.syncsInBetween = syncsInBetween;
    }

    @Override
    public void open() throws IOException {
        try {
            out = disk.create(temporary);
        } catch (IOException e) {
            throw new IOException(
                    "Failed opening the temp RDB file "
                            + temporary.getFileName()
                            + " (in server root dir "
                            + folder
                            + ") for saving: "
                            + e.getMessage(),
                    e);
        }
    }

    private Disk.Output opened() {
        Disk.Output opened = out;
        if (opened == null) {
            throw new IllegalStateException("a file that is not open");
        }
        return opened;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            opened().write(bytes, offset, length);
            unsynced += length;
            if (unsynced >= SYNC_BYTES && syncsInBetween.getAsBoolean()) {
                opened().sync();
                unsynced = 0;
            }
        } catch (IOException e) {
            throw writeError("write", e);
        }
    }

    private static IOException writeError(String step, IOException e) {
        return new IOException("Write error saving DB on disk(" + step + "): " + e.getMessage(), e);
    }

    @Override
    public void finish() throws IOException {
        try {
            opened().sync();
            opened().close();
        } catch (IOException e) {
            throw writeError("fsync", e);
        }
        out = null;
        try {
            disk.rename(temporary, file);
        } catch (IOException e) {
            throw new IOException(
                    "Error moving temp DB file "
                            + temporary.getFileName()
                            + " on the final destination "
                            + file.getFileName()
                            + " (in server root dir "
                            + folder
                            + "): "
                            + e.getMessage(),
                    e);
        }
        try {
            disk.syncFolder(folder);
        } catch (IOException e) {
            throw writeError("fsync_dir", e);
        }
    }

    @Override
    public void discard() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a file that is given up could not be closed", e);
        }
        try {
            disk.delete(temporary);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Can't remove " + temporary + ": " + e.getMessage());
        }
    }
}
