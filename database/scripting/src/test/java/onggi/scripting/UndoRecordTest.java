package onggi.scripting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.bytes.ManualClock;
import onggi.bytes.Memory;
import onggi.bytes.SeededRandom;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.CommandFlag;
import onggi.engine.CommandTable;
import onggi.engine.Engine;
import onggi.engine.EngineSettings;
import onggi.engine.Entry;
import onggi.engine.Execution;
import onggi.engine.Frame;
import onggi.engine.Group;
import onggi.engine.KeyFlag;
import onggi.engine.KeySpec;
import onggi.engine.Keyspace;
import onggi.engine.ScriptCalls;
import onggi.engine.Session;
import onggi.lua.LuaString;
import onggi.resp.ReplyWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of the keys that a script is about to change, and when that is not enough. */
class UndoRecordTest {

    private static final CommandFamily FAMILY = CommandFamily.of(Group.STRING);

    static final Command SET = twoKeys("SET", KeyFlag.OW, KeyFlag.RO).declare();
    static final Command MOVE = twoKeys("MOVE", KeyFlag.RW, KeyFlag.RO).declare();
    static final Command COPY = twoKeys("COPY", KeyFlag.RO, KeyFlag.OW).declare();
    static final Command XREADGROUP = twoKeys("XREADGROUP", KeyFlag.RO, KeyFlag.RO).declare();
    static final Command VAGUE =
            FAMILY.command("VAGUE", call -> {})
                    .syntax("key other")
                    .keys(
                            new KeySpec.Begin.Index(1),
                            new KeySpec.Find.Range(0, 1, 0),
                            KeyFlag.OW,
                            KeyFlag.INCOMPLETE)
                    .flags(CommandFlag.WRITE)
                    .declare();
    static final Command SPREAD =
            twoKeys("SPREAD", KeyFlag.OW, KeyFlag.OW)
                    .allShardsWhen(call -> call.argc() > 3)
                    .declare();
    static final Command FLUSH =
            FAMILY.command("FLUSH", call -> {}).syntax("[word]").flags(CommandFlag.WRITE).declare();

    private static CommandFamily.Row twoKeys(String name, KeyFlag first, KeyFlag second) {
        return FAMILY.command(name, call -> {})
                .syntax("key other [word ...]")
                .key(1, first)
                .key(2, second)
                .flags(CommandFlag.WRITE);
    }

    private final Engine engine =
            new Engine(
                    new Keyspace(Memory::best, 1, 4, 7, false),
                    CommandTable.of(List.of(FAMILY)),
                    new EngineSettings(),
                    new ManualClock(1_700_000_000_000L),
                    new SeededRandom(1));
    private final Session session =
            new Session(1) {
                @Override
                public void deliver(Frame frame) {
                    // nobody listens
                }
            };
    private final Execution execution = engine.execution(session, new ReplyWriter());
    private final ScriptCalls calls = execution.scripts();
    private final UndoRecord undo = new UndoRecord(10_000);

    @Test
    void before_writtenKeys_keepsWhatTheyWere() {
        store("a", "value", 1_800_000_000_000L);

        undo.before(bound("SET", "a", "source"));
        undo.before(bound("SET", "b", "a"));

        assertThat(undo.olds()).extracting(UndoRecordTest::nameOf).containsExactly("b", "a");
        UndoRecord.Old absent = undo.olds().getFirst();
        assertThat(absent.payload()).isNull();
        UndoRecord.Old present = undo.olds().getLast();
        assertThat(present.expiryMs()).isEqualTo(1_800_000_000_000L);
        assertThat(present.payload()).extracting(LuaString::toString).asString().contains("value");
        assertThat(undo.isComplete()).isTrue();
    }

    @Test
    void before_secondWrite_keepsTheFirstValue() {
        store("a", "before", Entry.NO_EXPIRY);
        undo.before(bound("SET", "a", "b"));
        store("a", "between", Entry.NO_EXPIRY);

        undo.before(bound("SET", "a", "b"));

        assertThat(undo.olds()).hasSize(1);
        assertThat(String.valueOf(undo.olds().getFirst().payload())).contains("before");
    }

    @Test
    void before_sameNameInAnotherDatabase_isAnotherKey() {
        undo.before(bound("SET", "a", "b"));
        session.select(2);

        undo.before(bound("SET", "a", "b"));

        assertThat(undo.olds()).extracting(UndoRecord.Old::database).containsExactly(0, 2);
    }

    @Test
    void before_groupThatIsRead_keepsWhatTheRowCallsRead() {
        undo.before(bound("XREADGROUP", "a", "b"));

        assertThat(undo.olds()).hasSize(2);
    }

    @Test
    void before_copyIntoTheSameDatabase_isEnough() {
        undo.before(bound("COPY", "a", "b"));
        undo.before(bound("COPY", "a", "b", "REPLACE"));

        assertThat(undo.isComplete()).isTrue();
        assertThat(undo.olds()).extracting(UndoRecordTest::nameOf).containsExactly("b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FLUSH",
                "MOVE a 1",
                "COPY a b DB 1",
                "COPY a b REPLACE DB 1",
                "VAGUE a b",
                "SPREAD a b STORE c"
            })
    void before_keysThatAreNotNamed_isNotEnoughForEver(String command) {
        undo.before(bound("SET", "a", "b"));

        undo.before(bound(command.split(" ")));
        undo.before(bound("SET", "c", "b"));

        assertThat(undo.isComplete()).isFalse();
        assertThat(undo.olds()).isEmpty();
    }

    @Test
    void before_callThatNamesAllItsKeys_isEnough() {
        undo.before(bound("SPREAD", "a", "b"));

        assertThat(undo.isComplete()).isTrue();
        assertThat(undo.olds()).hasSize(2);
    }

    @Test
    void before_largeValue_isBeyondTheLimit() {
        store("small", "x".repeat(4000), Entry.NO_EXPIRY);
        store("large", "x".repeat(8000), Entry.NO_EXPIRY);

        undo.before(bound("SET", "small", "b"));
        assertThat(undo.isComplete()).isTrue();
        undo.before(bound("SET", "large", "b"));

        assertThat(undo.isComplete()).isFalse();
    }

    @Test
    void before_manyAbsentKeys_areBeyondTheLimitToo() {
        for (int i = 0; i < 1000; i++) {
            undo.before(bound("SET", "key:" + i, "b"));
        }

        assertThat(undo.isComplete()).isFalse();
    }

    private static String nameOf(UndoRecord.Old old) {
        Bytes key = old.key();
        return new String(key.unsafeArray(), 0, key.length(), StandardCharsets.UTF_8);
    }

    private void store(String key, String value, long expiryMs) {
        Call call = bound("SET", key, "b").call();
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        call.peek(1).setString(bytes, 0, bytes.length, expiryMs);
    }

    private ScriptCalls bound(String... words) {
        byte[] buffer = String.join("", words).getBytes(StandardCharsets.UTF_8);
        int[] offsets = new int[words.length];
        int[] lengths = new int[words.length];
        int at = 0;
        for (int i = 0; i < words.length; i++) {
            offsets[i] = at;
            lengths[i] = words[i].length();
            at += lengths[i];
        }
        Command command = engine.commands().find(buffer, 0, lengths[0]);
        if (command == null) {
            throw new AssertionError(words[0]);
        }
        calls.call().bind(session, command, buffer, offsets, lengths, 0, words.length);
        calls.call().at(engine.clock().nowMs());
        return calls;
    }
}
