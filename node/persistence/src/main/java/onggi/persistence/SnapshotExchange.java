package onggi.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import onggi.bytes.LateLogger;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.engine.Keyspace;

/** Snapshots that come from another server and take the place of all data, or go to one. */
public final class SnapshotExchange {

    /** A snapshot that is received into a file. */
    public final class Draft {

        private final Path temporary;
        private final Disk.Output out;

        private Draft(Path temporary, Disk.Output out) {
            this.temporary = temporary;
            this.out = out;
        }

        /** Writes bytes behind those before. */
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        /** Makes it the snapshot file. */
        public void finish() throws IOException {
            out.sync();
            out.close();
            snapshots.disk().rename(temporary, snapshots.file());
        }

        /** Removes it. */
        public void discard() {
            try {
                out.close();
                snapshots.disk().delete(temporary);
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Can't remove " + temporary + ": " + e.getMessage());
            }
        }
    }

    private static final System.Logger LOG = LateLogger.of(SnapshotExchange.class);

    private final Snapshots snapshots;

    /** Creates it for the snapshots of a store. */
    public SnapshotExchange(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** Opens the snapshot file. */
    public Disk.Input open() throws IOException {
        return snapshots.disk().open(snapshots.file());
    }

    /** Creates a file to receive a snapshot into. */
    public Draft receive() throws IOException {
        long seconds = snapshots.engine().clock().nowMs() / 1000;
        Path temporary = snapshots.temporary(Long.toString(seconds));
        return new Draft(temporary, snapshots.disk().create(temporary));
    }

    /** Removes the snapshot file. */
    public void remove() throws IOException {
        snapshots.disk().delete(snapshots.file());
    }

    /** Lets clients be looked after, as nothing of the input is there. */
    public void lookAround() {
        snapshots.loading().look();
    }

    /**
     * Replaces all data by those of an input. This thread holds no shard.
     *
     * @param lookAround what looks after clients, on this thread
     */
    public void replace(Execution execution, Disk.Input input, Runnable lookAround)
            throws IOException {
        Loading loading = snapshots.loading();
        loading.begin(execution, lookAround);
        run(
                execution,
                () -> {
                    flush(execution);
                    snapshots.load(execution, input, false);
                });
    }

    /**
     * The same, but the data stay as they are until those of the input are there as a whole, and
     * for ever if that fails.
     *
     * @param serves whether clients may use the data meanwhile
     */
    public void replaceAtOnce(
            Execution execution, Disk.Input input, boolean serves, Runnable lookAround)
            throws IOException {
        Loading loading = snapshots.loading();
        if (serves) {
            loading.beginBeside(execution, lookAround);
        } else {
            loading.begin(execution, lookAround);
        }
        run(
                execution,
                () -> {
                    SnapshotLoader loader =
                            new SnapshotLoader(snapshots.engine(), execution, loading, false);
                    loader.loadBeside();
                    try {
                        snapshots.load(loader, input);
                        info("MASTER <-> REPLICA sync: Swapping active DB with loaded DB");
                        swap(execution, loader);
                        info("MASTER <-> REPLICA sync: Discarding old DB in background");
                    } catch (IOException e) {
                        info("MASTER <-> REPLICA sync: Discarding temporary DB in background");
                        throw e;
                    } finally {
                        dropHidden(execution.keyspace());
                    }
                });
    }

    private interface Step {
        void run() throws IOException;
    }

    private void run(Execution execution, Step step) throws IOException {
        try {
            execution.holdingAll(() -> {
                try {
                    step.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            snapshots.loading().end();
        }
    }

    private void swap(Execution execution, SnapshotLoader loader) {
        snapshots.giveUpPresent();
        Keyspace keyspace = execution.keyspace();
        for (int i = 0; i < keyspace.databases(); i++) {
            keyspace.swap(i, keyspace.hidden(i));
            execution.touchedAll(i);
        }
        execution.flushed();
        snapshots.engine().libraries().replaceAll(loader.libraries());
    }

    private static void dropHidden(Keyspace keyspace) {
        for (int i = 0; i < keyspace.databases(); i++) {
            keyspace.flush(keyspace.hidden(i), true);
        }
    }

    private static void info(String text) {
        LOG.log(System.Logger.Level.INFO, text);
    }

    /** Empties all databases. This thread holds no shard. */
    public void clear(Execution execution) {
        execution.holdingAll(() -> flush(execution));
    }

    private void flush(Execution execution) {
        Engine engine = snapshots.engine();
        Keyspace keyspace = execution.keyspace();
        for (int i = 0; i < keyspace.databases(); i++) {
            keyspace.flush(i, true);
            execution.touchedAll(i);
        }
        execution.flushed();
        engine.libraries().clear();
    }
}
