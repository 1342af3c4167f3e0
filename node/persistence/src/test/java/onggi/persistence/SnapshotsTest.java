package onggi.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import onggi.bytes.ManualClock;
import onggi.bytes.Memory;
import onggi.bytes.SeededRandom;
import onggi.engine.CommandTable;
import onggi.engine.Engine;
import onggi.engine.EngineSettings;
import onggi.engine.Entry;
import onggi.engine.Execution;
import onggi.engine.Frame;
import onggi.engine.KeyLoader;
import onggi.engine.KeyWalk;
import onggi.engine.Keyspace;
import onggi.engine.LibraryTexts;
import onggi.engine.Session;
import onggi.engine.StoreCheck;
import onggi.resp.ReplyWriter;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

class SnapshotsTest {

    private static final Path FILE = Path.of("dump.rdb");
    private static final long NOW_MS = 1_700_000_000_000L;

    private final MemoryDisk disk = new MemoryDisk();

    /** A store with its snapshots. */
    private static final class Store {

        final Engine engine;
        final Execution execution;
        final Snapshots snapshots;

        Store(MemoryDisk disk, int shards) {
            ManualClock clock = new ManualClock(NOW_MS);
            engine =
                    new Engine(
                            new Keyspace(Memory::guarded, shards, 4, 7, false),
                            CommandTable.of(List.of(SnapshotCommands.family())),
                            new EngineSettings(),
                            clock,
                            new SeededRandom(1));
            Session idle =
                    new Session(0) {
                        @Override
                        public void deliver(Frame frame) {
                            // nobody listens
                        }
                    };
            execution = engine.execution(idle, new ReplyWriter());
            snapshots = new Snapshots(engine, disk, "7.4.0", 1);
        }

        void put(int database, String key, String value, long expiryMs) {
            byte[] name = key.getBytes(StandardCharsets.ISO_8859_1);
            byte[] text = value.getBytes(StandardCharsets.ISO_8859_1);
            new KeyLoader(execution)
                    .find(database, name, 0, name.length, NOW_MS)
                    .setString(text, 0, text.length, expiryMs);
        }

        String content() throws IOException {
            var content = new TreeMap<String, String>();
            for (int i = 0; i < 4; i++) {
                int database = i;
                new KeyWalk(execution)
                        .forEach(i, entry -> content.put(name(database, entry), value(entry)));
            }
            return content.toString();
        }

        private static String name(int database, Entry entry) {
            byte[] key = new byte[entry.storedKeyLength()];
            entry.memory().copyOut(entry.storedKeyAddress(), key, 0, key.length);
            return database + ":" + new String(key, StandardCharsets.ISO_8859_1);
        }

        private static String value(Entry entry) {
            byte[] value = new byte[entry.valueLength()];
            entry.memory().copyOut(entry.valueAddress(), value, 0, value.length);
            return new String(value, StandardCharsets.ISO_8859_1) + "@" + entry.expiryMs();
        }
    }

    private static Store filled(MemoryDisk disk, int shards) {
        Store store = new Store(disk, shards);
        Gen gen = new Gen(5);
        for (int i = 0; i < 300; i++) {
            long expiryMs = gen.chance(30) ? NOW_MS + gen.between(1, 1_000_000) : Entry.NO_EXPIRY;
            String value = gen.chance(50) ? gen.word(gen.below(300)) : "ab".repeat(gen.below(90));
            store.put(
                    gen.below(3), "key" + i, gen.chance(20) ? "" + gen.anyLong() : value, expiryMs);
        }
        return store;
    }

    @Test
    void whatIsSaved_isLoaded_byAnyNumberOfShards() throws IOException {
        Store store = filled(disk, 1);
        store.snapshots.save(store.execution);
        assertThat(disk.files()).containsOnlyKeys(FILE);

        for (int shards : new int[] {1, 4, 16}) {
            Store other = new Store(disk, shards);
            assertThat(other.snapshots.load(other.execution, false)).isTrue();

            assertThat(other.content()).isEqualTo(store.content());
            assertThat(other.snapshots.keysLoaded()).isEqualTo(300);
            StoreCheck.of(other.engine.keyspace()).run();
        }
    }

