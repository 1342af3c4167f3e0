package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onggi.engine.Compactor;
import onggi.engine.ExpiryCycle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the loops do for the store between commands: expiry, compaction, freeing. */
class StoreUpkeepTest {

    private static final int KEYS = 60_000;

    @RegisterExtension final TestStore store = new TestStore(2);

    private final ExpiryCycle expiry = new ExpiryCycle(store.engine(), store.execution(), 0, 1);
    private final Compactor compactor = new Compactor(store.engine(), store.execution(), 0, 1);

    @Test
    void expiry_dueKeysNobodyAsksFor_areDeletedAndReported() {
        store.run("SET", "soon", "1", "PX", "10");
        store.run("SET", "later", "1", "PX", "5000");
        store.run("SET", "never", "1");
        store.events();
        store.effects();
        store.clock().advanceMs(10);

        expiry.run(store.clock().nowMs());

        assertThat(store.events()).containsExactly("expired soon");
        assertThat(store.effects()).containsExactly("DEL soon");
        assertThat(store.run("DBSIZE")).isInteger(2);
    }

    @Test
    void expiry_manyDueAtOnce_allGoInOneTurnOfIdleTime() {
        for (int i = 0; i < 1000; i++) {
            store.run("SET", "k" + i, "1", "PXAT", Long.toString(store.clock().nowMs() + 50));
        }
        store.clock().advanceMs(50);

        expiry.run(store.clock().nowMs());

        assertThat(store.run("DBSIZE")).isInteger(0);
    }

    @Test
    void expiry_tellsWhenToCallAgain() {
        assertThat(expiry.run(store.clock().nowMs()))
                .isLessThanOrEqualTo(store.clock().nowMs() + 5);
        store.run("SET", "k", "1", "PX", "3");
        store.clock().advanceMs(1);

        assertThat(expiry.run(store.clock().nowMs()))
                .isLessThanOrEqualTo(store.clock().nowMs() + 2);
    }

    @Test
    void expiry_switchedOff_leavesKeysToWhoAsks() {
        store.run("DEBUG", "SET-ACTIVE-EXPIRE", "0");
        store.run("SET", "k", "1", "PX", "10");
        store.clock().advanceMs(10);
        expiry.run(store.clock().nowMs());
        assertThat(store.run("DBSIZE")).isInteger(1);

        store.run("DEBUG", "SET-ACTIVE-EXPIRE", "1");
        store.clock().advanceMs(1);
        expiry.run(store.clock().nowMs());

        assertThat(store.run("DBSIZE")).isInteger(0);
    }

    @Test
    void expiry_watchedKey_failsTheTransaction() {
        store.run("SET", "k", "1", "PX", "10");
        store.run("WATCH", "k");
        store.clock().advanceMs(10);
        expiry.run(store.clock().nowMs());
        store.run("MULTI");

        assertThat(store.run("EXEC")).isNil();
    }

    @Test
    void compaction_afterMostKeysWent_givesMemoryBackAndLosesNothing() {
        fill(0, KEYS);
        var doomed = new java.util.ArrayList<>(IntStream.range(0, KEYS).boxed().toList());
        Collections.shuffle(doomed, new java.util.Random(7));
        doomed.subList(0, KEYS * 95 / 100).forEach(i -> store.run("DEL", "key:" + i));
        long before = store.engine().keyspace().reservedBytes();

        long limit = before * 35 / 100;
        for (int i = 0; i < 100_000 && store.engine().keyspace().reservedBytes() > limit; i++) {
            store.clock().advanceMs(1);
            compactor.run(store.clock().nowMs());
        }

        store.check();
        assertThat(store.engine().keyspace().reservedBytes()).isLessThan(limit);
        for (int i : doomed.subList(KEYS * 95 / 100, KEYS)) {
            assertThat(store.run("GET", "key:" + i)).isText(value(i));
        }
        store.clock().advanceMs(200_000);
        expiry.run(store.clock().nowMs());
        assertThat(store.run("DBSIZE"))
                .isInteger(
                        doomed.subList(KEYS * 95 / 100, KEYS).stream()
                                .filter(i -> i % 2 == 1)
                                .count());
    }

    @Test
    void compaction_afterMostMembersOfLargeSetsWent_givesMemoryBackAndLosesNothing() {
        for (int k = 0; k < 40; k++) {
            for (int i = 0; i < 10_000; i += 100) {
                store.given(members("SADD", k, IntStream.range(i, i + 100)));
            }
        }
        long limit = store.engine().keyspace().reservedBytes() * 35 / 100;
        for (int k = 0; k < 40; k++) {
            for (int i = 0; i < 10_000; i += 100) {
                store.given(
                        members("SREM", k, IntStream.range(i, i + 100).filter(n -> n % 20 != 0)));
            }
        }

        compactBelow(limit);

        for (int k = 0; k < 40; k++) {
            assertThat(store.run("SCARD", "set:" + k)).isInteger(500);
            for (int i = 0; i < 10_000; i += 1000) {
                assertThat(store.run("SISMEMBER", "set:" + k, "member:" + i)).isInteger(1);
            }
        }
    }

    private static String[] members(String command, int set, IntStream numbers) {
        Stream<String> members = numbers.mapToObj(i -> "member:" + i);
        return Stream.concat(Stream.of(command, "set:" + set), members).toArray(String[]::new);
    }

