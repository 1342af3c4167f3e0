package onggi.systemtest.differential;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import onggi.engine.KeyspaceSnapshot;
import onggi.persistence.Disk;
import onggi.persistence.SnapshotRun;
import onggi.persistence.SnapshotTarget;
import onggi.testkit.Gen;
import onggi.testkit.Wire;
import org.junit.jupiter.api.Test;

/**
 * A snapshot that is taken key by key, and large collections piece by piece, while random commands
 * of all types run, fields and keys expire, databases are emptied and exchanged, and records are
 * moved, is the state at its instant: loaded into another store it is equal to what a copy at the
 * instant was.
 */
class SnapshotModelTest {

    private static final int ROUNDS = Integer.getInteger("snapshot.rounds", 300);
    private static final int COMMANDS_BEFORE = 40;
    private static final int KEYS_MADE = 12;
    private static final int MEMBERS = 100;

    /** How many fields are made to expire at once, most of which a hash has not. */
    private static final int FIELDS = 25;

    private static final String[] WHOLES = {
        "FLUSHALL", "FLUSHALL ASYNC", "FLUSHDB", "SWAPDB 0 1", "SWAPDB 1 0", "SELECT 1", "SELECT 0"
    };

    private final Map<String, Grammar.Command> grammar = grammar();

    private static Map<String, Grammar.Command> grammar() {
        SmallStore store = new SmallStore(1, new OneFile(new byte[0]));
        store.execution.call().session().speak(3);
        Map<String, Grammar.Command> commands = Grammar.of(store.run("COMMAND", "DOCS"));
        store.close();
        return commands;
    }

    @Test
    void whatIsLoaded_isWhatWasThereAtTheInstant() {
        Gen.check(
                ROUNDS,
                gen -> {
                    SmallStore store = new SmallStore(gen.pick(1, 1, 4), new OneFile(new byte[0]));
                    store.putsOff(gen.chance(50));
                    int large = gen.pick(1, 3, 8, Integer.MAX_VALUE);
                    store.snapshots.limits(0, large, large == 8 ? 200 : Long.MAX_VALUE);
                    int snapshots = gen.between(1, 3);
                    for (int i = 0; i < snapshots; i++) {
                        round(store, gen);
                    }
                    store.close();
                });
    }

    private void round(SmallStore store, Gen gen) {
        CommandGen commands = new CommandGen(gen, grammar);
        int count = gen.below(COMMANDS_BEFORE);
        for (int i = 0; i < count; i++) {
            step(store, commands, gen);
        }
        TypedWrites typed = new TypedWrites(gen);
        int made = gen.below(KEYS_MADE);
        for (int i = 0; i < made; i++) {
            typed.create(store);
        }
        while (gen.chance(30)) {
            givenUp(store, commands, gen);
        }
        int database = store.execution.call().session().database();
        store.upkeep(); // what has expired is no part of what is compared
        String atInstant = store.content();
        long nowMs = store.clock.nowMs();
        store.run("SELECT", Integer.toString(database));
        Kept kept = new Kept();
        AtomicReference<String> failure = new AtomicReference<>();
        SnapshotRun run = begin(store, kept, failure);
        int pace = gen.pick(1, 1, 3, 30);
        boolean more = true;
        while (more) {
            for (int i = gen.below(3); i > 0; i--) {
                step(store, commands, gen);
            }
            more = advance(store, gen.below(store.engine.keyspace().shardCount()), pace);
        }
        assertThat(run.await(60_000)).isTrue();
        assertThat(failure.get()).isNull();
        assertThat(store.snapshots.isUnderWay()).isFalse();
        assertThat(loaded(kept, nowMs)).isEqualTo(atInstant);
        assertThat(run.keysWritten()).isEqualTo(run.keys());
        store.check();
    }

    /** A snapshot that was given up leaves its marks on some keys. */
    private void givenUp(SmallStore store, CommandGen commands, Gen gen) {
        SnapshotRun run = begin(store, new Kept(), new AtomicReference<>());
        int steps = gen.below(10);
        for (int i = 0; i < steps; i++) {
            step(store, commands, gen);
            advance(store, 0, gen.between(1, 5));
        }
        run.cancel();
        assertThat(run.await(60_000)).isTrue();
        if (gen.chance(50)) {
            while (store.engine.keyspace().snapshot() != null) {
                advance(store, gen.below(store.engine.keyspace().shardCount()), 1);
            }
        }
    }

    private static SnapshotRun begin(
            SmallStore store, SnapshotTarget target, AtomicReference<String> failure) {
        AtomicReference<SnapshotRun> run = new AtomicReference<>();
        store.execution.holdingAll(() ->
                run.set(
                        store.snapshots.begin(
                                target, false, (ended, reason) -> failure.set(reason))));
        return requireNonNull(run.get());
    }

    /** Returns whether there is more to take anywhere. */
    private static boolean advance(SmallStore store, int shard, int records) {
        KeyspaceSnapshot present = store.engine.keyspace().snapshot();
        if (present != null) {
            present.advance(store.execution, shard, records);
        }
        return store.engine.keyspace().snapshot() != null;
    }

