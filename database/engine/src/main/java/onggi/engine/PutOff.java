package onggi.engine;

/**
 * Leaves a handler whose command is to run later, see {@link Call#isPutOff}. Has no stack trace.
 */
final class PutOff extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PutOff() {
        super("put off", null, false, false);
    }

    /**
     * Returns whether a call can run again as if for the first time: it has written and changed
     * nothing, and there is who will run it.
     */
    @SuppressWarnings("ReferenceEquality") // this very call, and none inside another
    static boolean isPossible(Call call) {
        return call.changes() == 0
                && call == call.execution().call()
                && call.reply().position() == call.execution().replyMark
                && call.session().mayBePutOff();
    }

    /** Returns whether that is so at a call's first look at a key. */
    static boolean isPossibleAtFirstLook(Call call) {
        return call.entriesUsed == 1 && isPossible(call);
    }
}
