package onggi.engine;

/**
 * Leaves a handler whose command is to run later, see {@link Call#isPutOff}. Has no stack trace.
 */
final class PutOff extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PutOff() {
        super("put off", null, false, false);
    }
}
