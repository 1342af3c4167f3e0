package onggi.net;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import onggi.bytes.LateLogger;
import onggi.engine.AccessContext;
import onggi.net.acl.AclUser;
import onggi.net.acl.Denial;

/**
 * The user as whom an encrypted client acts from the beginning because of its certificate ({@code
 * tls-auth-clients-user}). The certificate has been believed when this is asked.
 */
final class CertificateUser {

    private static final String OFF = "off";
    private static final String COMMON_NAME = "CN";

    private static final System.Logger LOG = LateLogger.of(CertificateUser.class);

    /** The kind of a general name that is a URI, as RFC 5280 numbers them. */
    private static final int URI_NAME = 6;

    private CertificateUser() {}

    /** Lets a client act as the user whom its certificate names, if there is such a user. */
    static void admit(ClientSession session, SSLSession encrypted) {
        String where = session.server().settings().certificateUser();
        if (where.equals(OFF)) {
            return;
        }
        List<String> names = names(encrypted, where);
        for (String name : names) {
            AclUser user = session.server().access().user(name);
            if (user != null && user.rules().isOn()) {
                session.actAs(user, true);
                session.refreshGate();
                LOG.log(System.Logger.Level.DEBUG, "TLS: Auto-authenticated client as {0}", name);
                return;
            }
        }
        if (!names.isEmpty()) {
            refused(session, names.getFirst());
        }
    }

    private static void refused(ClientSession session, String name) {
        long nowMs = session.server().clock().nowMs();
        session.server()
                .access()
                .log()
                .add(
                        Denial.CERTIFICATE,
                        AccessContext.TOPLEVEL,
                        "",
                        name,
                        nowMs,
                        ClientText.of(session, nowMs));
    }

    private static List<String> names(SSLSession encrypted, String where) {
        try {
            X509Certificate shown = (X509Certificate) encrypted.getPeerCertificates()[0];
            return where.equals(COMMON_NAME) ? commonNames(shown) : uris(shown);
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // the client showed none
        } catch (InvalidNameException | CertificateParsingException e) {
            LOG.log(System.Logger.Level.DEBUG, "the names of a certificate cannot be read", e);
            return List.of();
        }
    }

    private static List<String> commonNames(X509Certificate shown) throws InvalidNameException {
        List<String> names = new ArrayList<>();
        for (Rdn part : new LdapName(shown.getSubjectX500Principal().getName()).getRdns()) {
            if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String name) {
                names.add(name);
            }
        }
        return names.isEmpty() ? names : List.of(names.getLast());
    }

    private static List<String> uris(X509Certificate shown) throws CertificateParsingException {
        List<String> names = new ArrayList<>();
        Collection<List<?>> others = shown.getSubjectAlternativeNames();
        if (others != null) {
            for (List<?> other : others) {
                if (other.get(0) instanceof Integer kind
                        && kind == URI_NAME
                        && other.get(1) instanceof String uri) {
                    names.add(uri);
                }
            }
        }
        return names;
    }
}
