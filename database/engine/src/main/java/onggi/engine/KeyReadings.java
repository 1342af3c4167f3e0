package onggi.engine;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.HotPath;
import onggi.types.Table;

/** The readings of keys of one shard that go on in later turns; mostly none. */
final class KeyReadings {

    private final List<KeyReading> open = new ArrayList<>(0);

    void add(KeyReading walk) {
        open.add(walk);
    }

    void remove(KeyReading walk) {
        open.remove(walk);
    }

    /** A key with a hash is about to come or go. */
    @HotPath
    void before(Table table, long hash) {
        for (int i = 0; i < open.size(); i++) {
            open.get(i).before(table, hash);
        }
    }

    /** All keys of a database go at once. */
    void dropAll() {
        open.forEach(KeyReading::drop);
    }
}
