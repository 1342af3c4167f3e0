package onggi.server;

import onggi.bytes.Memory;
import onggi.net.LoopTask;

/**
 * Prepares, soon after the start, what takes long when it is first used: the system's calls by
 * which large blocks of memory come and go. A loop that needs one and finds it unprepared stands
 * still for 50 ms, or more on a busy machine. The start itself is not the time for it either.
 */
final class LatePreparation implements LoopTask {

    private static final long AFTER_MS = 500;

    private final Memory memory;
    private boolean called;

    LatePreparation(Memory memory) {
        this.memory = memory;
    }

    @Override
    public long run(long nowMs) {
        if (!called) {
            called = true;
            return AFTER_MS;
        }
        Thread.ofPlatform().daemon().name("onggi-prepare").start(memory::prepareDiscard);
        return -1;
    }
}
