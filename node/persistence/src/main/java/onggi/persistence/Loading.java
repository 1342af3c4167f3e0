package onggi.persistence;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.engine.KeyLoader;

/** How far the load of files is, and that clients are looked after meanwhile. */
public final class Loading {

    private static final long US_PER_SECOND = 1_000_000;
    private static final long NS_PER_US = 1000;

    /** With a delay at each key clients are looked after at least so often. */
    private static final long LONGEST_DELAY_NS = 1_000_000;

    private final Engine engine;
    private volatile int keyDelayUs;
    private volatile long intervalBytes = 2 << 20;
    private volatile long startedMs;
    private volatile long totalBytes;
    private volatile long loadedBytes;
    private volatile long usedMemory;
    private Runnable lookAround = () -> {};
    private long lookedAtBytes;
    private long lookedAtNs;

    Loading(Engine engine) {
        this.engine = engine;
    }

    // ---- settings

    /**
     * Sets how long to wait after each key, in microseconds; less than 0 waits once in so many keys
     * ({@code key-load-delay}).
     */
    public void keyDelayUs(int delay) {
        keyDelayUs = delay;
    }

    /**
     * Sets after how many bytes clients are looked after ({@code
     * loading-process-events-interval-bytes}).
     */
    public void intervalBytes(long bytes) {
        intervalBytes = bytes;
    }

    // ---- what is known

    /** Returns whether files are being loaded. */
    public boolean isRunning() {
        return engine.settings().loading();
    }

    /** Returns when the load began, in Unix milliseconds. */
    public long startedMs() {
        return startedMs;
    }

    /** Returns how long the files are together. */
    public long totalBytes() {
        return totalBytes;
    }

    /** Returns how much of them was read. */
    public long loadedBytes() {
        return loadedBytes;
    }

    /** Returns how much memory the data took where they were saved, or 0 when that is unknown. */
    public long usedMemory() {
        return usedMemory;
    }

    void usedMemory(String bytes) {
        try {
            usedMemory = Long.parseLong(bytes);
        } catch (NumberFormatException e) {
            usedMemory = 0;
        }
    }

    /** Returns in how many seconds the load will have ended, as Redis guesses it. */
    public long secondsLeft() {
        long elapsed = engine.clock().nowMs() / 1000 - startedMs / 1000;
        return elapsed == 0 ? 1 : elapsed * (totalBytes - loadedBytes) / (loadedBytes + 1);
    }

    // ---- the load

    /**
     * Begins: until the end only commands run that need no data.
     *
     * @param execution of the thread that loads
     * @param action what looks after clients, on that thread
     */
    public void begin(Execution execution, Runnable action) {
        prepare(execution, action);
        engine.settings().loading(true);
    }

    /** Begins beside the data that are here, which stay in use until {@link #end}. */
    void beginBeside(Execution execution, Runnable action) {
        prepare(execution, action);
        engine.settings().loadingBeside(true);
    }

    private void prepare(Execution execution, Runnable action) {
        startedMs = engine.clock().nowMs();
        lookedAtNs = engine.clock().nanoTime();
        lookAround = () -> KeyLoader.pause(execution, action);
    }

    /** Ends: all commands run. */
    public void end() {
        lookAround = () -> {};
        engine.settings().loading(false);
        engine.settings().loadingBeside(false);
    }

    /** Adds the length of a file that will be loaded. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the loading thread alone writes it
    void expect(long bytes) {
        totalBytes += bytes;
    }

    /** Forgets the files that were loaded. */
    void restart() {
        totalBytes = 0;
        loadedBytes = 0;
        lookedAtBytes = 0;
        usedMemory = 0;
    }

    /** Returns an input in whose reading clients are looked after. */
    Disk.Input watched(Disk.Input in) {
        return new Disk.Input() {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = in.read(target, offset, length);
                progressed(Math.max(count, 0));
                return count;
            }

            @Override
            public void skip(long count) throws IOException {
                in.skip(count);
            }

            @Override
            public long size() throws IOException {
                return in.size();
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the loading thread alone writes it
    private void progressed(int bytes) {
        loadedBytes += bytes;
        if (loadedBytes - lookedAtBytes >= intervalBytes) {
            look();
        }
    }

    void look() {
        lookedAtBytes = loadedBytes;
        lookAround.run();
        lookedAtNs = engine.clock().nanoTime();
    }

    /** A key was loaded, or a command has run. */
    void step() {
        int delayUs = keyDelayUs;
        if (delayUs != 0) {
            delay(delayUs);
        }
    }

    private void delay(int delayUs) {
        if (delayUs > 0) {
            LockSupport.parkNanos(this, Math.min(delayUs, US_PER_SECOND) * NS_PER_US);
        } else if (engine.random().nextLong(-(long) delayUs) == 0) {
            LockSupport.parkNanos(this, NS_PER_US);
        }
        if (engine.clock().nanoTime() - lookedAtNs > LONGEST_DELAY_NS) {
            look();
        }
    }
}
