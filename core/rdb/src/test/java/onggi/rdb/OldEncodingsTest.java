package onggi.rdb;

import static onggi.rdb.ByHand.END;
import static onggi.rdb.ByHand.little;
import static onggi.rdb.ByHand.string;
import static onggi.rdb.ByHand.text;
import static onggi.rdb.ByHand.zipList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import onggi.bytes.Memory;
import onggi.types.MemberVisitor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encodings that nobody writes any more, or that other servers write: made by hand. */
class OldEncodingsTest {

    private final LoadedValue value = new LoadedValue(new Nowhere(Memory.guarded()));

    @AfterEach
    void free() {
        value.close();
    }

    private boolean read(int type, int version, String bytes) throws IOException {
        byte[] array = bytes.getBytes(StandardCharsets.ISO_8859_1);
        RdbInput in = RdbInput.of(array, 0, array.length);
        boolean exists = new ValueReader(in, version).read(type, value);
        assertThat(in.isAtEnd()).isTrue();
        if (exists && !value.isText()) {
            value.check();
        }
        return exists;
    }

    private List<String> list() {
        List<String> elements = new ArrayList<>();
        var list = value.values().list();
        for (boolean more = list.first(); more; more = list.next()) {
            elements.add(new String(list.copy(), StandardCharsets.ISO_8859_1));
        }
        return elements;
    }

    private String hash() {
        var fields = new TreeMap<String, String>();
        value.values()
                .hash()
                .forEach(h ->
                        fields.put(
                                new String(h.field().copy(), StandardCharsets.ISO_8859_1),
                                new String(h.value().copy(), StandardCharsets.ISO_8859_1)
                                        + (h.expiryMs() < 0 ? "" : "@" + h.expiryMs())));
        return fields.toString();
    }

    // ---- lists

    @Test
    void zipList_ofEveryKindOfElement_isAList() throws IOException {
        String longText = "x".repeat(100);
        String pack =
                zipList(
                        text("abc"),
                        "@d" + longText,
                        "\u0080" + new StringBuilder(little(300, 4)).reverse() + "y".repeat(300),
                        "\u00c0" + little(-2, 2),
                        "\u00d0" + little(-3, 4),
                        "\u00e0" + little(Long.MIN_VALUE, 8),
                        "\u00f0" + little(-5, 3),
                        "\u00fe" + little(-6, 1),
                        "\u00f1",
                        "\u00fd",
                        text("12"));

        assertThat(read(RdbType.LIST_ZIPLIST, 6, string(pack))).isTrue();

        assertThat(list())
                .containsExactly(
                        "abc",
                        longText,
                        "y".repeat(300),
                        "-2",
                        "-3",
                        "-9223372036854775808",
                        "-5",
                        "-6",
                        "0",
                        "12",
                        "12");
    }

    @Test
    void quickList_ofZipLists_isAList() throws IOException {
        String bytes =
                "\u0002" + string(zipList(text("a"), text("b"))) + string(zipList(text("c")));

        assertThat(read(RdbType.LIST_QUICKLIST, 7, bytes)).isTrue();

        assertThat(list()).containsExactly("a", "b", "c");
    }

    @Test
    void plainList_isAList() throws IOException {
        assertThat(read(RdbType.LIST, 2, "\u0003" + text("a") + "\u00c0\u0007" + text("c")))
                .isTrue();

        assertThat(list()).containsExactly("a", "7", "c");
    }

    @Test
    void collectionWithoutElements_isNone() throws IOException {
        assertThat(read(RdbType.LIST_ZIPLIST, 6, string(zipList()))).isFalse();
        assertThat(read(RdbType.LIST, 6, "\u0000")).isFalse();
        assertThat(read(RdbType.HASH, 6, "\u0000")).isFalse();
        assertThat(read(RdbType.SET_INTSET, 6, string(little(2, 4) + little(0, 4)))).isFalse();
        assertThat(value.cell().slab().liveBytes()).isZero();
    }

    @Test
    void plainNodeWithoutAByte_isRefused() {
        assertThatThrownBy(() -> read(RdbType.LIST_QUICKLIST_2, 10, "\u0001\u0001\u0000"))
                .hasMessageContaining("plain node");
    }

    // ---- hashes

    @Test
    void zipMap_isAHash() throws IOException {
        String longText = "v".repeat(300);
        String map =
                "\u0002"
                        + text("a")
                        + "\u0001\u0002"
                        + "1"
                        + "??"
                        + text("b")
                        + "\u00fe"
                        + little(300, 4)
                        + "\u0000"
                        + longText
                        + END;

        assertThat(read(RdbType.HASH_ZIPMAP, 2, string(map))).isTrue();

        assertThat(hash()).isEqualTo("{a=1, b=" + longText + "}");
    }

    @Test
    void zipListOfPairs_isAHash() throws IOException {
        assertThat(read(RdbType.HASH_ZIPLIST, 6, string(zipList(text("f"), "\u00f3")))).isTrue();

        assertThat(hash()).isEqualTo("{f=2}");
    }

