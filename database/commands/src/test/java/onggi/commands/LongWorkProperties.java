package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.engine.ExpiryCycle;
import onggi.engine.LongWork;
import onggi.resp.Reply;
import onggi.testkit.Gen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A command that is worked on turn by turn does in the end what it would have done at that instant
 * in one turn, whatever happened to its keys meanwhile; and nothing is left behind.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongWorkProperties {

    private static final int SEEDS = 4;
    private static final int STEPS = 150;
    private static final int WORKERS = 3;
    private static final int MOST_TURNS = 100;
    private static final List<String> KEYS = List.of("a", "b", "c");

    /** A kind of value, and what is worked out of several of them. */
    enum Type {
        SET("SADD", "SCARD") {
            @Override
            String question(Gen gen) {
                return gen.pick(
                        List.of(
                                "SUNION a b c",
                                "SUNION a",
                                "SINTER a b",
                                "SDIFF a b",
                                "SDIFF a c c c c c c",
                                "SINTERCARD 2 a b",
                                "SINTERCARD 2 a b LIMIT 900",
                                "SUNIONSTORE to a b",
                                "SUNIONSTORE a a b",
                                "SINTERSTORE b a b",
                                "COPY a to REPLACE",
                                "COPY b c REPLACE",
                                "SDIFFSTORE to a c",
                                "SDIFFSTORE to b c c c c c c c"));
            }

            @Override
            String asked(String question) {
                String[] words = question.split(" ", 2);
                return words[0].endsWith("STORE")
                        ? words[0].replace("STORE", "") + " " + words[1].split(" ", 2)[1]
                        : question;
            }

            @Override
            String change(Gen gen, String key) {
                String some = "text" + gen.below(12_000);
                return (gen.chance(50) ? "SADD " : "SREM ") + key + " " + some;
            }

            @Override
            void element(List<String> command, String text) {
                command.add(text);
            }

            @Override
            String all() {
                return "SMEMBERS to";
            }
        },
        ZSET("ZADD", "ZCARD") {
            @Override
            String question(Gen gen) {
                return gen.pick(
                        List.of(
                                "ZUNION 3 a b c WITHSCORES",
                                "ZUNION 2 a b WEIGHTS 2 3 AGGREGATE MAX",
                                "ZINTER 2 a b WITHSCORES",
                                "ZDIFF 2 a b WITHSCORES",
                                "ZINTERCARD 2 a b",
                                "ZINTERCARD 2 a b LIMIT 700",
                                "ZUNIONSTORE to 2 a b",
                                "COPY a to REPLACE",
                                "COPY b c REPLACE",
                                "ZREMRANGEBYRANK a 0 -101",
                                "ZREMRANGEBYRANK b 70 -700",
                                "ZREMRANGEBYSCORE c (3 1000",
                                "ZREMRANGEBYSCORE a 200 900",
                                "ZINTERSTORE b 2 a b",
                                "ZRANGESTORE to a 0 -1",
                                "ZRANGESTORE a a 100 -100",
                                "ZRANGESTORE to b (3 900 BYSCORE LIMIT 5 4500",
                                "GEOSEARCH a FROMLONLAT 0 0 BYRADIUS 30000 km",
                                "GEOSEARCH b FROMLONLAT 9 9 BYBOX 9000 9000 km DESC WITHDIST",
                                "GEORADIUS c 0 0 30000 km COUNT 4000",
                                "SORT a ALPHA",
                                "SORT_RO b BY nosort DESC LIMIT 3 4500",
                                "ZDIFFSTORE to 2 a c"));
            }

            @Override
            String asked(String question) {
                String[] words = question.split(" ", 2);
                return words[0].endsWith("STORE")
                        ? words[0].replace("STORE", "")
                                + " "
                                + words[1].split(" ", 2)[1]
                                + " WITHSCORES"
                        : question;
            }

            @Override
            String change(Gen gen, String key) {
                String some = "text" + gen.below(12_000);
                return gen.chance(50) ? "ZADD " + key + " 7 " + some : "ZREM " + key + " " + some;
            }

            @Override
            void element(List<String> command, String text) {
                command.add(Integer.toString(text.hashCode() % 1000));
                command.add(text);
            }

            @Override
            String all() {
                return "ZRANGE to 0 -1 WITHSCORES";
            }
        },
        STREAM("XADD", "XLEN") {
            @Override
            String question(Gen gen) {
                return gen.pick(
                        List.of(
                                "XREAD STREAMS a b 0 0",
                                "XREAD STREAMS a b c 0 4000 $",
                                "XREAD COUNT 2500 STREAMS a b c 0 + 0-7",
                                "XREAD MAXCOUNT 5000 STREAMS a b c 0 + 0-7",
                                "XREAD MAXCOUNT 4500 STREAMS a 0"));
            }

            @Override
            String asked(String question) {
                return question;
            }

            @Override
            String change(Gen gen, String key) {
                return gen.chance(50)
                        ? "XADD " + key + " * a b"
                        : "XDEL " + key + " " + gen.below(12_000);
            }

            @Override
            void element(List<String> command, String text) {
                command.add(Integer.parseInt(text.substring(4)) + 1 + "-0");
                command.add("f");
                command.add(text);
            }

            @Override
            void fill(TestStore store, String key, int from, int end) {
                for (int at = from; at < end; at++) {
                    List<String> command = new ArrayList<>(List.of(builder, key));
                    element(command, "text" + at);
                    store.given(command.toArray(String[]::new));
                }
            }

            @Override
            String all() {
                return "XRANGE to - +";
            }
        },
        HASH("HSET", "HLEN") {
            @Override
            String question(Gen gen) {
                return gen.pick(List.of("COPY a to REPLACE", "COPY b c REPLACE", "COPY c to"));
            }

            @Override
            String asked(String question) {
                return question;
            }

            @Override
            String change(Gen gen, String key) {
                String some = "text" + gen.below(12_000);
                return switch (gen.below(3)) {
                    case 0 -> "HSET " + key + " " + some + " 7";
                    case 1 -> "HPEXPIRE " + key + " " + gen.below(9999) + " FIELDS 1 " + some;
                    default -> "HDEL " + key + " " + some;
                };
            }

            @Override
            void element(List<String> command, String text) {
                command.add(text);
                command.add("value of " + text);
            }

            @Override
            String all() {
                return "HGETALL to";
            }
        },
        LIST("RPUSH", "LLEN") {
            @Override
            String question(Gen gen) {
                return gen.pick(
                        List.of(
                                "COPY a to REPLACE",
                                "COPY b c REPLACE",
                                "LREM a 0 twin5",
                                "LREM b 1 text4500",
                                "LREM c -3 twin1",
                                "LREM a -2 none",
                                "LREM b 100000 twin0"));
            }

            @Override
            String asked(String question) {
                return question;
            }

            @Override
            String change(Gen gen, String key) {
                return gen.chance(50)
                        ? "LPUSH " + key + " twin" + gen.below(9)
                        : "LPOP " + key + " " + gen.between(1, 9);
            }

            @Override
            void element(List<String> command, String text) {
                command.add(text.hashCode() % 7 == 0 ? "twin" + text.length() : text);
                command.add("twin" + text.hashCode() % 11);
            }

            @Override
            String all() {
                return "LRANGE to 0 -1";
            }
        };

        final String builder;
        final String counter;

        Type(String builder, String counter) {
            this.builder = builder;
            this.counter = counter;
        }

        abstract String question(Gen gen);

        /** Returns the command that replies what another one stores. */
        abstract String asked(String question);

        abstract String change(Gen gen, String key);

        abstract void element(List<String> command, String text);

        /** Returns the command that shows the key {@code to}. */
        abstract String all();

        /** Adds the elements between two numbers. */
        void fill(TestStore store, String key, int from, int end) {
            for (int at = from; at < end; ) {
                List<String> command = new ArrayList<>(List.of(builder, key));
                for (int i = 0; i < 1000 && at < end; i++, at++) {
                    element(command, "text" + at);
                }
                store.given(command.toArray(String[]::new));
            }
        }
    }

    private static final class Worker {

        final TestClient client;
        final String question;

        Worker(TestClient client, String question) {
            this.client = client;
            this.question = question;
        }
    }

    private static final class Model {

        final TestStore store;
        final Type type;
        final Gen gen;
        final ExpiryCycle expiry;
        final List<Worker> workers = new ArrayList<>();
        final List<Worker> writers = new ArrayList<>();
        int turns;
        int ended;

        Model(Type type, Gen gen, TestStore store) {
            this.store = store;
            this.type = type;
            this.gen = gen;
            this.expiry = new ExpiryCycle(store.engine(), store.execution(), 0, 1);
        }

        void build(String key) {
            store.given("DEL", key);
            int from = gen.below(4000);
            int end = from + 2000 + gen.below(6000);
            type.fill(store, key, from, end);
        }

        void step() {
            String key = gen.pick(KEYS);
            switch (gen.below(16)) {
                case 0, 1 -> ask();
                case 2, 3, 4, 5, 6, 7 -> turn();
                case 8 -> store.run(type.change(gen, key).split(" ", -1));
                case 9, 14 -> changeInTurn(key);
                case 10 -> takeWhole(key);
                case 11 -> pass();
                case 12 -> changeDatabases();
                case 13 -> giveUp();
                default -> store.check();
            }
            for (String source : KEYS) {
                if (store.run("EXISTS", source).equals(new Reply.Int(0)) && gen.chance(60)) {
                    build(source);
                }
            }
        }

        private void takeWhole(String key) {
            switch (gen.below(7)) {
                case 0 -> store.run("DEL", key);
                case 1 -> store.run("RENAME", key, gen.pick(KEYS));
                case 2 -> store.run("SET", key, "overwritten");
                case 3 -> store.run("COPY", key, gen.pick(KEYS), "REPLACE");
                case 4 -> store.run("PERSIST", key);
                case 5 -> store.run("MOVE", key, "1");
                default -> store.run("PEXPIRE", key, Integer.toString(10 + gen.below(50)));
            }
            if (store.run("TYPE", key).toString().contains("string")) {
                store.run("DEL", key);
            }
        }

        private void pass() {
            store.clock().advanceMs(gen.below(30));
            expiry.run(store.clock().nowMs());
        }

        private void changeDatabases() {
            if (gen.chance(30)) {
                store.run(gen.chance(50) ? "FLUSHDB" : "FLUSHALL");
            } else if (gen.chance(30)) {
                store.run("SWAPDB", "0", "1");
            }
        }

        /** A change by a client that waits for whoever reads the value. */
        private void changeInTurn(String key) {
            if (writers.size() < WORKERS) {
                TestClient client = store.newClient();
                client.mayBePutOff(true);
                write(new Worker(client, type.change(gen, key)));
                return;
            }
            Worker writer = gen.pick(writers);
            writers.remove(writer);
            if (gen.chance(20)) {
                LongWork.abandon(writer.client, store.execution());
            } else {
                write(writer);
            }
        }

        private void write(Worker writer) {
            String key = writer.question.split(" ")[1];
            String before = store.run(type.counter, key).toString();
            if (reply(writer.client, writer.question) == null) {
                assertThat(store.run(type.counter, key).toString()).isEqualTo(before);
                writers.add(writer);
            }
        }

        private void ask() {
            if (workers.size() < WORKERS) {
                TestClient client = store.newClient();
                client.mayBePutOff(true);
                client.takePieces();
                client.speak(2 + gen.below(2));
                workers.add(new Worker(client, type.question(gen)));
                turn(workers.getLast());
            }
        }

        private void turn() {
            if (!workers.isEmpty()) {
                turn(gen.pick(workers));
            }
        }

        private void turn(Worker worker) {
            TestClient whole = store.newClient();
            whole.speak(worker.client.protocol());
            String[] words = worker.question.split(" ");
            boolean copies = words[0].equals("COPY");
            boolean removes = words[0].contains("REM");
            List<String> expected =
                    copies
                            ? shown(whole, words[1])
                            : removes
                                    ? whatStays(whole, words)
                                    : elements(reply(whole, type.asked(worker.question)));
            Reply got = reply(worker.client, worker.question);
            if (got == null) {
                turns++;
                return;
            }
            ended++;
            workers.remove(worker);
            if (copies || removes) {
                if (!got.equals(new Reply.Int(0))) {
                    assertThat(shown(whole, words[copies ? 2 : 1]))
                            .as(worker.question)
                            .isEqualTo(expected);
                }
            } else if (worker.question.contains("STORE") && got instanceof Reply.Int(long count)) {
                List<String> stored = shown(whole, words[1]);
                assertThat(stored).as(worker.question).isEqualTo(expected);
                assertThat(count == 0).isEqualTo(stored.isEmpty());
            } else {
                assertThat(elements(got)).as(worker.question).isEqualTo(expected);
            }
        }

        private List<String> shown(TestClient client, String key) {
            return elements(reply(client, type.all().replace("to", key)));
        }

        /** Does the same to a copy, in one turn. */
        private List<String> whatStays(TestClient client, String[] words) {
            String[] same = words.clone();
            same[1] = "twin";
            reply(client, "COPY " + words[1] + " twin REPLACE");
            reply(client, String.join(" ", same));
            List<String> rest = shown(client, "twin");
            reply(client, "DEL twin");
            return rest;
        }

        private void giveUp() {
            if (!workers.isEmpty() && gen.chance(50)) {
                LongWork.abandon(workers.removeLast().client, store.execution());
            }
        }

        void end() {
            for (int i = 0; i < MOST_TURNS && !workers.isEmpty(); i++) {
                List.copyOf(workers).forEach(this::turn);
                // Writers that never came again are forgotten.
                store.clock().advanceMs(10);
            }
            assertThat(workers).isEmpty();
            for (Worker writer : writers) {
                assertThat(writer.client.waitsForOthers()).as(writer.question).isFalse();
                assertThat(reply(writer.client, writer.question)).isNotNull();
            }
        }

        /** Runs a command for one turn; returns null when it was put off. */
        private @Nullable Reply reply(TestClient client, String command) {
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            got.writeBytes(client.runRaw(command.split(" ", -1)));
            boolean putOff = client.wasPutOff();
            store.execution().endTurn();
            if (putOff) {
                assertThat(got.size()).isZero();
                return null;
            }
            while (client.hasMore()) {
                got.writeBytes(client.piece());
            }
            return TestClient.decode(got.toByteArray()).getFirst();
        }

        private static List<String> elements(@Nullable Reply reply) {
            String[] elements =
                    switch (reply) {
                        case Reply.Array(var all) ->
                                all.stream().map(Reply::toString).toArray(String[]::new);
                        case Reply.Pairs(var all) ->
                                all.stream().map(Reply::toString).toArray(String[]::new);
                        case Reply.Members(var all) ->
                                all.stream().map(Reply::toString).toArray(String[]::new);
                        case null -> throw new AssertionError("put off");
                        default -> new String[] {reply.toString()};
                    };
            Arrays.sort(elements);
            return List.of(elements);
        }
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void longWork_isThatOfTheInstantItEnds(Type type) {
        List<Integer> turns = new ArrayList<>();
        Gen.check(
                SEEDS,
                gen -> {
                    try (TestStore store = new TestStore(gen.chance(60) ? 1 : 4)) {
                        Model model = new Model(type, gen, store);
                        KEYS.forEach(model::build);
                        for (int i = 0; i < STEPS; i++) {
                            model.step();
                        }
                        model.end();
                        store.check();
                        turns.add(model.turns);
                        assertThat(model.ended).isGreaterThan(3);
                    }
                });
        assertThat(turns).allMatch(count -> count > 4);
    }
}
