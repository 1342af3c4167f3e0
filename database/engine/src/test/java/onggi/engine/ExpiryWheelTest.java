package onggi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.types.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryWheelTest {

    private static final long START_MS = 1_790_000_000_123L;
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final Memory memory = Memory.guarded();
    private final Slab slab = new Slab(memory);
    private final ExpiryWheel wheel = new ExpiryWheel(slab, ExpiryPart.KEY, START_MS);

    /** What must be in the wheel: references by moment. */
    private final TreeMap<Long, Set<Integer>> expected = new TreeMap<>();

    private final List<Integer> references = new ArrayList<>();

    private long nowMs = START_MS;

    private int add(long expiryMs) {
        int reference = slab.allocate((int) Record.length(8, 0, true, false));
        long address = slab.address(reference);
        byte[] key = ByteBuffer.allocate(8).putInt(reference).array();
        Record.write(memory, address, key, 0, 8, 0, true, false);
        Record.setExpiryMs(memory, address, expiryMs);
        wheel.add(reference);
        expected.computeIfAbsent(expiryMs, ms -> new HashSet<>()).add(reference);
        references.add(reference);
        return reference;
    }

    private void forget(int reference) {
        long expiryMs = Record.expiryMs(memory, slab.address(reference));
        Set<Integer> there = expected.getOrDefault(expiryMs, Set.of());
        assertThat(there).contains(reference);
        there.remove(reference);
        if (there.isEmpty()) {
            expected.remove(expiryMs);
        }
        references.remove(/* element */ (Integer) reference);
        slab.free(reference);
    }

    private int expire(int budget) {
        return wheel.expireDue(
                nowMs,
                budget,
                reference -> {
                    long due = Record.expiryMs(memory, slab.address(reference));
                    assertThat(due).isLessThanOrEqualTo(nowMs);
                    wheel.remove(reference);
                    forget(reference);
                });
    }

    private void assertNothingDueIsLeft() {
        assertThat(expected.headMap(nowMs, true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void randomOperations_agreeWithATreeMap(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> add(nowMs + someSpan(random) - 5);
                case 4 -> removeOne(random);
                case 5 -> moveOne(random);
                default -> {
                    nowMs += random.nextInt(20) == 0 ? someSpan(random) : random.nextInt(30);
                    expire(NO_LIMIT);
                    assertNothingDueIsLeft();
                }
            }
            if (i % 1_000 == 0) {
                wheel.check();
                assertThat(wheel.size()).isEqualTo(references.size());
            }
        }
        while (!expected.isEmpty()) {
            nowMs += expected.lastKey() - nowMs;
            expire(NO_LIMIT);
        }
        wheel.check();
        assertThat(slab.liveBytes()).isZero();
        assertThat(wheel.nextDueMs()).isEqualTo(ExpiryWheel.NEVER);
    }

    /** Up to about 270 years, short ones as likely as long ones. */
    private static long someSpan(Random random) {
        return random.nextLong() >>> (21 + random.nextInt(42));
    }

    private void removeOne(Random random) {
        if (!references.isEmpty()) {
            int reference = references.get(random.nextInt(references.size()));
            wheel.remove(reference);
            forget(reference);
        }
    }

    private void moveOne(Random random) {
        if (references.isEmpty()) {
            return;
        }
        int from = references.get(random.nextInt(references.size()));
        int capacity = slab.capacityOf(from);
        int to = slab.allocate(capacity);
        memory.copy(slab.address(from), slab.address(to), capacity);
        wheel.moved(from, to);
        long expiryMs = Record.expiryMs(memory, slab.address(to));
        forget(from);
        expected.computeIfAbsent(expiryMs, ms -> new HashSet<>()).add(to);
        references.add(to);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aSmallBudget_onlyDelays(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            add(nowMs + random.nextInt(10_000_000));
        }

        while (!expected.isEmpty()) {
            int handedOut = expire(1 + random.nextInt(20));
            boolean moreDue = !expected.headMap(nowMs, true).isEmpty();
            if (moreDue) {
                assertThat(wheel.nextDueMs()).isLessThanOrEqualTo(nowMs);
            } else if (handedOut == 0) {
                long sleep = wheel.nextDueMs() - nowMs;
                nowMs += Math.max(1, random.nextBoolean() ? sleep : sleep / 2);
            }
            if (random.nextInt(100) == 0) {
                wheel.check();
            }
        }

        assertThat(wheel.size()).isZero();
    }

    @Test
    void nextDueMs_isNeverAfterTheFirstMoment() {
        var random = new Random(4);
        for (int i = 0; i < 2_000; i++) {
            add(nowMs + someSpan(random));
            assertThat(wheel.nextDueMs()).isLessThanOrEqualTo(expected.firstKey());
            if (i % 3 == 0) {
                nowMs += random.nextInt(3_000);
                expire(NO_LIMIT);
                if (!expected.isEmpty()) {
                    assertThat(wheel.nextDueMs()).isLessThanOrEqualTo(expected.firstKey());
                }
            }
        }
    }

    @Test
    void sleepingUntilNextDue_handsOutEachRecordAtItsMoment() {
        var random = new Random(4);
        for (int i = 0; i < 3_000; i++) {
            add(nowMs + 1 + random.nextInt(5_000_000));
        }

        while (!expected.isEmpty()) {
            long first = expected.firstKey();
            nowMs += Math.max(0, wheel.nextDueMs() - nowMs);
            assertThat(nowMs).isLessThanOrEqualTo(first);
            int handedOut = expire(NO_LIMIT);
            assertThat(handedOut > 0).isEqualTo(nowMs == first);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aClockThatStepsBack_makesNothingLate(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            add(nowMs + someSpan(random) - 5);
            int step = random.nextInt(100);
            if (step < 10) {
                nowMs =
                        Math.max(
                                START_MS / 2,
                                nowMs - (random.nextLong() >>> (30 + random.nextInt(30))));
            } else if (step < 60) {
                nowMs += random.nextInt(5_000);
            }
            wheel.expireDue(nowMs, NO_LIMIT, this::forget);
            wheel.expireDue(nowMs, NO_LIMIT, this::forget);
            if (i % 50 == 0) {
                wheel.check();
            }
            assertThat(expected.headMap(nowMs, true)).isEmpty();
        }
    }

    @Test
    void aRecordWhoseVisitorDoesNothing_isOutOfTheWheel() {
        int reference = add(nowMs);

        assertThat(wheel.expireDue(nowMs, 1, r -> {})).isEqualTo(1);

        wheel.remove(reference);
        assertThat(wheel.size()).isZero();
        wheel.check();
    }

    @Test
    void manyRecordsOfOneSecond_areSortedBeforeItBegins() {
        long second = ((START_MS >> 10) + 5) << 10;
        for (int i = 0; i < 10_000; i++) {
            add(second + i % 1_000);
        }
        nowMs += second - 1_000 - START_MS;

        for (int i = 0; i < 999; i++) {
            expire(20);
            nowMs += 1;
        }

        nowMs += 1;
        assertThat(expire(20)).isEqualTo(10);
        assertNothingDueIsLeft();
    }

    @Test
    void clear_forgetsEverything() {
        for (int i = 0; i < 100; i++) {
            add(nowMs + (1L << i % 45));
        }

        slab.clear();
        wheel.clear();

        wheel.check();
        nowMs += 1L << 46;
        assertThat(wheel.expireDue(nowMs, NO_LIMIT, r -> {})).isZero();
    }
}
