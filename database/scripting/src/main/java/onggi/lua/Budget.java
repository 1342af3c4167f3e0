package onggi.lua;

import org.jspecify.annotations.Nullable;

/**
 * What a script may use, and the flag that ends it. The interpreter looks at the flag at every call
 * and every turn of a loop; a built-in function that runs long calls {@link #check()} now and then.
 */
public final class Budget {

    /*
     * Memory. Nothing tells how much of what a script allocated is still in use, so allocation is
     * only counted (strings, table parts, call frames of coroutines; not boxed numbers, which die
     * young). When the count passes a mark, the host's measure walks what is reachable: if that is
     * over the limit the script fails, else the mark moves a quarter of the limit on. So a script
     * is over its limit by at most that quarter plus one allocation, which is itself checked.
     */

    /** Tells how much is reachable. */
    @FunctionalInterface
    interface Measure {
        long reachableBytes();
    }

    private long limitBytes;
    private final Measure measure;
    private long allocatedBytes;
    private long markBytes;
    private long heldBytes;
    private volatile boolean stopped;
    private volatile @Nullable String reason;
    private volatile @Nullable Runnable errand;

    Budget(long limitBytes, Measure measure) {
        this.limitBytes = limitBytes;
        this.measure = measure;
        this.markBytes = limitBytes / 4;
    }

    /** Ends the script that runs, soon; any thread may call this. */
    public void stop(String why) {
        reason = why;
        stopped = true;
    }

    /** Has the script do something between two of its steps, soon; any thread may call this. */
    void interrupt(Runnable work) {
        errand = work;
        stopped = true;
    }

    /** Changes how much memory values may take: before a script. */
    public void limit(long bytes) {
        if (bytes != limitBytes) {
            limitBytes = bytes;
            markBytes = 0; // the next allocation looks how much there is
        }
    }

    /** Takes the wish to end back: before the next script. */
    public void reset() {
        stopped = false;
        reason = null;
        errand = null;
    }

    /** Whether the script is to end, or to do something else first: {@link #check} tells. */
    public boolean isStopped() {
        return stopped;
    }

    /**
     * Goes on, unless the script is to end.
     *
     * @throws ScriptStopped when it is
     */
    public void check() {
        if (!stopped) {
            return;
        }
        Runnable work = errand;
        if (work != null) {
            errand = null;
            stopped = false;
            work.run();
        }
        String why = reason;
        if (why != null) {
            stopped = true;
            throw new ScriptStopped(why);
        }
    }

    /**
     * Counts memory that is about to be allocated.
     *
     * @throws LuaError when the script would have more than it may
     */
    public void allocate(long bytes) {
        allocatedBytes += bytes;
        if (allocatedBytes > markBytes) {
            pastTheMark(bytes);
        }
    }

    /**
     * Counts memory that a built-in function takes for what no value refers to yet: a table that is
     * being filled.
     *
     * @throws LuaError when the script would have more than it may
     */
    public void hold(long bytes) {
        heldBytes += bytes;
        allocate(bytes);
    }

    /** Takes back what was held: a value refers to it now, or nothing does. */
    public void release(long bytes) {
        heldBytes -= bytes;
    }

    private void pastTheMark(long bytes) {
        if (bytes > limitBytes) {
            allocatedBytes -= bytes;
            throw new LuaError("not enough memory");
        }
        long reachable = measure.reachableBytes() + heldBytes;
        allocatedBytes = reachable + bytes;
        if (allocatedBytes > limitBytes) {
            allocatedBytes = reachable;
            markBytes = reachable;
            throw new LuaError("not enough memory");
        }
        markBytes = Math.min(limitBytes, allocatedBytes + limitBytes / 4);
    }

    /** What is counted: an upper bound of what is in use. */
    public long allocatedBytes() {
        return allocatedBytes;
    }
}
