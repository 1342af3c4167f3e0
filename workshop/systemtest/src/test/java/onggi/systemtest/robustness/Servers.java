package onggi.systemtest.robustness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import onggi.testkit.RealServer;
import onggi.testkit.RespClient;

/**
 * Starts the server under test: Onggi, or with {@code -Dsubject=redis} the real one, which shows
 * that a test asks nothing unusual.
 */
final class Servers {

    private Servers() {}

    static RealServer start(String... options) {
        if (System.getProperty("subject", "onggi").equals("redis")) {
            return RealServer.redis(options);
        }
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        return RealServer.onggi(options);
    }

    /** Returns a number of a section of INFO, -1 when the field is not there. */
    static long info(RespClient client, String field) {
        for (String line : client.ask("INFO").text().split("\r\n")) {
            if (line.startsWith(field + ":")) {
                return Long.parseLong(line.substring(field.length() + 1));
            }
        }
        return -1;
    }
}
