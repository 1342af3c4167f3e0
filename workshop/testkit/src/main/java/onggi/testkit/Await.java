package onggi.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a condition instead of for a time. */
public final class Await {

    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);
    private static final long PAUSE_MS = 5;

    private Await() {}

    /** Waits until the condition holds, at most ten seconds. */
    public static void until(String what, Callable<Boolean> condition) {
        until(what, DEFAULT_LIMIT, condition);
    }

    /**
     * Waits until the condition holds.
     *
     * @throws AssertionError when it does not within the limit
     */
    public static void until(String what, Duration limit, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + limit.toMillis() + " ms: " + what);
            }
            pause();
        }
    }

    private static boolean holds(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("the condition itself failed", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }
}
