package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import onggi.engine.Compactor;
import onggi.resp.Reply;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

/** Long streams that are trimmed, so that very many nodes go at once and are freed later. */
class StreamTrimProperties {

    private static final int SEEDS = 12;
    private static final int STEPS = 60;
    private static final int MOST_ADDED = 20_000;
    private static final long NOT_THERE = -1;

    private static final class Model {

        final TestStore store;
        final Gen gen;
        final Compactor compactor;
        final TreeSet<Long> ids = new TreeSet<>();
        long next = 1;
        boolean exists;

        Model(TestStore store, Gen gen) {
            this.store = store;
            this.gen = gen;
            this.compactor = new Compactor(store.engine(), store.execution(), 0, 1);
        }

        void step() {
            switch (gen.below(8)) {
                case 0, 1 -> add(gen.below(MOST_ADDED));
                case 2 -> delete();
                case 3 -> trimToLength("=");
                case 4 -> trimFromId("=");
                case 5 -> addTrimming();
                case 6 -> trimRoughly();
                default -> pass();
            }
            verify();
        }

        private void add(int count) {
            for (int i = 0; i < count; i++) {
                store.given("XADD", "s", next + "-0", "f", "v" + next);
                ids.add(next++);
            }
            exists |= count > 0;
        }

        private void delete() {
            for (int i = 0; i < 200; i++) {
                long id = 1L + gen.below((int) next);
                Reply reply = store.run("XDEL", "s", id + "-0");
                assertThat(reply).isEqualTo(new Reply.Int(ids.remove(id) ? 1 : 0));
            }
        }

        private void trimToLength(String how) {
            int most = gen.below(ids.size() + 2);
            Reply reply = store.run("XTRIM", "s", "MAXLEN", how, Integer.toString(most));
            assertThat(reply).isEqualTo(new Reply.Int(keep(most)));
        }

        private long keep(int most) {
            long removed = 0;
            while (ids.size() > most) {
                ids.removeFirst();
                removed++;
            }
            return removed;
        }

        private void trimFromId(String how) {
            long from = gen.below((int) next + 1);
            Reply reply = store.run("XTRIM", "s", "MINID", how, Long.toString(from));
            long before = ids.size();
            ids.headSet(from).clear();
            assertThat(reply).isEqualTo(new Reply.Int(before - ids.size()));
        }

        private void addTrimming() {
            int most = gen.below(ids.size() + 2);
            store.given("XADD", "s", "MAXLEN", Integer.toString(most), next + "-0", "f", "v");
            ids.add(next++);
            exists = true;
            keep(most);
        }

        /** Removes some of the first entries, not too many. */
        private void trimRoughly() {
            int most = gen.below(ids.size() + 2);
            int limit = gen.below(ids.size() + 2);
            List<String> command = new ArrayList<>(List.of("XTRIM", "s", "MAXLEN", "~", "" + most));
            command.addAll(List.of("LIMIT", Integer.toString(limit)));
            Reply reply = store.run(command.toArray(String[]::new));
            long removed = reply instanceof Reply.Int(long count) ? count : NOT_THERE;
            assertThat(removed).isBetween(0L, Math.max(0L, ids.size() - most));
            assertThat(limit == 0 || removed <= limit).isTrue();
            for (long i = 0; i < removed; i++) {
                ids.removeFirst();
            }
        }

        private void pass() {
            for (int i = gen.below(20); i >= 0; i--) {
                store.clock().advanceMs(100);
                compactor.run(store.clock().nowMs());
            }
        }

        private void verify() {
            store.check();
            List<Long> found = new ArrayList<>();
            for (Reply entry : TestClient.elements(store.run("XRANGE", "s", "-", "+"))) {
                String id = TestClient.text(TestClient.elements(entry).getFirst());
                found.add(Long.parseLong(id.substring(0, id.indexOf('-'))));
            }
            assertThat(found).isEqualTo(List.copyOf(ids));
            assertThat(store.run("XLEN", "s")).isEqualTo(new Reply.Int(ids.size()));
            assertThat(store.run("EXISTS", "s")).isEqualTo(new Reply.Int(exists ? 1 : 0));
        }
    }

    @Test
    void trimming_leavesTheLastEntries() {
        Gen.check(
                SEEDS,
                gen -> {
                    try (TestStore store = new TestStore()) {
                        Model model = new Model(store, gen);
                        model.add(MOST_ADDED);
                        for (int i = 0; i < STEPS; i++) {
                            model.step();
                        }
                        store.run("DEL", "s");
                        while (store.engine().keyspace().usedBytes() > 1 << 20) {
                            model.pass();
                        }
                    }
                });
    }
}