    @Test
    void librariesOfFunctions_areKept() throws IOException {
        Store store = new Store(disk, 1);
        for (String name : List.of("b", "a")) {
            String code = "#!lua name=" + name + "\nredis.register_function('f', print)";
            byte[] text = code.getBytes(StandardCharsets.ISO_8859_1);
            assertThat(LibraryTexts.nameOf(text)).isEqualTo(name);
            assertThat(store.engine.libraries().put(name, text, false)).isTrue();
        }
        store.snapshots.save(store.execution);

        Store other = new Store(disk, 1);
        other.snapshots.load(other.execution, false);

        assertThat(other.engine.libraries().all())
                .containsExactlyElementsOf(store.engine.libraries().all());
        assertThat(other.engine.libraries().all()).hasSize(2);
        assertThatThrownBy(() -> other.snapshots.load(other.execution, false))
                .hasMessageContaining("Library 'a' already exists");
        other.snapshots.load(other.execution, true);
    }

    @Test
    void noFile_isAnEmptyStore() throws IOException {
        Store store = new Store(disk, 1);

        assertThat(store.snapshots.load(store.execution, false)).isFalse();
        assertThat(store.content()).isEqualTo("{}");
    }

    @Test
    void expiredKeys_areNotLoaded() throws IOException {
        Store store = new Store(disk, 1);
        store.put(0, "gone", "x", NOW_MS - 1);
        store.put(0, "here", "x", NOW_MS + 1);
        store.snapshots.save(store.execution);

        Store other = new Store(disk, 1);
        other.snapshots.load(other.execution, false);

        assertThat(other.content()).isEqualTo("{0:here=x@" + (NOW_MS + 1) + "}");
        assertThat(other.snapshots.keysExpired()).isEqualTo(1);
    }

    @Test
    void saveThatFailsAtAnyStep_leavesTheOldFileOrTheNewOne() throws IOException {
        Store before = new Store(disk, 1);
        before.put(0, "old", "x", Entry.NO_EXPIRY);
        before.snapshots.save(before.execution);
        byte[] old = disk.content(FILE);
        Store store = filled(disk, 1);

        boolean failed = true;
        for (int step = 0; failed; step++) {
            disk.files().put(FILE, old);
            disk.failFrom(step);
            try {
                store.snapshots.save(store.execution);
            } catch (IOException e) {
                assertThat(store.snapshots.saves()).isZero();
            }
            failed = disk.hasFailed();
            disk.failFrom(Integer.MAX_VALUE);
            assertThat(disk.files()).containsOnlyKeys(FILE);
            Store other = new Store(disk, 1);
            other.snapshots.load(other.execution, false);
            assertThat(other.content()).isIn(before.content(), store.content());
        }
        assertThat(store.snapshots.saves()).isEqualTo(1);
    }

    @Test
    void damagedFile_isRefused_andTheMessageTellsWhere() throws IOException {
        Store store = filled(disk, 1);
        store.snapshots.save(store.execution);
        byte[] whole = disk.content(FILE);
        Gen.check(
                300,
                gen -> {
                    disk.files().put(FILE, whole);
                    boolean cut = gen.chance(30);
                    int at = gen.below(whole.length - 8);
                    disk.damage(
                            FILE,
                            cut ? at : whole.length,
                            at,
                            cut ? 0 : whole[at] ^ (1 << gen.below(8)));
                    Store other = new Store(disk, 1);

                    assertThatThrownBy(() -> other.snapshots.load(other.execution, false))
                            .isInstanceOf(IOException.class)
                            .hasMessageStartingWith("dump.rdb: ");
                    StoreCheck.of(other.engine.keyspace()).run();
                });
    }
}
