package onggi.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.LooseBlock;
import onggi.bytes.ManualClock;
import onggi.bytes.Memory;
import onggi.bytes.SystemClock;
import onggi.resp.RequestWriter;
import onggi.testkit.Await;
import onggi.testkit.Gen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AofWriterTest {

    /** A file of which a power cut leaves what was synced, and which can be made to fail. */
    private static final class Device implements Disk.Output {

        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private int synced;
        private int syncs;
        private @Nullable String writeError;
        private @Nullable String syncError;
        private volatile long syncNs = 50_000;
        private volatile long writeNs;

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            java.util.concurrent.locks.LockSupport.parkNanos(writeNs);
            put(bytes, offset, length);
        }

        private synchronized void put(byte[] bytes, int offset, int length) throws IOException {
            if (writeError != null) {
                content.write(bytes, offset, length / 2);
                throw new IOException(writeError);
            }
            content.write(bytes, offset, length);
        }

        @Override
        public void sync() throws IOException {
            int before = size();
            java.util.concurrent.locks.LockSupport.parkNanos(syncNs);
            synchronized (this) {
                if (syncError != null) {
                    throw new IOException(syncError);
                }
                syncs++;
                synced = Math.max(synced, before);
            }
        }

        private synchronized int size() {
            return content.size();
        }

        @Override
        public synchronized void truncate(long length) {
            byte[] kept = Arrays.copyOf(content.toByteArray(), (int) length);
            content.reset();
            content.writeBytes(kept);
        }

        @Override
        public void close() {}

        synchronized byte[] afterPowerCut() {
            return Arrays.copyOf(content.toByteArray(), synced);
        }

        synchronized byte[] afterKill() {
            return content.toByteArray();
        }

        synchronized void fail(@Nullable String write, @Nullable String sync) {
            writeError = write;
            syncError = sync;
        }

        synchronized int syncs() {
            return syncs;
        }
    }

    private static final class Events implements AofWriter.Listener {

        volatile String refusal = "";
        volatile String end = "";

        @Override
        public void progressed() {}

        @Override
        public void failing(@Nullable String reason) {
            refusal = reason == null ? "" : reason;
        }

        @Override
        public void fatal(String reason) {
            end = reason;
        }

        volatile @Nullable Device next;
        volatile @Nullable String switched;

        @Override
        public Disk.Output next(long length) throws IOException {
            Device device = next;
            if (device == null) {
                throw new IOException("no room for another");
            }
            return device;
        }

        @Override
        public void switched(@Nullable String failure) {
            switched = String.valueOf(failure);
        }
    }

    /** Commands of one random run. */
    private static final int COMMANDS = 3000;

    /** After this many commands the run waits until all of them are safe. */
    private static final int WAITED_FOR = 500;

    private final Device device = new Device();
    private final ManualClock clock = new ManualClock(1_700_000_000_000L);
    private final Memory memory = Memory.guarded();
    private final AofBuffer buffer = new AofBuffer(clock, 0, memory);
    private final Events events = new Events();

    private AofWriter writer(FsyncPolicy policy) {
        AofWriter writer = new AofWriter(buffer, SystemClock.INSTANCE, device, 0, policy, events);
        writer.start();
        return writer;
    }

    private static void put(AofBuffer buffer, String... command) {
        byte[] bytes = RequestWriter.encode(command);
        buffer.append(0, bytes, bytes.length);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** One thread that writes and notes, at random moments, what a loss would leave. */
    @ParameterizedTest
    @EnumSource(FsyncPolicy.class)
    void whatIsSafe_survives(FsyncPolicy policy) throws IOException {
        record Moment(long safe, String left) {}

        AofWriter writer = writer(policy);
        Gen gen = new Gen(Gen.firstSeed());
        List<Long> ends = new ArrayList<>();
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < COMMANDS; i++) {
            put(buffer, "SET", "k" + i, gen.word(gen.below(50)));
            ends.add(writer.end());
            if (gen.chance(30)) {
                writer.hurry();
            }
            if (i % WAITED_FOR == WAITED_FOR - 1) {
                // However slowly the writer's thread gets a processor, some moments are safe.
                long end = writer.end();
                writer.hurry();
                Await.until("the write", Duration.ofSeconds(20), () -> writer.safe() >= end);
            }
            if (gen.chance(10) || i == COMMANDS - 1) {
                long safe = writer.safe();
                byte[] left =
                        policy == FsyncPolicy.ALWAYS ? device.afterPowerCut() : device.afterKill();
                moments.add(new Moment(safe, text(left)));
            }
        }
        writer.close();
        String all = text(device.afterPowerCut());
        assertThat(all).contains("\r\nk" + (COMMANDS - 1) + "\r\n");
        assertThat(moments.getLast().safe()).isPositive();
        for (Moment moment : moments) {
            assertThat(all).startsWith(moment.left());
            long safeCommands = ends.stream().filter(end -> end <= moment.safe()).count();
            if (safeCommands > 0) {
                assertThat(moment.left()).contains("\r\nk" + (safeCommands - 1) + "\r\n");
            }
        }
    }

    @Test
    void everysec_syncsWithinTwoSeconds() {
        AofWriter writer = writer(FsyncPolicy.EVERYSEC);
        put(buffer, "SET", "a", "1");
        writer.hurry();

        Await.until("a sync", Duration.ofSeconds(3), () -> device.syncs() > 0);

        assertThat(text(device.afterPowerCut())).contains("SET");
    }

    @Test
    void writeError_refusesChangesUntilItIsOver_andLeavesNoHalfOfAnything() throws IOException {
        AofWriter writer = writer(FsyncPolicy.EVERYSEC);
        put(buffer, "SET", "a", "1");
        writer.hurry();
        Await.until(
                "the write",
                Duration.ofSeconds(3),
                () -> device.afterKill().length > 0 && writer.safe() == writer.end());
        byte[] before = device.afterKill();
        device.fail("No space left on device", null);
        put(buffer, "SET", "a", "2");
        writer.hurry();

        Await.until(
                "the refusal",
                Duration.ofSeconds(3),
                () -> events.refusal.equals("No space left on device"));

        assertThat(writer.isWell()).isFalse();
        assertThat(writer.safe()).as("replies may go").isGreaterThanOrEqualTo(writer.end());
        device.fail(null, null);
        Await.until(
                "the end of the refusal",
                Duration.ofSeconds(5),
                () -> events.refusal.isEmpty() && writer.isWell());
        put(buffer, "SET", "a", "3");
        writer.close();
        assertThat(text(device.afterKill()))
                .isEqualTo(
                        text(before)
                                + text(RequestWriter.encode("SET", "a", "2"))
                                + text(RequestWriter.encode("SET", "a", "3")));
        assertThat(events.end).isEmpty();
    }

    @Test
    void always_endsTheProcess_ratherThanBreakItsPromise() {
        AofWriter writer = writer(FsyncPolicy.ALWAYS);
        device.fail(null, "Input/output error");
        put(buffer, "SET", "a", "1");
        writer.hurry();

        Await.until(
                "the end", Duration.ofSeconds(3), () -> events.end.contains("Input/output error"));

        assertThat(writer.safe()).isLessThan(writer.end());
    }

    @Test
    void oneSync_isEnoughForManyChanges() throws IOException {
        for (int i = 0; i < 1000; i++) {
            put(buffer, "SET", "k" + i, "v");
        }
        AofWriter writer = writer(FsyncPolicy.ALWAYS);
        put(buffer, "SET", "last", "v");
        writer.close();

        assertThat(device.syncs()).isLessThan(5);
    }

    @ParameterizedTest
    @EnumSource(FsyncPolicy.class)
    void cut_endsOneFile_andBeginsTheNext(FsyncPolicy policy) throws IOException {
        Device second = new Device();
        events.next = second;
        AofWriter writer = writer(policy);
        put(buffer, "SET", "a", "1");
        buffer.cut();
        put(buffer, "SET", "b", "2");
        long end = writer.end();
        writer.hurry();
        Await.until("the switch", Duration.ofSeconds(3), () -> events.switched != null);
        put(buffer, "SET", "c", "3");
        writer.close();

        assertThat(events.switched).isEqualTo("null");
        assertThat(text(device.afterPowerCut()))
                .isEqualTo(
                        text(RequestWriter.encode("SELECT", "0"))
                                + text(RequestWriter.encode("SET", "a", "1")));
        assertThat(text(second.afterPowerCut()))
                .isEqualTo(
                        text(RequestWriter.encode("SELECT", "0"))
                                + text(RequestWriter.encode("SET", "b", "2"))
                                + text(RequestWriter.encode("SET", "c", "3")));
        assertThat(writer.size()).isEqualTo(second.afterKill().length);
        assertThat(writer.synced()).isGreaterThan(end).isEqualTo(writer.end());
    }

    @Test
    void cutWithoutAnotherFile_goesOnInTheSame() throws IOException {
        AofWriter writer = writer(FsyncPolicy.ALWAYS);
        put(buffer, "SET", "a", "1");
        buffer.cut();
        put(buffer, "SET", "b", "2");
        writer.close();

        assertThat(events.switched).isEqualTo("no room for another");
        assertThat(text(device.afterPowerCut()))
                .endsWith(
                        text(RequestWriter.encode("SELECT", "0"))
                                + text(RequestWriter.encode("SET", "b", "2")));
        assertThat(events.end).isEmpty();
    }

    @Test
    void longCommands_standInTheirPlace_andLeaveNothingBehind() throws IOException {
        String value = "0123456789".repeat(30_000);
        byte[] command = RequestWriter.encode("SET", "long", value);
        byte[] set = RequestWriter.encode("SET", "a", "1");
        Device second = new Device();
        events.next = second;

        buffer.append(0, set, set.length);
        putLong(3, command);
        buffer.append(3, set, set.length);
        buffer.cut();
        putLong(3, command);
        putLong(3, command);
        AofWriter writer = writer(FsyncPolicy.NO);
        writer.close();

        String select = text(RequestWriter.encode("SELECT", "3"));
        assertThat(text(device.afterKill()))
                .isEqualTo(
                        text(RequestWriter.encode("SELECT", "0"))
                                + text(set)
                                + select
                                + text(command)
                                + text(set));
        assertThat(text(second.afterKill())).isEqualTo(select + text(command).repeat(2));
        assertThat(writer.written()).isEqualTo(buffer.end());
        assertThat(memory.liveBlocks()).isEmpty();
    }

    private void putLong(int database, byte[] command) {
        LooseBlock block = LooseBlock.allocate(memory, command.length);
        block.copyIn(command, 0, 0, command.length);
        buffer.append(database, block);
        block.release();
    }

    @Test
    void marksOfTime_standOncePerSecond_andNotInsideOfTransactions() throws IOException {
        buffer.marksTime(true);
        put(buffer, "SET", "a", "1");
        put(buffer, "SET", "a", "2");
        clock.advanceMs(1000);
        put(buffer, "MULTI");
        clock.advanceMs(1000);
        put(buffer, "SET", "a", "3");
        put(buffer, "EXEC");
        put(buffer, "SET", "a", "4");
        writer(FsyncPolicy.NO).close();

        assertThat(text(device.afterKill()))
                .isEqualTo(
                        "#TS:1700000000\r\n"
                                + text(RequestWriter.encode("SELECT", "0"))
                                + text(RequestWriter.encode("SET", "a", "1"))
                                + text(RequestWriter.encode("SET", "a", "2"))
                                + "#TS:1700000001\r\n"
                                + text(RequestWriter.encode("MULTI"))
                                + text(RequestWriter.encode("SET", "a", "3"))
                                + text(RequestWriter.encode("EXEC"))
                                + "#TS:1700000002\r\n"
                                + text(RequestWriter.encode("SET", "a", "4")));
    }

    @Test
    void everysec_letsRepliesGo_whileSyncAndWriteAreSlow() throws IOException {
        AofWriter writer = writer(FsyncPolicy.EVERYSEC);
        device.syncNs = 1_000_000_000;
        put(buffer, "SET", "a", "1");
        writer.hurry();
        Await.until("a sync", Duration.ofSeconds(3), writer::isSyncing);
        device.writeNs = 700_000_000;
        put(buffer, "SET", "a", "2");
        writer.hurry();

        Await.until("replies", Duration.ofSeconds(1), () -> writer.safe() >= writer.end());

        assertThat(writer.written()).isLessThan(writer.end());
        device.writeNs = 0;
        device.syncNs = 0;
        writer.close();
        assertThat(writer.synced()).isEqualTo(writer.end());
    }

    @Test
    void pausedSyncs_letRepliesGo_andAreMadeUpForLater() {
        AofWriter writer = writer(FsyncPolicy.ALWAYS);
        writer.pauseSyncs(true);
        put(buffer, "SET", "a", "1");
        writer.hurry();
        Await.until("replies", Duration.ofSeconds(3), () -> writer.safe() >= writer.end());
        assertThat(writer.synced()).isLessThan(writer.end());

        writer.pauseSyncs(false);

        Await.until("a sync", Duration.ofSeconds(3), () -> writer.synced() >= writer.end());
    }

    @Test
    void selectStandsWhereTheDatabaseChanges_beforeMultiAsWell() throws IOException {
        byte[] set = RequestWriter.encode("SET", "a", "1");
        byte[] multi = RequestWriter.encode("MULTI");
        byte[] exec = RequestWriter.encode("EXEC");
        buffer.append(0, set, set.length);
        buffer.append(3, multi, multi.length);
        buffer.append(3, set, set.length);
        buffer.append(3, exec, exec.length);
        buffer.append(3, set, set.length);
        writer(FsyncPolicy.NO).close();

        assertThat(text(device.afterKill()))
                .isEqualTo(
                        text(RequestWriter.encode("SELECT", "0"))
                                + text(set)
                                + text(RequestWriter.encode("SELECT", "3"))
                                + text(multi)
                                + text(set)
                                + text(exec)
                                + text(set));
    }
}
