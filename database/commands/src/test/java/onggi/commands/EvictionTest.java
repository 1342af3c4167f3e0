package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import onggi.engine.Engine;
import onggi.engine.EvictionPolicy;
import onggi.engine.Evictor;
import onggi.resp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys go when the data takes more than its limit. */
class EvictionTest {

    private static final int KEYS = 400;
    private static final String VALUE = "x".repeat(200);

    @RegisterExtension final TestStore store = new TestStore();
    @RegisterExtension final TestStore sharded = new TestStore(16);

    private static long used(TestStore store) {
        return store.engine().keyspace().usedBytes() + Engine.EMPTY_BYTES;
    }

    private static Evictor.Outcome makeRoom(TestStore store, EvictionPolicy policy, long limit) {
        store.engine().settings().eviction().policy(policy);
        store.engine().settings().eviction().tenacity(100);
        store.engine().accessClock().countsUses(policy.countsUses());
        store.engine().settings().maxMemoryBytes(limit);
        return store.execution().evictor().makeRoom();
    }

    private static void fill(TestStore store, String prefix, int count, String... options) {
        for (int i = 0; i < count; i++) {
            String[] command = new String[3 + options.length];
            command[0] = "SET";
            command[1] = prefix + i;
            command[2] = VALUE;
            System.arraycopy(options, 0, command, 3, options.length);
            store.run(command);
        }
    }

    private static List<Integer> left(TestStore store, String prefix, int count) {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (store.run("EXISTS", prefix + i) instanceof Reply.Int(long exists) && exists == 1) {
                left.add(i);
            }
        }
        return left;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOEVICTION")
    void everyPolicy_keepsTheDataBelowTheLimit(EvictionPolicy policy) {
        for (TestStore each : List.of(store, sharded)) {
            fill(each, "k", KEYS, "EX", "1000");
            long limit = used(each) / 2;

            assertThat(makeRoom(each, policy, limit)).isEqualTo(Evictor.Outcome.ENOUGH);

            assertThat(used(each)).isBetween(limit - 10_000, limit);
        }
    }

    @Test
    void noEviction_leavesEverything() {
        fill(store, "k", 10);

        assertThat(makeRoom(store, EvictionPolicy.NOEVICTION, 100))
                .isEqualTo(Evictor.Outcome.IMPOSSIBLE);
        assertThat(store.run("DBSIZE")).isInteger(10);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "VOLATILE_.*")
    void volatilePolicy_takesNoKeyWithoutExpiry(EvictionPolicy policy) {
        fill(store, "stays", KEYS);
        fill(store, "goes", KEYS, "EX", "1000");

        assertThat(makeRoom(store, policy, 100)).isEqualTo(Evictor.Outcome.IMPOSSIBLE);

        assertThat(left(store, "goes", KEYS)).isEmpty();
        assertThat(left(store, "stays", KEYS)).hasSize(KEYS);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "VOLATILE_.*")
    void fewVolatileKeysAmongMany_areFound(EvictionPolicy policy) {
        fill(store, "stays", 20 * KEYS);
        fill(store, "goes", 3, "EX", "1000");
        long limit = used(store) - 100;

        assertThat(makeRoom(store, policy, limit)).isEqualTo(Evictor.Outcome.ENOUGH);
        assertThat(left(store, "goes", 3)).hasSize(2);
    }

    @Test
    void leastRecentlyUsed_takesThoseThatWereNotUsed() {
        fill(store, "k", KEYS);
        store.clock().advanceMs(100_000);
        for (int i = 0; i < KEYS; i += 2) {
            store.run("GET", "k" + i);
        }
        store.clock().advanceMs(10_000);

        makeRoom(store, EvictionPolicy.ALLKEYS_LRU, used(store) * 6 / 10);

        assertThat(left(store, "k", KEYS).stream().filter(i -> i % 2 == 0)).hasSize(KEYS / 2);
    }

    @Test
    void leastOftenUsed_takesThoseThatWereSeldomUsed() {
        store.engine().accessClock().countsUses(true);
        fill(store, "k", KEYS);
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < KEYS; i += 2) {
                store.run("GET", "k" + i);
            }
        }

        makeRoom(store, EvictionPolicy.ALLKEYS_LFU, used(store) * 6 / 10);

        assertThat(left(store, "k", KEYS).stream().filter(i -> i % 2 == 0))
                .hasSizeGreaterThan(KEYS / 2 - 3);
    }

    @Test
    void soonest_takesThoseThatExpireFirst() {
        for (int i = 0; i < KEYS; i++) {
            store.run("SET", "k" + (i * 7 % KEYS), VALUE, "PX", "" + (5_000 + i * 7 % KEYS * 997));
        }

        makeRoom(store, EvictionPolicy.VOLATILE_TTL, used(store) / 2);

        List<Integer> left = left(store, "k", KEYS);
        assertThat(left).hasSizeBetween(KEYS / 3, KEYS * 2 / 3);
        assertThat(left.getFirst()).isGreaterThan(KEYS - left.size() - 5);
    }

    @Test
    void evictedKey_isToldOfAndDeletedInTheStream() {
        store.run("SET", "k", VALUE);
        store.events();
        store.effects();

        makeRoom(store, EvictionPolicy.ALLKEYS_LRU, 1);

        assertThat(store.events()).containsExactly("evicted k");
        assertThat(store.effects()).containsExactly("DEL k");
        assertThat(store.execution().stats().evictedKeys()).isEqualTo(1);

        store.run("SET", "k", VALUE);
        store.effects();
        store.engine().settings().eviction().unlinks(true);
        makeRoom(store, EvictionPolicy.ALLKEYS_RANDOM, 1);

        assertThat(store.effects()).containsExactly("UNLINK k");
    }

    @Test
    void bigValue_isFreedBeforeAnotherKeyGoes() {
        fill(store, "k", KEYS);
        for (int i = 0; i < 5_000; i++) {
            store.run("SADD", "big", "member" + i);
        }
        store.run("EXPIRE", "big", "1000");

        assertThat(makeRoom(store, EvictionPolicy.VOLATILE_LRU, used(store) - 50_000))
                .isEqualTo(Evictor.Outcome.ENOUGH);

        assertThat(store.run("EXISTS", "big")).isInteger(0);
        assertThat(left(store, "k", KEYS)).hasSize(KEYS);
    }

    @Test
    void everyDatabase_givesKeys() {
        fill(store, "k", KEYS);
        store.client().select(3);
        fill(store, "k", KEYS);

        makeRoom(store, EvictionPolicy.ALLKEYS_LRU, used(store) / 2);

        assertThat(store.engine().keyspace().size(0)).isBetween(50L, KEYS - 50L);
        assertThat(store.engine().keyspace().size(3)).isBetween(50L, KEYS - 50L);
    }

    @Test
    void changesBeyondTheLimit_areSeenByTheNextCommand() {
        store.engine().settings().maxMemoryBytes(used(store) + 10_000);
        assertThat(store.execution().pressure()).isZero();

        fill(store, "k", 100);

        assertThat(store.execution().pressure()).isNotZero();
    }
}
