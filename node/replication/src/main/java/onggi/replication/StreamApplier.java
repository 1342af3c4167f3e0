package onggi.replication;

import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import onggi.bytes.LateLogger;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.engine.Frame;
import onggi.engine.Session;
import onggi.engine.Transaction;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/** Does what the stream of a primary says, and passes it on byte for byte. */
final class StreamApplier {

    /*
     * What is passed on is what was done: the bytes of a transaction go on when its EXEC has run. So
     * the end of this server's stream is at every moment how far it is in that of its primary, which is
     * where it goes on after the link was cut; a transaction that was cut is dropped.
     *
     * All shards are held for each piece of the stream: a snapshot sees the data and the offset of
     * the same instant.
     */

    private static final System.Logger LOG = LateLogger.of(StreamApplier.class);

    private static final class Primary extends Session {

        Primary() {
            super(0);
        }

        @Override
        public boolean repeatsHistory() {
            return true;
        }

        @Override
        public void deliver(Frame frame) {
            // the primary listens to nothing
        }
    }

    private final Engine engine;
    private final ReplicationSettings settings;
    private final Execution execution;
    private final ReplicationLog log;
    private final Runnable acknowledge;
    private final Session session = new Primary();
    private final ReplyWriter reply = new ReplyWriter();
    private StreamDecoder decoder;
    private boolean asked;
    private volatile long errors;

    /**
     * Creates it, on the thread of the first loop.
     *
     * @param acknowledge tells the primary how far this server is
     */
    StreamApplier(
            Engine engine, ReplicationSettings settings, ReplicationLog log, Runnable acknowledge) {
        this.engine = engine;
        this.settings = settings;
        this.log = log;
        this.acknowledge = acknowledge;
        this.execution = engine.execution(session, reply);
        this.decoder = new StreamDecoder(engine.settings().maxBulkBytes());
    }

    /** Forgets what is not applied, such as the beginning of a transaction. */
    void reset() {
        decoder = new StreamDecoder(engine.settings().maxBulkBytes());
        session.dropTransaction();
    }

    /** Sets which database the stream is about where it begins. */
    void select(int database) {
        session.select(database);
    }

    /** Returns which database the stream is about. */
    int database() {
        return session.database();
    }

    /** Returns how many commands of the stream were answered with an error. */
    long errors() {
        return errors;
    }

    /** Keeps bytes of the stream until it is time. */
    void keep(byte[] bytes, int offset, int length) {
        decoder.add(bytes, offset, length);
    }

    /** Returns how many bytes were read and not applied. */
    int pendingBytes() {
        return decoder.pendingBytes();
    }

    /**
     * Applies what is there of whole commands.
     *
     * @param wanted whether the primary is still followed; asked while every shard is held
     */
    void run(BooleanSupplier wanted) throws BadStreamException {
        BadStreamException[] failure = new BadStreamException[1];
        asked = false;
        execution.holdingAll(() -> {
            try {
                while (wanted.getAsBoolean() && decoder.next()) {
                    apply();
                }
            } catch (BadStreamException e) {
                failure[0] = e;
            }
        });
        execution.call().release();
        execution.endTurn();
        if (failure[0] != null) {
            throw failure[0];
        }
        if (asked) {
            acknowledge.run();
        }
    }

    private void apply() {
        if (decoder.argc() > 0) {
            command();
        }
        decoder.take();
        if (session.transaction() == null) {
            log.appendRaw(decoder.buffer(), decoder.keptStart(), decoder.keptLength());
            decoder.drop();
        }
    }

    private void command() {
        byte[] bytes = decoder.buffer();
        int[] offsets = decoder.offsets();
        int[] lengths = decoder.lengths();
        Command row = row(bytes, offsets, lengths);
        if (row == null || !row.accepts(decoder.argc())) {
            failed("unknown command '" + text(bytes, offsets[0], lengths[0]) + "'", "<unknown>");
            return;
        }
        String name = row.wireName();
        if (name.equals("replconf")) {
            asked |=
                    decoder.argc() > 1
                            && text(bytes, offsets[1], lengths[1]).equalsIgnoreCase("getack");
            return;
        }
        if (name.equals("ping")) {
            return;
        }
        Call call = execution.call();
        call.bind(session, row, bytes, offsets, lengths, 0, decoder.argc());
        call.at(engine.clock().nowMs());
        Transaction transaction = session.transaction();
        if (transaction != null && !name.equals("exec") && !name.equals("discard")) {
            transaction.add(call);
            return;
        }
        reply.clear();
        call.replyTo(reply);
        execution.runLocked(call);
        if (reply.position() > 0 && reply.array()[0] == '-') {
            failed(text(reply.array(), 1, reply.position() - 3), name);
        }
    }

    private @Nullable Command row(byte[] bytes, int[] offsets, int[] lengths) {
        Command row = engine.commands().find(bytes, offsets[0], lengths[0]);
        if (row != null && row.isContainer() && decoder.argc() > 1) {
            return engine.commands().findSub(row, bytes, offsets[1], lengths[1]);
        }
        return row;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    private void failed(String text, String command) {
        errors++;
        LOG.log(
                System.Logger.Level.WARNING,
                "== CRITICAL == This replica is sending an error to its master: '"
                        + text
                        + "' after processing the command '"
                        + command
                        + "'");
        Consumer<String> panic = settings.panic;
        if (panic != null && engine.settings().role().isReadOnly()) {
            panic.accept(
                    "This replica panicked sending an error to its master after processing the"
                            + " command '"
                            + command
                            + "'");
        }
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, Math.min(length, 128), StandardCharsets.ISO_8859_1);
    }
}
