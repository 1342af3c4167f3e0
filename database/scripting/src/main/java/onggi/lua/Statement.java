package onggi.lua;

import org.jspecify.annotations.Nullable;

/** A node that is executed. */
abstract class Statement {

    /** The outcome of {@code break}. */
    static final Object BREAK = new Object();

    /**
     * Executes it.
     *
     * @return null to go on with the next statement, {@link #BREAK}, or what the function returns
     *     ({@link Results#NIL} for one nil)
     */
    abstract @Nullable Object execute(Frame f);
}
