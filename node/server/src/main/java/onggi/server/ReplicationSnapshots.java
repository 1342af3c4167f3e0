package onggi.server;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.engine.Keyspace;
import onggi.net.NetServer;
import onggi.persistence.AppendOnlyFile;
import onggi.persistence.BackgroundSaves;
import onggi.persistence.Disk;
import onggi.persistence.SnapshotExchange;
import onggi.persistence.SnapshotRun;
import onggi.persistence.SnapshotTarget;
import onggi.persistence.Snapshots;
import onggi.rdb.RdbInput;
import onggi.rdb.RdbOutput;
import onggi.rdb.RdbWriter;
import onggi.replication.SnapshotSource;
import org.jspecify.annotations.Nullable;

/** Gives replication the snapshots of the store: the two rooms do not know one another. */
final class ReplicationSnapshots implements SnapshotSource {

    private final Engine engine;
    private final NetServer net;
    private final Snapshots snapshots;
    private final BackgroundSaves saves;
    private final AppendOnlyFile changes;
    private final SnapshotExchange exchange;

    ReplicationSnapshots(
            Engine engine,
            NetServer net,
            Snapshots snapshots,
            BackgroundSaves saves,
            AppendOnlyFile changes) {
        this.engine = engine;
        this.net = net;
        this.snapshots = snapshots;
        this.saves = saves;
        this.changes = changes;
        this.exchange = new SnapshotExchange(snapshots);
    }

    @Override
    public boolean isBusy() {
        return snapshots.isUnderWay();
    }

    @Override
    public void saveToFile(Consumer<@Nullable String> ended) {
        saves.beginFor(ended);
    }

    @Override
    public void giveUpSave() {
        if (!saves.hasPoints()) {
            saves.giveUp();
        }
    }

    @Override
    public Runnable saveTo(Sink sink, Consumer<@Nullable String> ended) {
        SnapshotRun run = saves.beginTo(new Stream(sink), ended);
        return run::cancel;
    }

    private record Stream(Sink sink) implements SnapshotTarget {

        @Override
        public void open() {
            // the connections are open
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            sink.write(bytes, offset, length);
        }

        @Override
        public void finish() {
            // what comes behind it is not the snapshot's
        }

        @Override
        public void discard() {
            // nobody will read on
        }
    }

    @Override
    public byte[] functions() throws IOException {
        RdbOutput out = RdbOutput.toArray(false);
        RdbWriter writer = new RdbWriter(out, engine.settings().dumpVersion());
        writer.begin();
        writer.aux("redis-ver", Version.REDIS);
        for (byte[] code : engine.libraries().all()) {
            writer.function(code);
        }
        writer.end(true);
        return Arrays.copyOf(out.array(), Math.toIntExact(out.position()));
    }

    @Override
    public File open() throws IOException {
        Disk.Input in = exchange.open();
        return new File() {
            @Override
            public long size() throws IOException {
                return in.size();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return in.read(target, offset, length);
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    @Override
    public Draft receive() throws IOException {
        SnapshotExchange.Draft draft = exchange.receive();
        return new Draft() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                draft.write(bytes, offset, length);
            }

            @Override
            public void finish() throws IOException {
                draft.finish();
            }

            @Override
            public void discard() {
                draft.discard();
            }
        };
    }

    @Override
    public void removeFile(String notice) {
        if (saves.hasPoints() || changes.isOn()) {
            return;
        }
        Log.notice(notice);
        try {
            exchange.remove();
        } catch (IOException e) {
            Log.warning("The RDB file can't be removed: " + e.getMessage());
        }
    }

    @Override
    public boolean isEmpty() {
        Keyspace keyspace = execution().keyspace();
        for (int i = 0; i < keyspace.databases(); i++) {
            if (keyspace.size(i) > 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void clear() {
        exchange.clear(execution());
    }

    private Execution execution() {
        return net.loops().getFirst().execution();
    }

    @Override
    public void load(@Nullable Input input, Meanwhile meanwhile, Runnable lookAround)
            throws IOException {
        saves.stop();
        boolean logged = changes.isOn();
        if (logged) {
            changes.turnOff();
        }
        try (Disk.Input in = input == null ? exchange.open() : new Straight(input, exchange)) {
            switch (meanwhile) {
                case GONE -> exchange.replace(execution(), in, lookAround);
                case KEPT -> exchange.replaceAtOnce(execution(), in, false, lookAround);
                case SERVED -> exchange.replaceAtOnce(execution(), in, true, lookAround);
            }
        } finally {
            if (logged) {
                changes.turnOn();
            }
        }
    }

    /** A snapshot that comes straight from a connection; how long it is nobody knows. */
    private record Straight(Input input, SnapshotExchange exchange) implements Disk.Input {

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = input.read(target, offset, length);
            while (count == 0) {
                exchange.lookAround();
                count = input.read(target, offset, length);
            }
            return count;
        }

        @Override
        public void skip(long count) throws IOException {
            byte[] rest = new byte[1 << 13];
            for (long left = count; left > 0; ) {
                int read = read(rest, 0, (int) Math.min(left, rest.length));
                if (read < 0) {
                    throw new IOException("the snapshot ends too early");
                }
                left -= read;
            }
        }

        @Override
        public long size() {
            return RdbInput.UNKNOWN_SIZE;
        }

        @Override
        public void close() {
            // the connection goes on
        }
    }
}
