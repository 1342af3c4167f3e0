package onggi.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BytesTest {

    @Test
    void compareTo_highBytes_areAboveLowOnes() {
        assertThat(Bytes.ofLatin1("a\u00ff")).isGreaterThan(Bytes.ofLatin1("a\u007f"));
        assertThat(Bytes.of("ab")).isGreaterThan(Bytes.of("a"));
    }

    @Test
    void equals_sameBytes_isTrueAndHashesAlike() {
        Bytes part = Bytes.copyOf(new byte[] {1, 2, 3, 4}, 1, 2);

        assertThat(part)
                .isEqualTo(Bytes.wrap(new byte[] {2, 3}))
                .hasSameHashCodeAs(Bytes.wrap(new byte[] {2, 3}));
        assertThat(part.equals(new byte[] {0, 2, 3}, 1, 2)).isTrue();
    }

    @Test
    void copyOf_arrayChangedLater_doesNotChange() {
        byte[] array = {1};
        Bytes bytes = Bytes.copyOf(array);

        array[0] = 2;
        bytes.toByteArray()[0] = 3;

        assertThat(bytes.byteAt(0)).isEqualTo((byte) 1);
    }

    @Test
    void toString_binary_isEscaped() {
        assertThat(Bytes.ofLatin1("a\\\r\u00e9")).hasToString("a\\\\\\x0d\\xe9");
    }
}
