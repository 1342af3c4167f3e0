package onggi.systemtest.differential;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import onggi.engine.KeyspaceSnapshot;
import onggi.persistence.SnapshotRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A large collection or string goes into a snapshot a little at a time, as it was at the instant.
 */
class LargeSnapshotTest {

    private static final int SIZE = 6000;
    private static final int AT_ONCE = 64;

    private final SmallStore store = new SmallStore(1, new SnapshotModelTest.OneFile(new byte[0]));
    private final SnapshotModelTest.Kept kept = new SnapshotModelTest.Kept();
    private final AtomicReference<String> failure = new AtomicReference<>();

    @ParameterizedTest
    @ValueSource(strings = {"hash", "fields", "set", "zset", "list", "stream", "pending", "string"})
    void walk_takesAboutSoManyMembersAtOnce(String kind) {
        fill(kind);
        String atInstant = store.content();

        SnapshotRun run = begin();
        int turns = 0;
        while (advance()) {
            turns++;
        }

        assertThat(turns).isGreaterThan(SIZE / AT_ONCE / 2);
        assertLoaded(run, atInstant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "fields", "set", "zset", "list", "stream", "pending", "string"})
    void write_waitsForTheRest_andIsNotInTheSnapshot(String kind) {
        fill(kind);
        String atInstant = store.content();
        store.putsOff(true);

        SnapshotRun run = begin();
        advance();
        advance();
        List<byte[]> write = write(kind);
        store.run(write);
        int waits = 0;
        while (store.wasPutOff()) {
            advance();
            store.run(write);
            waits++;
        }
        while (advance()) {
            // the rest
        }

        assertThat(waits).isGreaterThan(SIZE / AT_ONCE / 2);
        assertLoaded(run, atInstant);
        assertThat(store.content()).isNotEqualTo(atInstant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "fields", "set", "zset", "list", "stream", "pending", "string"})
    void write_thatCannotWait_takesTheRestAtOnce(String kind) {
        fill(kind);
        String atInstant = store.content();

        SnapshotRun run = begin();
        advance();
        store.run(write(kind));
        assertThat(store.wasPutOff()).isFalse();
        int turns = 0;
        while (advance()) {
            turns++;
        }

        assertThat(turns).isLessThan(10);
        assertLoaded(run, atInstant);
        assertThat(store.content()).isNotEqualTo(atInstant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEL k", "RENAME k other", "SET k v", "FLUSHDB", "EXPIRE k 100"})
    void keyThatGoes_leavesItsValueToTheSnapshot(String command) {
        assertLeftToTheSnapshot("hash", command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEL k", "RENAME k other", "SET k v", "FLUSHDB", "EXPIRE k 100"})
    void stringThatGoes_leavesItsBytesToTheSnapshot(String command) {
        assertLeftToTheSnapshot("string", command);
    }

    /**
     * A command that lets a large value go runs at once, and the snapshot has the value all the
     * same.
     */
    private void assertLeftToTheSnapshot(String type, String command) {
        fill(type);
        String atInstant = store.content();
        store.putsOff(true);

        SnapshotRun run = begin();
        advance();
        store.run(SnapshotModelTest.words(command));
        assertThat(store.wasPutOff()).isFalse();
        int turns = 0;
        while (advance()) {
            turns++;
            store.upkeep();
            store.check();
        }

        assertThat(turns).isGreaterThan(SIZE / AT_ONCE / 2);
        assertLoaded(run, atInstant);
    }

    /** A text of more than 16 MB is never compressed. */
    @Test
    void veryLongString_isTakenInPieces() {
        store.engine.settings().maxBulkBytes(1 << 26);
        store.run("SETRANGE", "k", Integer.toString(17 << 20), "the end");
        String atInstant = store.content();

        SnapshotRun run = begin();
        int turns = 0;
        while (advance()) {
            turns++;
        }

        assertThat(turns).isGreaterThan(250);
        assertLoaded(run, atInstant);
    }

    @Test
    void fieldsThatBecomeDue_stayUntilAllWasTaken() {
        fill("fields");
        String atInstant = store.content();
        store.putsOff(true);

        SnapshotRun run = begin();
        advance();
        long instantMs = store.clock.nowMs();
        store.clock.advanceMs(103_000);
        while (advance()) {
            store.upkeep();
            store.check();
        }
        store.putsOff(false);

        assertThat(run.await(60_000)).isTrue();
        assertThat(SnapshotModelTest.loaded(kept, instantMs)).isEqualTo(atInstant);
        assertThat(store.run("HLEN", "k").text()).isEqualTo(Integer.toString(SIZE - 3001));
        store.check();
        store.close();
    }

    @Test
    void databaseThatWasFlushedBefore_isTakenInPiecesAsWell() {
        fill("zset");
        String atInstant = store.content();

        SnapshotRun run = begin();
        store.run("FLUSHDB");
        int turns = 0;
        while (advance()) {
            turns++;
            store.upkeep();
            store.check();
        }

        assertThat(turns).isGreaterThan(SIZE / AT_ONCE / 2);
        assertLoaded(run, atInstant);
    }

    private void fill(String kind) {
        store.engine.settings().maxBulkBytes(1 << 26);
        for (int i = 0; i < SIZE; i++) {
            String n = Integer.toString(i);
            switch (kind) {
                case "hash" -> store.run("HSET", "k", "field" + n, "value" + n);
                case "fields" -> {
                    store.run("HSET", "k", "field" + n, n);
                    store.run("HPEXPIRE", "k", "" + (100_000 + i), "FIELDS", "1", "field" + n);
                }
                case "set" -> store.run("SADD", "k", "member" + n);
                case "zset" -> store.run("ZADD", "k", n, "member" + n);
                case "string" -> store.run("APPEND", "k", (n + " is a part of a text ").repeat(40));
                case "list" -> store.run("RPUSH", "k", "an element of some length and number " + n);
                default -> store.run("XADD", "k", (i + 1) + "-1", "field", "value" + n);
            }
        }
        if (kind.equals("pending")) {
            store.run("XGROUP", "CREATE", "k", "group", "0");
            store.run("XREADGROUP", "GROUP", "group", "a", "COUNT", "4000", "STREAMS", "k", ">");
            store.run("XREADGROUP", "GROUP", "group", "b", "COUNT", "1000", "STREAMS", "k", ">");
            store.run("XGROUP", "CREATE", "k", "other", "$");
            store.run("XTRIM", "k", "MAXLEN", "20");
        }
    }

    private static List<byte[]> write(String kind) {
        return SnapshotModelTest.words(
                switch (kind) {
                    case "hash", "fields" -> "HDEL k field5 field500 field5000";
                    case "string" -> "SETRANGE k 3000000 changed";
                    case "set" -> "SREM k member5 member500 member5000";
                    case "zset" -> "ZINCRBY k 7000 member3";
                    case "list" -> "LTRIM k 10 -10";
                    case "stream" -> "XDEL k 4-1 400-1 4000-1";
                    default -> "XACK k group 4-1 400-1 4500-1";
                });
    }

    private SnapshotRun begin() {
        AtomicReference<SnapshotRun> run = new AtomicReference<>();
        store.execution.holdingAll(() ->
                run.set(
                        store.snapshots.begin(
                                kept, false, (ended, reason) -> failure.set(reason))));
        return requireNonNull(run.get());
    }

    /** Takes some more; returns whether there may be more. */
    private boolean advance() {
        KeyspaceSnapshot present = store.engine.keyspace().snapshot();
        return present != null && present.advance(store.execution, 0, AT_ONCE);
    }

    private void assertLoaded(SnapshotRun run, String content) {
        assertThat(run.await(60_000)).isTrue();
        assertThat(failure.get()).isNull();
        assertThat(SnapshotModelTest.loaded(kept, store.clock.nowMs())).isEqualTo(content);
        store.check();
        store.close();
    }
}
