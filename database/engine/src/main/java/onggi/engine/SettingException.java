package onggi.engine;

/**
 * Tells why a value does not suit a {@link Setting}; the message is Redis's reason. Has no stack
 * trace.
 */
public final class SettingException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Creates an exception with Redis's reason. */
    public SettingException(String reason) {
        super(reason, null, false, false);
    }

    /** Returns the reason. */
    public String reason() {
        String reason = getMessage();
        return reason == null ? "" : reason;
    }
}
