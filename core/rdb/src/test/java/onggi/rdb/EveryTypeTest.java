package onggi.rdb;

import static onggi.rdb.ByHand.END;
import static onggi.rdb.ByHand.big;
import static onggi.rdb.ByHand.listPack;
import static onggi.rdb.ByHand.little;
import static onggi.rdb.ByHand.packLong;
import static onggi.rdb.ByHand.packNumber;
import static onggi.rdb.ByHand.packText;
import static onggi.rdb.ByHand.string;
import static onggi.rdb.ByHand.text;
import static onggi.rdb.ByHand.zipList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import onggi.bytes.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A value of every number there is, made by hand: it is read, and when it is cut anywhere or any of
 * its bytes is any other, the outcome is a refusal or a sound value, and nothing is left behind.
 */
class EveryTypeTest {

    /** One value as a version of the format has it. */
    record Sample(int type, int version, String what, String bytes) {
        @Override
        public String toString() {
            return type + ", " + what;
        }
    }

    private static final String MOMENT = "\u0081" + big(1_800_000_000_000L, 8);

    private static final String NODE =
            listPack(
                    packNumber(2),
                    packNumber(1),
                    packNumber(1),
                    packText("f"),
                    packNumber(0),
                    // an entry with the node's field
                    packNumber(2),
                    packNumber(0),
                    packNumber(0),
                    packText("v"),
                    packNumber(4),
                    // a deleted one
                    packNumber(3),
                    packNumber(0),
                    packNumber(1),
                    packText("w"),
                    packNumber(4),
                    // one with a field of its own
                    packNumber(0),
                    packNumber(1),
                    packNumber(0),
                    packNumber(1),
                    packText("g"),
                    packNumber(7),
                    packNumber(6));

    private static final String ENTRIES =
            "\u0001" + text(big(5, 8) + big(1, 8)) + string(NODE) + "\u0002\u0006\u0001";

    /** What came with the second stream: first id, greatest deleted id, entries added. */
    private static final String TOTALS = "\u0005\u0001\u0005\u0002\u0003";

    static List<Sample> samples() {
        return List.of(
                new Sample(0, 1, "text", text("hello")),
                new Sample(0, 1, "number", "\u00c190"),
                new Sample(0, 1, "compressed", "\u00c3\u0005@d\u0000a\u00e0Z\u0000"),
                new Sample(1, 1, "list", "\u0003" + text("a") + "\u00c0\u0007" + text("cc")),
                new Sample(2, 1, "set", "\u0003" + text("a") + "\u00c0\u0007" + text("cc")),
                new Sample(
                        3,
                        1,
                        "zset",
                        "\u0003"
                                + text("a")
                                + "\u00031.5"
                                + text("b")
                                + "\u00fe"
                                + text("c")
                                + "\u00ff"),
                new Sample(4, 1, "hash", "\u0002" + text("a") + text("1") + text("b") + text("2")),
                new Sample(
                        5,
                        8,
                        "zset",
                        "\u0002"
                                + text("a")
                                + little(0x3ff8L << 48, 8)
                                + text("b")
                                + little(0x7ffL << 52, 8)),
                new Sample(
                        9,
                        2,
                        "zip map",
                        text(
                                "\u0002"
                                        + text("a")
                                        + "\u0001\u0002"
                                        + "1"
                                        + "??"
                                        + text("b")
                                        + "\u0001\u0000"
                                        + "2"
                                        + END)),
                new Sample(
                        10,
                        6,
                        "list",
                        string(
                                zipList(
                                        text("a"),
                                        "\u00f3",
                                        "\u00fe\u00f0",
                                        "\u00c0\u0001\u0002",
                                        "\u00f0\u0001\u0002\u0003"))),
                new Sample(
                        11,
                        6,
                        "integers",
                        text(little(2, 4) + little(2, 4) + little(-5, 2) + little(7, 2))),
                new Sample(
                        12,
                        6,
                        "zset",
                        string(zipList(text("a"), "\u00f3", text("b"), text("2.5")))),
                new Sample(
                        13, 6, "hash", string(zipList(text("a"), "\u00f3", text("b"), text("2")))),
                new Sample(
                        14,
                        7,
                        "quick list",
                        "\u0002"
                                + string(zipList(text("a"), text("b")))
                                + string(zipList(text("c")))),
                new Sample(15, 9, "stream", ENTRIES + group(false, false)),
                new Sample(
                        16,
                        10,
                        "hash",
                        text(listPack(packText("a"), packNumber(1), packText("b"), packText("x")))),
                new Sample(
                        17,
                        10,
                        "zset",
                        text(
                                listPack(
                                        packText("a"),
                                        packNumber(1),
                                        packText("b"),
                                        packText("1.5")))),
                new Sample(
                        18,
                        10,
                        "quick list",
                        "\u0002\u0002"
                                + text(listPack(packText("a"), packNumber(1)))
                                + "\u0001"
                                + text("plain")),
                new Sample(
                        18,
                        10,
                        "short list",
                        "\u0001\u0002" + text(listPack(packText("a"), packNumber(1)))),
                new Sample(19, 10, "stream", ENTRIES + TOTALS + group(true, false)),
                new Sample(20, 11, "set", text(listPack(packText("a"), packNumber(1)))),
                new Sample(21, 11, "stream", ENTRIES + TOTALS + group(true, true)),
                new Sample(
                        22,
                        12,
                        "hash",
                        "\u0002" + MOMENT + text("a") + text("1") + "\u0000" + text("b")
                                + text("2")),
                new Sample(
                        22,
                        80,
                        "hash of Valkey",
                        "\u0002"
                                + text("a")
                                + text("1")
                                + little(1_800_000_000_000L, 8)
                                + text("b")
                                + text("2")
                                + little(-1, 8)),
                new Sample(
                        23,
                        12,
                        "hash",
                        string(
                                listPack(
                                        packText("a"),
                                        packText("x"),
                                        packLong(1_800_000_000_000L),
                                        packText("b"),
                                        packText("y"),
                                        packNumber(0)))),
                new Sample(
                        24,
                        12,
                        "hash",
                        little(1_800_000_000_000L, 8)
                                + "\u0002\u0001"
                                + text("a")
                                + text("1")
                                + "\u0000"
                                + text("b")
                                + text("2")),
                new Sample(
                        25,
                        12,
                        "hash",
                        little(1_800_000_000_000L, 8)
                                + string(
                                        listPack(
                                                packText("a"),
                                                packText("x"),
                                                packLong(1_800_000_000_000L),
                                                packText("b"),
                                                packText("y"),
                                                packNumber(0)))));
    }

