package onggi.replication;

import onggi.bytes.LateLogger;

/** What the log says of the link to the primary. */
final class Notes {

    private static final System.Logger LOG = LateLogger.of("onggi.replication");

    private Notes() {}

    static void info(String text) {
        LOG.log(System.Logger.Level.INFO, text);
    }

    static void warn(String text) {
        LOG.log(System.Logger.Level.WARNING, text);
    }
}