    private static void step(SmallStore store, CommandGen commands, Gen gen) {
        int kind = gen.below(100);
        if (kind < 3) {
            run(store, words(gen.pick(WHOLES)), gen);
        } else if (kind < 8) {
            transaction(store, commands, gen);
        } else if (kind < 60) {
            run(store, new TypedWrites(gen).write(store), gen);
        } else if (kind < 70) {
            run(store, Arrays.asList(Wire.bytes(special(gen))), gen);
        } else {
            run(store, commands.command(), gen);
        }
        if (gen.chance(30)) {
            store.clock.advanceMs(gen.below(20));
            if (gen.chance(60)) { // else the next command finds what has expired
                store.upkeep();
            }
        }
    }

    /** Runs a command, which waits while the snapshot takes what it would change. */
    private static void run(SmallStore store, List<byte[]> command, Gen gen) {
        store.run(command);
        while (store.wasPutOff()) {
            store.upkeep();
            int shards = store.engine.keyspace().shardCount();
            advance(store, gen.below(shards), gen.between(1, 5));
            store.run(command);
        }
    }

    /** What the grammar's commands do not do: by chance, waiting, and by time. */
    private static String[] special(Gen gen) {
        String key = gen.pick(Alphabet.KEYS);
        String other = gen.pick(Alphabet.KEYS);
        return switch (gen.below(15)) {
            case 0 -> new String[] {"SPOP", key, "2"};
            case 1 -> new String[] {"SORT", key, "ALPHA", "STORE", other};
            case 2 -> new String[] {"PEXPIRE", key, Integer.toString(gen.between(1, 60))};
            case 3 -> new String[] {"SET", key, "gone soon", "PX", "" + gen.between(1, 60)};
            case 4 -> fieldsThatExpire(key, gen);
            case 5 -> new String[] {"BLMOVE", key, other, "LEFT", "RIGHT", "0"};
            case 6 -> new String[] {"BZPOPMIN", key, "0"};
            case 7 -> new String[] {"RENAME", key, other};
            case 8 -> new String[] {"MOVE", key, "1"};
            case 9 -> many("RPUSH", key, gen);
            case 10 -> many("SADD", key, gen);
            case 11 -> new String[] {"SET", key, "long text ".repeat(gen.below(3000))};
            case 12 -> new String[] {"APPEND", key, "more text ".repeat(gen.below(1000))};
            case 13 -> new String[] {"SETRANGE", key, "" + gen.below(20_000), "in between"};
            default -> many("HSET", key, gen);
        };
    }

    private static String[] fieldsThatExpire(String key, Gen gen) {
        String[] words = new String[5 + FIELDS];
        words[0] = "HPEXPIRE";
        words[1] = key;
        words[2] = Integer.toString(gen.between(1, 60));
        words[3] = "FIELDS";
        words[4] = Integer.toString(FIELDS);
        words[5] = "a";
        for (int i = 6; i < words.length; i++) {
            words[i] = "m" + gen.below(MEMBERS);
        }
        return words;
    }

    private static String[] many(String command, String key, Gen gen) {
        String[] words = new String[2 + 2 * gen.between(1, 40)];
        words[0] = command;
        words[1] = key;
        for (int i = 2; i < words.length; i++) {
            words[i] = gen.chance(5) ? "long".repeat(gen.below(200)) : "m" + gen.below(MEMBERS);
        }
        return words;
    }

    private static void transaction(SmallStore store, CommandGen commands, Gen gen) {
        store.run("MULTI");
        int count = gen.below(5);
        for (int i = 0; i < count; i++) {
            store.queue(
                    gen.chance(20) ? Arrays.asList(Wire.bytes(special(gen))) : commands.command());
        }
        run(store, words("EXEC"), gen);
    }

    static String loaded(Kept kept, long nowMs) {
        SmallStore other = new SmallStore(2, new OneFile(kept.bytes.toByteArray()));
        other.clock.advanceMs(nowMs - other.clock.nowMs());
        other.execution.holdingAll(() -> {
            try {
                other.snapshots.load(other.execution, false);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        String content = other.content();
        other.close();
        return content;
    }

    /** Keeps the text in memory. */
    static final class Kept implements SnapshotTarget {

        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void open() {}

        @Override
        public void write(byte[] part, int offset, int length) {
            bytes.write(part, offset, length);
        }

        @Override
        public void finish() {}

        @Override
        public void discard() {}
    }

    /** A disk with one file, which is read only. */
    static final class OneFile implements Disk {

        private final byte[] content;

        OneFile(byte[] content) {
            this.content = content;
        }

        @Override
        public Output create(Path file) throws IOException {
            throw new IOException("read only");
        }

        @Override
        public Output append(Path file) throws IOException {
            throw new IOException("read only");
        }

        @Override
        public void createFolder(Path folder) {}

        @Override
        public Input open(Path file) {
            return new Input() {
                private int at;

                @Override
                public int read(byte[] target, int offset, int length) {
                    int count = Math.min(length, content.length - at);
                    System.arraycopy(content, at, target, offset, count);
                    at += count;
                    return count == 0 ? -1 : count;
                }

                @Override
                public void skip(long count) {
                    at += (int) count;
                }

                @Override
                public long size() {
                    return content.length;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public boolean exists(Path file) {
            return true;
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            throw new IOException("read only");
        }

        @Override
        public void delete(Path file) {}

        @Override
        public void syncFolder(Path folder) {}
    }

    static List<byte[]> words(String text) {
        return Arrays.asList(Wire.bytes(text.split(" ")));
    }
}
