package onggi.persistence;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import onggi.bytes.ManualClock;
import onggi.bytes.Memory;
import onggi.bytes.SeededRandom;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.CommandFlag;
import onggi.engine.CommandTable;
import onggi.engine.Engine;
import onggi.engine.EngineSettings;
import onggi.engine.Entry;
import onggi.engine.Execution;
import onggi.engine.FlushAllListener;
import onggi.engine.Frame;
import onggi.engine.Group;
import onggi.engine.KeyLoader;
import onggi.engine.Keyspace;
import onggi.engine.KeyspaceSnapshot;
import onggi.engine.Session;
import onggi.engine.StoreCheck;
import onggi.persistence.BackgroundSaves.Answer;
import onggi.resp.ReplyWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundSavesTest {

    private static final Path FILE = Path.of("dump.rdb");
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long SOON_MS = 60_000;

    private static final CommandFamily TEST = CommandFamily.of(Group.GENERIC);
    private static final Command CHANGE =
            TEST.command("CHANGE", call -> call.changedKeys(call.integer(1)))
                    .syntax("count")
                    .scope(Command.Scope.NONE)
                    .flags(CommandFlag.WRITE)
                    .declare();

    private final MemoryDisk disk = new MemoryDisk();
    private final ManualClock clock = new ManualClock(NOW_MS);
    private final List<Memory> memories = new ArrayList<>();
    private final Engine engine =
            new Engine(
                    new Keyspace(this::memory, 4, 4, 7, true),
                    CommandTable.of(List.of(SnapshotCommands.family(), TEST)),
                    new EngineSettings(),
                    clock,
                    new SeededRandom(1));
    private final Session session =
            new Session(0) {
                @Override
                public void deliver(Frame frame) {
                    // nobody listens
                }
            };
    private final Execution execution = engine.execution(session, new ReplyWriter());
    private final Snapshots snapshots = new Snapshots(engine, disk, "7.4.0", 1);
    private final BackgroundSaves saves = new BackgroundSaves(engine, snapshots, 1);

    private Memory memory() {
        Memory memory = Memory.guarded();
        memories.add(memory);
        return memory;
    }

    @AfterEach
    void nothingIsLeft() {
        takeAll();
        execution.holdingAll(() -> {
            StoreCheck.of(engine.keyspace()).run();
            for (int i = 0; i < 4; i++) {
                engine.keyspace().flush(i, false);
            }
        });
        for (int i = 0; i < 4; i++) {
            engine.keyspace().shard(i).slab().close();
        }
        for (Memory memory : memories) {
            assertThat(memory.liveBlocks()).isEmpty();
        }
    }

    private void put(String key, String value) {
        byte[] name = key.getBytes(StandardCharsets.ISO_8859_1);
        byte[] text = value.getBytes(StandardCharsets.ISO_8859_1);
        execution.holdingAll(() ->
                new KeyLoader(execution)
                        .find(0, name, 0, name.length, NOW_MS)
                        .setString(text, 0, text.length, Entry.NO_EXPIRY));
    }

    private void change(int times) {
        byte[] request = ("CHANGE" + times).getBytes(StandardCharsets.ISO_8859_1);
        Call call = execution.call();
        int[] lengths = {6, request.length - 6};
        call.bind(session, CHANGE, request, new int[] {0, 6}, lengths, 0, 2);
        execution.run(call);
    }

    private Answer request(boolean later, boolean now) {
        Answer[] answer = new Answer[1];
        execution.holdingAll(() -> answer[0] = saves.request(later, now));
        return answer[0];
    }

    private void takeAll() {
        for (int i = 0; i < 4; i++) {
            for (boolean more = true; more; ) {
                KeyspaceSnapshot present = engine.keyspace().snapshot();
                more = present != null && present.advance(execution, i, 10);
            }
        }
    }

    /** Lets the save that is under way come to its end. */
    private void end() {
        SnapshotRun run = saves.present();
        takeAll();
        if (run != null) {
            assertThat(run.await(SOON_MS)).isTrue();
        }
        assertThat(saves.present()).isNull();
    }

    private long loadedKeys() throws IOException {
        Engine other =
                new Engine(
                        new Keyspace(Memory::guarded, 1, 4, 7, false),
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
        new Snapshots(other, disk, "7.4.0", 2)
                .load(other.execution(idle, new ReplyWriter()), false);
        return other.keyspace().size(0);
    }

    @Test
    void request_savesWhatIsThereNow() throws IOException {
        put("a", "x");
        put("b", "y".repeat(500_000));

        assertThat(request(false, true)).isEqualTo(Answer.STARTED);
        assertThat(saves.presentTakesSeconds()).isZero();
        put("c", "too late");
        change(3);
        put("b", "short");
        clock.advanceMs(2500);
        assertThat(saves.presentTakesSeconds()).isEqualTo(2);
        end();

        assertThat(loadedKeys()).isEqualTo(2);
        assertThat(disk.files()).containsOnlyKeys(FILE);
        assertThat(saves.wentWell()).isTrue();
        assertThat(saves.lastTookSeconds()).isEqualTo(2);
        assertThat(saves.lastHandedOverBytes()).isGreaterThan(500_000);
        assertThat(snapshots.lastSaveMs()).isEqualTo(NOW_MS + 2500);
        assertThat(snapshots.changesSinceSave()).isEqualTo(3);
        assertThat(snapshots.saves()).isEqualTo(1);
        assertThat(snapshots.runs()).isEqualTo(1);
    }

    @Test
    void request_whileOneIsUnderWay_isRefused() {
        put("a", "x");
        request(false, true);

        assertThat(request(false, true)).isEqualTo(Answer.UNDER_WAY);
        assertThat(request(true, true)).isEqualTo(Answer.UNDER_WAY);

        end();
        assertThat(request(false, true)).isEqualTo(Answer.STARTED);
        end();
    }

    @Test
    void request_insideOfATransaction_isServedAfterIt() {
        assertThat(request(false, false)).isEqualTo(Answer.SCHEDULED);
        assertThat(saves.present()).isNull();

        saves.tick(execution);

        assertThat(saves.present()).isNotNull();
        end();
        saves.tick(execution);
        assertThat(saves.present()).isNull();
    }

    @Test
    void request_whileSomethingElseIsUnderWay_waitsOnlyIfItMay() {
        boolean[] occupied = {true};
        saves.occupied(() -> occupied[0]);

        assertThat(request(false, true)).isEqualTo(Answer.OCCUPIED);
        assertThat(request(true, true)).isEqualTo(Answer.SCHEDULED);
        saves.tick(execution);
        assertThat(saves.present()).isNull();

        occupied[0] = false;
        saves.tick(execution);
        assertThat(saves.present()).isNotNull();
        end();
    }

    @Test
    void savePoint_isReached_whenBothTimeAndChangesAre() {
        saves.points("900 1 60 100");
        change(99);
        clock.advanceMs(61_000);
        saves.tick(execution);
        assertThat(saves.present()).isNull();

        change(1);
        saves.tick(execution);

        assertThat(saves.present()).isNotNull();
        end();
        assertThat(snapshots.changesSinceSave()).isZero();
        change(1);
        clock.advanceMs(900_000);
        saves.tick(execution);
        assertThat(saves.present()).isNull();
        clock.advanceMs(1);
        saves.tick(execution);
        assertThat(saves.present()).isNotNull();
        end();
    }

    @Test
    void noSavePoints_neverSave() {
        saves.points("");
        change(1_000_000);
        clock.advanceMs(1L << 40);

        saves.tick(execution);

        assertThat(saves.present()).isNull();
    }

    @Test
    void failureAtAnyStep_keepsTheFile_andIsTriedAgainAfterAWhile() throws IOException {
        put("old", "x");
        request(false, true);
        end();
        byte[] old = disk.content(FILE);
        put("a", "x");
        saves.points("1 1");

        boolean failed = true;
        for (int step = 0; failed; step++) {
            disk.files().put(FILE, old);
            disk.failFrom(step);
            change(1);
            clock.advanceMs(5001);
            saves.tick(execution);
            assertThat(saves.present()).isNotNull();
            end();
            failed = disk.hasFailed();
            disk.failFrom(Integer.MAX_VALUE);
            assertThat(disk.files()).containsOnlyKeys(FILE);
            assertThat(loadedKeys()).isBetween(1L, 2L);
            assertThat(saves.wentWell()).isNotEqualTo(failed);
            assertThat(engine.settings().writeRefusal() != null).isEqualTo(failed);
            if (failed) {
                clock.advanceMs(5000);
                saves.tick(execution);
                assertThat(saves.present()).isNull();
            }
        }
        assertThat(snapshots.saves()).isEqualTo(2);
    }

    @Test
    void refusal_isGone_whenNobodyWantsItOrSavesAreOff() {
        saves.points("1 1");
        disk.failFrom(0);
        request(false, true);
        end();
        assertThat(engine.settings().writeRefusal())
                .startsWith("MISCONF Redis is configured to save RDB snapshots");

        saves.stopsWrites(false);
        assertThat(engine.settings().writeRefusal()).isNull();
        saves.stopsWrites(true);
        assertThat(engine.settings().writeRefusal()).isNotNull();
        saves.points("");
        assertThat(engine.settings().writeRefusal()).isNull();
    }

    @Test
    void flushAll_givesTheSaveUp_andSavesEmptiness() throws IOException {
        saves.points("3600 1");
        put("a", "x");
        request(false, true);
        SnapshotRun run = requireNonNull(saves.present());

        execution.holdingAll(() -> {
            engine.flushAllListeners().forEach(FlushAllListener::before);
            engine.keyspace().flush(0, false);
            engine.flushAllListeners().forEach(listener -> listener.after(execution, 2));
        });
        change(2);

        assertThat(run.await(SOON_MS)).isTrue();
        assertThat(loadedKeys()).isZero();
        assertThat(disk.files()).containsOnlyKeys(FILE);
        assertThat(saves.wentWell()).isTrue();
        assertThat(snapshots.changesSinceSave()).isZero();
        assertThat(engine.keyspace().snapshot()).isNull();
    }

    @Test
    void stop_removesWhatWasWritten() {
        put("a", "x");
        request(false, true);

        saves.stop();

        assertThat(saves.present()).isNull();
        assertThat(disk.files()).isEmpty();
        assertThat(saves.wentWell()).isTrue();
    }

    @Test
    void writersThatAreTooFast_letTheSnapshotFail_andTellWhy() {
        snapshots.limits(1000, 2048, 128 << 10);
        for (int i = 0; i < 20; i++) {
            put("key" + i, "x".repeat(200_000));
        }
        snapshots.keyDelayUs(1_000_000_000);
        request(false, true);
        for (int i = 0; i < 20; i++) {
            put("key" + i, "changed");
        }
        end();

        assertThat(saves.wentWell()).isFalse();
        assertThat(disk.files()).isEmpty();
    }

    @Test
    void largestValueThatWaits_doesNotCount() {
        handOverHuge("{a}huge");

        assertThat(saves.wentWell()).isTrue();
        assertThat(disk.files()).containsOnlyKeys(FILE);
    }

    @Test
    void secondHugeValueThatWaits_counts() {
        handOverHuge("{a}huge", "{a}huge too");

        assertThat(saves.wentWell()).isFalse();
        assertThat(disk.files()).isEmpty();
    }

    /** Changes huge values and small ones of one shard while nothing is written. */
    private void handOverHuge(String... names) {
        snapshots.limits(100_000, 2048, 128 << 10);
        for (String name : names) {
            put(name, "x".repeat(1_000_000));
        }
        for (int i = 0; i < 5; i++) {
            put("{a}" + i, "small");
        }
        snapshots.keyDelayUs(1_000_000);
        request(false, true);
        SnapshotRun run = requireNonNull(saves.present());
        for (String name : names) {
            put(name, "changed");
        }
        for (int i = 0; i < 5; i++) {
            put("{a}" + i, "changed");
        }
        takeAll();
        while (!run.await(1)) {
            clock.advanceMs(1000);
        }
    }
}
