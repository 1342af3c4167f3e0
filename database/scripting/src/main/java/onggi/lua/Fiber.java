package onggi.lua;

/** Something that runs in pieces: it pauses itself and is resumed. */
abstract class Fiber {

    /** A fiber of the best kind this process has. */
    static Fiber of(LuaState state, Runnable body) {
        return ContinuationFiber.isAvailable() && !state.usesThreads()
                ? new ContinuationFiber(body)
                : new ThreadFiber(state.threadFibers(), body);
    }

    /** Runs it until it pauses or ends. */
    abstract void resume();

    /** Pauses it: only from inside. */
    abstract void pause();

    /** Whether its body runs on the thread that resumes it. */
    abstract boolean runsOnResumersThread();
}
