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
import org.junit.jupiter.params.provider.ValueSource;

/** A command of the hot path in its steady state: not one byte is allocated on the heap. */
class AllocationTest {

    private static final int KEYS = 200;
    private static final int WARM_UP_TURNS = 300;
    private static final int MEASURED_TURNS = 50;
    private static final int MOST_ROUNDS = 50;

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
                "ZADD zset:? 2.5 b",
                "ZADD zset:? XX CH 2.5 b 7 c",
                "ZADD tree:? 2.5 b 3 c",
                "ZINCRBY tree:? 0 b",
                "ZSCORE zset:? b",
                "ZMSCORE tree:? b absent",
                "ZRANK zset:? c",
                "ZRANK tree:? c WITHSCORE",
                "ZREVRANK tree:? c",
                "ZCARD tree:?",
                "ZCOUNT tree:? 1 (3",
                "ZRANGE zset:? 0 -1 WITHSCORES",
                "ZRANGE tree:? 1 3 REV",
                "ZRANGE tree:? (1 +inf BYSCORE LIMIT 1 2",
                "ZRANGEBYSCORE zset:? 1 3",
                "ZRANGEBYSCORE tree:? -inf 3.5 WITHSCORES LIMIT 0 2",
                "ZREVRANGEBYSCORE tree:? 3 1",
                "ZREM tree:? absent",
                "LMOVE list:? list:? LEFT RIGHT",
                "RPOPLPUSH chain:? chain:?",
                "LRANGE chain:? 0 -1",
                "LINDEX chain:? -1",
                "LLEN list:?",
                "LSET list:? 0 a",
                "XADD stream:? MAXLEN 5 * field value",
                "XADD stream:? NOMKSTREAM MAXLEN ~ 5 * field value n 12",
                "XLEN stream:?",
                "XRANGE stream:? - + COUNT 2",
                "XREVRANGE stream:? + - COUNT 2",
                "XREAD COUNT 2 STREAMS stream:? 0",
                "XREAD COUNT 2 MAXCOUNT 3 STREAMS stream:? fixed:? 0 0",
                "XREADGROUP GROUP g me COUNT 2 STREAMS fixed:? 0",
                "XREADGROUP GROUP g me COUNT 2 STREAMS fixed:? >",
                "XACK fixed:? g 7-7",
                "XTRIM stream:? MAXLEN 5",
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
        for (int key = 0; key < KEYS; key++) {
            givenSortedAndInOrder(key);
        }
        run(Request.of("SUBSCRIBE channel other", 0));
        run(Request.of("PSUBSCRIBE chan* no-match*", 0));
        Request[] requests = new Request[KEYS];
        for (int key = 0; key < KEYS; key++) {
            requests[key] = Request.of(command, key);
        }

        assertThat(allocated(requests)).isZero();
    }

    private void givenSortedAndInOrder(int key) {
        String large = "m".repeat(65);
        run(Request.of("ZADD zset:? 1 a 2 b 3 c", key));
        run(Request.of("ZADD tree:? 1 a 2 b 3 c 4 d 5 " + large, key));
        run(Request.of("RPUSH list:? a 12 ccccccccccccccccccccccccccccccccccccc", key));
        run(Request.of("RPUSH other:? a", key));
        run(Request.of("RPUSH chain:? a 12 " + "c".repeat(9000), key));
        run(Request.of("XADD stream:? * field value", key));
        run(Request.of("XADD fixed:? 1-1 field value", key));
        run(Request.of("XADD fixed:? 1-2 field value n 12", key));
        run(Request.of("XGROUP CREATE fixed:? g 0", key));
        run(Request.of("XREADGROUP GROUP g me STREAMS fixed:? >", key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SADD integers:? 5; SREM integers:? 5",
                "SADD few:? new; SREM few:? new",
                "SADD many:? new; SREM many:? new",
                "RPUSH list:? x; LPOP list:?; LPUSH list:? y; RPOP list:?",
                "RPUSH chain:? x; LPOP chain:?; LPUSH chain:? y; RPOP chain:?",
                "LMOVE list:? other:? LEFT RIGHT; LMOVE other:? list:? RIGHT LEFT",
                "LMOVE chain:? other:? RIGHT RIGHT; LMOVE other:? chain:? RIGHT RIGHT",
                "ZADD zset:? 5 new; ZREM zset:? new",
                "ZADD tree:? 5 new; ZREM tree:? new",
                "ZADD zset:? -5 new; ZPOPMIN zset:?",
                "ZADD tree:? 50 new; ZPOPMAX tree:? 1",
                "ZADD tree:? 50 new; ZREMRANGEBYSCORE tree:? 50 50",
                "XGROUP SETID fixed:? g 0; XREADGROUP GROUP g me COUNT 1 STREAMS fixed:? >;"
                        + " XREADGROUP GROUP g me STREAMS fixed:? >; XACK fixed:? g 1-1 1-2",
                "XGROUP SETID fixed:? g 0; XREADGROUP GROUP g me NOACK STREAMS fixed:? >",
                "XADD stream:? MAXLEN = 5 * f v; XREAD STREAMS stream:? 0"
            })
    void commandsThatCancelOut_allocateNothing(String commands) {
        String[] texts = commands.split("; *");
        Request[] requests = new Request[texts.length * KEYS];
        for (int key = 0; key < KEYS; key++) {
            run(Request.of("SADD integers:? 1 70 900", key));
            run(Request.of("SADD few:? a 1 b", key));
            run(Request.of("SADD many:? a 1 b " + "x".repeat(65), key));
            givenSortedAndInOrder(key);
            for (int i = 0; i < texts.length; i++) {
                requests[key * texts.length + i] = Request.of(texts[i], key);
            }
        }

        assertThat(allocated(requests)).isZero();
    }

    private long allocated(Request[] requests) {
        for (int i = 0; i < WARM_UP_TURNS; i++) {
            turn(requests);
        }
        // What the measurement itself and a late compilation cost shows in some rounds, not in all.
        long least = Long.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS && least > 0; round++) {
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
        if (command.isContainer()) {
            command =
                    Objects.requireNonNull(
                            engine.commands()
                                    .findSub(
                                            command,
                                            request.bytes,
                                            request.offsets[1],
                                            request.lengths[1]));
        }
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
