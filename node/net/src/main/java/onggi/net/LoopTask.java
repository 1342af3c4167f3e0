package onggi.net;

/** Work that an event loop does now and then between two turns. Must not block. */
@FunctionalInterface
public interface LoopTask {

    /**
     * Does a little of the work.
     *
     * @param nowMs Unix time
     * @return in how many milliseconds to call again, at least 0; negative for never
     */
    long run(long nowMs);
}
