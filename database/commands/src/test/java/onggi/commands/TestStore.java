package onggi.commands;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import onggi.bytes.ManualClock;
import onggi.bytes.Memory;
import onggi.bytes.SeededRandom;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.CommandFlag;
import onggi.engine.CommandTable;
import onggi.engine.Engine;
import onggi.engine.EngineSettings;
import onggi.engine.Entry;
import onggi.engine.Execution;
import onggi.engine.Group;
import onggi.engine.KeyEvents;
import onggi.engine.KeyFlag;
import onggi.engine.Keyspace;
import onggi.engine.Shard;
import onggi.engine.StoreCheck;
import onggi.engine.Transaction;
import onggi.resp.Reply;
import onggi.resp.ReplyWriter;
import onggi.types.Table;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole store in the test's own thread, on memory that checks every access, with time that the
 * test moves and chance that repeats. Registered as an extension it is validated after each test
 * and must then give all its memory back:
 *
 * <pre>{@code
 * @RegisterExtension final TestStore store = new TestStore();
 * }</pre>
 *
 * <p>Arguments and replies are texts of one character a byte.
 */
public final class TestStore implements AfterEachCallback, AutoCloseable {

    /** When the clock starts: 2024-01-01, 12:00 UTC. */
    public static final long START_MS = 1_704_110_400_000L;

    private static final int DATABASES = 16;
    private static final long SEED = 20_240_101;
    private static final String EVENT_PATTERN = "__keyevent@*__:*";

    private static final CommandFamily TEST = CommandFamily.of(Group.GENERIC);

    static final Command PLACE =
            TEST.command("TEST.PLACE", TestStore::place)
                    .syntax("key")
                    .key(1, KeyFlag.OW)
                    .flags(CommandFlag.WRITE)
                    .declare();

    private final List<Memory> memories = new ArrayList<>();
    private final ManualClock clock = new ManualClock(START_MS);
    private final Engine engine;
    private final Execution execution;
    private final ReplyWriter reply = new ReplyWriter();
    private final List<String> effects = new ArrayList<>();
    private final TestClient client;
    private @Nullable TestClient observer;
    private int clients;

    /** Creates an empty store of one shard. */
    public TestStore() {
        this(1);
    }

    /**
     * Creates an empty store of so many shards, which are locked as they would be with several
     * threads.
     */
    public TestStore(int shards) {
        Keyspace keyspace = new Keyspace(this::newMemory, shards, DATABASES, SEED, shards > 1);
        engine =
                new Engine(
                        keyspace,
                        CommandTable.of(families()),
                        new EngineSettings(),
                        clock,
                        new SeededRandom(SEED));
        client = newClient();
        execution = engine.execution(client, reply);
        engine.effectSinks()
                .add((database, bytes, length) ->
                        effects.add(TestClient.requestText(database, bytes, length)));
    }

    private static List<CommandFamily> families() {
        List<CommandFamily> families = new ArrayList<>(Families.all());
        families.add(TEST);
        return families;
    }

    /** Makes a key that is no string. */
    private static void place(Call call) {
        byte[] text = {'a'};
        Entry entry = call.writable(1);
        if (entry.exists()) {
            entry.remove();
        }
        entry.hashOrNew().put(text, 0, 1, text, 0, 1);
        call.reply().ok();
    }

    private Memory newMemory() {
        Memory memory = Memory.guarded();
        memories.add(memory);
        return memory;
    }

    /** Returns another session of this store. */
    public TestClient newClient() {
        return new TestClient(this, ++clients);
    }

    /** Returns the session that {@link #run} uses. */
    public TestClient client() {
        return client;
    }

    /** Returns the store under test. */
    public Engine engine() {
        return engine;
    }

    /** Returns the executor of the test's thread. */
    public Execution execution() {
        return execution;
    }

    /** Returns the clock of the store. */
    public ManualClock clock() {
        return clock;
    }

    /** Chooses the protocol of replies, 2 or 3. */
    public void speak(int protocol) {
        client.speak(protocol);
    }

    /** Runs a command and returns its reply. */
    public Reply run(String... arguments) {
        return client.run(arguments);
    }

    /** Runs a command whose reply does not matter as long as it is no error. */
    public void given(String... arguments) {
        assertThat(run(arguments)).isNotInstanceOf(Reply.Failure.class);
    }

