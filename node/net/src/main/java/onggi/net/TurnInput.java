package onggi.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import onggi.bytes.HotPath;
import onggi.engine.Command;
import onggi.engine.CommandTable;
import onggi.engine.Execution;
import onggi.resp.DecodeOutcome;
import onggi.resp.RequestBatch;
import onggi.resp.RequestDecoder;

/** The input of one turn: what was read, the requests in it, and what brings their keys near. */
final class TurnInput {

    /** How many requests are prefetched together. */
    private static final int CHUNK = 32;

    /** Below this many requests a prefetch is not worth its instructions. */
    private static final int MIN_PREFETCH = 3;

    private static final int INPUT_BYTES = 1 << 20;
    private static final int READ_BYTES = 64 * 1024;
    private static final int INITIAL_REQUESTS = 1024;

    /** How often big arguments are read into their place in one turn, for fairness. */
    private static final int MAX_BIG_READS = 8;

    private static final int BIG_READ_BYTES = 256 * 1024;

    private final CommandTable commands;
    private final Execution execution;
    private final LoopCounters counters;
    private final RequestBatch<Command> batch = new RequestBatch<>();
    private final byte[] input = new byte[INPUT_BYTES];
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
    private int inputEnd;
    private int[] databases = new int[INITIAL_REQUESTS];

    TurnInput(CommandTable commands, Execution execution, LoopCounters counters) {
        this.commands = commands;
        this.execution = execution;
        this.counters = counters;
        execution.call().looseOf(batch.loose());
    }

    /** Returns the requests. */
    @HotPath
    RequestBatch<Command> batch() {
        return batch;
    }

    /** Returns whether what is here has to be executed before more is read. */
    @HotPath
    boolean isFull() {
        return inputEnd > INPUT_BYTES - READ_BYTES || batch.isFull();
    }

    /** Returns whether a request lies in the shared input: one that came in pieces may be large. */
    @HotPath
    @SuppressWarnings("ReferenceEquality") // this very array
    boolean isInPlace(int request) {
        return batch.buffer(request) == input;
    }

    @HotPath
    void clear() {
        inputEnd = 0;
        batch.clear();
    }

    // ---- read and decode

    /** Reads what a connection has, as far as there is room, and decodes it. */
    @HotPath
    DecodeOutcome read(Connection connection, long nowMs) throws IOException {
        RequestDecoder decoder = connection.decoder();
        if (decoder.isDirect()) {
            return readBig(connection, nowMs);
        }
        readBuffer.clear();
        int count = receive(connection, readBuffer, nowMs);
        if (count <= 0) {
            return DecodeOutcome.NEED_INPUT;
        }
        int from = inputEnd;
        readBuffer.get(0, input, from, count);
        inputEnd = from + count;
        return decoder.decode(input, from, inputEnd, batch);
    }

    /** Decodes what the decoder kept until the batch had room again. */
    DecodeOutcome decodeKept(Connection connection) {
        return connection.decoder().decode(input, 0, 0, batch);
    }

    /** Reads inside a big argument, to where it will stay. */
    private DecodeOutcome readBig(Connection connection, long nowMs) throws IOException {
        RequestDecoder decoder = connection.decoder();
        DecodeOutcome outcome = DecodeOutcome.NEED_INPUT;
        for (int i = 0; i < MAX_BIG_READS && outcome == DecodeOutcome.NEED_INPUT; i++) {
            ByteBuffer target = decoder.direct();
            if (target == null) {
                break;
            }
            int end = target.limit();
            int most = target.isDirect() ? BIG_READ_BYTES : READ_BYTES;
            target.limit(Math.min(end, target.position() + most));
            int count = receive(connection, target, nowMs);
            target.limit(end);
            if (count <= 0) {
                break;
            }
            outcome = decoder.received(count, batch);
        }
        return outcome;
    }

    @HotPath
    private int receive(Connection connection, ByteBuffer target, long nowMs) throws IOException {
        int count = connection.stream.read(target);
        if (count > 0) {
            counters.reads++;
            counters.bytesIn += count;
            connection.received(count, nowMs);
        } else if (count < 0) {
            connection.inputEnded();
        }
        return count;
    }

    // ---- resolve and prefetch

    /** Finds the rows of requests and the hashes of their first keys. */
    @HotPath
    void resolve(int first, int database) {
        int end = batch.size();
        if (!batch.loose().isEmpty()) {
            bringInside(first, end);
        }
        if (end > databases.length) {
            databases = Arrays.copyOf(databases, end * 2);
        }
        final int[] offsets = batch.offsets();
        final int[] lengths = batch.lengths();
        for (int i = first; i < end; i++) {
            byte[] buffer = batch.buffer(i);
            int argument = batch.firstArgument(i);
            Command command = commands.find(buffer, offsets[argument], lengths[argument]);
            batch.setCommand(i, command);
            databases[i] = database;
            long hash = 0;
            if (command != null) {
                int key = command.firstKey();
                if (key != 0 && key < batch.argumentCount(i)) {
                    int at = argument + key;
                    hash = execution.hash(buffer, offsets[at], lengths[at]);
                }
            }
            batch.setKeyHash(i, hash);
        }
    }

    /** Moves requests to the heap whose arguments outside of it their commands do not take. */
    private void bringInside(int first, int end) {
        for (int i = first; i < end; i++) {
            if (!takesLoose(i)) {
                batch.bringInside(i);
            }
        }
    }

    private boolean takesLoose(int request) {
        int count = batch.argumentCount(request);
        Command command = null;
        for (int i = 0; i < count; i++) {
            if (batch.isLoose(request, i)) {
                if (i > 0 && command == null) {
                    command =
                            commands.find(
                                    batch.buffer(request),
                                    batch.offset(request, 0),
                                    batch.length(request, 0));
                }
                if (command == null || !command.takesLoose(i)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Touches what the next requests will read; returns up to which request. */
    @HotPath
    int prefetch(int from) {
        int end = Math.min(batch.size(), from + CHUNK);
        if (end - from < MIN_PREFETCH) {
            return end;
        }
        int run = from;
        while (run < end) {
            int database = databases[run];
            int next = run + 1;
            while (next < end && databases[next] == database) {
                next++;
            }
            execution.prefetch().touch(database, batch, run, next);
            run = next;
        }
        return end;
    }
}
