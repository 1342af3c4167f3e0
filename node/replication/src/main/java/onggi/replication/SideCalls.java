package onggi.replication;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import onggi.bytes.Bytes;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.engine.Frame;
import onggi.engine.Session;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/**
 * Commands that a handler has done by the way, on its thread and with the shards held that they
 * need. One instance a thread.
 */
final class SideCalls {

    /** The instances of a store, by the execution whose thread they serve. */
    private static final class Room {
        private final Map<Execution, SideCalls> calls = new ConcurrentHashMap<>();
    }

    private static final class Nobody extends Session {

        Nobody() {
            super(0);
        }

        @Override
        public void deliver(Frame frame) {
            // nobody listens
        }
    }

    private final Engine engine;
    private final Execution execution;
    private final Session session = new Nobody();
    private final ReplyWriter reply = new ReplyWriter();

    private SideCalls(Engine engine) {
        this.engine = engine;
        this.execution = engine.execution(session, reply);
    }

    /** Prepares a store for them. */
    static void attach(Engine engine) {
        engine.attach(Room.class, new Room());
    }

    /** Returns those of a thread. */
    static SideCalls of(Engine engine, Execution thread) {
        return engine.room(Room.class).calls.computeIfAbsent(thread, none -> new SideCalls(engine));
    }

    /** Runs a command; its arguments are those behind the name. */
    void run(int database, String name, List<Bytes> keys) {
        byte[][] arguments = new byte[keys.size() + 1][];
        arguments[0] = name.getBytes(StandardCharsets.US_ASCII);
        int length = arguments[0].length;
        for (int i = 0; i < keys.size(); i++) {
            arguments[i + 1] = keys.get(i).toByteArray();
            length += arguments[i + 1].length;
        }
        byte[] buffer = new byte[length];
        int[] offsets = new int[arguments.length];
        int[] lengths = new int[arguments.length];
        int at = 0;
        for (int i = 0; i < arguments.length; i++) {
            offsets[i] = at;
            lengths[i] = arguments[i].length;
            System.arraycopy(arguments[i], 0, buffer, at, lengths[i]);
            at += lengths[i];
        }
        Command row = engine.commands().find(buffer, 0, lengths[0]);
        if (row == null) {
            throw new IllegalStateException("no such command: " + name);
        }
        session.select(database);
        Call call = execution.call();
        call.bind(session, row, buffer, offsets, lengths, 0, arguments.length);
        call.at(engine.clock().nowMs());
        reply.clear();
        call.replyTo(reply);
        execution.runLocked(call);
        call.release();
        execution.endTurn();
    }

    /** Runs a command on a key that is answered with a string; null for none. */
    byte @Nullable [] bulk(int database, String name, Bytes key) {
        run(database, name, List.of(key));
        byte[] out = reply.array();
        int end = 1;
        while (out[end] != '\r') {
            end++;
        }
        int length = Integer.parseInt(new String(out, 1, end - 1, StandardCharsets.US_ASCII));
        return length < 0 ? null : Arrays.copyOfRange(out, end + 2, end + 2 + length);
    }

    /** Runs a command on a key that is answered with a number. */
    long number(int database, String name, Bytes key) {
        run(database, name, List.of(key));
        return Long.parseLong(
                new String(reply.array(), 1, reply.position() - 3, StandardCharsets.US_ASCII));
    }
}
