package onggi.server;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import onggi.server.tls.Tls;

/** INFO's section about certificates, with Valkey's names. */
final class TlsInfo {

    private static final long MS_PER_SECOND = 1000;

    private final ServerState state;

    TlsInfo(ServerState state) {
        this.state = state;
    }

    void tls(InfoWriter out) {
        Tls tls = state.engine().room(Tls.class);
        describe(out, "server", tls.chain().isEmpty() ? List.of() : tls.chain().subList(0, 1));
        describe(out, "client", List.of());
        describe(out, "ca", tls.authorities());
    }

    /** Of several, the one that ends first. */
    private void describe(InfoWriter out, String whose, List<X509Certificate> certificates) {
        X509Certificate first = null;
        for (X509Certificate each : certificates) {
            if (first == null || endMs(each) < endMs(first)) {
                first = each;
            }
        }
        String name = "tls_" + whose + "_cert_";
        long nowMs = state.engine().clock().nowMs();
        out.field(
                name + "serial",
                first == null
                        ? "none"
                        : first.getSerialNumber().toString(16).toUpperCase(Locale.ROOT));
        out.field(
                name + "expires_in_seconds",
                first == null ? 0 : Math.max(0, (endMs(first) - nowMs) / MS_PER_SECOND));
    }

    private static long endMs(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().toEpochMilli();
    }
}
