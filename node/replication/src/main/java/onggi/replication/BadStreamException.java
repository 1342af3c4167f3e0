package onggi.replication;

import java.io.IOException;

/** What another server sent makes no sense; the message names what. */
final class BadStreamException extends IOException {

    private static final long serialVersionUID = 1;

    BadStreamException(String message) {
        super(message);
    }
}
