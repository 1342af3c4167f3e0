package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static onggi.commands.ReplyAssert.show;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PubSubCommandsTest {

    @RegisterExtension final TestStore store = new TestStore();

    private static List<String> received(TestClient client) {
        return client.delivered().stream().map(ReplyAssert::show).toList();
    }

    @Test
    void publish_reachesListenersByNameThenByPattern() {
        TestClient both = store.newClient();
        both.run("SUBSCRIBE", "news");
        both.run("PSUBSCRIBE", "n?ws");
        TestClient other = store.newClient();
        other.speak(3);
        other.run("SUBSCRIBE", "news", "sport");

        assertThat(store.run("PUBLISH", "news", "hello")).isInteger(3);

        assertThat(received(both))
                .containsExactly("[$message, $news, $hello]", "[$pmessage, $n?ws, $news, $hello]");
        assertThat(received(other)).containsExactly(">[$message, $news, $hello]");
    }

    @Test
    void publish_nobodyListens_isZero() {
        assertThat(store.run("PUBLISH", "news", "hello")).isInteger(0);
        assertThat(store.run("SPUBLISH", "news", "hello")).isInteger(0);
    }

    @Test
    void publish_afterUnsubscribe_reachesNobody() {
        TestClient client = store.newClient();
        client.run("SUBSCRIBE", "a");
        client.run("PSUBSCRIBE", "*");
        client.run("UNSUBSCRIBE", "a");
        client.run("PUNSUBSCRIBE");

        assertThat(store.run("PUBLISH", "a", "x")).isInteger(0);

        assertThat(client.delivered()).isEmpty();
        assertThat(client.subscriptions().isEmpty()).isTrue();
    }

    @Test
    void spublish_reachesShardListenersOnly() {
        TestClient sharded = store.newClient();
        sharded.run("SSUBSCRIBE", "a");
        TestClient plain = store.newClient();
        plain.run("SUBSCRIBE", "a");

        assertThat(store.run("SPUBLISH", "a", "x")).isInteger(1);

        assertThat(received(sharded)).containsExactly("[$smessage, $a, $x]");
        assertThat(plain.delivered()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void subscribe_confirmsEachChannelWithTheCount(int protocol) {
        TestClient client = store.newClient();
        client.speak(protocol);
        String mark = protocol == 2 ? "*" : ">";

        String reply = text(client.runRaw("SUBSCRIBE", "a", "b", "a"));

        assertThat(reply)
                .isEqualTo(
                        mark
                                + "3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n"
                                + mark
                                + "3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:2\r\n"
                                + mark
                                + "3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:2\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"})
    void unsubscribe_nothingSubscribed_confirmsNil(String command) {
        String word = command.toLowerCase(java.util.Locale.ROOT);

        assertThat(show(store.run(command))).isEqualTo("[$" + word + ", nil, :0]");
        assertThat(show(store.run(command, "x"))).isEqualTo("[$" + word + ", $x, :0]");
    }

    @Test
    void pubsub_tellsWhoListens() {
        store.newClient().run("SUBSCRIBE", "a1", "b1");
        store.newClient().run("SUBSCRIBE", "a1");
        store.newClient().run("PSUBSCRIBE", "p*", "q*");
        store.newClient().run("PSUBSCRIBE", "p*");
        store.newClient().run("SSUBSCRIBE", "s1");

        assertThat(store.run("PUBSUB", "CHANNELS", "a*")).isArray("$a1");
        assertThat(TestClient.elements(store.run("PUBSUB", "CHANNELS"))).hasSize(2);
        assertThat(store.run("PUBSUB", "NUMSUB", "a1", "x")).isArray("$a1", ":2", "$x", ":0");
        assertThat(store.run("PUBSUB", "NUMPAT")).isInteger(2);
        assertThat(store.run("PUBSUB", "SHARDCHANNELS")).isArray("$s1");
        assertThat(store.run("PUBSUB", "SHARDNUMSUB", "s1")).isArray("$s1", ":1");
    }

    @Test
    void unsubscribeAll_leavesNoTrace() {
        TestClient client = store.newClient();
        for (int i = 0; i < 500; i++) {
            client.run("SUBSCRIBE", "c" + i);
            client.run("SSUBSCRIBE", "s" + i);
        }
        client.run("PSUBSCRIBE", "*");

        store.engine().channels().unsubscribeAll(client);

        assertThat(store.run("PUBSUB", "CHANNELS")).isArray();
        assertThat(store.run("PUBSUB", "SHARDCHANNELS")).isArray();
        assertThat(store.run("PUBSUB", "NUMPAT")).isInteger(0);
        assertThat(client.subscriptions().count()).isZero();
    }

    @Test
    void publish_manyChannelsComeAndGo_eachIsFoundByItsName() {
        TestClient client = store.newClient();
        for (int i = 0; i < 1000; i++) {
            client.run("SUBSCRIBE", "c" + i);
        }
        for (int i = 0; i < 1000; i += 3) {
            client.run("UNSUBSCRIBE", "c" + i);
        }

        for (int i = 0; i < 1000; i++) {
            assertThat(store.run("PUBLISH", "c" + i, "x")).isInteger(i % 3 == 0 ? 0 : 1);
        }
    }

    private static String text(byte[] reply) {
        return new String(reply, StandardCharsets.ISO_8859_1);
    }
}
