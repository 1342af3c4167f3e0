package onggi.server.config;

import onggi.engine.Setting;
import onggi.engine.SettingFamily;

/** Encrypted connections. */
public final class TlsDirectives {

    static final SettingFamily TLS = SettingFamily.of("TLS");

    public static final Setting PORT =
            TLS.number("tls-port", 0, 0, 65535)
                    .later("TLS")
                    .summary("TCP port for encrypted connections; 0 has none.")
                    .declare();

    public static final Setting CERT_FILE =
            text("tls-cert-file", "Certificate of the server, a PEM file.");
    public static final Setting KEY_FILE =
            text("tls-key-file", "Private key of the server, a PEM file.");
    public static final Setting KEY_PASS =
            secret("tls-key-file-pass", "Passphrase of the server's private key.");
    public static final Setting CLIENT_CERT_FILE =
            text("tls-client-cert-file", "Certificate for connections to other servers.");
    public static final Setting CLIENT_KEY_FILE =
            text("tls-client-key-file", "Private key for connections to other servers.");
    public static final Setting CLIENT_KEY_PASS =
            secret("tls-client-key-file-pass", "Passphrase of the private key for other servers.");
    public static final Setting DH_PARAMS =
            text("tls-dh-params-file", "Diffie-Hellman parameters for old ciphers.");
    public static final Setting CA_FILE =
            text("tls-ca-cert-file", "Certificates that vouch for the other side, one PEM file.");
    public static final Setting CA_DIR =
            text("tls-ca-cert-dir", "Folder of certificates that vouch for the other side.");
    public static final Setting PROTOCOLS =
            text("tls-protocols", "Versions of TLS that are allowed.");
    public static final Setting CIPHERS = text("tls-ciphers", "Ciphers up to TLS 1.2.");
    public static final Setting CIPHER_SUITES = text("tls-ciphersuites", "Ciphers of TLS 1.3.");

    public static final Setting AUTH_CLIENTS =
            TLS.choice("tls-auth-clients", "yes", "no", "yes", "optional")
                    .later("TLS")
                    .summary("Whether clients must show a certificate.")
                    .declare();

    public static final Setting REPLICATION =
            flag("tls-replication", false, "Encrypts the connection to the primary.");
    public static final Setting CLUSTER =
            flag("tls-cluster", false, "Encrypts the connections between cluster nodes.");
    public static final Setting PREFER_SERVER =
            flag("tls-prefer-server-ciphers", false, "Chooses ciphers in the server's order.");
    public static final Setting CACHING =
            flag("tls-session-caching", true, "Lets clients resume sessions.");

    public static final Setting CACHE_SIZE =
            TLS.number("tls-session-cache-size", 20480, 0, Integer.MAX_VALUE)
                    .later("TLS")
                    .summary("How many sessions are kept for resumption.")
                    .declare();

    public static final Setting CACHE_TIMEOUT =
            TLS.number("tls-session-cache-timeout", 300, 0, Integer.MAX_VALUE)
                    .later("TLS")
                    .summary("Seconds for which a session can be resumed.")
                    .declare();

    public static final Setting NEW_CONNECTIONS =
            TLS.number("max-new-tls-connections-per-cycle", 1, 1, 1000)
                    .later("TLS")
                    .summary("Most handshakes to begin in one turn of the event loop.")
                    .declare();

    private TlsDirectives() {}

    private static Setting text(String name, String summary) {
        return TLS.text(name, "").later("TLS").summary(summary).declare();
    }

    private static Setting secret(String name, String summary) {
        return TLS.text(name, "")
                .traits(Setting.Trait.SENSITIVE)
                .later("TLS")
                .summary(summary)
                .declare();
    }

    private static Setting flag(String name, boolean initial, String summary) {
        return TLS.flag(name, initial).later("TLS").summary(summary).declare();
    }
}
