package onggi.commands;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import onggi.bytes.ManualClock;
import onggi.bytes.Memory;
import onggi.bytes.SeededRandom;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandTable;
import onggi.engine.Engine;
import onggi.engine.EngineSettings;
import onggi.engine.Execution;
import onggi.engine.Frame;
import onggi.engine.Keyspace;
import onggi.engine.Session;
import onggi.resp.ReplyWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A command of the hot path in its steady state: not one byte is allocated on the heap. */
class AllocationTest {

    private static final int KEYS = 200;
    private static final int WARM_UP_TURNS = 300;
    private static final int MEASURED_TURNS = 50;

    private final Session session =
            new Session(1) {
                @Override
                public void deliver(Frame frame) {}
            };

    private final Engine engine =
            new Engine(
                    new Keyspace(Memory::best, 1, 16, 1, false),
                    CommandTable.of(Families.all()),
                    new EngineSettings(),
                    new ManualClock(TestStore.START_MS),
                    new SeededRandom(1));

    private final ReplyWriter reply = new ReplyWriter();
    private final Execution execution = engine.execution(session, reply);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET text:?",
                "GET number:?",
                "GET absent:?",
                "SET text:? another-value-of-24-byte",
                "SET number:? 123456",
                "SET expiring:? value EX 100",
                "SET text:? value XX",
                "INCR number:?",
                "DECRBY number:? 12",
                "MGET text:? number:? absent:?",
                "MSET text:? v1 number:? 12",
                "APPEND text:? x",
                "SADD integers:? 1 70 900",
                "SADD few:? a 1 b",
                "SADD many:? a 1 b",
                "SISMEMBER integers:? 70",
                "SISMEMBER few:? b",
                "SISMEMBER many:? b",
                "SMISMEMBER many:? b c",
                "SCARD many:?",
                "SREM many:? absent 7",
                "EXISTS text:? absent:?",
                "DEL absent:?",
                "TTL expiring:?",
                "EXPIRE expiring:? 1000",
                "HSET hash:? f2 another",
                "HSET hash:? f2 v f3 17",
                "HGET hash:? f2",
                "HMGET hash:? f1 f3 absent",
                "HINCRBY hash:? f1 3",
                "HEXISTS hash:? f1",
                "HLEN hash:?",
                "HDEL hash:? absent",
                "HSET volatile:? f2 another",
                "HGET volatile:? f1",
                "HINCRBY volatile:? f2 1",
                "HSET table:? f2 another-value",
                "HGET table:? f2",
                "HINCRBY table:? f1 3",
                "PUBLISH channel a-message-of-some-length",
                "PUBLISH nobody:? message"
            })
    void command_inItsSteadyState_allocatesNothing(String command) {
        for (int key = 0; key < KEYS; key++) {
            run(Request.of("SET text:? a-value-of-some-length", key));
            run(Request.of("SET number:? 10", key));
            run(Request.of("SET expiring:? value EX 100", key));
            run(Request.of("SADD integers:? 1 70 900", key));
            run(Request.of("SADD few:? a 1 b", key));
            run(Request.of("SADD many:? a 1 b " + "x".repeat(65), key));
        }
        for (int key = 0; key < KEYS; key++) {
            run(Request.of("HSET hash:? f1 1 f2 value f3 2", key));
            run(Request.of("HSET volatile:? f1 1 f2 2 f3 2", key));
            run(Request.of("HEXPIRE volatile:? 100 FIELDS 1 f1", key));
            run(Request.of("HSET table:? f1 1 f2 value long " + "v".repeat(80), key));
        }
        run(Request.of("SUBSCRIBE channel other", 0));
        run(Request.of("PSUBSCRIBE chan* no-match*", 0));
        Request[] requests = new Request[KEYS];
        for (int key = 0; key < KEYS; key++) {
            requests[key] = Request.of(command, key);
        }

        assertThat(allocated(requests)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "SADD integers:? 5, SREM integers:? 5",
        "SADD few:? new, SREM few:? new",
        "SADD many:? new, SREM many:? new"
    })
    void commandAndItsOpposite_allocateNothing(String command, String opposite) {
        Request[] requests = new Request[2 * KEYS];
        for (int key = 0; key < KEYS; key++) {
            run(Request.of("SADD integers:? 1 70 900", key));
            run(Request.of("SADD few:? a 1 b", key));
            run(Request.of("SADD many:? a 1 b " + "x".repeat(65), key));
            requests[2 * key] = Request.of(command, key);
            requests[2 * key + 1] = Request.of(opposite, key);
        }

        assertThat(allocated(requests)).isZero();
    }

    private long allocated(Request[] requests) {
        for (int i = 0; i < WARM_UP_TURNS; i++) {
            turn(requests);
        }
        // What the measurement itself and a late compilation cost shows in some rounds, not in all.
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < MEASURED_TURNS; i++) {
                turn(requests);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private void turn(Request[] requests) {
        for (Request request : requests) {
            run(request);
        }
    }

    private void run(Request request) {
        Command command =
                Objects.requireNonNull(
                        engine.commands()
                                .find(request.bytes, request.offsets[0], request.lengths[0]));
        Call call = execution.call();
        reply.clear();
        call.bind(
                session,
                command,
                request.bytes,
                request.offsets,
                request.lengths,
                0,
                request.offsets.length);
        call.at(TestStore.START_MS);
        call.replyTo(reply);
        execution.run(call);
        assert reply.array()[0] != '-';
    }

    private static final class Request {

        final byte[] bytes;
        final int[] offsets;
        final int[] lengths;

        private Request(byte[] bytes, int[] offsets, int[] lengths) {
            this.bytes = bytes;
            this.offsets = offsets;
            this.lengths = lengths;
        }

        static Request of(String command, int key) {
            String text = command.replace("?", Integer.toString(key));
            String[] words = text.split(" ");
            int[] offsets = new int[words.length];
            int[] lengths = new int[words.length];
            int at = 0;
            for (int i = 0; i < words.length; i++) {
                offsets[i] = at;
                lengths[i] = words[i].length();
                at += words[i].length() + 1;
            }
            return new Request(text.getBytes(US_ASCII), offsets, lengths);
        }
    }
}
