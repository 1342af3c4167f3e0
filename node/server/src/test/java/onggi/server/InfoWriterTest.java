package onggi.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InfoWriterTest {

    @Test
    void amounts_areWrittenForPeople() {
        assertThat(InfoWriter.human(0)).isEqualTo("0B");
        assertThat(InfoWriter.human(1023)).isEqualTo("1023B");
        assertThat(InfoWriter.human(940944)).isEqualTo("918.89K");
        assertThat(InfoWriter.human(25276502016L)).isEqualTo("23.54G");
    }

    @Test
    void numbers_keepTheirDecimals() {
        assertThat(InfoWriter.decimals(0.05, 2)).isEqualTo("0.05");
        assertThat(InfoWriter.decimals(181.0, 2)).isEqualTo("181.00");
        assertThat(InfoWriter.decimals(-1.5, 2)).isEqualTo("-1.50");
        assertThat(InfoWriter.decimals(1.25, 6)).isEqualTo("1.250000");
    }
}
