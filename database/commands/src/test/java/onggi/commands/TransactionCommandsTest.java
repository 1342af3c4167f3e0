package onggi.commands;

import static java.util.Objects.requireNonNull;
import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionCommandsTest {

    @RegisterExtension final TestStore store = new TestStore(4);

    @Test
    void exec_runsTheQueueAndGoesOnAfterErrors() {
        store.run("SET", "text", "x");
        store.run("MULTI");
        store.queue("SET", "a", "1");
        store.queue("INCR", "text");
        store.queue("INCR", "a");

        assertThat(store.run("EXEC"))
                .isArray("+OK", "-ERR value is not an integer or out of range", ":2");
    }

    @Test
    void exec_effectsAreOneUnit() {
        store.run("MULTI");
        store.queue("SET", "a", "1");
        store.queue("GET", "a");
        store.queue("INCR", "a");
        store.effects();

        store.run("EXEC");

        assertThat(store.effects()).containsExactly("MULTI", "SET a 1", "INCR a", "EXEC");
    }

    @Test
    void exec_oneEffect_isNotWrapped() {
        store.run("MULTI");
        store.queue("SET", "a", "1");
        store.effects();

        store.run("EXEC");

        assertThat(store.effects()).containsExactly("SET a 1");
    }

    @Test
    void misplacedCommands_areErrors() {
        assertThat(store.run("EXEC")).isError("ERR EXEC without MULTI");
        assertThat(store.run("DISCARD")).isError("ERR DISCARD without MULTI");
        store.run("MULTI");
        assertThat(store.run("MULTI")).isError("ERR MULTI calls can not be nested");
        assertThat(store.run("WATCH", "k")).isError("ERR WATCH inside MULTI is not allowed");
        assertThat(store.run("EXEC")).isArray();
    }

    @Test
    void exec_afterARefusedCommand_isAborted() {
        store.run("MULTI");
        store.queue("SET", "a", "1");
        requireNonNull(store.client().transaction()).refuse();

        assertThat(store.run("EXEC"))
                .isError("EXECABORT Transaction discarded because of previous errors.");

        assertThat(store.run("EXISTS", "a")).isInteger(0);
        assertThat(store.client().transaction()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void exec_afterAWatchedKeyChanged_isNil(int protocol) {
        store.speak(protocol);
        store.run("WATCH", "k");
        store.newClient().run("SET", "k", "v");
        store.run("MULTI");
        store.queue("SET", "a", "1");

        assertThat(store.run("EXEC")).isNil();

        assertThat(store.run("EXISTS", "a")).isInteger(0);
    }

    @Test
    void exec_afterAnotherKeyChanged_runs() {
        store.run("WATCH", "k");
        store.newClient().run("SET", "other", "v");
        store.run("MULTI");

        assertThat(store.run("EXEC")).isArray();
    }

    @Test
    void exec_watchedKeyExpiredMeanwhile_isNil() {
        store.run("SET", "k", "v", "PX", "10");
        store.run("WATCH", "k");
        store.run("MULTI");
        store.clock().advanceMs(10);

        assertThat(store.run("EXEC")).isNil();
    }

    @Test
    void exec_keyHadExpiredBeforeWatch_runs() {
        store.run("SET", "k", "v", "PX", "10");
        store.clock().advanceMs(10);
        store.run("WATCH", "k");
        store.run("EXISTS", "k");
        store.run("MULTI");

        assertThat(store.run("EXEC")).isArray();
    }

    @Test
    void exec_forgetsWhatWasWatched() {
        store.run("WATCH", "k");
        store.run("MULTI");
        store.run("EXEC");
        store.newClient().run("SET", "k", "v");
        store.run("MULTI");

        assertThat(store.run("EXEC")).isArray();
        assertThat(store.client().watchedKeys()).isZero();
    }

    @Test
    void unwatchAndDiscard_forgetTheChange() {
        store.run("WATCH", "k");
        store.newClient().run("SET", "k", "v");
        store.run("UNWATCH");
        store.run("MULTI");
        assertThat(store.run("EXEC")).isArray();

        store.run("WATCH", "k");
        store.newClient().run("SET", "k", "w");
        store.run("MULTI");
        assertThat(store.run("DISCARD")).isOk();
        store.run("MULTI");
        assertThat(store.run("EXEC")).isArray();
    }

    @Test
    void flushall_touchesWatchersOfKeysThatExisted() {
        store.run("SET", "k", "v");
        TestClient other = store.newClient();
        other.run("WATCH", "absent");
        store.run("WATCH", "k");

        store.newClient().run("FLUSHALL");

        store.run("MULTI");
        other.run("MULTI");
        assertThat(store.run("EXEC")).isNil();
        assertThat(other.run("EXEC")).isArray();
    }

    @Test
    void swapdb_touchesWatchersOfKeysOnEitherSide() {
        TestClient other = store.newClient();
        other.select(1);
        other.run("SET", "k", "v");
        store.run("WATCH", "k");
        TestClient third = store.newClient();
        third.run("WATCH", "absent");

        other.run("SWAPDB", "0", "1");

        store.run("MULTI");
        third.run("MULTI");
        assertThat(store.run("EXEC")).isNil();
        assertThat(third.run("EXEC")).isArray();
    }

    @Test
    void swapdb_ofAKeyThatHasExpired_isNoChange() {
        TestClient other = store.newClient();
        other.select(1);
        store.engine().settings().activeExpiry(false);
        store.run("SET", "k", "v", "PX", "1");
        other.run("SET", "l", "v", "PX", "1");
        store.run("SET", "l", "w", "PX", "1");
        store.clock().advanceMs(10);
        other.run("WATCH", "k", "l");

        store.run("SWAPDB", "0", "1");

        other.run("MULTI");
        assertThat(other.run("EXEC")).isArray();
    }

    @Test
    void expiredKey_whileExpiryIsPaused_isAbsentForReadersAndStays() {
        store.run("SET", "k", "v", "PX", "1");
        store.clock().advanceMs(10);
        store.engine().settings().expiryPaused(true);

        assertThat(store.run("GET", "k")).isNil();
        assertThat(store.run("EXISTS", "k")).isInteger(0);
        assertThat(store.execution().stats().expiredKeys()).isZero();

        assertThat(store.run("SET", "k", "w")).isOk();
        assertThat(store.run("GET", "k")).isText("w");
        assertThat(store.execution().stats().expiredKeys()).isEqualTo(1);
        store.engine().settings().expiryPaused(false);
    }
}
