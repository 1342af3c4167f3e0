package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpireCommandsTest {

    private static final long AT_MS = TestStore.START_MS + 100_000;

    @RegisterExtension final TestStore store = new TestStore();

    @Test
    void expire_isPropagatedAsAMoment() {
        store.run("SET", "k", "v");
        store.events();
        store.effects();

        assertThat(store.run("EXPIRE", "k", "100")).isInteger(1);

        assertThat(store.events()).containsExactly("expire k");
        assertThat(store.effects()).containsExactly("PEXPIREAT k " + AT_MS);
        assertThat(store.run("PTTL", "k")).isInteger(100_000);
        assertThat(store.run("PEXPIRETIME", "k")).isInteger(AT_MS);
        assertThat(store.run("EXPIRETIME", "k")).isInteger(AT_MS / 1000);
    }

    @Test
    void expire_inThePast_deletes() {
        store.run("SET", "k", "v");
        store.events();
        store.effects();

        assertThat(store.run("EXPIREAT", "k", "1")).isInteger(1);

        assertThat(store.events()).containsExactly("del k");
        assertThat(store.effects()).containsExactly("DEL k");
        assertThat(store.run("TTL", "k")).isInteger(-2);
    }

    @Test
    void expiredKey_isGoneWhenLookedUp() {
        store.run("SET", "k", "v", "PX", "10");
        store.events();
        store.effects();
        store.clock().advanceMs(9);
        assertThat(store.run("GET", "k")).isText("v");

        store.clock().advanceMs(1);

        assertThat(store.run("GET", "k")).isNil();
        assertThat(store.events()).containsExactly("expired k");
        assertThat(store.effects()).containsExactly("DEL k");
    }

    @Test
    void expiredKey_overwritten_isOneUnitOfEffects() {
        store.run("SET", "k", "v", "PX", "10");
        store.clock().advanceMs(10);
        store.effects();

        store.run("SET", "k", "w");

        assertThat(store.effects()).containsExactly("MULTI", "DEL k", "SET k w", "EXEC");
    }

    @ParameterizedTest
    @CsvSource({
        "NX, 0, 1",
        "XX, 1, 0",
        "GT, 1, 0",
        "LT, 0, 1",
    })
    void expire_later_dependsOnTheCondition(String condition, int withExpiry, int without) {
        store.run("SET", "volatile", "v", "EX", "10");
        store.run("SET", "lasting", "v");

        assertThat(store.run("EXPIRE", "volatile", "100", condition)).isInteger(withExpiry);
        assertThat(store.run("EXPIRE", "lasting", "100", condition)).isInteger(without);
    }

    @ParameterizedTest
    @CsvSource({"GT, 0", "LT, 1"})
    void expire_sooner_dependsOnTheCondition(String condition, int set) {
        store.run("SET", "k", "v", "EX", "1000");

        assertThat(store.run("EXPIRE", "k", "100", condition)).isInteger(set);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "-9223372036854775808", "9223372036854776"})
    void expire_timeOutOfRange_isAnError(String seconds) {
        assertThat(store.run("EXPIRE", "k", seconds))
                .isError("ERR invalid expire time in 'expire' command");
    }

    @Test
    void expire_contradictingConditions_areErrors() {
        assertThat(store.run("EXPIRE", "k", "1", "NX", "LT"))
                .isError("ERR NX and XX, GT or LT options at the same time are not compatible");
        assertThat(store.run("EXPIRE", "k", "1", "GT", "LT"))
                .isError("ERR GT and LT options at the same time are not compatible");
        assertThat(store.run("EXPIRE", "k", "1", "maybe")).isError("ERR Unsupported option maybe");
    }

    @Test
    void persist_takesTheExpiryAway() {
        store.run("SET", "k", "v", "EX", "10");
        store.events();

        assertThat(store.run("PERSIST", "k")).isInteger(1);
        assertThat(store.run("PERSIST", "k")).isInteger(0);

        assertThat(store.run("TTL", "k")).isInteger(-1);
        assertThat(store.events()).containsExactly("persist k");
    }
}