    @Test
    void compaction_afterMostElementsOfLargeListsWent_givesMemoryBackAndLosesNothing() {
        String element = "e".repeat(500);
        for (int i = 0; i < 1000; i++) {
            for (int k = 0; k < 30; k++) {
                store.given("RPUSH", "list:" + k, element + i);
            }
        }
        long limit = store.engine().keyspace().reservedBytes() * 35 / 100;
        for (int k = 0; k < 30; k++) {
            store.given("LTRIM", "list:" + k, "500", "549");
        }

        compactBelow(limit);

        for (int k = 0; k < 30; k++) {
            assertThat(store.run("LLEN", "list:" + k)).isInteger(50);
            assertThat(store.run("LINDEX", "list:" + k, "-1")).isText(element + 549);
        }
    }

    @Test
    void compaction_whileItsSetsChangeAndGo_harmsNothing() {
        var random = new java.util.Random(11);
        for (int i = 0; i < 30_000; i++) {
            store.given("SADD", "k" + random.nextInt(6), "member:" + random.nextInt(6_000));
        }
        for (int round = 0; round < 400; round++) {
            for (int i = 0; i < 60; i++) {
                store.given("SREM", "k" + random.nextInt(6), "member:" + random.nextInt(6_000));
            }
            String key = "k" + random.nextInt(6);
            switch (round % 40) {
                case 5 -> store.given("DEL", key);
                case 15 -> store.given("SET", key, "no longer a set");
                case 25 -> store.given("UNLINK", key);
                case 26 -> store.given("SADD", "k7", "a");
                case 27 -> store.given("RENAME", "k7", key);
                case 35 -> store.given("SWAPDB", "0", "1");
                default -> {}
            }
            for (int k = 0; k < 6; k++) {
                if (ReplyAssert.show(store.run("TYPE", "k" + k)).equals("+string")) {
                    store.given("DEL", "k" + k);
                }
            }
            store.clock().advanceMs(2);
            compactor.run(store.clock().nowMs());
            if (round % 50 == 0) {
                store.check();
            }
        }
    }

    @Test
    void deletedLargeSet_isFreedLittleByLittle() {
        for (int i = 0; i < 60_000; i++) {
            store.given("SADD", "s", "member:" + i);
        }
        long before = store.engine().keyspace().usedBytes();

        store.given("DEL", "s");
        assertThat(store.run("EXISTS", "s")).isInteger(0);
        assertThat(store.engine().keyspace().usedBytes()).isGreaterThan(before * 9 / 10);

        for (int i = 0; i < 100_000 && store.engine().keyspace().usedBytes() > 100_000; i++) {
            store.clock().advanceMs(2);
            compactor.run(store.clock().nowMs());
        }
        assertThat(store.engine().keyspace().usedBytes()).isLessThan(100_000);
    }

    private void compactBelow(long limit) {
        for (int i = 0; i < 100_000 && store.engine().keyspace().reservedBytes() > limit; i++) {
            store.clock().advanceMs(2);
            compactor.run(store.clock().nowMs());
        }
        store.check();
        assertThat(store.engine().keyspace().reservedBytes()).isLessThan(limit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ASYNC", "SYNC"})
    void flushdb_besideAnotherDatabase_freesItsKeys(String mode) {
        fill(0, 20_000);
        TestClient other = store.newClient();
        other.select(1);
        other.run("SET", "stays", "1");

        store.run("FLUSHDB", mode);

        assertThat(store.run("DBSIZE")).isInteger(0);
        fill(0, 10);
        for (int i = 0; i < 100; i++) {
            store.clock().advanceMs(200);
            compactor.run(store.clock().nowMs());
        }
        assertThat(other.run("GET", "stays")).isText("1");
        assertThat(store.run("DBSIZE")).isInteger(10);
        assertThat(store.engine().keyspace().usedBytes()).isLessThan(40_000);
        assertThat(store.engine().keyspace().waitingValues()).isZero();
        assertThat(store.engine().keyspace().lateValues())
                .isEqualTo(mode.equals("ASYNC") ? 20_000 : 0);
    }

    @Test
    void unlink_ofALargeValue_isCountedUntilItIsFreed() {
        for (int i = 0; i < 2000; i++) {
            store.run("SADD", "large", "member" + i);
        }
        store.run("SADD", "small", "a");

        store.run("UNLINK", "large", "small");

        assertThat(store.engine().keyspace().waitingValues()).isEqualTo(1);
        assertThat(store.engine().keyspace().lateValues()).isZero();
        for (int i = 0; i < 100; i++) {
            store.clock().advanceMs(200);
            compactor.run(store.clock().nowMs());
        }
        assertThat(store.engine().keyspace().waitingValues()).isZero();
        assertThat(store.engine().keyspace().lateValues()).isEqualTo(1);
    }

    @Test
    void flushall_whileOldKeysAreStillFreed_leavesNothing() {
        fill(0, 1000);
        TestClient other = store.newClient();
        other.select(1);
        other.run("SET", "goes", "1");
        store.run("FLUSHDB", "ASYNC");

        store.run("FLUSHALL", "ASYNC");

        store.check();
        assertThat(store.engine().keyspace().usedBytes()).isZero();
    }

    private void fill(int from, int to) {
        for (int i = from; i < to; i++) {
            if (i % 2 == 0) {
                store.run("SET", "key:" + i, value(i), "EX", "100");
            } else {
                store.run("SET", "key:" + i, value(i));
            }
        }
    }

    private static String value(int i) {
        return "v".repeat(200 + i % 10);
    }
}
