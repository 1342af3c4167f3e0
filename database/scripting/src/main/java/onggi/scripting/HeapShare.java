package onggi.scripting;

import onggi.engine.SettingException;

/**
 * A limit of memory on the Java heap.
 *
 * @param usualBytes the value that needs not be said, and is less where the heap holds no more
 * @param quarters how many quarters of the heap it may be at most
 */
record HeapShare(long usualBytes, int quarters) {

    private long most() {
        return Runtime.getRuntime().maxMemory() / 4 * quarters;
    }

    /** The usual limit in this process. */
    long usual() {
        return Math.min(usualBytes, most());
    }

    /**
     * A limit that somebody wants.
     *
     * @throws SettingException when the heap cannot hold that
     */
    long of(long bytes) throws SettingException {
        if (bytes > most() && bytes != usualBytes) {
            throw new SettingException(
                    "argument must be at most " + most() + " with a Java heap of this size");
        }
        return Math.min(bytes, most());
    }
}
