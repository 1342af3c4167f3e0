package onggi.server;

/** What this server says it is. */
public final class Version {

    /** The version of Onggi. */
    public static final String ONGGI = "0.1.0";

    /** The version of Redis whose behaviour clients can count on. */
    public static final String REDIS = "7.4.1";

    private Version() {}
}
