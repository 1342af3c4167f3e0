package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.engine.Compactor;
import onggi.engine.ExpiryCycle;
import onggi.engine.LongWork;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * KEYS of a large database goes on turn by turn and lists the keys of the instant of its first one,
 * whatever comes and goes until its last; only what empties a database makes it begin anew.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeysInTurnsProperties {

    private static final int SEEDS = 8;
    private static final int KEYS = 9_000;
    private static final int STEPS = 60;

    private static final class Reader {

        final TestClient client;
        final String pattern;
        List<String> expected = List.of();
        boolean stale = true;

        Reader(TestClient client, String pattern) {
            this.client = client;
            this.pattern = pattern;
        }
    }

    private static final class Model {

        final TestStore store;
        final Gen gen;
        final ExpiryCycle expiry;
        final Compactor compactor;
        final List<Reader> readers = new ArrayList<>();
        int turns;

        Model(Gen gen, TestStore store) {
            this.store = store;
            this.gen = gen;
            this.expiry = new ExpiryCycle(store.engine(), store.execution(), 0, 1);
            this.compactor = new Compactor(store.engine(), store.execution(), 0, 1);
        }

        void fill(int keys) {
            for (int i = 0; i < keys; i++) {
                store.run("SET", key(), "v");
            }
        }

        private String key() {
            return "k" + gen.below(3 * KEYS);
        }

        void step() {
            switch (gen.below(12)) {
                case 0 -> ask();
                case 1, 2, 3, 4 -> turn();
                case 5 -> fill(gen.below(1_500));
                case 6 -> delete(gen.below(1_500));
                case 7 -> moveKeys();
                case 8 -> expire();
                case 9 -> compact();
                case 10 -> changeDatabases();
                default -> giveUp();
            }
        }

        private void delete(int count) {
            for (int i = 0; i < count; i++) {
                store.run(gen.chance(50) ? "DEL" : "UNLINK", key());
            }
        }

        private void moveKeys() {
            for (int i = 0; i < 200; i++) {
                switch (gen.below(3)) {
                    case 0 -> store.run("RENAME", key(), key());
                    case 1 -> store.run("MOVE", key(), "1");
                    default -> store.run("COPY", key(), key(), "REPLACE");
                }
            }
        }

        private void expire() {
            for (int i = 0; i < 300; i++) {
                store.run("PEXPIRE", key(), Integer.toString(gen.below(60) - 5));
                store.run("PERSIST", key());
            }
            store.clock().advanceMs(gen.below(40));
            if (gen.chance(50)) {
                expiry.run(store.clock().nowMs());
            }
        }

        private void compact() {
            for (int i = 0; i < 20; i++) {
                store.clock().advanceMs(2);
                compactor.run(store.clock().nowMs());
            }
            store.check();
        }

        private void changeDatabases() {
            if (gen.chance(40)) {
                store.run("SWAPDB", "0", "1");
            } else if (gen.chance(25)) {
                store.run(
                        gen.chance(50) ? "FLUSHDB" : "FLUSHALL", gen.chance(50) ? "ASYNC" : "SYNC");
                readers.forEach(reader -> reader.stale = true);
                fill(KEYS);
            }
        }

        private void ask() {
            if (readers.size() < 3) {
                TestClient client = store.newClient();
                client.mayBePutOff(true);
                client.takePieces();
                readers.add(new Reader(client, gen.pick(List.of("*", "k1*", "*7", "nothing"))));
                turn(readers.getLast());
            }
        }

        private void turn() {
            if (!readers.isEmpty()) {
                turn(gen.pick(readers));
            }
        }

        private void turn(Reader reader) {
            if (reader.stale) {
                reader.stale = false;
                reader.expected = keys(store.newClient().runRaw("KEYS", reader.pattern));
            }
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            got.writeBytes(reader.client.runRaw("KEYS", reader.pattern));
            boolean putOff = reader.client.wasPutOff();
            store.execution().endTurn();
            if (putOff) {
                assertThat(got.size()).isZero();
                turns++;
                return;
            }
            while (reader.client.hasMore()) {
                got.writeBytes(reader.client.piece());
            }
            readers.remove(reader);
            assertThat(keys(got.toByteArray())).isEqualTo(reader.expected);
        }

        private static List<String> keys(byte[] reply) {
            String[] keys =
                    TestClient.elements(TestClient.decode(reply).getFirst()).stream()
                            .map(TestClient::text)
                            .toArray(String[]::new);
            Arrays.sort(keys);
            return List.of(keys);
        }

        private void giveUp() {
            if (!readers.isEmpty() && gen.chance(30)) {
                LongWork.abandon(readers.removeLast().client, store.execution());
            }
        }

        void end() {
            for (int i = 0; i < 100 && !readers.isEmpty(); i++) {
                List.copyOf(readers).forEach(this::turn);
            }
            assertThat(readers).isEmpty();
        }
    }

    @Test
    void keys_areThoseOfTheFirstTurn() {
        List<Integer> turns = new ArrayList<>();
        Gen.check(
                SEEDS,
                gen -> {
                    try (TestStore store = new TestStore(gen.chance(60) ? 1 : 4)) {
                        Model model = new Model(gen, store);
                        model.fill(KEYS);
                        for (int i = 0; i < STEPS; i++) {
                            model.step();
                        }
                        model.end();
                        store.check();
                        turns.add(model.turns);
                    }
                });
        assertThat(turns.stream().mapToInt(count -> count).sum()).isGreaterThan(30);
    }
}
