package onggi.scripting;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import onggi.bytes.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Looks from a thread of its own whether scripts are over their time. The thread begins with the
 * first script and sleeps while none runs.
 */
final class Watch implements Runnable {

    private static final long MS = 1_000_000;
    private static final long MOST_WAIT_NS = 100 * MS;
    private static final long LEAST_WAIT_NS = MS;

    /** How often a script that is over its time serves others. */
    private static final long OVERTIME_WAIT_NS = 5 * MS;

    /** So many looks in vain, and the thread sleeps. */
    private static final int LOOKS_IN_VAIN = 100;

    /** Work that may take some time and no longer. */
    private record Limit(long deadlineNs, Runnable end) {}

    private final Scripting scripting;
    private final Clock clock;
    private final List<Limit> limits = new ArrayList<>();
    private @Nullable Thread thread;
    private volatile boolean sleeps = true;

    Watch(Scripting scripting) {
        this.scripting = scripting;
        this.clock = scripting.engine().clock();
    }

    /** A script begins. */
    void begin() {
        if (sleeps) {
            wake();
        }
    }

    private synchronized void wake() {
        sleeps = false;
        Thread present = thread;
        if (present == null) {
            thread = Thread.ofPlatform().daemon().name("onggi-script-watch").start(this);
        } else {
            LockSupport.unpark(present);
        }
    }

    /**
     * Limits the time of some work.
     *
     * @param end ends it, from another thread
     * @return to be run when it has ended by itself
     */
    Runnable limit(long ns, Runnable end) {
        Limit limit = new Limit(clock.nanoTime() + ns, end);
        synchronized (limits) {
            limits.add(limit);
        }
        begin();
        return () -> {
            synchronized (limits) {
                limits.remove(limit);
            }
        };
    }

    @Override
    public void run() {
        int inVain = 0;
        while (true) {
            long waitNs = look();
            inVain = waitNs == 0 ? inVain + 1 : 0;
            if (inVain < LOOKS_IN_VAIN) {
                LockSupport.parkNanos(waitNs == 0 ? MOST_WAIT_NS : waitNs);
                continue;
            }
            inVain = 0;
            sleeps = true;
            while (sleeps && look() == 0) {
                LockSupport.park();
            }
            sleeps = false;
        }
    }

    /** Looks once; returns when to look again, 0 when nothing runs. */
    private long look() {
        long nowNs = clock.nanoTime();
        long limitNs = scripting.busyThresholdMs() * MS;
        long wait = endLate(nowNs);
        for (ScriptWorld world : scripting.worlds()) {
            ScriptRun run = world.running();
            if (run == null || limitNs <= 0) {
                continue;
            }
            long leftNs = limitNs - (nowNs - run.startNs());
            if (leftNs <= 0) {
                world.interrupt(run);
            }
            long nextNs =
                    run.isOvertime()
                            ? OVERTIME_WAIT_NS
                            : Math.clamp(leftNs, LEAST_WAIT_NS, MOST_WAIT_NS);
            wait = wait == 0 ? nextNs : Math.min(wait, nextNs);
        }
        return wait;
    }

    private long endLate(long nowNs) {
        long wait = 0;
        List<Limit> present;
        synchronized (limits) {
            present = List.copyOf(limits);
        }
        for (Limit limit : present) {
            long leftNs = limit.deadlineNs - nowNs;
            if (leftNs <= 0) {
                limit.end.run();
            }
            long nextNs = Math.clamp(leftNs, LEAST_WAIT_NS, MOST_WAIT_NS);
            wait = wait == 0 ? nextNs : Math.min(wait, nextNs);
        }
        return wait;
    }
}