    /** Makes a key that holds something else than a string. */
    public void givenOtherType(String key) {
        given("TEST.PLACE", key);
    }

    /**
     * Returns the key events since the last call as {@code set k}, oldest first. The first call
     * begins to listen.
     */
    public List<String> events() {
        TestClient listening = observer;
        if (listening == null) {
            listening = newClient();
            listening.run("PSUBSCRIBE", EVENT_PATTERN);
            listening.delivered();
            engine.keyEvents().want(KeyEvents.parse("AnE"));
            observer = listening;
        }
        List<String> events = new ArrayList<>();
        for (Reply message : listening.delivered()) {
            List<Reply> parts = TestClient.elements(message);
            String channel = TestClient.text(parts.get(2));
            events.add(
                    channel.substring(channel.indexOf(':') + 1)
                            + " "
                            + TestClient.text(parts.get(3)));
        }
        return events;
    }

    /**
     * Returns the commands of the effect stream since the last call as {@code SET k v}, those of
     * another database than 0 after {@code 1: }.
     */
    public List<String> effects() {
        List<String> taken = List.copyOf(effects);
        effects.clear();
        return taken;
    }

    /**
     * Runs a command of a session; refuses what a server's admission would refuse by the command
     * table.
     */
    byte[] execute(TestClient session, byte[] buffer, int[] offsets, int[] lengths) {
        reply.clear();
        reply.setProtocol(session.protocol());
        int words = 1;
        Command command = engine.commands().find(buffer, offsets[0], lengths[0]);
        if (command != null && !command.subcommands().isEmpty() && offsets.length > 1) {
            command = engine.commands().findSub(command, buffer, offsets[1], lengths[1]);
            words = 2;
        }
        if (command == null) {
            String name =
                    new String(
                            buffer,
                            offsets[words - 1],
                            lengths[words - 1],
                            StandardCharsets.ISO_8859_1);
            reply.error(
                    words == 1
                            ? "ERR unknown command '" + name + "'"
                            : "ERR unknown subcommand '" + name + "'");
        } else if (!command.accepts(offsets.length)) {
            reply.error(CommandError.wrongArity(command).text());
        } else {
            run(session, command, buffer, offsets, lengths);
        }
        return java.util.Arrays.copyOf(reply.array(), reply.position());
    }

    private void run(
            TestClient session, Command command, byte[] buffer, int[] offsets, int[] lengths) {
        Call call = execution.call();
        call.bind(session, command, buffer, offsets, lengths, 0, offsets.length);
        call.at(clock.nowMs());
        call.replyTo(reply);
        execution.run(call);
    }

    /** Queues a command of the transaction that MULTI opened, as a server's admission would. */
    public void queue(String... arguments) {
        byte[] buffer = String.join("", arguments).getBytes(StandardCharsets.ISO_8859_1);
        int[] offsets = new int[arguments.length];
        int[] lengths = new int[arguments.length];
        int at = 0;
        for (int i = 0; i < arguments.length; i++) {
            offsets[i] = at;
            lengths[i] = arguments[i].length();
            at += lengths[i];
        }
        Command command = requireNonNull(engine.commands().find(buffer, 0, lengths[0]));
        if (!command.subcommands().isEmpty()) {
            command =
                    requireNonNull(
                            engine.commands().findSub(command, buffer, offsets[1], lengths[1]));
        }
        Transaction transaction = requireNonNull(client.transaction());
        Call call = execution.call();
        call.bind(client, command, buffer, offsets, lengths, 0, arguments.length);
        transaction.add(call);
    }

    /** Validates every structure of the store. */
    public void check() {
        StoreCheck.of(engine.keyspace()).run();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    /** Validates the store, removes all keys and makes sure that nothing is left. */
    @Override
    public void close() {
        check();
        Keyspace keyspace = engine.keyspace();
        for (int i = 0; i < keyspace.shardCount(); i++) {
            Shard shard = keyspace.shard(i);
            for (int database = 0; database < keyspace.databases(); database++) {
                Table table = shard.table(database);
                if (table != null) {
                    table.clear(shard::free);
                }
            }
            assertThat(shard.slab().liveBytes()).as("live bytes after all keys are gone").isZero();
            shard.slab().close();
        }
        for (Memory memory : memories) {
            assertThat(memory.liveBlocks()).as("blocks not released").isEmpty();
        }
    }
}