    /** A group with a pending entry at a consumer. */
    private static String group(boolean counted, boolean activeTime) {
        String id = big(5, 8) + big(1, 8);
        return "\u0001"
                + text("g")
                + "\u0005\u0001"
                + (counted ? "\u0001" : "")
                + "\u0001"
                + id
                + little(1000, 8)
                + "\u0001"
                + "\u0001"
                + text("c")
                + little(1000, 8)
                + (activeTime ? little(1000, 8) : "")
                + "\u0001"
                + id;
    }

    private final LoadedValue value = new LoadedValue(new Nowhere(Memory.guarded()));

    private boolean read(Sample sample, byte[] bytes, int length) throws IOException {
        RdbInput in = RdbInput.of(bytes, 0, length);
        return new ValueReader(in, sample.version).read(sample.type, value);
    }

    private static byte[] bytes(Sample sample) {
        return sample.bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void everyNumber_hasASample() {
        TreeSet<Integer> numbers = new TreeSet<>();
        samples().forEach(sample -> numbers.add(sample.type));
        for (int type = 0; type < 256; type++) {
            boolean module = type == RdbType.MODULE || type == RdbType.MODULE_2;
            assertThat(numbers.contains(type))
                    .as("type %s", type)
                    .isEqualTo(RdbType.isValue(type) && !module);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sample_isRead_andWrittenInEveryVersion(Sample sample) throws IOException {
        byte[] bytes = bytes(sample);
        assertThat(read(sample, bytes, bytes.length)).isTrue();
        sound();
        if (!value.isText()) {
            comesBack();
        }
        value.close();
        assertThat(value.cell().slab().liveBytes()).isZero();
    }

    private void sound() {
        if (!value.isText() && !value.isLong()) {
            value.check();
        }
    }

    private void comesBack() throws IOException {
        LoadedValue other = new LoadedValue(new Nowhere(Memory.guarded()));
        for (int version : new int[] {10, 11, 12, 80}) {
            RdbOutput out = RdbOutput.toArray(false);
            DumpPayload.write(value.type(), new ValueWriter(value.cell()), version, out);
            byte[] payload = Arrays.copyOf(out.array(), (int) out.position());

            assertThat(DumpPayload.read(payload, 0, payload.length, true, other)).isTrue();
            other.check();
            RdbOutput again = RdbOutput.toArray(false);
            DumpPayload.write(other.type(), new ValueWriter(other.cell()), version, again);
            assertThat(Arrays.copyOf(again.array(), (int) again.position())).isEqualTo(payload);
        }
        other.close();
        assertThat(other.cell().slab().liveBytes()).isZero();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sampleThatIsCut_isRefused(Sample sample) {
        byte[] bytes = bytes(sample);
        for (int length = 0; length < bytes.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> read(sample, bytes, cut)).isInstanceOf(RdbException.class);
            assertThat(value.cell().slab().liveBytes()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sampleWithAnyOtherByte_isRefused_orASoundValue(Sample sample) throws IOException {
        byte[] bytes = bytes(sample);
        int values = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte right = bytes[i];
            for (int wrong = 0; wrong < 256; wrong++) {
                bytes[i] = (byte) wrong;
                values += outcome(sample, bytes) ? 1 : 0;
            }
            bytes[i] = right;
        }
        assertThat(values).isGreaterThan(bytes.length);
    }

    private boolean outcome(Sample sample, byte[] bytes) throws IOException {
        boolean exists = false;
        try {
            exists = read(sample, bytes, bytes.length);
            if (exists) {
                sound();
            }
        } catch (RdbException e) {
            assertThat(e.offset()).isLessThanOrEqualTo(bytes.length);
        }
        value.close();
        assertThat(value.cell().slab().liveBytes()).isZero();
        return exists;
    }
}
