package onggi.persistence;

import org.jspecify.annotations.Nullable;

/** What is set for an append-only file, and what is known of it. Thread-safe. */
public abstract sealed class AofFacts permits AppendOnlyFile {

    /** Whether changes are written. */
    enum State {
        /** They are not. */
        OFF,
        /** They are going to be part of the file when its first base is whole. */
        WAITING,
        /** They are. */
        ON
    }

    final AofFolder folder;
    final AofRewrites rewrites;
    volatile State state = State.OFF;
    volatile @Nullable AofLog log;
    volatile FsyncPolicy policy = FsyncPolicy.EVERYSEC;
    volatile boolean marksTime;
    volatile boolean loadsCut = true;
    volatile boolean snapshotBase = true;
    volatile boolean restsWhileSaving;

    /** A rewrite will begin at the next moment. */
    volatile boolean starting;

    /** How long the files are that nothing is added to. */
    volatile long closedBytes;

    volatile long bytesBefore;

    AofFacts(AofFolder folder, AofRewrites rewrites) {
        this.folder = folder;
        this.rewrites = rewrites;
    }

    // ---- settings

    /** Sets when changes are forced to the device ({@code appendfsync}). */
    public void policy(FsyncPolicy value) {
        policy = value;
        AofLog present = log;
        if (present != null) {
            present.writer().policy(value);
        }
    }

    /** Sets whether the time is noted between changes ({@code aof-timestamp-enabled}). */
    public void marksTime(boolean marks) {
        marksTime = marks;
        rewrites.marksTime(marks);
        AofLog present = log;
        if (present != null) {
            present.buffer().marksTime(marks);
        }
    }

    /** Sets whether a file that ends too early is loaded ({@code aof-load-truncated}). */
    public void loadsCut(boolean loads) {
        loadsCut = loads;
    }

    /** Sets whether the next base is a snapshot ({@code aof-use-rdb-preamble}). */
    public void snapshotBase(boolean snapshot) {
        snapshotBase = snapshot;
    }

    /** Sets whether nothing is synced while data are saved ({@code no-appendfsync-on-rewrite}). */
    public void restsWhileSaving(boolean rests) {
        restsWhileSaving = rests;
    }

    /** Sets whether files stay that nobody needs any more ({@code aof-disable-auto-gc}). */
    public void keepsHistory(boolean keeps) {
        folder.keepsHistory(keeps);
        if (!keeps && state == State.ON) {
            folder.deleteHistory();
        }
    }

    /** Sets how long to wait before each write, for tests. */
    public void writeDelayUs(long delay) {
        AofLog present = log;
        if (present != null) {
            present.writer().writeDelayUs(delay);
        }
    }

    /** Returns when the file is rewritten by itself, and what is known of rewrites. */
    public AofRewrites rewrites() {
        return rewrites;
    }

    // ---- what is known

    /** Returns whether changes are written, or are going to be. */
    public boolean isOn() {
        return state != State.OFF;
    }

    /** Returns whether the first base is not whole yet. */
    public boolean isWaiting() {
        return state == State.WAITING;
    }

    /** Returns whether a rewrite is under way or about to begin. */
    public boolean isRewriting() {
        return starting || rewrites.present() != null;
    }

    /** Returns whether the last write and the last sync succeeded. */
    public boolean isWell() {
        AofLog present = log;
        return present == null || present.writer().isWell();
    }

    /** Returns how long all files are together. */
    public long bytes() {
        AofLog present = log;
        return closedBytes + (present == null ? 0 : present.writer().size());
    }

    /** Returns how long they were after the last rewrite, or the base at the start. */
    public long bytesBefore() {
        return bytesBefore;
    }

    /** Returns how many bytes are not written yet. */
    public int bufferedBytes() {
        AofLog present = log;
        return present == null ? 0 : present.buffer().waiting();
    }

    /** Returns whether the file is being forced to the device. */
    public boolean isSyncing() {
        AofLog present = log;
        return present != null && present.writer().isSyncing();
    }

    /** Returns how often a write waited two seconds for a sync. */
    public long delayed() {
        AofLog present = log;
        return present == null ? 0 : present.writer().delayed();
    }
}
