package onggi.net;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * What encrypted connections begin with; those that are open keep theirs when another one comes.
 *
 * @param context the certificate of the server and whom it believes
 * @param client the certificate that other servers are shown, and whom of them is believed
 * @param parameters protocols, ciphers and whether clients must show a certificate
 */
public record TlsContext(SSLContext context, SSLContext client, SSLParameters parameters) {

    /** Returns this server's end of a connection to another one. */
    SSLEngine engineToOther() {
        SSLEngine engine = client.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Returns the server's end of a new connection. */
    SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        return engine;
    }
}
