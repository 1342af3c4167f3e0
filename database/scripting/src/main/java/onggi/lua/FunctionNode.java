package onggi.lua;

/** A function expression: makes a closure. */
final class FunctionNode extends Expression {

    private static final int CLOSURE_BYTES = 40;

    private final Prototype prototype;

    /** Slots of captured locals; for a variable captured already, -1 minus its index. */
    private final int[] captures;

    FunctionNode(Prototype prototype, int[] captures) {
        this.prototype = prototype;
        this.captures = captures;
    }

    @Override
    LuaClosure eval(Frame f) {
        f.thread.budget().allocate(CLOSURE_BYTES);
        Cell[] cells = captures.length == 0 ? Cell.NONE : new Cell[captures.length];
        for (int i = 0; i < captures.length; i++) {
            int from = captures[i];
            cells[i] = from >= 0 ? f.cell(from) : f.upvalues[-1 - from];
        }
        return new LuaClosure(prototype, cells, f.environment());
    }
}
