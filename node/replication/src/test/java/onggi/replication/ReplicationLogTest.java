package onggi.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import onggi.bytes.Memory;
import onggi.resp.RequestWriter;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

class ReplicationLogTest {

    private static void nobody() {
        // nobody is told
    }

    private static byte[] read(ReplicationLog.Reader reader, int most) {
        ByteBuffer buffer = ByteBuffer.allocate(most);
        reader.peek(buffer);
        byte[] bytes = Arrays.copyOf(buffer.array(), buffer.position());
        reader.taken(bytes.length);
        return bytes;
    }

    @Test
    void readers_getEveryByteOnce_whateverIsGivenUpMeanwhile() {
        Gen.check(
                60,
                gen -> {
                    Memory memory = Memory.checked();
                    ReplicationLog log = new ReplicationLog(memory, ReplicationLogTest::nobody);
                    log.keptBytes(gen.pick(1L, 16_384L, 50_000L, 1_000_000L));
                    log.activate();
                    ByteArrayOutputStream all = new ByteArrayOutputStream();
                    ReplicationLog.Reader[] readers = new ReplicationLog.Reader[3];
                    ByteArrayOutputStream[] got = new ByteArrayOutputStream[3];
                    int[] from = new int[3];
                    for (int step = 0; step < 200; step++) {
                        int which = gen.below(3);
                        if (gen.chance(40)) {
                            byte[] bytes = gen.bytes(gen.between(1, gen.chance(20) ? 40_000 : 300));
                            log.appendRaw(bytes, 0, bytes.length);
                            all.writeBytes(bytes);
                        } else if (readers[which] == null) {
                            long first = gen.chance(50) ? log.end() + 1 : log.firstOffset();
                            readers[which] = log.reader(first);
                            assertThat(readers[which]).isNotNull();
                            got[which] = new ByteArrayOutputStream();
                            from[which] = (int) first - 1;
                        } else if (gen.chance(10)) {
                            readers[which].close();
                            readers[which] = null;
                        } else {
                            got[which].writeBytes(read(readers[which], gen.between(1, 60_000)));
                            byte[] expected =
                                    Arrays.copyOfRange(
                                            all.toByteArray(),
                                            from[which],
                                            from[which] + got[which].size());
                            assertThat(got[which].toByteArray()).isEqualTo(expected);
                        }
                        assertThat(log.end()).isEqualTo(all.size());
                    }
                    log.deactivate();
                    assertThat(log.memoryBytes()).isZero();
                });
    }

    @Test
    void offsetsThatAreNotKept_haveNoReader() {
        ReplicationLog log = new ReplicationLog(Memory.checked(), ReplicationLogTest::nobody);
        log.restart(1000);
        log.appendRaw(new byte[10], 0, 10);

        assertThat(log.reader(1000)).isNull();
        assertThat(log.reader(1001)).isNotNull();
        assertThat(log.reader(1011)).isNotNull();
        assertThat(log.reader(1012)).isNull();
        assertThat(log.firstOffset()).isEqualTo(1001);
        assertThat(log.length()).isEqualTo(10);
    }

    @Test
    void select_standsWhereTheDatabaseChanges_andBeforeTransactions() {
        ReplicationLog log = new ReplicationLog(Memory.checked(), ReplicationLogTest::nobody);
        log.activate();
        ReplicationLog.Reader reader = log.readerAtEnd();
        for (String[] command : new String[][] {{"MULTI"}, {"INCR", "a"}, {"EXEC"}, {"DEL", "a"}}) {
            byte[] bytes = RequestWriter.encode(command);
            log.append(3, bytes, bytes.length);
        }

        String text = new String(read(reader, 1000), StandardCharsets.US_ASCII);

        assertThat(text.replaceAll("[*$]\\d+\r\n", "").replace("\r\n", " "))
                .isEqualTo("SELECT 3 MULTI INCR a EXEC DEL a ");
    }

    @Test
    void readerOfAStreamThatWentOnWithoutIt_getsNothing() {
        ReplicationLog log = new ReplicationLog(Memory.checked(), ReplicationLogTest::nobody);
        log.activate();
        ReplicationLog.Reader reader = log.readerAtEnd();
        log.appendRaw(new byte[5], 0, 5);
        log.restart(77);
        log.appendRaw(new byte[5], 0, 5);

        assertThat(reader.waitingBytes()).isZero();
        assertThat(read(reader, 100)).isEmpty();
    }

    @Test
    void changesEnd_isBeforeNoticesToReplicas() {
        ReplicationLog log = new ReplicationLog(Memory.checked(), ReplicationLogTest::nobody);
        log.activate();
        byte[] change = RequestWriter.encode("SET", "a", "b");
        byte[] notice = RequestWriter.encode("PING");
        log.appendRaw(change, 0, change.length);

        log.appendNotice(notice);
        assertThat(log.changesEnd()).isEqualTo(change.length);
        assertThat(log.end()).isEqualTo(change.length + notice.length);

        log.append(0, change, change.length);
        assertThat(log.changesEnd()).isEqualTo(log.end());
        log.restart(7);
        assertThat(log.changesEnd()).isEqualTo(7);
        log.deactivate();
    }
}
