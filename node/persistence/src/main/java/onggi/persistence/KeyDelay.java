package onggi.persistence;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import onggi.bytes.Clock;
import org.jspecify.annotations.Nullable;

/** Waits after each key that is saved, for tests ({@code rdb-key-save-delay}). */
final class KeyDelay {

    private static final long NS_PER_US = 1000;

    /** While it waits it looks so often whether that is still wanted. */
    private static final long LOOK_NS = 5_000_000;

    private final Clock clock;
    private final long delayUs;
    private final Supplier<@Nullable String> failure;
    private long keys;

    /**
     * Prepares.
     *
     * @param delayUs how long to wait after each key, 0 for not at all; with a negative number so
     *     many times less often
     * @param failure tells why nothing more is to be saved, or null
     */
    KeyDelay(Clock clock, long delayUs, Supplier<@Nullable String> failure) {
        this.clock = clock;
        this.delayUs = delayUs;
        this.failure = failure;
    }

    /** Waits, after a key. */
    void afterKey() throws IOException {
        if (delayUs > 0 || (delayUs < 0 && ++keys % -delayUs == 0)) {
            delay();
        }
    }

    private void delay() throws IOException {
        long waitNs = Math.max(delayUs, 1) * NS_PER_US;
        long began = clock.nanoTime();
        while (clock.nanoTime() - began < waitNs) {
            String reason = failure.get();
            if (reason != null) {
                throw new IOException(reason);
            }
            long leftNs = waitNs - (clock.nanoTime() - began);
            LockSupport.parkNanos(Math.min(leftNs, LOOK_NS));
        }
    }
}
