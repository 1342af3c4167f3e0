package onggi.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists in OpenSSL's language choose the ciphers that OpenSSL would. */
class CipherNamesTest {

    private static final String GCM_256 = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    private static final String GCM_128 = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
    private static final String CHACHA = "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256";
    private static final String CBC = "TLS_DHE_RSA_WITH_AES_128_CBC_SHA";
    private static final String KRSA = "TLS_RSA_WITH_AES_128_CBC_SHA256";
    private static final String NEW = "TLS_AES_256_GCM_SHA384";
    private static final List<String> ALL = List.of(NEW, GCM_256, GCM_128, CHACHA, CBC, KRSA);
    private static final List<String> USUAL = List.of(NEW, GCM_256, GCM_128, CHACHA);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ECDHE-RSA-AES256-GCM-SHA384 | TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                "ECDHE-ECDSA-AES128-GCM-SHA256 | TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "ECDHE-RSA-CHACHA20-POLY1305 | TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                "DHE-RSA-AES128-SHA | TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
                "AES128-SHA256 | TLS_RSA_WITH_AES_128_CBC_SHA256",
                "TLS_RSA_WITH_AES_128_CBC_SHA256 | TLS_RSA_WITH_AES_128_CBC_SHA256",
            })
    void name_isThatCipherAlone(String name, String suite) {
        assertThat(CipherNames.choose(name, USUAL, ALL)).containsExactly(suite);
    }

    @Test
    void classesAndSigns_addAndTakeAway() {
        assertThat(CipherNames.choose("DEFAULT", USUAL, ALL))
                .containsExactly(GCM_256, GCM_128, CHACHA);
        assertThat(CipherNames.choose("DEFAULT:!AESGCM", USUAL, ALL)).containsExactly(CHACHA);
        assertThat(CipherNames.choose("ECDHE+AESGCM:!AES128", USUAL, ALL)).containsExactly(GCM_256);
        assertThat(CipherNames.choose("ALL:-kRSA:+ECDHE", USUAL, ALL))
                .containsExactly(CBC, GCM_256, GCM_128, CHACHA);
        assertThat(CipherNames.choose("HIGH:!aNULL@SECLEVEL=1", USUAL, ALL)).hasSize(5);
    }

    @Test
    void bannedOnes_doNotComeBack_butRemovedOnesDo() {
        assertThat(CipherNames.choose("!kRSA:AES128-SHA256", USUAL, ALL)).isEmpty();
        assertThat(CipherNames.choose("-kRSA:AES128-SHA256", USUAL, ALL)).containsExactly(KRSA);
    }

    @Test
    void unknownWords_meanNothing() {
        assertThat(CipherNames.choose("none-such:PSK", USUAL, ALL)).isEmpty();
    }
}
