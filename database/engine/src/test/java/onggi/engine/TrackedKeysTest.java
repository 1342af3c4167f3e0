package onggi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

class TrackedKeysTest {

    private static final int RUNS = 50;
    private static final int STEPS = 2_000;

    /** A session that hears nothing. */
    private static final class Deaf extends Session {

        Deaf(long id) {
            super(id);
        }

        @Override
        public void deliver(Frame frame) {}
    }

    @Test
    void anySequence_agreesWithAMap() {
        Gen.check(
                RUNS,
                gen -> {
                    TrackedKeys table = new TrackedKeys(gen.anyLong());
                    Map<String, Set<Tracker>> model = new HashMap<>();
                    List<Tracker> trackers = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        trackers.add(new Tracker(new Deaf(i)));
                    }
                    int names = gen.pick(5, 100, 3_000);
                    for (int i = 0; i < STEPS; i++) {
                        String name = "key:" + gen.below(names);
                        byte[] key = bytes("<" + name + ">");
                        if (gen.chance(60)) {
                            Tracker tracker = gen.pick(trackers);
                            boolean isNew =
                                    model.computeIfAbsent(name, k -> new LinkedHashSet<>())
                                            .add(tracker);
                            assertThat(table.add(key, 1, key.length - 2, tracker)).isEqualTo(isNew);
                        } else {
                            Set<Tracker> expected = model.remove(name);
                            Tracker[] removed = table.remove(key, 1, key.length - 2);
                            assertThat(removed == null ? null : List.of(removed))
                                    .isEqualTo(expected == null ? null : List.copyOf(expected));
                        }
                        assertThat(table.size()).isEqualTo(model.size());
                    }
                    if (!model.isEmpty()) {
                        String any = new String(table.any(), StandardCharsets.US_ASCII);
                        assertThat(model).containsKey(any);
                    }
                });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
