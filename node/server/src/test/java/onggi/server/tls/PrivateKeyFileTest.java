package onggi.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form in which OpenSSL writes a private key is read, and nothing else is. */
class PrivateKeyFileTest {

    @TempDir static Path folder;

    @BeforeAll
    static void makeKeys() throws Exception {
        assumeTrue(openssl("version") == 0, "openssl is not on the path");
        openssl("genpkey -algorithm RSA -out rsa");
        openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out ec");
        openssl("genpkey -algorithm ed25519 -out ed");
        openssl("genpkey -algorithm ed448 -out ed448");
        for (String key : List.of("rsa", "ec", "ed", "ed448")) {
            openssl("req -new -x509 -key " + key + " -subj /CN=x -out " + key + ".crt");
        }
    }

    private static int openssl(String arguments) throws InterruptedException {
        try {
            return new ProcessBuilder(("openssl " + arguments).split(" "))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said").toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    private static PrivateKey read(String pass) throws IOException, TlsException {
        return PrivateKeyFile.read("key", Files.readString(folder.resolve("key")), pass);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs8 -topk8 -nocrypt -in rsa -out key",
                "pkcs8 -topk8 -nocrypt -in ec -out key",
                "pkcs8 -topk8 -nocrypt -in ed -out key",
                "pkcs8 -topk8 -nocrypt -in ed448 -out key",
                "rsa -traditional -in rsa -out key",
                "ec -in ec -out key",
            })
    void openForm_isRead(String command) throws Exception {
        assertThat(openssl(command)).isZero();

        assertBelongs(command, read(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs8 -topk8 -in rsa -out key",
                "pkcs8 -topk8 -in ed -out key",
                "pkcs8 -topk8 -in rsa -out key -v2 aes-128-cbc",
                "pkcs8 -topk8 -in ec -out key -v2 aes-192-cbc -v2prf hmacWithSHA512",
                "pkcs8 -topk8 -in rsa -out key -v2 des3 -v2prf hmacWithSHA1",
                "pkcs8 -topk8 -in rsa -out key -v1 PBE-SHA1-3DES",
                "pkcs8 -topk8 -in rsa -out key -scrypt",
                "rsa -traditional -in rsa -out key -aes256",
                "rsa -traditional -in rsa -out key -aes128",
                "rsa -traditional -in rsa -out key -des3",
                "ec -in ec -out key -aes256",
            })
    void encryptedForm_isReadWithItsPassphraseOnly(String command) throws Exception {
        assertThat(openssl(command + " -passout pass:secret")).isZero();

        assertBelongs(command, read("secret"));
        assertThatThrownBy(() -> read("wrong"))
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith("Failed to load private key: key: ");
        assertThatThrownBy(() -> read(""))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("it is encrypted, and its passphrase is not set");
    }

    private static void assertBelongs(String command, PrivateKey key) throws TlsException {
        String name = command.replaceAll(".*-in (\\w+) .*", "$1");
        X509Certificate own = Certificates.chain(folder.resolve(name + ".crt")).getFirst();

        assertThat(Certificates.belongTogether(key, own.getPublicKey())).isTrue();
        for (String other : List.of("rsa", "ec", "ed", "ed448")) {
            X509Certificate its = Certificates.chain(folder.resolve(other + ".crt")).getFirst();
            assertThat(Certificates.belongTogether(key, its.getPublicKey()))
                    .isEqualTo(other.equals(name));
        }
    }

    @Test
    void parametersBeforeTheKey_arePassedOver() throws Exception {
        openssl("ecparam -genkey -name prime256v1 -out key");

        assertThat(Files.readString(folder.resolve("key"))).contains("EC PARAMETERS");
        assertThat(read("").getAlgorithm()).isEqualTo("EC");
    }

    @Test
    void everyCut_isAKeyOrRefused() throws Exception {
        openssl("rsa -traditional -in rsa -out key -aes256 -passout pass:secret");
        String text = Files.readString(folder.resolve("key"));

        for (int i = 0; i < text.length(); i += 7) {
            String cut = text.substring(0, i) + text.substring(Math.min(text.length(), i + 3));
            try {
                assertThat(PrivateKeyFile.read("key", cut, "secret")).isNotNull();
            } catch (TlsException e) {
                assertThat(e).hasMessageStartingWith("Failed to load private key: key");
            }
        }
    }
}
