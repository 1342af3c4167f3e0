package onggi.server.tls;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import onggi.engine.Settings;
import onggi.server.config.TlsDirectives;

/** Protocols, ciphers and whether clients must show a certificate, as the directives say. */
final class TlsChoices {

    private static final Map<String, String> PROTOCOLS =
            Map.of(
                    "tlsv1", "TLSv1",
                    "tlsv1.1", "TLSv1.1",
                    "tlsv1.2", "TLSv1.2",
                    "tlsv1.3", "TLSv1.3");

    private final Settings settings;
    private final SSLParameters usual;
    private final List<String> supported;

    TlsChoices(Settings settings, SSLContext context) {
        this.settings = settings;
        this.usual = context.getDefaultSSLParameters();
        this.supported = List.of(context.getSupportedSSLParameters().getCipherSuites());
    }

    SSLParameters parameters() throws TlsException {
        SSLParameters chosen = new SSLParameters(ciphers(), protocols());
        switch (settings.text(TlsDirectives.AUTH_CLIENTS)) {
            case "yes" -> chosen.setNeedClientAuth(true);
            case "optional" -> chosen.setWantClientAuth(true);
            default -> chosen.setWantClientAuth(false);
        }
        chosen.setUseCipherSuitesOrder(settings.isOn(TlsDirectives.PREFER_SERVER));
        return chosen;
    }

    private String[] protocols() throws TlsException {
        String words = settings.text(TlsDirectives.PROTOCOLS);
        if (words.isEmpty()) {
            return usual.getProtocols();
        }
        Set<String> chosen = new LinkedHashSet<>();
        for (String word : words.trim().split("\\s+")) {
            String protocol = PROTOCOLS.get(word.toLowerCase(Locale.ROOT));
            if (protocol == null) {
                throw new TlsException(
                        "Invalid tls-protocols specified. Use a combination of 'TLSv1', 'TLSv1.1',"
                                + " 'TLSv1.2' and 'TLSv1.3'.");
            }
            chosen.add(protocol);
        }
        return chosen.toArray(String[]::new);
    }

    /** Those of TLS 1.3 first; both kinds are one list to the JDK. */
    private String[] ciphers() throws TlsException {
        List<String> chosen = new ArrayList<>(suites());
        String old = settings.text(TlsDirectives.CIPHERS);
        List<String> usualCiphers = List.of(usual.getCipherSuites());
        List<String> found =
                CipherNames.choose(old.isEmpty() ? "DEFAULT" : old, usualCiphers, supported);
        if (found.isEmpty()) {
            throw new TlsException("Failed to configure ciphers: " + old);
        }
        chosen.addAll(found);
        return chosen.toArray(String[]::new);
    }

    private List<String> suites() throws TlsException {
        String names = settings.text(TlsDirectives.CIPHER_SUITES);
        List<String> found = new ArrayList<>();
        if (names.isEmpty()) {
            for (String suite : usual.getCipherSuites()) {
                if (!suite.contains("_WITH_")
                        && suite.startsWith("TLS_")
                        && !suite.endsWith("_SCSV")) {
                    found.add(suite);
                }
            }
            return found;
        }
        for (String name : names.split("[:, ]+")) {
            if (!supported.contains(name)) {
                throw new TlsException("Failed to configure ciphersuites: " + names);
            }
            found.add(name);
        }
        return found;
    }
}
