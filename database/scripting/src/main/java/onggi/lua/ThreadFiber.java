package onggi.lua;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A fiber on a virtual thread, for a process without access to continuations. The resumer waits
 * while it runs, so only one of the two ever does anything. Nobody collects a thread that waits, so
 * there are at most so many, and those that wait when a script ends are ended with it.
 */
final class ThreadFiber extends Fiber {

    private static final int MOST = 10_000;

    /** The fibers of a state that have begun and not ended. */
    static final class Group {
        private final Set<ThreadFiber> begun = new LinkedHashSet<>();

        /** Ends all that wait. */
        void end() {
            for (ThreadFiber fiber : new ArrayList<>(begun)) {
                fiber.cancel();
            }
        }
    }

    private final Semaphore turn = new Semaphore(0);
    private final Semaphore pauses = new Semaphore(0);
    private final Group group;
    private final Runnable body;
    private @Nullable Thread thread;
    private volatile boolean cancelled;

    ThreadFiber(Group group, Runnable body) {
        this.group = group;
        this.body = body;
    }

    @Override
    void resume() {
        if (thread == null) {
            if (group.begun.size() >= MOST) {
                throw new LuaError("too many coroutines");
            }
            group.begun.add(this);
            thread = Thread.ofVirtual().name("lua").start(this::run);
        } else {
            turn.release();
        }
        pauses.acquireUninterruptibly();
    }

    private void run() {
        try {
            body.run();
        } finally {
            group.begun.remove(this);
            pauses.release();
        }
    }

    @Override
    void pause() {
        pauses.release();
        turn.acquireUninterruptibly();
        if (cancelled) {
            throw new ScriptStopped("the script has ended");
        }
    }

    private void cancel() {
        cancelled = true;
        turn.release();
        pauses.acquireUninterruptibly();
    }

    @Override
    boolean runsOnResumersThread() {
        return false;
    }
}
