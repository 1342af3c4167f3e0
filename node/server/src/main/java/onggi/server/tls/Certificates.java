package onggi.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Certificates in files. */
final class Certificates {

    private static final Set<String> KINDS = Set.of("CERTIFICATE", "X509 CERTIFICATE");
    private static final byte[] PROBE = {'o', 'n', 'g', 'g', 'i'};

    private Certificates() {}

    /** Returns the certificates of a PEM file, that of the server first. */
    static List<X509Certificate> chain(Path file) throws TlsException {
        try {
            List<X509Certificate> chain = parse(file);
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (IOException | CertificateException e) {
            throw new TlsException("Failed to load certificate: " + file, e);
        }
        throw new TlsException("Failed to load certificate: " + file + ": no certificate in it");
    }

    /** Returns the certificates of whom to believe, of a PEM file. */
    static List<X509Certificate> authorities(Path file) throws TlsException {
        try {
            List<X509Certificate> found = parse(file);
            if (!found.isEmpty()) {
                return found;
            }
        } catch (IOException | CertificateException e) {
            throw new TlsException("Failed to load CA certificate(s): " + file, e);
        }
        throw new TlsException(
                "Failed to load CA certificate(s): " + file + ": no certificate in it");
    }

    /** Returns the certificates of all files of a folder; what is no certificate is passed over. */
    static List<X509Certificate> authoritiesIn(Path folder) throws TlsException {
        List<X509Certificate> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isRegularFile(file)) {
                    found.addAll(parseIfAny(file));
                }
            }
        } catch (IOException e) {
            throw new TlsException("Failed to load CA certificate(s): " + folder, e);
        }
        return found;
    }

    private static List<X509Certificate> parseIfAny(Path file) throws IOException {
        try {
            return parse(file);
        } catch (CertificateException e) {
            return List.of();
        }
    }

    /** A file may hold the private key as well: what is no certificate is passed over. */
    private static List<X509Certificate> parse(Path file) throws IOException, CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = new ArrayList<>();
        try (PemReader reader =
                new PemReader(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))) {
            for (PemObject block = reader.readPemObject();
                    block != null;
                    block = reader.readPemObject()) {
                if (KINDS.contains(block.getType())
                        && factory.generateCertificate(new ByteArrayInputStream(block.getContent()))
                                instanceof X509Certificate certificate) {
                    found.add(certificate);
                }
            }
        } catch (RuntimeException e) {
            throw new CertificateException("damaged: " + e.getMessage(), e);
        }
        return found;
    }

    /** Returns whether a private key is that of a certificate. */
    static boolean belongTogether(PrivateKey key, PublicKey certified) {
        try {
            Signature signature = Signature.getInstance(algorithm(key));
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String algorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "DSA" -> "SHA256withDSA";
            default -> key.getAlgorithm();
        };
    }
}
