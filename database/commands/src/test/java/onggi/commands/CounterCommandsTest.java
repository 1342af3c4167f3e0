package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterCommandsTest {

    @RegisterExtension final TestStore store = new TestStore();

    @Test
    void incr_absentKey_countsFromZero() {
        assertThat(store.run("INCR", "k")).isInteger(1);
        assertThat(store.run("DECRBY", "k", "11")).isInteger(-10);
        assertThat(store.effects()).containsExactly("INCR k", "DECRBY k 11");
    }

    @Test
    void incr_volatileKey_keepsItsExpiry() {
        store.run("SET", "k", "9", "PX", "1000");
        store.run("SET", "raw", "1", "PX", "1000");
        store.run("APPEND", "raw", "0");

        assertThat(store.run("INCR", "k")).isInteger(10);
        assertThat(store.run("INCR", "raw")).isInteger(11);
        store.clock().advanceMs(1000);

        assertThat(store.run("MGET", "k", "raw")).isArray("nil", "nil");
    }

    @ParameterizedTest
    @CsvSource({"9223372036854775807, 1", "-9223372036854775808, -1", "1, 9223372036854775807"})
    void incrby_resultBeyond64Bits_changesNothing(String value, String increment) {
        store.run("SET", "k", value);

        assertThat(store.run("INCRBY", "k", increment))
                .isError("ERR increment or decrement would overflow");
        assertThat(store.run("GET", "k")).isText(value);
    }

    @ParameterizedTest
    @CsvSource({
        "10.50, 0.1, 10.6",
        "5.0e3, 2.0e2, 5200",
        "0, -1.5, -1.5",
        "3, 1.000000000000000005, 4.00000000000000001"
    })
    void incrbyfloat_numbers_areAddedInEightyBits(String value, String increment, String sum) {
        store.run("SET", "k", value, "PX", "1000");
        store.effects();

        assertThat(store.run("INCRBYFLOAT", "k", increment)).isText(sum);

        assertThat(store.effects())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("SET k ")
                .endsWith(" KEEPTTL");
    }
}
