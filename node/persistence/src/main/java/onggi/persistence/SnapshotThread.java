package onggi.persistence;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import onggi.bytes.BackgroundPriority;
import onggi.bytes.LateLogger;
import onggi.bytes.Memory;
import onggi.engine.Engine;
import onggi.engine.Keyspace;
import onggi.rdb.CopiedValue;
import onggi.rdb.RdbDraft;
import onggi.rdb.RdbOutput;
import onggi.rdb.RdbWriter;
import org.jspecify.annotations.Nullable;

/** Makes the text of a snapshot of what comes through a {@link SnapshotFeed}, and writes it. */
final class SnapshotThread implements Runnable {

    private static final System.Logger LOG = LateLogger.of(SnapshotThread.class);

    /** What the text begins with, and how it is made. */
    record Options(
            Map<String, String> facts,
            List<byte[]> libraries,
            int version,
            long nowMs,
            boolean knowsUse,
            boolean compresses,
            boolean summed,
            long keyDelayUs) {}

    private final KeyDelay delay;
    private final SnapshotFeed feed;
    private final SnapshotTarget target;
    private final Options options;
    private final Consumer<@Nullable String> ended;
    private final RdbOutput output;
    private final RdbWriter writer;
    private final KeyOutput keyOutput;
    private final CopiedValue value;
    private final RdbDraft draft = new RdbDraft();
    private final byte[] piece = new byte[1 << 13];

    /** By database: keys and keys that expire at the instant; the keys are 0 once it was begun. */
    private final long[] sizes;

    private final long[] expiring;
    private int database = -1;
    private volatile long keys;

    /**
     * Takes note of the sizes of the databases; every shard is held, at the instant.
     *
     * @param ended is told the reason of a failure, or null
     */
    SnapshotThread(
            Engine engine,
            SnapshotFeed feed,
            SnapshotTarget target,
            Options options,
            Consumer<@Nullable String> ended) {
        this.delay = new KeyDelay(engine.clock(), options.keyDelayUs(), feed::failure);
        this.feed = feed;
        this.target = target;
        this.options = options;
        this.ended = ended;
        this.output = RdbOutput.to(target::write, options.compresses());
        this.writer = new RdbWriter(output, options.version());
        this.keyOutput = new KeyOutput(engine, writer, options.nowMs(), options.knowsUse());
        Keyspace keyspace = engine.keyspace();
        this.value = new CopiedValue(keyspace.shard(0).slab());
        this.sizes = new long[keyspace.databases()];
        this.expiring = new long[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = keyspace.size(i);
            expiring[i] = keyspace.volatileKeys(i);
        }
    }

    /** Returns how many keys were written. */
    long keys() {
        return keys;
    }

    @Override
    public void run() {
        BackgroundPriority.take();
        String reason = null;
        try {
            write();
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.ERROR, "a snapshot failed", e);
            reason = e.toString();
        }
        if (reason != null) {
            feed.fail(reason);
            target.discard();
        }
        feed.leave();
        ended.accept(reason);
    }

    private void write() throws IOException {
        target.open();
        writer.begin();
        for (var fact : options.facts().entrySet()) {
            writer.aux(fact.getKey(), fact.getValue());
        }
        for (byte[] code : options.libraries()) {
            writer.function(code);
        }
        for (SnapshotBlock block = feed.next(); !block.isEnd(); block = feed.next()) {
            if (block.chain == null) {
                chain(block);
            } else {
                chain(block.chain);
            }
        }
        writer.end(options.summed());
        target.finish();
    }

    /** Writes the blocks of one large value as they come. */
    private void chain(SnapshotChain large) throws IOException {
        for (SnapshotBlock block = feed.next(large); block != null; block = feed.next(large)) {
            chain(block);
        }
    }

    /** Writes a block and those behind it, and gives them back whatever happens. */
    private void chain(SnapshotBlock first) throws IOException {
        try {
            for (SnapshotBlock block = first; block != null; block = block.next) {
                units(block);
            }
        } finally {
            feed.written(first);
        }
    }

    private void units(SnapshotBlock block) throws IOException {
        Memory memory = block.memory();
        long end = block.address + block.length;
        for (long at = block.address; at < end; ) {
            int head = memory.intAt(at);
            int length = memory.intAt(at + Integer.BYTES);
            at += SnapshotFiller.HEAD_BYTES;
            enter(head & SnapshotFiller.DATABASE_MASK);
            if ((head & SnapshotFiller.DRAFT) == 0) {
                keyOutput.write(memory, at, value.at(memory, at));
            } else {
                draft(memory, at, length);
            }
            if ((head & SnapshotFiller.MORE) == 0) {
                wrote();
            }
            at += length;
        }
    }

    private void enter(int number) throws IOException {
        if (number == database) {
            return;
        }
        database = number;
        if (sizes[number] > 0) {
            writer.database(number, sizes[number], expiring[number]);
            sizes[number] = 0;
        } else {
            writer.database(number);
        }
    }

    private void draft(Memory memory, long address, int length) throws IOException {
        for (int done = 0; done < length; done += piece.length) {
            int part = Math.min(piece.length, length - done);
            memory.copyOut(address + done, piece, 0, part);
            draft.accept(piece, 0, part, output);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // this thread alone writes it
    private void wrote() throws IOException {
        keys++;
        delay.afterKey();
    }
}
