package onggi.server.tls;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.operator.InputDecryptor;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;

/** Decrypts with a key made of a passphrase by PBES2, the present form of PKCS#8. */
final class PassphraseCipher implements InputDecryptorProvider {

    private static final int BITS = 8;
    private static final int LONGEST_SCRYPT_BYTES = 256 << 20;

    private record Kind(String algorithm, int keyBytes) {}

    private static final Map<ASN1ObjectIdentifier, Kind> CIPHERS =
            Map.of(
                    NISTObjectIdentifiers.id_aes128_CBC, new Kind("AES", 16),
                    NISTObjectIdentifiers.id_aes192_CBC, new Kind("AES", 24),
                    NISTObjectIdentifiers.id_aes256_CBC, new Kind("AES", 32),
                    PKCSObjectIdentifiers.des_EDE3_CBC, new Kind("DESede", 24));

    private static final Map<ASN1ObjectIdentifier, String> DIGESTS =
            Map.of(
                    PKCSObjectIdentifiers.id_hmacWithSHA1, "PBKDF2WithHmacSHA1",
                    PKCSObjectIdentifiers.id_hmacWithSHA224, "PBKDF2WithHmacSHA224",
                    PKCSObjectIdentifiers.id_hmacWithSHA256, "PBKDF2WithHmacSHA256",
                    PKCSObjectIdentifiers.id_hmacWithSHA384, "PBKDF2WithHmacSHA384",
                    PKCSObjectIdentifiers.id_hmacWithSHA512, "PBKDF2WithHmacSHA512");

    private final char[] pass;

    PassphraseCipher(char[] pass) {
        this.pass = pass;
    }

    @Override
    public InputDecryptor get(AlgorithmIdentifier algorithm) throws OperatorCreationException {
        try {
            PBES2Parameters parameters = PBES2Parameters.getInstance(algorithm.getParameters());
            var scheme = parameters.getEncryptionScheme();
            Kind kind = CIPHERS.get(scheme.getAlgorithm());
            if (kind == null) {
                throw new GeneralSecurityException("unknown cipher " + scheme.getAlgorithm());
            }
            byte[] key = derive(parameters.getKeyDerivationFunc(), kind.keyBytes());
            byte[] start = ASN1OctetString.getInstance(scheme.getParameters()).getOctets();
            Cipher cipher = Cipher.getInstance(kind.algorithm() + "/CBC/PKCS5Padding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key, kind.algorithm()),
                    new IvParameterSpec(start));
            return new Decryptor(algorithm, cipher);
        } catch (GeneralSecurityException e) {
            throw new OperatorCreationException(String.valueOf(e.getMessage()), e);
        }
    }

    private byte[] derive(KeyDerivationFunc function, int length) throws GeneralSecurityException {
        if (function.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
            return scrypt(ScryptParams.getInstance(function.getParameters()), length);
        }
        PBKDF2Params parameters = PBKDF2Params.getInstance(function.getParameters());
        String digest = DIGESTS.get(parameters.getPrf().getAlgorithm());
        if (digest == null) {
            throw new GeneralSecurityException("unknown digest " + parameters.getPrf());
        }
        PBEKeySpec spec =
                new PBEKeySpec(
                        pass,
                        parameters.getSalt(),
                        parameters.getIterationCount().intValueExact(),
                        length * BITS);
        return SecretKeyFactory.getInstance(digest).generateSecret(spec).getEncoded();
    }

    private byte[] scrypt(ScryptParams parameters, int length) throws GeneralSecurityException {
        int cost = parameters.getCostParameter().intValueExact();
        int block = parameters.getBlockSize().intValueExact();
        if (128L * cost * block > LONGEST_SCRYPT_BYTES) {
            throw new GeneralSecurityException("scrypt would take too much memory");
        }
        return SCrypt.generate(
                new String(pass).getBytes(StandardCharsets.UTF_8),
                parameters.getSalt(),
                cost,
                block,
                parameters.getParallelizationParameter().intValueExact(),
                length);
    }

    private record Decryptor(AlgorithmIdentifier algorithm, Cipher cipher)
            implements InputDecryptor {

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return algorithm;
        }

        @Override
        public InputStream getInputStream(InputStream in) {
            return new CipherInputStream(in, cipher);
        }
    }
}
