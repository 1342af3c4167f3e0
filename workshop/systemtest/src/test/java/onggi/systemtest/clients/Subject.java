package onggi.systemtest.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import onggi.testkit.RealServer;

/** The server under test: the real one shows that the test is right, ours that we are. */
enum Subject {
    REDIS,
    ONGGI;

    RealServer start(String... options) {
        if (this == REDIS) {
            return RealServer.redis(options);
        }
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        return RealServer.onggi(options);
    }
}
