package onggi.persistence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.engine.Frame;
import onggi.engine.Session;
import onggi.resp.LooseArguments;
import onggi.resp.ReplyWriter;

/** Runs the commands of append-only files, in order. */
final class AofLoader {

    /*
     * Commands run at the beginning of time, at which no key has expired: a key that expired before the end of the file may have
     * been changed before it did, and its removal stands in the file at its place. What is due when all is loaded is removed then.
     * Only for how long keys are not used it is now.
     *
     * A transaction runs when its EXEC was read, and not at all when the file ends before.
     */

    /** How a file ended. */
    enum Ending {
        /** With a whole command. */
        WHOLE,
        /** Inside a command or a transaction. */
        CUT
    }

    private static final class Loader extends Session {

        Loader() {
            super(0);
        }

        @Override
        public boolean repeatsHistory() {
            return true;
        }

        @Override
        public void deliver(Frame frame) {
            // nobody listens
        }
    }

    /** A copy of a command that waits for EXEC. */
    private static final class Queued {

        final byte[] bytes;
        final int[] offsets;
        final int[] lengths;

        Queued(AofInput in, LooseArguments loose) {
            bytes = Arrays.copyOf(in.bytes(), in.used());
            offsets = Arrays.copyOf(in.offsets(), in.argc());
            lengths = Arrays.copyOf(in.lengths(), in.argc());
            for (int i = 0; i < offsets.length; i++) {
                if (offsets[i] < 0) {
                    offsets[i] = loose.move(in.loose(), offsets[i]);
                }
            }
        }
    }

    private final Engine engine;
    private final Execution execution;
    private final ReplyWriter reply = new ReplyWriter();
    private final Session session = new Loader();
    private final Loading loading;
    private final List<Queued> transaction = new ArrayList<>();

    /** The arguments of the transaction that lie outside the heap. */
    private final LooseArguments loose = new LooseArguments();

    private boolean inTransaction;
    private long transactionStart;
    private long whole;
    private long commands;
    private long errors;

    /**
     * Prepares.
     *
     * @param loader of the thread that loads: what it does while a script takes its time is done
     *     for scripts of the file as well
     */
    AofLoader(Engine engine, Execution loader, Loading loading) {
        this.engine = engine;
        this.loading = loading;
        this.execution = engine.execution(session, reply);
        execution.scripts().whileBusy(loader.scripts()::serveOthers);
    }

    /** Returns the offset behind the last whole command or transaction of the last file. */
    long whole() {
        return whole;
    }

    /** Returns how many commands ran. */
    long commands() {
        return commands;
    }

    /** Returns how many commands were answered with an error. */
    long errors() {
        return errors;
    }

    /**
     * Loads a file from where the input stands.
     *
     * @param name for messages
     * @throws IOException when it cannot be read or is no file of commands
     */
    Ending load(String name, AofInput in) throws IOException {
        whole = in.position();
        inTransaction = false;
        transaction.clear();
        session.select(0);
        engine.accessClock().aheadMs(engine.clock().nowMs());
        try {
            return run(name, in);
        } finally {
            engine.accessClock().aheadMs(0);
            in.release();
            loose.clear();
            execution.call().release();
            execution.stats().reset();
        }
    }

    /** Returns whether an argument of a command may lie outside the heap. */
    boolean takesLoose(AofInput in, int argument) {
        if (argument == 0) {
            return false;
        }
        Command row = engine.commands().find(in.bytes(), in.offsets()[0], in.lengths()[0]);
        return row != null && !row.isContainer() && row.takesLoose(argument);
    }

    private Ending run(String name, AofInput in) throws IOException {
        while (true) {
            long start = in.position();
            switch (in.next()) {
                case COMMAND -> command(name, in, start);
                case END -> {
                    return inTransaction ? Ending.CUT : Ending.WHOLE;
                }
                case CUT -> {
                    return Ending.CUT;
                }
                case BAD ->
                        throw new IOException(
                                "Bad file format reading the append only file "
                                        + name
                                        + ": make a backup of your AOF file, then use"
                                        + " ./redis-check-aof --fix <filename.manifest>"
                                        + " (the command at offset "
                                        + start
                                        + ")");
            }
        }
    }

    private void command(String name, AofInput in, long start) throws IOException {
        if (is(in, "multi")) {
            inTransaction = true;
            transactionStart = start;
            whole = start;
            return;
        }
        if (is(in, "exec")) {
            execution.call().looseOf(loose);
            for (Queued queued : transaction) {
                run(name, queued, transactionStart);
            }
            transaction.clear();
            loose.clear();
            inTransaction = false;
        } else if (inTransaction) {
            transaction.add(new Queued(in, loose));
            return;
        } else {
            execution.call().looseOf(in.loose());
            run(name, in.bytes(), in.offsets(), in.lengths(), in.argc(), start);
        }
        whole = in.position();
    }

    private static boolean is(AofInput in, String word) {
        return in.argc() == 1
                && in.lengths()[0] == word.length()
                && text(in.bytes(), in.offsets()[0], in.lengths()[0]).equalsIgnoreCase(word);
    }

    private void run(String name, Queued queued, long start) throws IOException {
        run(name, queued.bytes, queued.offsets, queued.lengths, queued.offsets.length, start);
    }

    private void run(String name, byte[] bytes, int[] offsets, int[] lengths, int argc, long start)
            throws IOException {
        commands++;
        loading.step();
        if (argc == 2 && lengths[0] == "select".length() && isSelect(bytes, offsets[0])) {
            select(name, text(bytes, offsets[1], lengths[1]), start);
            return;
        }
        Command row = engine.commands().find(bytes, offsets[0], lengths[0]);
        if (row != null && row.isContainer() && argc > 1) {
            row = engine.commands().findSub(row, bytes, offsets[1], lengths[1]);
        }
        if (row == null) {
            throw new IOException(
                    "Unknown command '"
                            + text(bytes, offsets[0], Math.min(lengths[0], 128))
                            + "' reading the append only file "
                            + name
                            + " at offset "
                            + start);
        }
        if (!row.accepts(argc)) {
            errors++;
            return;
        }
        Call call = execution.call();
        call.bind(session, row, bytes, offsets, lengths, 0, argc);
        call.at(0);
        reply.clear();
        call.replyTo(reply);
        execution.run(call);
        if (reply.position() > 0 && reply.array()[0] == '-') {
            errors++;
        }
    }

    private static boolean isSelect(byte[] bytes, int offset) {
        return text(bytes, offset, "select".length()).equalsIgnoreCase("select");
    }

    private void select(String name, String number, long start) throws IOException {
        int database;
        try {
            database = Integer.parseInt(number);
        } catch (NumberFormatException e) {
            database = -1;
        }
        if (database < 0 || database >= engine.keyspace().databases()) {
            throw new IOException(
                    "there is no database " + number + ": " + name + ", offset " + start);
        }
        session.select(database);
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }
}
