package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import onggi.engine.Compactor;
import onggi.engine.ExpiryCycle;
import onggi.resp.Reply;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

/**
 * Hashes with fields that expire, moved about, overwritten and looked at in any order, agree with
 * maps; and no wheel ever holds one that is not there.
 */
class HashExpiryProperties {

    private static final List<String> KEYS = List.of("a", "b", "c", "d".repeat(40));

    private record Field(String value, long momentMs) {}

    /** A store, and the maps that must agree with its first two databases. */
    private static final class Model {

        final TestStore store = new TestStore();
        final ExpiryCycle expiry = new ExpiryCycle(store.engine(), store.execution(), 0, 1);
        final Compactor compactor = new Compactor(store.engine(), store.execution(), 0, 1);
        Map<String, Map<String, Field>> keys = new HashMap<>();
        Map<String, Map<String, Field>> others = new HashMap<>();

        void step(Gen gen) {
            String key = gen.pick(KEYS);
            String field = "f" + gen.below(gen.chance(50) ? 6 : 40);
            switch (gen.below(16)) {
                case 0, 1, 2, 3 -> set(key, field, "v" + gen.below(1000));
                case 4, 5, 6, 7 -> expire(key, field, 1 + gen.below(300));
                case 8 -> delete(key, field);
                case 9 -> persist(key, field);
                case 10 -> rename(key, gen.pick(KEYS));
                case 11 -> copy(key, gen.pick(KEYS));
                case 12 -> move(key);
                case 13 -> swap();
                case 14 -> overwrite(key, gen);
                default -> pass(gen);
            }
        }

        private long nowMs() {
            return store.clock().nowMs();
        }

        private void set(String key, String field, String value) {
            store.given("HSET", key, field, value);
            keys.computeIfAbsent(key, k -> new TreeMap<>()).put(field, new Field(value, -1));
        }

        private void expire(String key, String field, long ms) {
            store.given("HPEXPIRE", key, Long.toString(ms), "FIELDS", "1", field);
            fields(key).computeIfPresent(field, (f, old) -> new Field(old.value, nowMs() + ms));
        }

        private void persist(String key, String field) {
            store.given("HPERSIST", key, "FIELDS", "1", field);
            fields(key).computeIfPresent(field, (f, old) -> new Field(old.value, -1));
        }

        private void delete(String key, String field) {
            store.given("HDEL", key, field);
            fields(key).remove(field);
        }

        private void rename(String from, String to) {
            if (!fields(from).isEmpty() && !from.equals(to)) {
                store.given("RENAME", from, to);
                keys.put(to, keys.remove(from));
            }
        }

        private void copy(String from, String to) {
            if (!fields(from).isEmpty() && !from.equals(to)) {
                store.given("COPY", from, to, "REPLACE");
                keys.put(to, new TreeMap<>(keys.get(from)));
            }
        }

        private void move(String key) {
            if (!fields(key).isEmpty() && others.getOrDefault(key, Map.of()).isEmpty()) {
                store.given("MOVE", key, "1");
                others.put(key, keys.remove(key));
            }
        }

        private void swap() {
            store.given("SWAPDB", "0", "1");
            Map<String, Map<String, Field>> swapped = keys;
            keys = others;
            others = swapped;
        }

        private void overwrite(String key, Gen gen) {
            if (gen.chance(70)) {
                store.given("PEXPIRE", key, "100000");
                store.given("PERSIST", key);
                return;
            }
            store.given("SET", key, "x".repeat(gen.below(200)));
            store.given("DEL", key);
            keys.remove(key);
        }

        private void pass(Gen gen) {
            store.clock().advanceMs(gen.below(60));
            if (gen.chance(50)) {
                while (expiry.run(nowMs()) <= nowMs()) {}
            }
            compactor.run(nowMs());
            for (Map<String, Map<String, Field>> database : List.of(keys, others)) {
                database.values().forEach(fields -> fields.values().removeIf(this::isDue));
            }
        }

        private boolean isDue(Field field) {
            return field.momentMs != -1 && field.momentMs <= nowMs();
        }

        private Map<String, Field> fields(String key) {
            return keys.computeIfAbsent(key, k -> new TreeMap<>());
        }

        void check(Gen gen) {
            store.check();
            String key = gen.pick(KEYS);
            Map<String, String> expected = new TreeMap<>();
            fields(key).forEach((field, at) -> expected.put(field, at.value));
            Map<String, String> actual = new TreeMap<>();
            List<Reply> reply = TestClient.elements(store.run("HGETALL", key));
            for (int i = 0; i < reply.size(); i += 2) {
                actual.put(TestClient.text(reply.get(i)), TestClient.text(reply.get(i + 1)));
            }
            assertThat(actual).isEqualTo(expected);
            fields(key)
                    .forEach((field, at) -> {
                        Reply time =
                                TestClient.elements(
                                                store.run(
                                                        "HPEXPIRETIME", key, "FIELDS", "1", field))
                                        .getFirst();
                        assertThat(time).isEqualTo(new Reply.Int(at.momentMs));
                    });
        }
    }

    @Test
    void randomHistories_agreeWithMaps() {
        Gen.check(
                12,
                gen -> {
                    Model model = new Model();
                    model.store.engine().keyspace().limits().hashEntries = gen.pick(4, 20, 512);
                    for (int i = 0; i < 1_500; i++) {
                        model.step(gen);
                        if (gen.chance(10)) {
                            model.check(gen);
                        }
                    }
                    model.store.close();
                });
    }
}
