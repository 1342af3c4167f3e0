package onggi.server.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import onggi.engine.Setting;
import onggi.engine.Settings;
import onggi.net.TlsContext;
import onggi.server.config.ByteText;
import onggi.server.config.GeneralDirectives;
import onggi.server.config.TlsDirectives;

/**
 * What the directives about TLS come to, with the files they name.
 *
 * @param context for new connections
 * @param chain the certificate of the server and those that vouch for it
 * @param authorities who is believed
 * @param files which files and folders were read
 */
record TlsSetup(
        TlsContext context,
        List<X509Certificate> chain,
        List<X509Certificate> authorities,
        List<Path> files) {

    /** Only inside this process: it locks a key store that is never written. */
    private static final char[] STORE_PASS = {'o', 'n', 'g', 'g', 'i'};

    /** Sessions cannot be had without being kept at all, so they are kept for this long. */
    private static final int SHORTEST_SECONDS = 1;

    /** Reads everything; what is wrong is told with the name of the file. */
    static TlsSetup read(Settings settings) throws TlsException {
        Path certificate = file(settings, TlsDirectives.CERT_FILE);
        Path key = file(settings, TlsDirectives.KEY_FILE);
        List<Path> files = new ArrayList<>(List.of(certificate, key));
        List<X509Certificate> chain = Certificates.chain(certificate);
        PrivateKey secret = key(key, settings.text(TlsDirectives.KEY_PASS));
        if (!Certificates.belongTogether(secret, chain.getFirst().getPublicKey())) {
            throw new TlsException(
                    "Failed to load private key: "
                            + key
                            + ": it is not that of the certificate "
                            + certificate);
        }
        List<X509Certificate> authorities = authorities(settings, files);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(secret, chain), trust(authorities), null);
            cache(settings, context.getServerSessionContext());
            SSLParameters parameters = new TlsChoices(settings, context).parameters();
            SSLContext client = client(settings, context, authorities, files);
            return new TlsSetup(
                    new TlsContext(context, client, parameters),
                    chain,
                    authorities,
                    List.copyOf(files));
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException("Failed to configure TLS", e);
        }
    }

    /**
     * What this server shows to others may be another certificate than what it shows to clients.
     */
    private static SSLContext client(
            Settings settings,
            SSLContext server,
            List<X509Certificate> authorities,
            List<Path> files)
            throws TlsException, GeneralSecurityException, IOException {
        if (settings.text(TlsDirectives.CLIENT_CERT_FILE).isEmpty()) {
            return server;
        }
        Path certificate = file(settings, TlsDirectives.CLIENT_CERT_FILE);
        Path key = file(settings, TlsDirectives.CLIENT_KEY_FILE);
        files.addAll(List.of(certificate, key));
        List<X509Certificate> chain = Certificates.chain(certificate);
        PrivateKey secret = key(key, settings.text(TlsDirectives.CLIENT_KEY_PASS));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(secret, chain), trust(authorities), null);
        return context;
    }

    private static Path file(Settings settings, Setting directive) throws TlsException {
        String name = settings.text(directive);
        if (name.isEmpty()) {
            throw new TlsException("No " + directive.name() + " configured!");
        }
        return path(settings, name);
    }

    private static Path path(Settings settings, String name) {
        return Path.of(ByteText.toUnicode(settings.text(GeneralDirectives.DIR)))
                .resolve(ByteText.toUnicode(name));
    }

    private static PrivateKey key(Path file, String pass) throws TlsException {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return PrivateKeyFile.read(file.toString(), text, ByteText.toUnicode(pass));
        } catch (IOException e) {
            throw new TlsException("Failed to load private key: " + file, e);
        }
    }

    private static List<X509Certificate> authorities(Settings settings, List<Path> files)
            throws TlsException {
        List<X509Certificate> found = new ArrayList<>();
        String file = settings.text(TlsDirectives.CA_FILE);
        String folder = settings.text(TlsDirectives.CA_DIR);
        if (!file.isEmpty()) {
            files.add(path(settings, file));
            found.addAll(Certificates.authorities(path(settings, file)));
        }
        if (!folder.isEmpty()) {
            files.add(path(settings, folder));
            found.addAll(Certificates.authoritiesIn(path(settings, folder)));
        }
        boolean wanted =
                settings.isOn(TlsDirectives.REPLICATION)
                        || !settings.text(TlsDirectives.AUTH_CLIENTS).equals("no");
        if (found.isEmpty() && wanted) {
            throw new TlsException(
                    "Either tls-ca-cert-file or tls-ca-cert-dir must be specified when tls-cluster,"
                            + " tls-replication or tls-auth-clients are enabled!");
        }
        return found;
    }

    private static KeyManager[] keys(PrivateKey key, List<X509Certificate> chain)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key, STORE_PASS, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, STORE_PASS);
        return factory.getKeyManagers();
    }

    /** Nobody is believed when there are no authorities: not even those that the JDK knows. */
    private static TrustManager[] trust(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        if (authorities.isEmpty()) {
            return new TrustManager[0];
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority" + i, authorities.get(i));
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static void cache(Settings settings, SSLSessionContext sessions) {
        boolean kept = settings.isOn(TlsDirectives.CACHING);
        sessions.setSessionCacheSize(
                kept ? (int) settings.number(TlsDirectives.CACHE_SIZE) : SHORTEST_SECONDS);
        sessions.setSessionTimeout(
                kept ? (int) settings.number(TlsDirectives.CACHE_TIMEOUT) : SHORTEST_SECONDS);
    }
}
