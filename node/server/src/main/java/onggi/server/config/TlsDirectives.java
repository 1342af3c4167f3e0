package onggi.server.config;

import java.util.List;
import onggi.engine.Setting;
import onggi.engine.SettingFamily;

/** Encrypted connections. */
public final class TlsDirectives {

    static final SettingFamily TLS = SettingFamily.of("TLS");

    public static final Setting PORT =
            TLS.number("tls-port", 0, 0, 65535)
                    .summary("TCP port for encrypted connections; 0 has none.")
                    .declare();

    public static final Setting CERT_FILE =
            text("tls-cert-file", "Certificate of the server, a PEM file.");
    public static final Setting KEY_FILE =
            text("tls-key-file", "Private key of the server, a PEM file.");
    public static final Setting KEY_PASS =
            secret("tls-key-file-pass", "Passphrase of the server's private key.");
    public static final Setting CLIENT_CERT_FILE =
            TLS.text("tls-client-cert-file", "")
                    .summary("Certificate for connections to other servers.")
                    .declare();
    public static final Setting CLIENT_KEY_FILE =
            TLS.text("tls-client-key-file", "")
                    .summary("Private key for connections to other servers.")
                    .declare();
    public static final Setting CLIENT_KEY_PASS =
            TLS.text("tls-client-key-file-pass", "")
                    .traits(Setting.Trait.SENSITIVE)
                    .summary("Passphrase of the private key for other servers.")
                    .declare();
    public static final Setting DH_PARAMS =
            TLS.text("tls-dh-params-file", "")
                    .pointless("the groups of TLS itself are used")
                    .summary("Diffie-Hellman parameters for old ciphers.")
                    .declare();
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
                    .summary("Whether clients must show a certificate.")
                    .declare();

    public static final Setting AUTH_USER =
            TLS.choice("tls-auth-clients-user", "off", "CN", "URI", "off")
                    .summary(
                            "Where a client's certificate names the user that the client acts as:"
                                    + " its common name, or a URI among its other names.")
                    .declare();

    public static final Setting REPLICATION =
            TLS.flag("tls-replication", false)
                    .summary("Encrypts the connection to the primary.")
                    .declare();
    public static final Setting CLUSTER =
            TLS.flag("tls-cluster", false)
                    .later("cluster")
                    .summary("Encrypts the connections between cluster nodes.")
                    .declare();
    public static final Setting PREFER_SERVER =
            flag("tls-prefer-server-ciphers", false, "Chooses ciphers in the server's order.");
    public static final Setting CACHING =
            flag("tls-session-caching", true, "Lets clients resume sessions.");

    public static final Setting CACHE_SIZE =
            TLS.number("tls-session-cache-size", 20480, 0, Integer.MAX_VALUE)
                    .summary("How many sessions are kept for resumption; 0 means no limit.")
                    .declare();

    public static final Setting CACHE_TIMEOUT =
            TLS.number("tls-session-cache-timeout", 300, 0, Integer.MAX_VALUE)
                    .summary("Seconds for which a session can be resumed.")
                    .declare();

    public static final Setting NEW_CONNECTIONS =
            TLS.number("max-new-tls-connections-per-cycle", 1, 1, 1000)
                    .summary("Most handshakes to begin in one turn of the event loop.")
                    .declare();

    public static final Setting RELOAD_INTERVAL =
            TLS.number("tls-auto-reload-interval", 5, 0, Integer.MAX_VALUE)
                    .summary(
                            "Seconds after which it is looked whether a file of certificates or"
                                    + " keys has changed; new connections then begin with the new"
                                    + " ones. 0 never looks.")
                    .declare();

    /** Those that change what new connections begin with, and how they are accepted. */
    public static final List<Setting> ACTING =
            List.of(
                    PORT,
                    CERT_FILE,
                    KEY_FILE,
                    KEY_PASS,
                    CLIENT_CERT_FILE,
                    CLIENT_KEY_FILE,
                    CLIENT_KEY_PASS,
                    REPLICATION,
                    CA_FILE,
                    CA_DIR,
                    PROTOCOLS,
                    CIPHERS,
                    CIPHER_SUITES,
                    AUTH_CLIENTS,
                    AUTH_USER,
                    PREFER_SERVER,
                    CACHING,
                    CACHE_SIZE,
                    CACHE_TIMEOUT,
                    NEW_CONNECTIONS);

    private TlsDirectives() {}

    private static Setting text(String name, String summary) {
        return TLS.text(name, "").summary(summary).declare();
    }

    private static Setting secret(String name, String summary) {
        return TLS.text(name, "").traits(Setting.Trait.SENSITIVE).summary(summary).declare();
    }

    private static Setting flag(String name, boolean initial, String summary) {
        return TLS.flag(name, initial).summary(summary).declare();
    }
}
