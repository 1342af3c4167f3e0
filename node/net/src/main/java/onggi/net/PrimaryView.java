package onggi.net;

/** The link to the server that this one follows, as CLIENT shows it. Thread-safe. */
public interface PrimaryView {

    /** Returns the number of the link among all clients. */
    long id();

    /** Returns the address of the primary. */
    String address();

    /** Returns the local address of the link. */
    String localAddress();

    /** Returns since when the link stands, in Unix milliseconds. */
    long createdMs();

    /** Returns when the primary was last heard of, in Unix milliseconds. */
    long lastSeenMs();

    /** Returns the database that the stream is about. */
    int database();

    /** Ends the link soon. */
    void cut();
}
