package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import onggi.engine.FieldSets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HIMPORT, as the documentation and the published tests of Redis 8.10 have it. */
class HashImportCommandsTest {

    @RegisterExtension final TestStore store = new TestStore(4);

    private String show(String... arguments) {
        return ReplyAssert.show(store.run(arguments)).replace("$", "");
    }

    @Test
    void set_pairsValuesWithThePreparedFields() {
        assertThat(store.run("HIMPORT", "PREPARE", "u", "name", "email", "")).isOk();
        store.effects();
        store.events();

        assertThat(store.run("HIMPORT", "SET", "user:1", "u", "alice", "a@x", "30")).isOk();

        assertThat(show("HGETALL", "user:1")).isEqualTo("[name, alice, email, a@x, , 30]");
        assertThat(store.events()).containsExactly("new user:1", "hset user:1");
        assertThat(store.effects()).containsExactly("HSET user:1 name alice email a@x  30");
    }

    @Test
    void set_replacesAHashAndItsExpiry() {
        store.given("HSET", "h", "old", "1");
        store.given("EXPIRE", "h", "100");
        store.given("HIMPORT", "PREPARE", "u", "a", "b");
        store.effects();

        assertThat(store.run("HIMPORT", "SET", "h", "u", "1", "2")).isOk();

        assertThat(show("HGETALL", "h")).isEqualTo("[a, 1, b, 2]");
        assertThat(store.run("TTL", "h")).isInteger(-1);
        assertThat(store.effects()).containsExactly("MULTI", "DEL h", "HSET h a 1 b 2", "EXEC");
    }

    @Test
    void set_anotherType_isRefused() {
        store.given("HIMPORT", "PREPARE", "u", "a");
        store.given("SET", "k", "text");

        assertThat(show("HIMPORT", "SET", "k", "u", "1")).contains("WRONGTYPE");
        assertThat(store.run("GET", "k")).isText("text");
    }

    @Test
    void set_wrongNumberOfValues_isRefused() {
        store.given("HIMPORT", "PREPARE", "u", "a", "b");

        assertThat(store.run("HIMPORT", "SET", "k", "u", "1"))
                .isError("ERR value count does not match fieldset field count");
        assertThat(store.run("HIMPORT", "SET", "k", "u", "1", "2", "3"))
                .isError("ERR value count does not match fieldset field count");
        assertThat(store.run("EXISTS", "k")).isInteger(0);
    }

    @Test
    void prepare_aFieldTwice_isRefusedAndKeepsNothing() {
        assertThat(store.run("HIMPORT", "PREPARE", "u", "a", "b", "a"))
                .isError("ERR duplicate field name in fieldset");
        assertThat(store.run("HIMPORT", "SET", "k", "u", "1", "2", "3"))
                .isError("ERR no such fieldset");
    }

    @Test
    void prepare_again_replaces() {
        store.given("HIMPORT", "PREPARE", "u", "a", "b");
        store.given("HIMPORT", "PREPARE", "u", "x");

        assertThat(store.run("HIMPORT", "SET", "k", "u", "1")).isOk();
        assertThat(show("HGETALL", "k")).isEqualTo("[x, 1]");
    }

    @Test
    void fieldSets_belongToTheirSession() {
        store.given("HIMPORT", "PREPARE", "u", "a");
        TestClient other = store.newClient();

        assertThat(other.run("HIMPORT", "SET", "k", "u", "1")).isError("ERR no such fieldset");
    }

    @Test
    void discard_forgetsOneOrAll_andTheirMemory() {
        store.given("HIMPORT", "PREPARE", "u", "a");
        store.given("HIMPORT", "PREPARE", "v", "a", "b");
        store.given("HIMPORT", "PREPARE", "w", "a", "b", "c");
        FieldSets sets = Objects.requireNonNull(store.client().fieldSets());
        long before = sets.bytes();

        assertThat(store.run("HIMPORT", "DISCARD", "w")).isInteger(1);
        assertThat(store.run("HIMPORT", "DISCARD", "w")).isInteger(0);
        assertThat(sets.bytes()).isBetween(1L, before - 1);
        assertThat(store.run("HIMPORT", "DISCARDALL")).isInteger(2);
        assertThat(store.run("HIMPORT", "DISCARDALL")).isInteger(0);
        assertThat(sets.bytes()).isZero();
    }

    @Test
    void insideExec_preparedFieldsServe() {
        store.run("MULTI");
        store.queue("HIMPORT", "PREPARE", "u", "a", "b");
        store.queue("HIMPORT", "SET", "k", "u", "1", "2");

        assertThat(show("EXEC")).isEqualTo("[+OK, +OK]");
        assertThat(show("HGETALL", "k")).isEqualTo("[a, 1, b, 2]");
    }

    @Test
    void hsetex_conditionsOnTheKey_areThoseOfValkey() {
        assertThat(store.run("HSETEX", "h", "XX", "FIELDS", "1", "a", "1")).isInteger(0);
        assertThat(store.run("HSETEX", "h", "NX", "FIELDS", "1", "a", "1")).isInteger(1);
        assertThat(store.run("HSETEX", "h", "NX", "FIELDS", "1", "b", "1")).isInteger(0);
        assertThat(store.run("HSETEX", "h", "EX", "9", "XX", "FNX", "FIELDS", "1", "b", "1"))
                .isInteger(1);
        assertThat(store.run("HSETEX", "h", "NX", "XX", "FIELDS", "1", "a", "1"))
                .isError("ERR syntax error");
        store.given("SET", "k", "text");
        assertThat(show("HSETEX", "k", "NX", "FIELDS", "1", "a", "1")).contains("WRONGTYPE");
    }

    @Test
    void zscan_noscores_answersMembersOnly() {
        store.given("ZADD", "z", "1", "a", "2", "b");

        assertThat(show("ZSCAN", "z", "0", "NOSCORES")).isEqualTo("[0, [a, b]]");
        assertThat(show("ZSCAN", "z", "0", "MATCH", "b", "COUNT", "5")).isEqualTo("[0, [b, 2]]");
        store.given("HSET", "h", "a", "1");
        assertThat(store.run("HSCAN", "h", "0", "NOSCORES"))
                .isError("ERR NOSCORES option can only be used in ZSCAN");
    }
}
