package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onggi.bytes.Memory;
import onggi.bytes.SeededRandom;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SetValueTest {

    /** Members that are kept in a certain encoding under the usual limits. */
    enum Kind {
        INTSET(Encoding.INTSET),
        LISTPACK(Encoding.LISTPACK),
        HASHTABLE(Encoding.HASHTABLE);

        final int encoding;

        Kind(int encoding) {
            this.encoding = encoding;
        }

        String member(int i) {
            return switch (this) {
                case INTSET -> Integer.toString(i * 1000);
                case LISTPACK -> i % 3 == 0 ? Integer.toString(i) : "m" + i;
                case HASHTABLE -> "m".repeat(65) + i;
            };
        }
    }

    private final SlabCell cell = new SlabCell(Memory.guarded());
    private final SetValue set = new SetValue(cell);
    private final Set<String> expected = new HashSet<>();

    private void begin() {
        set.freeAll();
        set.init();
        expected.clear();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private boolean add(String member) {
        byte[] text = bytes("<" + member + ">");
        expected.add(member);
        return set.add(text, 1, text.length - 2);
    }

    private boolean remove(String member) {
        byte[] text = bytes("<" + member + ">");
        expected.remove(member);
        return set.remove(text, 1, text.length - 2);
    }

    private void fill(Kind kind, int size) {
        begin();
        for (int i = 0; i < size; i++) {
            add(kind.member(i));
        }
        assertThat(cell.encoding()).isEqualTo(kind.encoding);
    }

    /** Gathers what is shown. */
    private static final class Shown extends MemberText {

        final List<String> members = new ArrayList<>();

        @Override
        public void member(byte[] text, int length) {
            members.add(new String(text, 0, length, StandardCharsets.ISO_8859_1));
        }
    }

    private static List<String> contents(SetValue set) {
        Shown shown = new Shown();
        set.forEach(shown);
        return shown.members;
    }

    private void verify() {
        assertThat(set.size()).isEqualTo(expected.size());
        assertThat(contents(set)).containsExactlyInAnyOrderElementsOf(expected);
        if (!expected.isEmpty()) {
            set.check();
        }
        cell.slab().check();
        assertThat(set.blockBytes()).isEqualTo(cell.leakedBytes());
    }

    private static String member(Gen gen) {
        return switch (gen.below(6)) {
            case 0, 1, 2 -> Integer.toString(gen.between(-400, 400));
            case 3 -> Long.toString(gen.anyLong() >> gen.below(60));
            case 4 -> "m" + gen.below(300);
            default -> gen.pick("", "01", "-0", "x".repeat(gen.below(90)), "y".repeat(9000), "1 ");
        };
    }

    @Test
    void randomOperations_overAllEncodings_agreeWithASet() {
        Set<Integer> met = new HashSet<>();
        Gen.check(
                40,
                gen -> {
                    cell.limits().intsetEntries = gen.pick(0, 4, 30, 512);
                    cell.limits().setEntries = gen.pick(0, 4, 30, 128);
                    cell.limits().setValueBytes = gen.pick(0, 5, 64, 100_000);
                    begin();
                    boolean integers = gen.chance(40);
                    for (int i = 0; i < 500; i++) {
                        String member =
                                integers ? Integer.toString(gen.between(-90, 90)) : member(gen);
                        boolean present = expected.contains(member);
                        byte[] text = bytes(member);
                        assertThat(set.contains(text, 0, text.length)).isEqualTo(present);
                        if (gen.chance(i % 200 < 120 ? 70 : 25)) {
                            if (gen.chance(10)) {
                                set.expect(text, 0, text.length, gen.pick(1, 1, 5, 31, 600));
                            }
                            assertThat(add(member)).isNotEqualTo(present);
                        } else {
                            assertThat(remove(member)).isEqualTo(present);
                        }
                        met.add(cell.encoding());
                        if (gen.chance(2)) {
                            set.pack();
                        }
                        if (gen.chance(2)) {
                            set.toIntegers();
                        }
                        if (i % 50 == 0) {
                            verify();
                        }
                    }
                    verify();
                });
        assertThat(met).containsExactlyInAnyOrder(2, 3, 5);
    }

    @ParameterizedTest
    @CsvSource({"512, INTSET", "513, HASHTABLE"})
    void integers_upToTheirLimit_areAnIntset(int count, Kind kind) {
        begin();
        for (int i = 0; i < count; i++) {
            add(Integer.toString(i));
        }

        assertThat(cell.encoding()).isEqualTo(kind.encoding);
    }

    @ParameterizedTest
    @CsvSource({"127, LISTPACK", "128, HASHTABLE"})
    void text_toAnIntset_makesAListpackIfItFits(int count, Kind kind) {
        begin();
        for (int i = 0; i < count; i++) {
            add(Integer.toString(i));
        }

        add("text");

        assertThat(cell.encoding()).isEqualTo(kind.encoding);
        verify();
    }

    @ParameterizedTest
    @CsvSource({"64, LISTPACK", "65, HASHTABLE"})
    void text_ofSuchLength_isKeptSo(int length, Kind kind) {
        begin();

        add("x".repeat(length));

        assertThat(cell.encoding()).isEqualTo(kind.encoding);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 512, INTSET",
        "1, 513, HASHTABLE",
        "x, 128, LISTPACK",
        "x, 129, HASHTABLE",
        "1, 200, INTSET"
    })
    void expect_onAnEmptySet_choosesTheEncoding(String first, int count, Kind kind) {
        begin();

        set.expect(bytes(first), 0, 1, count);
        add(first);

        assertThat(cell.encoding()).isEqualTo(kind.encoding);
        verify();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void copyTo_anotherMemory_isEqualAndApart(Kind kind) {
        fill(kind, 100);
        SlabCell other = new SlabCell(Memory.guarded());

        set.copyTo(other);

        SetValue copy = new SetValue(other);
        assertThat(contents(copy)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(other.encoding()).isEqualTo(kind.encoding);
        copy.check();
        assertThat(copy.blockBytes()).isEqualTo(other.leakedBytes());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void freeSome_leavesNothing(Kind kind) {
        fill(kind, 100);

        int calls = 1;
        while (!set.freeSome(10)) {
            calls++;
        }

        assertThat(cell.leakedBytes()).isZero();
        assertThat(calls).isBetween(1, 20);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void scan_seesEveryMemberOnce(Kind kind) {
        fill(kind, 100);

        Shown shown = new Shown();
        long position = 0;
        do {
            position = set.scan(position, 7, shown);
        } while (position != 0);

        assertThat(shown.members).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void pop_showsWhatItRemoves(Kind kind) {
        fill(kind, 100);
        var random = new SeededRandom(3);

        Shown shown = new Shown();
        for (int i = 0; i < 100; i++) {
            set.pop(random, shown);
            expected.remove(shown.members.get(i));
            verify();
        }

        assertThat(shown.members).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void random_isUniform(Kind kind) {
        fill(kind, 100);
        var random = new SeededRandom(4);

        assertUniform(100_000, shown -> set.random(random, shown));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void sampleOfFew_isUniform(Kind kind) {
        fill(kind, 100);
        var random = new SeededRandom(5);

        assertUniform(10_000, shown -> set.sample(10, random, shown));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void sampleOfMany_isUniform(Kind kind) {
        fill(kind, 100);
        var random = new SeededRandom(6);

        assertUniform(2_000, shown -> set.sample(50, random, shown));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void pop_isUniform(Kind kind) {
        fill(kind, 100);
        var random = new SeededRandom(7);

        assertUniform(
                20_000,
                shown -> {
                    set.pop(random, shown);
                    add(shown.members.getLast());
                });
    }

    /** Pearson's test over 100 members: with 99 degrees of freedom the sum is nearly always so. */
    private void assertUniform(int rounds, java.util.function.Consumer<Shown> draw) {
        Shown shown = new Shown();
        for (int i = 0; i < rounds; i++) {
            draw.accept(shown);
        }
        Map<String, Integer> drawn = new HashMap<>();
        shown.members.forEach(member -> drawn.merge(member, 1, Integer::sum));
        assertThat(drawn.keySet()).isEqualTo(expected);
        double each = shown.members.size() / 100.0;
        double sum = 0;
        for (int count : drawn.values()) {
            sum += (count - each) * (count - each) / each;
        }
        assertThat(sum).isBetween(40.0, 150.0);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void sample_ofAnySize_hasNoMemberTwice(Kind kind) {
        fill(kind, 100);
        var random = new SeededRandom(8);

        for (int count = 0; count <= 100; count++) {
            Shown shown = new Shown();
            set.sample(count, random, shown);
            assertThat(shown.members).hasSize(count).doesNotHaveDuplicates();
        }
    }

    @Test
    void compact_movesTheMembersOfALargeSet() {
        begin();
        for (int i = 0; i < 20_000; i++) {
            add("member:" + i);
        }
        for (int i = 0; i < 20_000; i++) {
            if (i % 20 != 0) {
                remove("member:" + i);
            }
        }
        long loose = cell.slab().looseBytes();

        long position = 0;
        do {
            position = set.compact(position, 5);
        } while (position != 0);

        verify();
        assertThat(cell.slab().looseBytes()).isLessThan(loose / 3);
    }
}
