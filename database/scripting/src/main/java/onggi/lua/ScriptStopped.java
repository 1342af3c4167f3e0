package onggi.lua;

/** Ends a script for good: the host wants it, or the budget is spent. No script can catch it. */
public final class ScriptStopped extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Ends a script with a reason. */
    public ScriptStopped(String reason) {
        super(reason, null, false, false);
    }

    /** The reason. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
