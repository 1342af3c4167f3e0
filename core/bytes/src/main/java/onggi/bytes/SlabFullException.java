package onggi.bytes;

/**
 * A {@link Slab} cannot hold another block: its 32 GB of references are used up, or the system gave
 * no more memory. Thrown before anything has changed. Stackless: it is an answer to a command, not
 * a fault.
 */
public final class SlabFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Without a stack trace. */
    public SlabFullException() {
        super("the slab is full", null, false, false);
    }
}
