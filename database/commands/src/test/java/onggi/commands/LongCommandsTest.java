package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.testkit.Gen;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What takes many turns says and does, byte for byte and in order, what one turn does. */
class LongCommandsTest {

    private static final int COUNT = 6000;
    private static final long SEED = 7;

    private static void build(TestStore store) {
        Gen gen = new Gen(SEED);
        for (int at = 0; at < COUNT; at += 500) {
            List<String> list = new ArrayList<>(List.of("RPUSH", "list"));
            List<String> set = new ArrayList<>(List.of("SADD", "set"));
            List<String> zset = new ArrayList<>(List.of("ZADD", "zset"));
            List<String> places = new ArrayList<>(List.of("GEOADD", "places"));
            for (int i = at; i < at + 500; i++) {
                list.add(Integer.toString(gen.below(3000)));
                set.add(Integer.toString(i * 7919 % 65_537));
                zset.addAll(List.of(gen.below(500) + ".25", "m" + i));
                places.addAll(
                        List.of(
                                gen.below(360_000) / 1000.0 - 180 + "",
                                gen.below(170_000) / 1000.0 - 85 + "",
                                "place" + i));
            }
            for (List<String> command : List.of(list, set, zset, places)) {
                store.given(command.toArray(String[]::new));
            }
        }
    }

    /** Runs a command turn by turn; returns its reply. */
    private static Bytes inTurns(TestStore store, TestClient client, String command) {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        int turns = 0;
        do {
            got.writeBytes(client.runRaw(command.split(" ", -1)));
            turns++;
            store.execution().endTurn();
        } while (client.wasPutOff());
        assertThat(turns).as(command).isGreaterThan(1);
        while (client.hasMore()) {
            got.writeBytes(client.piece());
        }
        return Bytes.wrap(got.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GEOSEARCH places FROMLONLAT 0 0 BYRADIUS 30000 km",
                "GEOSEARCH places FROMLONLAT 5 5 BYRADIUS 19000 km ASC WITHDIST WITHHASH WITHCOORD",
                "GEOSEARCH places FROMMEMBER place9 BYBOX 30000 15000 km DESC",
                "GEOSEARCH places FROMLONLAT 5 5 BYRADIUS 19000 km COUNT 5000",
                "GEOSEARCH places FROMLONLAT 5 5 BYRADIUS 19000 km COUNT 4500 ANY",
                "GEORADIUS places 7 7 25000 km DESC COUNT 10",
                "GEORADIUSBYMEMBER places place1 25000 km ASC",
                "SORT list",
                "SORT list DESC LIMIT 100 4000",
                "SORT list ALPHA GET # GET #",
                "SORT_RO list BY nosort DESC LIMIT 7 5000",
                "SORT set",
                "SORT_RO set ALPHA DESC LIMIT -3 99999999999",
                "SORT zset ALPHA",
                "SORT zset BY nosort DESC",
                "SORT zset BY nosort LIMIT 3 3",
                "SORT zset"
            })
    void reply_isThatOfOneTurn(String command) {
        for (int protocol = 2; protocol <= 3; protocol++) {
            try (TestStore store = new TestStore()) {
                build(store);
                TestClient whole = store.newClient();
                whole.speak(protocol);
                TestClient client = store.newClient();
                client.speak(protocol);
                client.mayBePutOff(true);
                client.takePieces();

                assertThat(inTurns(store, client, command))
                        .isEqualTo(Bytes.wrap(whole.runRaw(command.split(" ", -1))));
                store.check();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ZRANGESTORE to zset 0 -1",
                "ZRANGESTORE to zset 10 -2 REV",
                "ZRANGESTORE to zset (400 3 BYSCORE REV LIMIT 7 4400",
                "GEOSEARCHSTORE to places FROMLONLAT 0 0 BYRADIUS 30000 km",
                "GEOSEARCHSTORE to places FROMLONLAT 0 0 BYRADIUS 19000 km COUNT 20 STOREDIST",
                "GEORADIUS places 7 7 25000 km STORE to",
                "GEORADIUS places 7 7 25000 km STORE x STOREDIST to",
                "GEORADIUSBYMEMBER places place3 25000 km STOREDIST to",
                "SORT list STORE to",
                "SORT list LIMIT 6000 3 STORE to",
                "SORT set BY nosort GET # STORE to",
                "SORT set BY nosort LIMIT 5 9 STORE set",
                "SORT zset ALPHA DESC LIMIT 2 10 STORE to",
                "SORT list STORE list"
            })
    void whatIsStored_isThatOfOneTurn(String command) {
        try (TestStore store = new TestStore();
                TestStore other = new TestStore()) {
            build(store);
            build(other);
            store.given("SET", "to", "before");
            other.given("SET", "to", "before");
            TestClient client = store.newClient();
            client.mayBePutOff(true);
            client.takePieces();

            Bytes reply = inTurns(store, client, command);

            assertThat(reply)
                    .isEqualTo(Bytes.wrap(other.newClient().runRaw(command.split(" ", -1))));
            for (String key : List.of("to", "list", "set")) {
                assertThat(store.run("DEBUG", "DIGEST-VALUE", key))
                        .isEqualTo(other.run("DEBUG", "DIGEST-VALUE", key));
                assertThat(store.run("OBJECT", "ENCODING", key))
                        .isEqualTo(other.run("OBJECT", "ENCODING", key));
            }
            assertThat(store.effects()).isEqualTo(other.effects());
            store.check();
        }
    }
}
