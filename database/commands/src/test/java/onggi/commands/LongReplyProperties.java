package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import onggi.engine.Compactor;
import onggi.engine.ExpiryCycle;
import onggi.resp.Reply;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A reply made in pieces is that of the instant at which it was asked for, whatever is done with
 * the value, its key and its database until the last piece; and nothing is left behind.
 */
@Timeout(value = LongReplyProperties.MOST_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongReplyProperties {

    /** Walking what is freed may never end: then the test fails instead. */
    static final int MOST_SECONDS = 120;

    private static final int SEEDS = 6;
    private static final int STEPS = 120;
    private static final int READERS = 4;

    /** How soon the compactor looks again when there was nothing to do. */
    private static final int LOOK_MS = 100;

    /** What a step of compaction seems to take. */
    private static final long TICK_NS = 30_000;

    private static final String KEY = "k";
    private static final String OTHER = "other";

    /** What a type has to be read and changed with. */
    enum Type {
        SET {
            @Override
            String[] reading(Gen gen) {
                return words("SMEMBERS");
            }

            @Override
            String[] building(int i, String text) {
                return words(text);
            }

            @Override
            String builder() {
                return "SADD";
            }

            @Override
            String[] changing(Gen gen, String some) {
                return gen.chance(50) ? words("SADD", KEY, "new" + some) : words("SPOP", KEY, "3");
            }
        },
        HASH {
            @Override
            String[] reading(Gen gen) {
                return words(gen.pick(List.of("HGETALL", "HKEYS", "HVALS")));
            }

            @Override
            String[] building(int i, String text) {
                return words("f" + i, text);
            }

            @Override
            String builder() {
                return "HSET";
            }

            @Override
            String[] changing(Gen gen, String some) {
                String field = "f" + gen.below(9000);
                return switch (gen.below(4)) {
                    case 0 -> words("HSET", KEY, field, some);
                    case 1 -> words("HDEL", KEY, field, "f1", "f2");
                    case 2 -> words("HPEXPIRE", KEY, "20", "FIELDS", "1", field);
                    default -> words("HINCRBY", KEY, "n" + some, "1");
                };
            }
        },
        LIST {
            @Override
            String[] reading(Gen gen) {
                String first = Integer.toString(gen.below(700));
                return words("LRANGE", first, Integer.toString(-1 - gen.below(200)));
            }

            @Override
            String[] building(int i, String text) {
                return words(text);
            }

            @Override
            String builder() {
                return "RPUSH";
            }

            @Override
            String[] changing(Gen gen, String some) {
                return switch (gen.below(4)) {
                    case 0 -> words("LPUSH", KEY, some);
                    case 1 -> words("RPOP", KEY, "7");
                    case 2 -> words("LTRIM", KEY, "5", "-5");
                    default -> words("LINSERT", KEY, "BEFORE", "text4000", some);
                };
            }
        },
        ZSET {
            @Override
            String[] reading(Gen gen) {
                return switch (gen.below(4)) {
                    case 0 -> words("ZRANGE", "0", "-1", "WITHSCORES");
                    case 1 -> words("ZREVRANGE", "10", "-20");
                    case 2 -> words("ZRANGEBYSCORE", "(3", "+inf", "WITHSCORES");
                    default ->
                            words("ZRANGE", "+inf", "-inf", "BYSCORE", "REV", "LIMIT", "3", "-1");
                };
            }

            @Override
            String[] building(int i, String text) {
                return words(i + ".5", text);
            }

            @Override
            String builder() {
                return "ZADD";
            }

            @Override
            String[] changing(Gen gen, String some) {
                return switch (gen.below(3)) {
                    case 0 -> words("ZADD", KEY, "17", some);
                    case 1 -> words("ZPOPMIN", KEY, "9");
                    default -> words("ZREMRANGEBYRANK", KEY, "100", "120");
                };
            }
        },
        STREAM {
            @Override
            String[] reading(Gen gen) {
                return switch (gen.below(6)) {
                    case 4 -> words("XREAD", "STREAMS", "7");
                    case 5 -> words("XREAD", "COUNT", "4500", "STREAMS", "0");
                    case 0 -> words("XRANGE", "-", "+");
                    case 1 -> words("XREVRANGE", "+", "-");
                    case 2 -> words("XRANGE", "7", "+", "COUNT", "4500");
                    default -> words("XREVRANGE", "(100000", "3", "COUNT", "4500");
                };
            }

            @Override
            String[] building(int i, String text) {
                return words((i + 1) + "-" + (i & 1), "field", text);
            }

            @Override
            String builder() {
                return "XADD";
            }

            @Override
            String[] changing(Gen gen, String some) {
                String id = Integer.toString(1 + gen.below(9000));
                return switch (gen.below(3)) {
                    case 0 -> words("XADD", KEY, "*", "a", some);
                    case 1 -> words("XDEL", KEY, id, id + "-1");
                    default -> words("XTRIM", KEY, "MINID", Integer.toString(gen.below(500)));
                };
            }
        };

        /** Returns the name of a reading command and what comes behind its key. */
        abstract String[] reading(Gen gen);

        abstract String builder();

        abstract String[] building(int i, String text);

        abstract String[] changing(Gen gen, String some);

        static String[] words(String... words) {
            return words;
        }
    }

    private static final class Reader {

        final TestClient client;
        final byte[] expected;
        final ByteArrayOutputStream got = new ByteArrayOutputStream();

        Reader(TestClient client, byte[] expected) {
            this.client = client;
            this.expected = expected;
        }
    }

    private static final class Model {

        final TestStore store;
        final Type type;
        final Gen gen;
        final ExpiryCycle expiry;
        final Compactor compactor;
        final List<Reader> readers = new ArrayList<>();
        int inPieces;

        Model(Type type, Gen gen, TestStore store) {
            this.store = store;
            this.type = type;
            this.gen = gen;
            this.expiry = new ExpiryCycle(store.engine(), store.execution(), 0, 1);
            this.compactor = new Compactor(store.engine(), store.execution(), 0, 1);
        }

        /** Makes a value, at times among the blocks of others that then go: compaction moves it. */
        void build(String key) {
            List<String> keys = new ArrayList<>(List.of(key));
            if (gen.chance(30)) {
                keys.addAll(List.of("x", "y", "z"));
            }
            store.given("DEL", key);
            int count = 4500 + gen.below(2500);
            int at = 0;
            while (at < count) {
                List<String> elements = new ArrayList<>();
                int end = type == Type.STREAM ? at + 1 : Math.min(count, at + 200);
                for (; at < end; at++) {
                    String text = "text" + at + (at % 3 == 0 ? "x".repeat(150) : "");
                    elements.addAll(List.of(type.building(at, text)));
                }
                for (String one : keys) {
                    List<String> command = new ArrayList<>(List.of(type.builder(), one));
                    command.addAll(elements);
                    store.given(command.toArray(String[]::new));
                }
            }
            store.run("DEL", "x", "y", "z");
        }

        void step() {
            switch (gen.below(20)) {
                case 0, 1, 2, 3 -> read();
                case 4, 5, 6, 7, 8, 9 -> piece();
                case 10, 11 -> store.run(type.changing(gen, "s" + gen.below(1000)));
                case 12 -> store.run(gen.chance(50) ? "DEL" : "UNLINK", KEY);
                case 13 -> moveKey();
                case 14 -> store.run("PEXPIRE", KEY, Integer.toString(10 + gen.below(50)));
                case 15 -> pass();
                case 16 -> changeDatabases();
                case 17 -> store.run("SET", KEY, "overwritten");
                case 18 -> giveUp();
                default -> store.check();
            }
            String built = store.run("TYPE", KEY).toString();
            if (!built.toUpperCase(java.util.Locale.ROOT).contains(type.name())
                    || built.contains("none")) {
                build(KEY);
            }
        }

        private void moveKey() {
            switch (gen.below(5)) {
                case 0 -> store.run("RENAME", KEY, OTHER);
                case 1 -> store.run("RENAME", OTHER, KEY);
                case 2 -> store.run("COPY", KEY, OTHER, "REPLACE");
                case 3 -> store.run("MOVE", KEY, "1");
                default -> store.run("PERSIST", KEY);
            }
        }

        private void changeDatabases() {
            switch (gen.below(3)) {
                case 0 -> store.run("FLUSHDB", gen.chance(50) ? "ASYNC" : "SYNC");
                case 1 -> store.run("FLUSHALL");
                default -> store.run("SWAPDB", "0", "1");
            }
        }

        /** Time passes; compaction works in small steps, and may be in the middle at the end. */
        private void pass() {
            store.clock().advanceMs(gen.below(30));
            expiry.run(store.clock().nowMs());
            store.clock().tickNs(gen.chance(50) ? TICK_NS : 0);
            store.clock().advanceMs(LOOK_MS);
            for (int i = gen.below(40); i >= 0; i--) {
                store.clock().advanceMs(2);
                compactor.run(store.clock().nowMs());
            }
            store.clock().tickNs(0);
        }

        private void read() {
            if (readers.size() == READERS) {
                return;
            }
            String key = gen.chance(80) ? KEY : OTHER;
            List<String> command = new ArrayList<>(List.of(type.reading(gen)));
            command.add(
                    1 + command.indexOf("STREAMS") + (command.contains("STREAMS") ? 0 : 1), key);
            String[] arguments = command.toArray(String[]::new);
            int protocol = 2 + gen.below(2);
            TestClient whole = store.newClient();
            whole.speak(protocol);
            TestClient client = store.newClient();
            client.speak(protocol);
            client.takePieces();
            byte[] expected = whole.runRaw(arguments);
            Reader reader = new Reader(client, expected);
            reader.got.writeBytes(client.runRaw(arguments));
            if (client.hasMore()) {
                inPieces++;
                readers.add(reader);
            } else {
                assertThat(reader.got.toByteArray()).isEqualTo(expected);
            }
        }

        private void piece() {
            if (!readers.isEmpty()) {
                piece(gen.pick(readers));
            }
        }

        private void piece(Reader reader) {
            reader.got.writeBytes(reader.client.piece());
            assertThat(reader.got.size()).isLessThanOrEqualTo(reader.expected.length);
            if (!reader.client.hasMore()) {
                readers.remove(reader);
                assertThat(reader.got.toByteArray()).isEqualTo(reader.expected);
            }
        }

        private void giveUp() {
            if (!readers.isEmpty()) {
                readers.removeLast().client.abandon();
            }
        }

        void end() {
            while (!readers.isEmpty()) {
                piece(readers.getFirst());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void longReply_isThatOfItsInstant(Type type) {
        List<Integer> inPieces = new ArrayList<>();
        Gen.check(
                SEEDS,
                gen -> {
                    try (TestStore store = new TestStore(gen.chance(70) ? 1 : 2)) {
                        Model model = new Model(type, gen, store);
                        model.build(KEY);
                        for (int i = 0; i < STEPS; i++) {
                            model.step();
                        }
                        model.end();
                        inPieces.add(model.inPieces);
                    }
                });
        assertThat(inPieces).allMatch(count -> count > 5);
    }

    /** Small values lie in their record, which is written over instead of freed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HSET k a 9 c 3",
                "DEL k",
                "SET k x",
                "RENAME k o",
                "EXPIRE k 100",
                "SREM s 10",
                "SET s 1",
                "ZADD z 7 n",
                "SET z 12",
                "RENAME s z",
                "FLUSHALL",
                "SWAPDB 0 1",
                "COPY z k REPLACE"
            })
    void draws_areFromWhatTheValueWas(String change) {
        try (TestStore store = new TestStore()) {
            store.given("HSET", "k", "a", "1", "b", "2");
            store.given("SADD", "s", "10", "11");
            store.given("ZADD", "z", "1", "m", "2", "n");
            List<TestClient> clients = new ArrayList<>();
            List<ByteArrayOutputStream> got = new ArrayList<>();
            for (String draw :
                    List.of(
                            "HRANDFIELD k -20000 WITHVALUES",
                            "SRANDMEMBER s -20000",
                            "ZRANDMEMBER z -20000 WITHSCORES")) {
                TestClient client = store.newClient();
                client.takePieces();
                got.add(new ByteArrayOutputStream());
                got.getLast().writeBytes(client.runRaw(draw.split(" ", -1)));
                clients.add(client);
            }

            store.given(change.split(" ", -1));
            store.check();

            for (int i = 0; i < clients.size(); i++) {
                assertThat(clients.get(i).hasMore()).isTrue();
                while (clients.get(i).hasMore()) {
                    got.get(i).writeBytes(clients.get(i).piece());
                }
            }
            assertThat(pairs(got.get(0))).containsExactlyInAnyOrder("a 1", "b 2");
            assertThat(pairs(got.get(1)))
                    .containsExactlyInAnyOrder("10 10", "10 11", "11 10", "11 11");
            assertThat(pairs(got.get(2))).containsExactlyInAnyOrder("m 1", "n 2");
        }
    }

    /** Returns which pairs of neighbours there are. */
    private static Set<String> pairs(ByteArrayOutputStream reply) {
        List<Reply> elements =
                TestClient.elements(TestClient.decode(reply.toByteArray()).getFirst());
        Set<String> pairs = new HashSet<>();
        for (int i = 0; i < elements.size(); i += 2) {
            pairs.add(
                    TestClient.text(elements.get(i)) + " " + TestClient.text(elements.get(i + 1)));
        }
        return pairs;
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void longReply_hasWhatTheValueHas(Type type) {
        Gen.check(
                1,
                gen -> {
                    try (TestStore store = new TestStore()) {
                        Model model = new Model(type, gen, store);
                        model.build(KEY);
                        TestClient client = store.newClient();
                        client.takePieces();
                        ByteArrayOutputStream got = new ByteArrayOutputStream();
                        got.writeBytes(
                                switch (type) {
                                    case SET -> client.runRaw("SMEMBERS", KEY);
                                    case HASH -> client.runRaw("HVALS", KEY);
                                    case LIST -> client.runRaw("LRANGE", KEY, "0", "-1");
                                    case ZSET -> client.runRaw("ZRANGE", KEY, "0", "-1");
                                    case STREAM -> client.runRaw("XRANGE", KEY, "-", "+");
                                });
                        while (client.hasMore()) {
                            got.writeBytes(client.piece());
                        }
                        Stream<String> texts =
                                TestClient.elements(TestClient.decode(got.toByteArray()).getFirst())
                                        .stream()
                                        .map(LongReplyProperties::text);
                        String size = size(store, type);
                        assertThat(texts.distinct().count()).isEqualTo(Long.parseLong(size));
                    }
                });
    }

    private static String size(TestStore store, Type type) {
        Reply size =
                switch (type) {
                    case SET -> store.run("SCARD", KEY);
                    case HASH -> store.run("HLEN", KEY);
                    case LIST -> store.run("LLEN", KEY);
                    case ZSET -> store.run("ZCARD", KEY);
                    case STREAM -> store.run("XLEN", KEY);
                };
        return size instanceof Reply.Int(long value) ? Long.toString(value) : "none";
    }

    private static String text(Reply element) {
        String text = element instanceof Reply.Bulk(var value) ? value.toLatin1() : "" + element;
        assertThat(text).contains("text");
        return text;
    }
}
