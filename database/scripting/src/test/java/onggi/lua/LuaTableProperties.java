package onggi.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

/** A table holds what a map would, whatever was put in before. */
class LuaTableProperties {

    @Test
    void table_afterAnyChanges_holdsWhatAMapHolds() {
        Gen.check(300, LuaTableProperties::compare);
    }

    private static void compare(Gen gen) {
        LuaTable table = new LuaTable(new LuaState(1 << 30).budget());
        Map<Object, Object> model = new HashMap<>();
        int steps = 1 + gen.below(400);
        int range = 1 + gen.below(100);
        for (int i = 0; i < steps; i++) {
            Object key = key(gen, range);
            Object value = gen.below(3) == 0 ? null : (Object) (double) i;
            table.set(key, value);
            if (value == null) {
                model.remove(key);
            } else {
                model.put(key, value);
            }
            assertThat(table.get(key)).isEqualTo(value);
        }

        Map<Object, Object> walked = new HashMap<>();
        for (int p = table.next(-1); p >= 0; p = table.next(p)) {
            assertThat(table.positionOf(table.keyAt(p))).isEqualTo(p);
            walked.put(table.keyAt(p), table.valueAt(p));
        }
        assertThat(walked).isEqualTo(model);
        int border = table.length();
        assertThat(border == 0 || model.containsKey((double) border)).isTrue();
        assertThat(model).doesNotContainKey(border + 1.0);
    }

    private static Object key(Gen gen, int range) {
        return switch (gen.below(4)) {
            case 0 -> LuaString.of("k" + gen.below(range));
            case 1 -> gen.below(range) / 2.0 + 0.5;
            case 2 -> gen.below(2) == 0;
            default -> gen.below(range) + 1.0;
        };
    }
}
