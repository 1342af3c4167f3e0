package onggi.sentinel;

/** Something asked for that cannot be, with the reason that the user gets. */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
        super(reason, null, false, false);
    }

    /** Returns the reason. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
