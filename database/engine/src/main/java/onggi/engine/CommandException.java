package onggi.engine;

/**
 * Carries a {@link CommandError} from the place that found it to the dispatcher. Has no stack trace
 * and costs no allocation.
 */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CommandError error;

    CommandException(CommandError error) {
        super(error.text(), null, false, false);
        this.error = error;
    }

    /** Returns the error to answer. */
    public CommandError error() {
        return error;
    }
}
