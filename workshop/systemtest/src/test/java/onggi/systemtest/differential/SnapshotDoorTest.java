package onggi.systemtest.differential;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import onggi.engine.KeyspaceSnapshot;
import onggi.persistence.SnapshotRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a key after the instant of a snapshot, the snapshot has it as it was. */
class SnapshotDoorTest {

    private static final String[] KEYS = {
        "SADD set a b",
        "SET text hello",
        "SET number 5",
        "HSET hash a 1 b 2",
        "RPUSH list a b",
        "ZADD zset 1 a 2 b",
        "PFADD sketch a b",
        "XADD stream 1-1 f v",
        "XADD stream 2-1 f v",
        "XGROUP CREATE stream g 0",
        "XREADGROUP GROUP g me STREAMS stream >",
        "SET soon x PX 500",
        "HSET fields a 1 b 2 c 3",
        "HPEXPIRE fields 500 FIELDS 1 a"
    };

    private final SmallStore store = new SmallStore(1, new SnapshotModelTest.OneFile(new byte[0]));
    private final SnapshotModelTest.Kept kept = new SnapshotModelTest.Kept();
    private final AtomicReference<String> failure = new AtomicReference<>();
    private String atInstant = "";
    private long instantMs;

    private SnapshotRun begin() {
        for (String command : KEYS) {
            store.run(command.split(" "));
        }
        atInstant = store.content();
        instantMs = store.clock.nowMs();
        AtomicReference<SnapshotRun> run = new AtomicReference<>();
        store.execution.holdingAll(() ->
                run.set(
                        store.snapshots.begin(
                                kept, false, (ended, reason) -> failure.set(reason))));
        return requireNonNull(run.get());
    }

    private void end(SnapshotRun run) {
        KeyspaceSnapshot present = store.engine.keyspace().snapshot();
        while (present != null) {
            present.advance(store.execution, 0, 3);
            present = store.engine.keyspace().snapshot();
        }
        assertThat(run.await(60_000)).isTrue();
        assertThat(failure.get()).isNull();
        assertThat(store.content()).isNotEqualTo(atInstant);
        assertThat(SnapshotModelTest.loaded(kept, instantMs)).isEqualTo(atInstant);
        store.check();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SADD set c",
                "SREM set a",
                "SPOP set",
                "SMOVE set other a",
                "SUNIONSTORE text set",
                "SETRANGE text 1 x",
                "APPEND text x",
                "SETBIT text 3 1",
                "GETDEL text",
                "SET text hi",
                "INCR number",
                "HSET hash a 2",
                "HDEL hash a",
                "HEXPIRE hash 10 FIELDS 1 a",
                "LPUSH list x",
                "LSET list 0 x",
                "LTRIM list 1 1",
                "ZADD zset 9 a",
                "ZREMRANGEBYRANK zset 0 0",
                "PFADD sketch c d e",
                "XADD stream 3-1 f v",
                "XACK stream g 1-1",
                "XDEL stream 1-1",
                "XGROUP DESTROY stream g",
                "DEL set",
                "RENAME hash other",
                "MOVE list 1",
                "COPY set text REPLACE",
                "EXPIRE set 100",
                "PERSIST soon",
                "FLUSHALL",
                "FLUSHDB ASYNC",
                "SWAPDB 0 1"
            })
    void change_isNotInTheSnapshot(String command) {
        SnapshotRun run = begin();

        store.run(command.split(" "));

        end(run);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET soon",
                "TYPE soon",
                "EXISTS soon",
                "SET soon y",
                "HLEN fields",
                "HGETALL fields",
                "HSET fields a 2",
                "DEL fields",
                ""
            })
    void whatExpires_isInTheSnapshot(String command) {
        SnapshotRun run = begin();
        store.clock.advanceMs(1000);

        if (command.isEmpty()) {
            store.upkeep();
        } else {
            store.run(command.split(" "));
        }

        end(run);
    }
}
