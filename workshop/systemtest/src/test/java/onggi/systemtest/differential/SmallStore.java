package onggi.systemtest.differential;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.ManualClock;
import onggi.bytes.Memory;
import onggi.bytes.SeededRandom;
import onggi.commands.Families;
import onggi.engine.BlockedCall;
import onggi.engine.BlockedCalls;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandTable;
import onggi.engine.Compactor;
import onggi.engine.Engine;
import onggi.engine.EngineSettings;
import onggi.engine.Execution;
import onggi.engine.ExpiryCycle;
import onggi.engine.Frame;
import onggi.engine.Keyspace;
import onggi.engine.Session;
import onggi.engine.Shard;
import onggi.engine.StoreCheck;
import onggi.engine.Transaction;
import onggi.persistence.Disk;
import onggi.persistence.Snapshots;
import onggi.resp.ReplyWriter;
import onggi.testkit.Wire;
import onggi.types.CollectionLimits;
import onggi.types.Table;

/**
 * A store in the test's own thread with every command, on checked memory and with small limits, so
 * that small values have all encodings.
 */
final class SmallStore {

    static final int DATABASES = 16;

    /** What a command is answered that failed by our own mistake. */
    private static final String FAULT = "-ERR internal error";

    private static final long START_MS = 1_704_110_400_000L;

    final ManualClock clock = new ManualClock(START_MS);
    final Engine engine;
    final Execution execution;
    final Snapshots snapshots;
    private final List<Memory> memories = new ArrayList<>();
    private final ReplyWriter reply = new ReplyWriter();
    private final Client client = new Client();
    private final ExpiryCycle expiry;
    private final Compactor compactor;

    SmallStore(int shards, Disk disk) {
        Keyspace keyspace = new Keyspace(this::memory, shards, DATABASES, 7, shards > 1);
        engine =
                new Engine(
                        keyspace,
                        CommandTable.of(Families.all()),
                        new EngineSettings(),
                        clock,
                        new SeededRandom(1));
        engine.settings().maxBulkBytes(1 << 20);
        CollectionLimits limits = keyspace.limits();
        limits.hashEntries = 6;
        limits.zsetEntries = 4;
        limits.intsetEntries = 6;
        limits.setEntries = 4;
        limits.listNodeSize = 3;
        limits.streamNodeEntries = 5;
        limits.streamNodeBytes = 200;
        execution = engine.execution(client, reply);
        snapshots = new Snapshots(engine, disk, "7.4.0", 1);
        expiry = new ExpiryCycle(engine, execution, 0, 1);
        compactor = new Compactor(engine, execution, 0, 1);
    }

    private Memory memory() {
        Memory memory = Memory.guarded();
        memories.add(memory);
        return memory;
    }

    private static final class Client extends Session {

        boolean putsOff;

        Client() {
            super(1);
        }

        @Override
        public void deliver(Frame frame) {
            // nobody listens
        }

        @Override
        protected boolean mayBePutOff() {
            return putsOff;
        }

        @Override
        protected boolean mayBlock() {
            return true;
        }

        @Override
        protected void answer(BlockedCall call, byte[] bytes, int length) {
            BlockedCalls.ended(call);
        }
    }

    /** Lets commands be put off from now on, see {@link #wasPutOff}. */
    void putsOff(boolean may) {
        client.putsOff = may;
    }

    boolean wasPutOff() {
        return execution.call().isPutOff();
    }

    Wire.Value run(String... arguments) {
        byte[] bytes = run(Arrays.asList(Wire.bytes(arguments)));
        return bytes.length == 0 ? new Wire.Value('+', "", true, List.of()) : Wire.parse(bytes);
    }