    @Test
    void fieldsWithMoments_areRead_asEachServerWritesThem() throws IOException {
        String redis =
                little(5000, 8)
                        + "\u0002"
                        + "\u0001"
                        + text("a")
                        + text("1")
                        + "\u0000"
                        + text("b")
                        + text("2");
        assertThat(read(RdbType.HASH_MOMENTS, 12, redis)).isTrue();
        assertThat(hash()).isEqualTo("{a=1@5000, b=2}");

        String early =
                "\u0002" + "@\u0099" + text("a") + text("1") + "\u0000" + text("b") + text("2");
        assertThat(read(RdbType.HASH_MOMENTS_EARLY, 12, early)).isTrue();
        assertThat(hash()).isEqualTo("{a=1@153, b=2}");

        String valkey =
                "\u0002"
                        + text("a")
                        + text("1")
                        + little(7000, 8)
                        + text("b")
                        + text("2")
                        + little(-1, 8);
        assertThat(read(RdbType.HASH_MOMENTS_EARLY, 80, valkey)).isTrue();
        assertThat(hash()).isEqualTo("{a=1@7000, b=2}");
    }

    @Test
    void fieldThatIsTwice_isRefused() {
        String pack = zipList(text("f"), text("1"), text("f"), text("2"));

        assertThatThrownBy(() -> read(RdbType.HASH_ZIPLIST, 6, string(pack)))
                .isInstanceOf(RdbException.class)
                .hasMessageContaining("offset=")
                .hasMessageContaining("Duplicate hash fields");
        assertThat(value.cell().slab().liveBytes()).isZero();
    }

    // ---- sets and sorted sets

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void integerSet_ofAnyWidth_isASet(int width) throws IOException {
        String set =
                little(width, 4)
                        + little(3, 4)
                        + little(-5, width)
                        + little(0, width)
                        + little(7, width);

        assertThat(read(RdbType.SET_INTSET, 6, string(set))).isTrue();

        List<Long> members = new ArrayList<>();
        value.values()
                .set()
                .forEach(
                        new MemberVisitor() {
                            @Override
                            public void integer(long number) {
                                members.add(number);
                            }

                            @Override
                            public void text(Memory memory, long address, int length) {
                                throw new AssertionError("no integer");
                            }
                        });
        assertThat(members).containsExactly(-5L, 0L, 7L);
    }

    @Test
    void integerSet_outOfOrder_isRefused() {
        String set = little(2, 4) + little(2, 4) + little(7, 2) + little(7, 2);

        assertThatThrownBy(() -> read(RdbType.SET_INTSET, 6, string(set)))
                .hasMessageContaining("out of order");
    }

    @Test
    void sortedSet_ofAnyEncoding_isInOrder() throws IOException {
        for (int type : new int[] {RdbType.ZSET, RdbType.ZSET_ZIPLIST}) {
            String bytes =
                    type == RdbType.ZSET
                            ? "\u0004"
                                    + text("b")
                                    + "\u00022."
                                    + text("i")
                                    + "\u00fe"
                                    + text("n")
                                    + "\u00ff"
                                    + text("a")
                                    + "\u00032.0"
                            : string(
                                    zipList(
                                            text("b"),
                                            "\u00f3",
                                            text("i"),
                                            text("inf"),
                                            text("n"),
                                            text("-inf"),
                                            text("a"),
                                            text("2")));
            assertThat(read(type, 6, bytes)).isTrue();

            StringBuilder order = new StringBuilder();
            var zset = value.values().zset();
            for (zset.seek(0); zset.isOnMember(); zset.next()) {
                order.append(new String(zset.member().copy(), StandardCharsets.ISO_8859_1));
                order.append(zset.score()).append(' ');
            }
            assertThat(order).hasToString("n-Infinity a2.0 b2.0 iInfinity ");
        }
    }

    @Test
    void scoreThatIsNoNumber_isRefused() {
        assertThatThrownBy(() -> read(RdbType.ZSET, 6, "\u0001" + text("a") + "\u00fd"))
                .hasMessageContaining("NAN");
        assertThatThrownBy(() ->
                        read(
                                RdbType.ZSET_2,
                                8,
                                "\u0001" + text("a") + little(0x7ff8000000000000L, 8)))
                .hasMessageContaining("NAN");
    }

    // ---- the rest

    @Test
    void moduleValue_isRefusedByItsName() {
        long id = 0;
        for (char c : "ReJSON-RL".toCharArray()) {
            id =
                    id << 6
                            | "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                                    .indexOf(c);
        }
        String number = "\u0081" + new StringBuilder(little(id << 10 | 3, 8)).reverse();

        assertThatThrownBy(() -> read(RdbType.MODULE_2, 9, number))
                .hasMessageContaining("ReJSON-RL");
    }

    @Test
    void lengths_beyondWhatIsThere_areRefusedBeforeRoomIsMade() {
        String huge = "\u0081\u007f" + "\u00ff".repeat(7);
        String compressed = "\u00c3" + "\u0005" + "\u0080\u007f\u00ff\u00ff\u00ff" + "abcde";

        for (String bytes : List.of(huge, "\u0080\u007f\u00ff\u00ff\u00ff", compressed)) {
            assertThatThrownBy(() -> read(RdbType.STRING, 9, bytes))
                    .isInstanceOf(RdbException.class);
            assertThatThrownBy(() -> read(RdbType.LIST, 9, bytes)).isInstanceOf(RdbException.class);
            assertThatThrownBy(() -> read(RdbType.HASH, 9, bytes)).isInstanceOf(RdbException.class);
        }
        assertThat(value.cell().slab().liveBytes()).isZero();
    }
}
