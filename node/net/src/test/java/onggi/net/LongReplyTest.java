package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import onggi.engine.StoreCheck;
import onggi.testkit.Await;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that are too long for one turn. */
class LongReplyTest {

    private static final int MEMBERS = 100_000;
    private static final int MEMBER_BYTES = 100;

    /** "$100", a member, and two line ends. */
    private static final long REPLY_BYTES = MEMBERS * (MEMBER_BYTES + 8L);

    private static final int SMALL_BUFFER = 1 << 15;

    @SuppressWarnings("NullAway.Init") // by start
    private TestServer server;

    private void start(int loops) throws IOException {
        server = new TestServer(loops, 0);
        try (RespClient client = client()) {
            for (int i = 0; i < MEMBERS; i += 1000) {
                client.call("FILL", "big", "" + i, "" + (i + 1000));
            }
        }
        Await.until("the filling client has gone", () -> server.net.clients().count() == 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RespClient client() {
        return RespClient.connect(server.port());
    }

    /** A client that has asked for everything and reads nothing yet. */
    private RespClient asking(String... before) {
        RespClient client = RespClient.connect(server.port(), SMALL_BUFFER);
        for (String request : before) {
            client.send(request + "\r\n");
            client.frame();
        }
        long id = Long.parseLong(client.call("CLIENT", "ID").substring(1).strip());
        client.command("MEMBERS", "big");
        Await.until("its output waits", () -> waits(id));
        return client;
    }

    private boolean waits(long id) {
        ClientSession session = server.net.clients().client(id);
        return session != null && session.connection().output().bytes() > 0;
    }

    private static void assertIsWhole(String reply) {
        assertThat(reply).startsWith("*" + MEMBERS + "\r\n");
        String[] members =
                Arrays.stream(reply.split("\r\n"))
                        .skip(1)
                        .filter(line -> !line.startsWith("$"))
                        .sorted()
                        .toArray(String[]::new);
        assertThat(members).hasSize(MEMBERS);
        for (int i = 0; i < MEMBERS; i++) {
            if (Integer.parseInt(members[i]) != i) {
                assertThat(members[i]).isEqualTo(String.format("%0100d", i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void longReply_isMadeAsTheClientTakesIt(int loops) throws IOException {
        start(loops);
        try (RespClient slow = asking();
                RespClient other = client()) {
            assertThat(other.call("PING")).isEqualTo("+PONG\r\n");
            assertThat(server.net.stats().waitingOutputBytes()).isLessThan(1 << 20);

            long turns = server.net.stats().loopTurns();
            assertIsWhole(slow.frame());
            assertThat(server.net.stats().loopTurns() - turns).isGreaterThan(20);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void otherClients_areServedBetweenPieces(int loops) throws Exception {
        start(loops);
        try (RespClient slow = asking();
                RespClient other = client()) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            Thread reading = Thread.ofPlatform().start(() -> reply.complete(slow.frame()));
            int pings = 0;
            while (!reply.isDone()) {
                other.call("PING");
                pings++;
            }
            reading.join();
            assertIsWhole(reply.join());
            assertThat(pings).isGreaterThan(5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void requestsBehindALongReply_areAnsweredBehindIt(int loops) throws IOException {
        start(loops);
        try (RespClient client = client()) {
            client.send("PING\r\nMEMBERS big\r\nSET a x\r\nMEMBERS big\r\nGET a\r\n");

            assertThat(client.frame()).isEqualTo("+PONG\r\n");
            assertIsWhole(client.frame());
            assertThat(client.frame()).isEqualTo("+OK\r\n");
            assertIsWhole(client.frame());
            assertThat(client.frame()).isEqualTo("$1\r\nx\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void requestsThatComeDuringALongReply_areAnsweredBehindIt(int loops) throws IOException {
        start(loops);
        try (RespClient slow = asking()) {
            for (int i = 0; i < 5000; i++) {
                slow.command("ECHO", "" + i);
            }

            assertIsWhole(slow.frame());
            for (int i = 0; i < 5000; i++) {
                assertThat(slow.frame()).endsWith("\r\n" + i + "\r\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void pushes_comeBehindTheLongReply(int loops) throws IOException {
        start(loops);
        try (RespClient slow = asking("HELLO 3", "SUBSCRIBE ch");
                RespClient publisher = client()) {
            for (int i = 0; i < 100; i++) {
                assertThat(publisher.call("PUBLISH", "ch", "m" + i)).isEqualTo(":1\r\n");
            }

            assertIsWhole(slow.frame());
            for (int i = 0; i < 100; i++) {
                assertThat(slow.frame()).startsWith(">3\r\n").endsWith("m" + i + "\r\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void value_thatChangesMeanwhile_isAnsweredAsItWas(int loops) throws IOException {
        start(loops);
        List<RespClient> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(asking());
        }
        try (RespClient writer = client()) {
            assertThat(writer.call("FILL", "big", "" + MEMBERS, "" + (MEMBERS + 1)))
                    .isEqualTo("+OK\r\n");
        }
        for (RespClient reader : readers) {
            assertIsWhole(reader.frame());
            reader.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void value_thatIsDeletedMeanwhile_isAnsweredAndThenFreed(int loops) throws IOException {
        start(loops);
        RespClient leaving = asking();
        try (RespClient slow = asking();
                RespClient writer = client()) {
            assertThat(writer.call("DROP", "big")).isEqualTo("+OK\r\n");
            leaving.abort();

            if (loops == 1) {
                assertIsSound();
            }
            assertIsWhole(slow.frame());
            Await.until(
                    "the members are freed", () -> server.engine.keyspace().usedBytes() < 1 << 20);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void client_thatLeaves_letsTheValueGo(int loops) throws IOException {
        start(loops);
        asking().abort();
        Await.until("it has gone", () -> server.net.clients().count() == 0);
        try (RespClient client = client()) {
            client.call("DROP", "big");
            Await.until(
                    "the members are freed", () -> server.engine.keyspace().usedBytes() < 1 << 20);
        }
        if (loops == 1) {
            assertIsSound();
        }
    }

    private void assertIsSound() {
        CompletableFuture<Boolean> sound = new CompletableFuture<>();
        server.net
                .loops()
                .getFirst()
                .post(() -> {
                    try {
                        StoreCheck.of(server.engine.keyspace()).run();
                        sound.complete(true);
                    } catch (RuntimeException e) {
                        sound.completeExceptionally(e);
                    }
                });
        assertThat(sound.join()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void client_whoHasNothingMoreToSay_getsItAll(int loops) throws IOException {
        start(loops);
        try (RespClient slow = asking()) {
            slow.finishSending();

            assertIsWhole(slow.frame());
            assertThat(slow.readToEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void replyLongerThanTheOutputLimit_closesTheClient(int loops) throws IOException {
        start(loops);
        server.settings.outputLimit(ClientClass.NORMAL, new OutputLimit(1 << 20, 0, 0));
        try (RespClient client = client()) {
            client.command("MEMBERS", "big");

            assertThat((long) client.readToEnd().length()).isLessThan(REPLY_BYTES / 2);
            assertThat(server.net.stats().outputLimitCloses()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void replyThatWillBeLongerThanTheOutputLimit_closesTheClientAtOnce(int loops)
            throws IOException {
        start(loops);
        server.settings.outputLimit(ClientClass.NORMAL, new OutputLimit(100_000, 0, 0));
        try (RespClient client = client()) {
            client.command("MEMBERS", "big");

            assertThat(client.readToEnd()).isEmpty();
            assertThat(server.net.stats().outputLimitCloses()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void mutedClient_getsNothing(int loops) throws IOException {
        start(loops);
        try (RespClient client = client()) {
            client.send("CLIENT REPLY OFF\r\nMEMBERS big\r\nCLIENT REPLY ON\r\nPING\r\n");

            assertThat(client.frame()).isEqualTo("+OK\r\n");
            assertThat(client.frame()).isEqualTo("+PONG\r\n");
        }
    }
}
