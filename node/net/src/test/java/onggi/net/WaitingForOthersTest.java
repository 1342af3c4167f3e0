package onggi.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import onggi.testkit.Await;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that are put off until others have done their work on the same value. */
class WaitingForOthersTest {

    private static final int TURNS = 20_000;

    private static TestServer server(int loops) throws IOException {
        TestServer server = new TestServer(loops, 0);
        try (RespClient client = RespClient.connect(server.port())) {
            client.call("FILL", "big", "0", "10");
        }
        Await.until("the filling client has gone", () -> server.net.clients().count() == 0);
        return server;
    }

    private static Connection connection(TestServer server, RespClient client) {
        long id = Long.parseLong(client.call("CLIENT", "ID").substring(1).strip());
        return requireNonNull(server.net.clients().client(id)).connection();
    }

    /** Lets a client work for many turns; returns when it has begun. */
    private static void begin(TestServer server, RespClient worker, int turns) {
        EventLoop loop = connection(server, worker).loop();
        long before = loop.counters().turns;
        worker.command("LABOUR", "big", "" + turns);
        Await.until("the work has begun", () -> loop.counters().turns > before + 20);
    }

    @Test
    void writerThatWaits_costsItsLoopNoTurns() throws IOException {
        try (TestServer server = server(2);
                RespClient worker = RespClient.connect(server.port());
                RespClient writer = RespClient.connect(server.port())) {
            EventLoop working = connection(server, worker).loop();
            EventLoop writing = connection(server, writer).loop();
            assertThat(working).isNotSameAs(writing);
            begin(server, worker, 10 * TURNS);
            long worked = working.counters().turns;
            long waited = writing.counters().turns;

            writer.command("FILL", "big", "10", "20");
            Await.until("many turns", () -> working.counters().turns - worked > TURNS);
            long turns = writing.counters().turns - waited;

            assertThat(turns).isLessThan(TURNS / 10);
            assertThat(worker.frame()).isEqualTo(":10\r\n");
            assertThat(writer.frame()).isEqualTo("+OK\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void writersThatWait_comeWhenTheWorkIsDone_beforeWorkThatCameLater(int loops)
            throws IOException {
        try (TestServer server = server(loops);
                RespClient worker = RespClient.connect(server.port());
                RespClient first = RespClient.connect(server.port());
                RespClient second = RespClient.connect(server.port());
                RespClient later = RespClient.connect(server.port())) {
            begin(server, worker, TURNS);
            first.command("FILL", "big", "10", "20");
            Await.until("it waits", () -> waits(server, 1));
            second.command("FILL", "big", "20", "30");
            Await.until("it waits", () -> waits(server, 2));
            later.command("LABOUR", "big", "20");
            Await.until("it waits", () -> waits(server, 3));

            assertThat(worker.frame()).isEqualTo(":10\r\n");
            assertThat(later.frame()).isEqualTo(":30\r\n");
            assertThat(first.frame()).isEqualTo("+OK\r\n");
            assertThat(second.frame()).isEqualTo("+OK\r\n");
        }
    }

    private static boolean waits(TestServer server, int count) {
        return server.net.loops().stream().mapToInt(loop -> loop.waiting().forOthers()).sum()
                == count;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void writerThatLeaves_holdsNoWorkUp(int loops) throws IOException {
        try (TestServer server = server(loops);
                RespClient worker = RespClient.connect(server.port());
                RespClient later = RespClient.connect(server.port())) {
            begin(server, worker, TURNS);
            RespClient writer = RespClient.connect(server.port());
            long id = connection(server, writer).session().id();
            writer.command("FILL", "big", "10", "20");
            Await.until("it waits", () -> waits(server, 1));
            assertThat(later.call("CLIENT", "KILL", "ID", "" + id)).isEqualTo(":1\r\n");
            Await.until("it has gone", () -> waits(server, 0));
            writer.close();

            later.command("LABOUR", "big", "20");

            assertThat(later.frame()).isEqualTo(":10\r\n");
            assertThat(worker.frame()).isEqualTo(":10\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void writerIsLetGo_whenTheWorkerLeaves(int loops) throws IOException {
        try (TestServer server = server(loops);
                RespClient writer = RespClient.connect(server.port())) {
            RespClient worker = RespClient.connect(server.port());
            long id = connection(server, worker).session().id();
            begin(server, worker, Integer.MAX_VALUE);
            writer.command("FILL", "big", "10", "20");
            Await.until("it waits", () -> waits(server, 1));

            try (RespClient killer = RespClient.connect(server.port())) {
                killer.call("CLIENT", "KILL", "ID", "" + id);
            }

            assertThat(writer.frame()).isEqualTo("+OK\r\n");
            worker.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void requestsBehindAWriterThatWaits_areAnsweredBehindIt(int loops) throws IOException {
        try (TestServer server = server(loops);
                RespClient worker = RespClient.connect(server.port());
                RespClient writer = RespClient.connect(server.port())) {
            begin(server, worker, TURNS);
            writer.send("PING\r\nFILL big 10 20\r\nLABOUR big 3\r\nPING\r\n");

            assertThat(writer.frame()).isEqualTo("+PONG\r\n");
            assertThat(writer.frame()).isEqualTo("+OK\r\n");
            assertThat(writer.frame()).isEqualTo(":20\r\n");
            assertThat(writer.frame()).isEqualTo("+PONG\r\n");
            assertThat(worker.frame()).isEqualTo(":10\r\n");
        }
    }
}
