package onggi.server.tls;

/** Why encrypted connections cannot be set up; names the file or directive. */
final class TlsException extends Exception {

    private static final long serialVersionUID = 1;

    TlsException(String message) {
        super(message);
    }

    /** With what another part of the system said. */
    TlsException(String message, Exception cause) {
        super(message + ": " + reason(cause), cause);
    }

    private static String reason(Exception cause) {
        String text = cause.getMessage();
        return text == null ? cause.getClass().getSimpleName() : text;
    }
}
