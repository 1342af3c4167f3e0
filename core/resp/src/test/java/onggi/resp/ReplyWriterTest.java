package onggi.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import java.util.stream.Stream;
import onggi.bytes.Bytes;
import onggi.bytes.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ReplyWriterTest {

    private static final int LARGE_TURN = 1_500_000;

    private final ReplyWriter writer = new ReplyWriter(16);

    record Golden(String name, Consumer<ReplyWriter> write, String resp2, String resp3) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Golden same(String name, Consumer<ReplyWriter> write, String bytes) {
        return new Golden(name, write, bytes, bytes);
    }

    @Test
    void preformedNumbers_readAsTheyAre() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 1100; i++) {
            writer.integer(i);
            writer.arrayHeader(i);
            expected.append(":%d\r\n*%d\r\n".formatted(i, i));
        }

        String written = new String(writer.array(), 0, writer.position(), ISO_8859_1);
        assertThat(written).isEqualTo(expected.toString());
    }

    static Stream<Golden> golden() {
        byte[] abc = bytes("xabcx");
        return Stream.of(
                same("ok", ReplyWriter::ok, "+OK\r\n"),
                same("pong", ReplyWriter::pong, "+PONG\r\n"),
                same("queued", ReplyWriter::queued, "+QUEUED\r\n"),
                same("simple", w -> w.simple("string"), "+string\r\n"),
                same("error", w -> w.error("ERR a\r\nb \u00ff"), "-ERR a  b \u00ff\r\n"),
                same("error bytes", w -> w.error(bytes("?ERR\nx"), 1, 5), "-ERR x\r\n"),
                same("raw", w -> w.raw(bytes("+x\r\n")), "+x\r\n"),
                same("0", w -> w.integer(0), ":0\r\n"),
                same("1023", w -> w.integer(1023), ":1023\r\n"),
                same("1024", w -> w.integer(1024), ":1024\r\n"),
                same("-1", w -> w.integer(-1), ":-1\r\n"),
                same("least", w -> w.integer(Long.MIN_VALUE), ":-9223372036854775808\r\n"),
                same("bulk", w -> w.bulk(abc, 1, 3), "$3\r\nabc\r\n"),
                same("empty bulk", w -> w.bulk(abc, 0, 0), "$0\r\n\r\n"),
                same("bulk text", w -> w.bulk("a\u00ff"), "$2\r\na\u00ff\r\n"),
                same("bulk bytes", w -> w.bulk(Bytes.of("hey")), "$3\r\nhey\r\n"),
                same("bulk number", w -> w.bulkLong(-12), "$3\r\n-12\r\n"),
                same(
                        "bulk 1023",
                        w -> w.bulk(new byte[1023]),
                        "$1023\r\n" + "\0".repeat(1023) + "\r\n"),
                same(
                        "bulk 1024",
                        w -> w.bulk(new byte[1024]),
                        "$1024\r\n" + "\0".repeat(1024) + "\r\n"),
                same("array", w -> w.arrayHeader(2), "*2\r\n"),
                same("large array", w -> w.arrayHeader(1_000_000), "*1000000\r\n"),
                new Golden("null", ReplyWriter::nullBulk, "$-1\r\n", "_\r\n"),
                new Golden("null array", ReplyWriter::nullArray, "*-1\r\n", "_\r\n"),
                new Golden("true", w -> w.bool(true), ":1\r\n", "#t\r\n"),
                new Golden("false", w -> w.bool(false), ":0\r\n", "#f\r\n"),
                new Golden(
                        "double",
                        w -> w.doubleValue(0.1),
                        "$19\r\n0.10000000000000001\r\n",
                        ",0.10000000000000001\r\n"),
                new Golden("whole double", w -> w.doubleValue(3), "$1\r\n3\r\n", ",3\r\n"),
                new Golden(
                        "inf",
                        w -> w.doubleValue(Double.NEGATIVE_INFINITY),
                        "$4\r\n-inf\r\n",
                        ",-inf\r\n"),
                new Golden(
                        "double text", w -> w.doubleText(abc, 1, 3), "$3\r\nabc\r\n", ",abc\r\n"),
                new Golden(
                        "big number",
                        w -> w.bigNumber(bytes("123"), 0, 3),
                        "$3\r\n123\r\n",
                        "(123\r\n"),
                new Golden(
                        "verbatim",
                        w -> w.verbatim("txt", bytes("hi")),
                        "$2\r\nhi\r\n",
                        "=6\r\ntxt:hi\r\n"),
                new Golden("map", w -> w.mapHeader(2), "*4\r\n", "%2\r\n"),
                new Golden("set", w -> w.setHeader(2), "*2\r\n", "~2\r\n"),
                new Golden("push", w -> w.pushHeader(3), "*3\r\n", ">3\r\n"),
                new Golden(
                        "deferred map",
                        ReplyWriterTest::deferredMap,
                        "*2\r\n:1\r\n:2\r\n",
                        "%1\r\n:1\r\n:2\r\n"),
                new Golden(
                        "deferred set",
                        ReplyWriterTest::deferredSet,
                        "*1\r\n:1\r\n",
                        "~1\r\n:1\r\n"));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void write_inResp2_givesTheBytes(Golden golden) {
        golden.write.accept(writer);

        assertThat(output()).isEqualTo(golden.resp2);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void write_inResp3_givesTheBytes(Golden golden) {
        writer.setProtocol(3);

        golden.write.accept(writer);

        assertThat(output()).isEqualTo(golden.resp3);
    }

    @Test
    void endArray_anyCount_isAsIfWrittenAhead() {
        for (int count : new int[] {0, 1, 9, 10, 99, 100, 12_345}) {
            writer.clear();
            writer.ok();
            int outer = writer.startArray();
            int inner = writer.startArray();
            for (int i = 0; i < count; i++) {
                writer.bulkLong(i);
            }
            writer.endArray(inner, count);
            writer.endArray(outer, 1);
            writer.ok();

            var expected = new ReplyWriter();
            expected.ok();
            expected.arrayHeader(1);
            expected.arrayHeader(count);
            for (int i = 0; i < count; i++) {
                expected.bulkLong(i);
            }
            expected.ok();
            assertThat(output()).isEqualTo(text(expected));
        }
    }

    @Test
    void truncate_toMark_takesBackWhatFollowed() {
        writer.ok();
        int mark = writer.position();
        writer.bulk(new byte[100_000]);

        writer.truncate(mark);
        writer.integer(7);

        assertThat(output()).isEqualTo("+OK\r\n:7\r\n");
    }

    @Test
    void write_overTheLimit_isDroppedAndTold() {
        writer.setLimitBytes(1_000);
        writer.pong();
        writer.protect();
        int mark = writer.startArray();

        for (int i = 0; i < 1_000; i++) {
            writer.bulkLong(i);
        }
        writer.endArray(mark, 1_000);

        assertThat(writer.overflowed()).isTrue();
        assertThat(writer.array()).hasSizeLessThanOrEqualTo(1_100);
        assertThat(output()).startsWith("+PONG\r\n");
        writer.truncate(mark);
        writer.protect();
        assertThat(writer.overflowed()).isFalse();
        assertThat(output()).isEqualTo("+PONG\r\n");
    }

    @Test
    void write_overTheBound_isDroppedAndTold() {
        writer.bulk(new byte[100_000]);
        writer.protect();
        writer.boundBy(() -> 50_000);

        writer.bulk(new byte[40_000]);
        assertThat(writer.overflowed()).isFalse();
        writer.bulk(new byte[40_000]);
        writer.bulk(new byte[40_000]);

        assertThat(writer.overflowed()).isTrue();
        assertThat(writer.position()).isLessThan(150_100);
    }

    @Test
    void forgetPeak_letsTheArrayShrink_whereItMay() {
        writer.bulk(new byte[LARGE_TURN]);
        writer.clear();
        writer.forgetPeak();
        int large = writer.array().length;
        writer.shrinkWhen(() -> false);
        writer.forgetPeak();
        assertThat(writer.array()).hasSize(large);

        writer.shrinkWhen(() -> true);
        writer.forgetPeak();

        assertThat(writer.array()).hasSizeLessThan(100_000);
    }

    @Test
    void bulk_largerThanAnyHeap_isDroppedAndTold() {
        writer.setLimitBytes(Integer.MAX_VALUE);
        Memory memory = Memory.checked();

        writer.pong();
        writer.protect();
        writer.bulk(memory, 0, Integer.MAX_VALUE - 100);

        assertThat(writer.overflowed()).isTrue();
        assertThat(output()).isEqualTo("+PONG\r\n");
    }

    @Test
    void clear_turnsWithLargeOutput_keepTheArray() {
        writer.bulk(new byte[LARGE_TURN]);
        writer.clear();
        byte[] array = writer.array();

        for (int turn = 0; turn < 5_000; turn++) {
            writer.raw(array, 0, LARGE_TURN);
            writer.clear();
        }

        assertThat(writer.array()).isSameAs(array);
        for (int turn = 0; turn < 5_000; turn++) {
            writer.pong();
            writer.clear();
        }
        assertThat(writer.array()).hasSizeLessThan(100_000);
    }

    @Test
    void clear_afterLargeOutput_givesTheMemoryBack() {
        writer.bulk(new byte[3 * ReplyWriter.MAX_RETAINED_BYTES]);

        writer.clear();

        assertThat(writer.array()).hasSizeLessThan(ReplyWriter.MAX_RETAINED_BYTES);
    }

    private static void deferredMap(ReplyWriter writer) {
        int mark = writer.startArray();
        writer.integer(1);
        writer.integer(2);
        writer.endMap(mark, 1);
    }

    private static void deferredSet(ReplyWriter writer) {
        int mark = writer.startArray();
        writer.integer(1);
        writer.endSet(mark, 1);
    }

    private String output() {
        return text(writer);
    }

    private static String text(ReplyWriter writer) {
        return new String(writer.array(), 0, writer.position(), ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
