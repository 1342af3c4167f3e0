package onggi.lua;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A fiber on a virtual thread, for a process without access to continuations. The resumer waits
 * while it runs, so only one of the two ever does anything. It does not keep the process from
 * ending.
 */
final class ThreadFiber extends Fiber {

    private final Semaphore turn = new Semaphore(0);
    private final Semaphore pauses = new Semaphore(0);
    private final Runnable body;
    private @Nullable Thread thread;

    ThreadFiber(Runnable body) {
        this.body = body;
    }

    @Override
    void resume() {
        if (thread == null) {
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
            pauses.release();
        }
    }

    @Override
    void pause() {
        pauses.release();
        turn.acquireUninterruptibly();
    }

    @Override
    boolean runsOnResumersThread() {
        return false;
    }
}
