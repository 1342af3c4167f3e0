package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Await;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushTest {

    @SuppressWarnings("NullAway.Init") // by start
    private TestServer server;

    private void start(int loops) throws IOException {
        server = new TestServer(loops, 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RespClient client() {
        return RespClient.connect(server.port());
    }

    private static String message(String text) {
        return "*3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$" + text.length() + "\r\n" + text + "\r\n";
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void messages_reachEverySubscriberInOrder(int loops) throws IOException {
        start(loops);
        List<RespClient> subscribers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            subscribers.add(client());
            subscribers.get(i).call("SUBSCRIBE", "ch");
        }
        try (RespClient publisher = client()) {
            for (int i = 0; i < 3000; i++) {
                publisher.command("PUBLISH", "ch", i % 100 == 0 ? "x".repeat(5000) : "m" + i);
            }
            for (int i = 0; i < 3000; i++) {
                assertThat(publisher.frame()).isEqualTo(":6\r\n");
            }
        }
        for (RespClient subscriber : subscribers) {
            for (int i = 0; i < 3000; i++) {
                String text = i % 100 == 0 ? "x".repeat(5000) : "m" + i;
                assertThat(subscriber.frame()).isEqualTo(message(text));
            }
            subscriber.close();
        }
        Await.until("all have gone", () -> server.net.clients().count() == 0);
    }

    @Test
    void message_comesBehindTheRepliesBeforeIt() throws IOException {
        start(1);
        try (RespClient subscriber = client();
                RespClient publisher = client()) {
            subscriber.call("HELLO", "3");
            for (int round = 0; round < 200; round++) {
                subscriber.send(
                        "ECHO a\r\nSUBSCRIBE ch\r\nECHO b\r\nPUBLISH ch self\r\nECHO c\r\n");
                publisher.command("PUBLISH", "ch", "other");

                List<String> replies = new ArrayList<>();
                while (replies.size() < 5) {
                    String frame = subscriber.frame();
                    if (!frame.contains("other")) {
                        replies.add(frame);
                    }
                }
                assertThat(replies.get(0)).isEqualTo("$1\r\na\r\n");
                assertThat(replies.get(2)).isEqualTo("$1\r\nb\r\n");
                assertThat(replies.get(3)).startsWith(">3\r\n").contains("self");
                assertThat(replies.get(4)).isEqualTo(":1\r\n");
                assertThat(untilOther(subscriber)).isEqualTo("$1\r\nc\r\n");
                publisher.frame();
            }
        }
    }

    private static String untilOther(RespClient client) {
        String frame = client.frame();
        return frame.contains("other") ? client.frame() : frame;
    }

    @Test
    void subscriber_whoIsMuted_hearsMessagesStill() throws IOException {
        start(1);
        try (RespClient client = client()) {
            client.call("HELLO", "3");
            client.send("ECHO a\r\nCLIENT REPLY OFF\r\nSUBSCRIBE ch\r\nPUBLISH ch b\r\nPING\r\n");
            client.send("CLIENT REPLY ON\r\n");

            assertThat(client.frame()).isEqualTo("$1\r\na\r\n");
            assertThat(client.frame()).isEqualTo("+subscribed\r\n");
            assertThat(client.frame()).startsWith(">3\r\n");
            assertThat(client.frame()).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void subscriber_whoDoesNotRead_isClosedAndStopsNobody() throws IOException {
        start(2);
        server.settings.outputLimit(ClientClass.PUBSUB, new OutputLimit(1 << 20, 0, 0));
        try (RespClient slow = RespClient.connect(server.port(), 4096);
                RespClient quick = client();
                RespClient publisher = client()) {
            slow.call("SUBSCRIBE", "ch");
            quick.call("SUBSCRIBE", "ch");
            String text = "y".repeat(20_000);
            for (int i = 0; i < 500; i++) {
                publisher.command("PUBLISH", "ch", text);
                assertThat(quick.frame()).isEqualTo(message(text));
            }

            Await.until("the slow one is closed", () -> server.net.clients().count() == 2);
            assertThat(server.net.stats().outputLimitCloses()).isEqualTo(1);
        }
    }
}