    /** Runs a command; one that waits is given up. */
    byte[] run(List<byte[]> arguments) {
        reply.clear();
        reply.setProtocol(client.protocol());
        if (bind(arguments, false)) {
            execution.run(execution.call());
        }
        BlockedCall blocked = client.blockedCall();
        if (blocked != null) {
            execution.blockedCalls().forget(client);
        }
        byte[] bytes = Arrays.copyOf(reply.array(), reply.position());
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains(FAULT)) {
            throw new AssertionError("see the log for what failed: " + text(arguments));
        }
        return bytes;
    }

    /** Adds a command to the transaction that was opened. */
    void queue(List<byte[]> arguments) {
        Transaction transaction = client.transaction();
        if (transaction != null && bind(arguments, true)) {
            transaction.add(execution.call());
        }
    }

    private boolean bind(List<byte[]> arguments, boolean queued) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        int[] offsets = new int[arguments.size()];
        int[] lengths = new int[arguments.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = request.size();
            lengths[i] = arguments.get(i).length;
            request.writeBytes(arguments.get(i));
        }
        byte[] buffer = request.toByteArray();
        Command command = engine.commands().find(buffer, offsets[0], lengths[0]);
        if (command != null && command.isContainer() && offsets.length > 1) {
            command = engine.commands().findSub(command, buffer, offsets[1], lengths[1]);
        }
        if (command == null
                || !command.accepts(offsets.length)
                || (queued && command.group() == onggi.engine.Group.TRANSACTIONS)) {
            return false;
        }
        Call call = execution.call();
        call.bind(client, command, buffer, offsets, lengths, 0, offsets.length);
        call.at(clock.nowMs());
        call.replyTo(reply);
        return true;
    }

    /** Does what a loop does between two turns. */
    void upkeep() {
        execution.endTurn();
        expiry.run(clock.nowMs());
        compactor.run(clock.nowMs());
    }

    /** Returns all that can be known of the data. */
    String content() {
        client.select(0);
        StringBuilder content = new StringBuilder(run("DEBUG", "DIGEST").text());
        for (int i = 0; i < DATABASES; i++) {
            client.select(i);
            List<String> keys = new ArrayList<>();
            for (Wire.Value key : run("KEYS", "*").parts()) {
                keys.add(describe(key.text()));
            }
            keys.sort(null);
            keys.forEach(content::append);
        }
        client.select(0);
        return content.toString();
    }

    private String describe(String key) {
        String type = run("TYPE", key).text();
        String text =
                "\n"
                        + client.database()
                        + " "
                        + key
                        + " "
                        + type
                        + " "
                        + run("PEXPIRETIME", key).text()
                        + " "
                        + run("DEBUG", "DIGEST-VALUE", key);
        return switch (type) {
            case "stream" -> text + streamOf(key);
            case "hash" -> text + fieldsOf(key);
            default -> text;
        };
    }

    /**
     * What is told of a stream, but how it is laid out, as loading lays it out anew, and what the
     * format of Redis 7.0 has no place for: what only Redis 8 has, and when consumers were active.
     */
    private String streamOf(String key) {
        List<Wire.Value> parts = run("XINFO", "STREAM", key, "FULL", "COUNT", "0").parts();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i + 1 < parts.size(); i += 2) {
            if (!parts.get(i).text().matches("(radix-tree|idmp|pids|iids)-.*")) {
                text.append(parts.get(i)).append(parts.get(i + 1));
            }
        }
        return text.toString().replaceAll("\"active-time\", :-?\\d+", "");
    }

    private String fieldsOf(String key) {
        List<String> fields = new ArrayList<>();
        for (Wire.Value field : run("HKEYS", key).parts()) {
            String name = field.text();
            fields.add(name + run("HPEXPIRETIME", key, "FIELDS", "1", name));
        }
        fields.sort(null);
        return fields.toString();
    }

    void check() {
        StoreCheck.of(engine.keyspace()).run();
    }

    /** Makes sure that nothing is left when all keys are gone. */
    void close() {
        check();
        for (int i = 0; i < engine.keyspace().shardCount(); i++) {
            Shard shard = engine.keyspace().shard(i);
            for (int database = 0; database < DATABASES; database++) {
                Table table = shard.table(database);
                if (table != null) {
                    table.clear(shard::free);
                }
            }
            shard.slab().close();
        }
        for (Memory memory : memories) {
            if (!memory.liveBlocks().isEmpty()) {
                throw new AssertionError("blocks not released: " + memory.liveBlocks());
            }
        }
    }

    static String text(List<byte[]> command) {
        StringBuilder text = new StringBuilder();
        command.forEach(
                word -> text.append(new String(word, StandardCharsets.ISO_8859_1)).append(' '));
        return text.toString();
    }
}
