package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import onggi.bytes.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableReadingTest {

    private static final byte[] VALUE = new byte[10];

    /** Of a hundred changes so many are deletions: the table grows, keeps its size, or shrinks. */
    @ParameterizedTest
    @ValueSource(ints = {5, 50, 95, 100})
    void reading_isOfTheBeginning_whateverComesAndGoes(int deletions) {
        for (long seed = 1; seed <= 3; seed++) {
            var random = new Random(seed);
            var model = new StoreModel(Memory.guarded());
            int size = 1 + random.nextInt(10_000);
            for (int i = 0; i < size; i++) {
                model.set("key:" + i, VALUE);
            }
            List<String> beginning = List.copyOf(model.expected.keySet());
            List<String> seen = new ArrayList<>();
            Table.Visitor visitor = reference -> seen.add(model.key(reference));
            var reading = new TableReading(model.table);

            long position = 0;
            boolean more = true;
            while (more) {
                for (int i = random.nextInt(600); i > 0; i--) {
                    change(model, reading, visitor, random, random.nextInt(100) < deletions);
                }
                position = model.table.compact(position, 16, (from, to) -> {});
                more = reading.step(visitor);
            }

            assertThat(seen).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(beginning);
            model.check();
        }
    }

    private static void change(
            StoreModel model,
            TableReading reading,
            Table.Visitor visitor,
            Random random,
            boolean deletes) {
        String key = "key:" + random.nextInt(15_000);
        if (deletes && model.expected.containsKey(key)) {
            reading.before(StoreModel.hash(key), visitor);
            model.delete(key);
        } else if (!deletes && !model.expected.containsKey(key)) {
            reading.before(StoreModel.hash(key), visitor);
            model.set(key, VALUE);
        }
    }

    @Test
    void reading_ofAnEmptyTable_seesNothing() {
        var model = new StoreModel(Memory.guarded());
        List<String> seen = new ArrayList<>();
        Table.Visitor visitor = reference -> seen.add(model.key(reference));
        var reading = new TableReading(model.table);

        reading.before(StoreModel.hash("a"), visitor);
        model.set("a", VALUE);

        assertThat(reading.step(visitor)).isFalse();
        assertThat(seen).isEmpty();
    }

    @Test
    void reading_aTableThatIsEmptiedMeanwhile_seesWhatItHad() {
        var model = new StoreModel(Memory.guarded());
        for (int i = 0; i < 3_000; i++) {
            model.set("key:" + i, VALUE);
        }
        List<String> seen = new ArrayList<>();
        Table.Visitor visitor = reference -> seen.add(model.key(reference));
        var reading = new TableReading(model.table);

        for (int i = 0; i < 3_000; i++) {
            reading.before(StoreModel.hash("key:" + i), visitor);
            model.delete("key:" + i);
        }
        while (reading.step(visitor)) {
            assertThat(model.table.size()).isZero();
        }

        assertThat(seen).hasSize(3_000).doesNotHaveDuplicates();
    }
}
