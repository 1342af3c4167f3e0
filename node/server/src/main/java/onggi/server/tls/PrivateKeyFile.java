package onggi.server.tls;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * A private key in any form that OpenSSL writes: PKCS#8, PKCS#1 and SEC1, each encrypted or not.
 */
final class PrivateKeyFile {

    /*
     * Bouncy Castle reads PEM and ASN.1 and decrypts the old form of OpenSSL; the ciphers of the new
     * one are the JDK's. Its own provider is neither loaded nor shipped, as it would be larger than
     * everything else together.
     */

    private PrivateKeyFile() {}

    /**
     * Returns the first private key of a PEM file.
     *
     * @param name of the file, for messages
     * @param pass empty when there is none
     */
    static PrivateKey read(String name, String text, String pass) throws TlsException {
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                PrivateKeyInfo key = keyOf(found, pass, name);
                if (key != null) {
                    return new JcaPEMKeyConverter().getPrivateKey(key);
                }
            }
        } catch (IOException | GeneralSecurityException | PKCSException | RuntimeException e) {
            throw new TlsException("Failed to load private key: " + name, e);
        }
        throw new TlsException("Failed to load private key: " + name + ": no private key in it");
    }

    private static @Nullable PrivateKeyInfo keyOf(Object found, String pass, String name)
            throws IOException, GeneralSecurityException, PKCSException, TlsException {
        return switch (found) {
            case PrivateKeyInfo key -> key;
            case PEMKeyPair pair -> pair.getPrivateKeyInfo();
            case PEMEncryptedKeyPair locked -> {
                char[] letters = passOf(pass, name);
                yield locked.decryptKeyPair(new BcPEMDecryptorProvider(letters))
                        .getPrivateKeyInfo();
            }
            case PKCS8EncryptedPrivateKeyInfo locked -> unlock(locked, passOf(pass, name));
            default -> null;
        };
    }

    private static char[] passOf(String pass, String name) throws TlsException {
        if (pass.isEmpty()) {
            throw new TlsException(
                    "Failed to load private key: "
                            + name
                            + ": it is encrypted, and its passphrase is not set");
        }
        return pass.toCharArray();
    }

    private static PrivateKeyInfo unlock(PKCS8EncryptedPrivateKeyInfo locked, char[] pass)
            throws IOException, GeneralSecurityException, PKCSException {
        var algorithm = locked.toASN1Structure().getEncryptionAlgorithm().getAlgorithm();
        if (algorithm.equals(PKCSObjectIdentifiers.id_PBES2)) {
            return locked.decryptPrivateKeyInfo(new PassphraseCipher(pass));
        }
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(locked.getEncoded());
        Cipher cipher = Cipher.getInstance(info.getAlgName());
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(info.getAlgName())
                        .generateSecret(new PBEKeySpec(pass)),
                info.getAlgParameters());
        return PrivateKeyInfo.getInstance(info.getKeySpec(cipher).getEncoded());
    }
}
