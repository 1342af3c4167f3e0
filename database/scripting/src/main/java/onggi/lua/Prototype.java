package onggi.lua;

/** What all closures of one function expression share. */
final class Prototype {

    /** As messages print it. */
    final String chunkName;

    /** The line it begins at, 0 for a whole chunk. */
    final int line;

    final int parameterCount;
    final boolean isVararg;

    /**
     * Whether a vararg function has the old table {@code arg} as a local; its slot follows the
     * parameters.
     */
    final boolean needsArg;

    final int slotCount;

    /** The parameters, {@code arg} included, that closures capture. */
    final int[] capturedParameters;

    final Statement body;
    final Site[] sites;

    Prototype(Shape shape, Statement body, Site[] sites) {
        this.chunkName = shape.chunkName();
        this.line = shape.line();
        this.parameterCount = shape.parameterCount();
        this.isVararg = shape.isVararg();
        this.needsArg = shape.needsArg();
        this.slotCount = shape.slotCount();
        this.capturedParameters = shape.capturedParameters();
        this.body = body;
        this.sites = sites;
    }

    /** Everything of a function but its code. */
    @SuppressWarnings("ArrayRecordComponent") // read once, by the constructor above
    record Shape(
            String chunkName,
            int line,
            int parameterCount,
            boolean isVararg,
            boolean needsArg,
            int slotCount,
            int[] capturedParameters) {}
}
