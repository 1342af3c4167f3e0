package onggi.net;

import java.io.IOException;
import onggi.bytes.Clock;
import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandTable;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.engine.Frame;
import onggi.resp.DecodeOutcome;
import onggi.resp.ReplyWriter;
import onggi.resp.RequestBatch;
import org.jspecify.annotations.Nullable;

/**
 * One turn of an event loop as a batch: what all ready connections sent is read and decoded before
 * the first command runs, so that the cache misses of many commands overlap, and each connection is
 * written once.
 */
final class Turn {

    /*
     * Input of all connections lies side by side in one array; requests are slices of it. A segment is
     * one connection's run of requests. When a request is decoded its row and the hash of its first key
     * are found; before each chunk of 32 requests is executed, across connections, one loop touches the
     * table lines of their keys and a second one the records. Two loops, because a mispredicted branch
     * on loaded data would put the loads behind one another.
     *
     * Replies of all segments go into one array, the window. When it is longer than 128 KB, and at the end, every connection gets its part with one write. So short replies are written after all
     * commands ran, with nothing to push their lines out of the cache, and long ones do not pile up.
     *
     * Two readings of the clock time all short commands of a window together, see RunTimer.
     */

    private static final int MAX_SEGMENTS = 4096;

    /** A command with more arguments is timed for itself. */
    private static final int MAX_GROUPED_ARGUMENTS = 64;

    private final Execution execution;
    private final Call call;
    private final ReplyWindow window = new ReplyWindow(MAX_SEGMENTS);
    private final ReplyWriter replies = window.replies();
    private final Clock clock;
    private final Admission admission;
    private final RunTimer timer;
    private final Reckoning reckoning;
    private final LoopCounters counters;
    private final CommandMarks marks;

    private final TurnInput input;
    private final RequestBatch<Command> batch;
    private final Segments segments = new Segments(MAX_SEGMENTS);

    private final Connection[] again = new Connection[MAX_SEGMENTS];
    private int againCount;

    private int gate;
    private long nowMs;
    private @Nullable ClientSession running;
    private final int standingGate;

    Turn(EventLoop loop, Engine engine, LoopCounters counters) {
        this(loop, engine, counters, 0);
    }

    /** Returns a turn in which scripts are over their time. */
    static Turn whileBusy(EventLoop loop, Engine engine) {
        return new Turn(loop, engine, loop.counters(), Admission.BUSY);
    }

    private Turn(EventLoop loop, Engine engine, LoopCounters counters, int standingGate) {
        this.standingGate = standingGate;
        this.counters = counters;
        this.clock = engine.clock();
        CommandTable commands = engine.commands();
        this.execution = engine.execution(new IdleSession(), replies);
        this.call = execution.call();
        this.input = new TurnInput(commands, execution, counters);
        this.batch = input.batch();
        this.replies.keepOutside(engine.keyspace().looseMemory());
        this.replies.shrinkWhen(() -> loop.server().settings().replyResizing());
        this.timer = new RunTimer(loop.server(), execution.stats(), batch, commands.rows().size());
        this.admission = new Admission(loop, execution, counters);
        this.reckoning = new Reckoning(this, timer, admission);
        execution.onNested(reckoning);
        execution.onServed(reckoning::served);
        this.marks = new CommandMarks(commands);
    }

    Execution execution() {
        return execution;
    }

    ReplyWindow window() {
        return window;
    }

    RunTimer timer() {
        return timer;
    }

    long nowMs() {
        return nowMs;
    }

    @HotPath
    void at(long nowMs) {
        this.nowMs = nowMs;
        call.at(nowMs);
    }

    // ---- read and decode

    /** Returns whether something has to be executed before more can be read. */
    @HotPath
    boolean isFull() {
        return input.isFull() || segments.isFull();
    }

    /** Reads what a connection has, as far as there is room, and decodes it. */
    @HotPath
    void read(Connection connection) {
        if (connection.isEnding()) {
            return;
        }
        if (isFull()) {
            run(clock.nanoTime());
        }
        int first = batch.size();
        try {
            decoded(connection, first, input.read(connection, nowMs));
        } catch (IOException e) {
            connection.close();
        } catch (RuntimeException | OutOfMemoryError e) {
            ClientLog.failure(e);
            connection.close();
        }
    }

    @HotPath
    private void decoded(Connection connection, int first, DecodeOutcome outcome) {
        int end = batch.size();
        if (end == first && outcome == DecodeOutcome.NEED_INPUT) {
            return;
        }
        connection.outcome(outcome);
        add(connection, first);
    }

    /** Adds a connection's segment, which begins with a request and ends with the last one. */
    @HotPath
    private void add(Connection connection, int first) {
        input.resolve(first, connection.session().database());
        segments.add(connection, first, batch.size());
    }

    /** Takes up what was held back of a connection that waited. */
    void resume(Connection connection) {
        if (connection.isClosed()) {
            return;
        }
        if (segments.isFull()) {
            run(clock.nanoTime());
        }
        RequestBatch<Command> held = connection.takeHeld();
        int first = batch.size();
        int count = held == null ? 0 : held.size();
        for (int i = 0; held != null && i < count; i++) {
            batch.addCopy(held, i);
        }
        add(connection, first);
    }

    // ---- execute and write

    /**
     * Executes everything decoded and writes the replies.
     *
     * @param startNs a reading of the clock just taken
     * @return a later one
     */
    @HotPath
    long run(long startNs) {
        long nowNs = startNs;
        while (segments.count() > 0) {
            gate = standingGate | admission.turnGate();
            window.begin();
            timer.begin(0, nowNs);
            int prefetched = 0;
            for (int s = 0; s < segments.count(); s++) {
                segments.begin(s);
                prefetched = runSegment(s, segments.start(s), prefetched);
            }
            nowNs = clock.nanoTime();
            timer.end(batch.size(), nowNs);
            window.write(segments.count());
            finish();
        }
        input.clear();
        return nowNs;
    }

    @HotPath
    private int runSegment(int s, int from, int prefetched) {
        Connection connection = segments.connection(s);
        ClientSession session = connection.session();
        int end = segments.end(s);
        int ahead = prefetched;
        running = session;
        window.open(s, connection);
        // What was held back before comes first.
        boolean held = connection.isHolding();
        int i = from;
        for (; i < end && !held && !connection.isStopped(); i++) {
            if (i >= ahead) {
                ahead = input.prefetch(i);
            }
            if (!execute(connection, i)) {
                held = true;
                break;
            }
            held = window.isLong() && isFullAfter(connection, s, i);
        }
        if (held || (i < end && connection.isAwaitingReply())) {
            connection.hold(batch, i, end);
        }
        if (i > from) {
            session.ran(i - from, batch.command(i - 1));
        }
        if (i < end) {
            Segments.forget(batch, i, end);
        }
        if (connection.outcome() != DecodeOutcome.NEED_INPUT) {
            endOfInput(connection);
        }
        if (replies.overflowed()) {
            window.giveUp(connection, nowMs);
        }
        window.close(s);
        running = null;
        return ahead;
    }

    /**
     * Writes the window in the middle of a segment; returns whether the connection takes no more
     * for now.
     */
    private boolean isFullAfter(Connection connection, int s, int i) {
        timer.end(i + 1, clock.nanoTime());
        if (replies.overflowed()) {
            window.giveUp(connection, nowMs);
        }
        window.writeInside(s);
        timer.begin(i + 1, clock.nanoTime());
        return connection.isCongested();
    }

    /**
     * Executes one request; an error of the machine, such as a heap that is too small, costs its
     * connection only.
     */
    @HotPath
    private boolean execute(Connection connection, int i) {
        try {
            return executeOne(connection, i);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            ClientLog.failure(e);
            window.drop(connection.segment);
            connection.close();
            return true;
        }
    }

    /** Executes one request; returns false when it has to wait, be it for the next turn. */
    @HotPath
    private boolean executeOne(Connection connection, int i) {
        Command command = batch.command(i);
        ClientSession session = connection.session();
        int argc = batch.argumentCount(i);
        if (command != null
                && (session.gate() | gate | execution.pressure()) == 0
                && marks.isPlain(command.id())
                && command.accepts(argc)) {
            bind(session, command, i, argc);
            run(session, command, i, argc);
            return !call.isPutOff();
        }
        return executeSpecial(connection, i, command, argc);
    }

    @HotPath
    private void bind(ClientSession session, Command command, int i, int argc) {
        byte[] buffer = batch.buffer(i);
        int first = batch.firstArgument(i);
        call.bind(session, command, buffer, batch.offsets(), batch.lengths(), first, argc);
        call.firstKeyHash(batch.keyHash(i));
    }

    /** Runs a bound command that was admitted, in a shared run if it is short. */
    @HotPath
    private void run(ClientSession session, Command command, int i, int argc) {
        int id = command.id();
        boolean isShort = marks.isShort(id) && argc <= MAX_GROUPED_ARGUMENTS && input.isInPlace(i);
        if (isShort && marks.isPlain(id) && (gate & Admission.TIMED) == 0) {
            long before = replies.written();
            execution.run(call);
            if (replies.written() - before >= Admission.LARGE_BYTES) {
                timer.noteSizes(call, session, replies.written() - before, nowMs);
            }
        } else {
            runTimed(session, i);
        }
    }

    private void runTimed(ClientSession session, int i) {
        long before = clock.nanoTime();
        timer.end(i, before);
        session.ran(call.command());
        long written = replies.written();
        execution.run(call);
        long after = clock.nanoTime();
        reckoning.ran(call, session, after - before, replies.written() - written);
        timer.begin(i + 1, after);
        at(clock.nowMs());
    }

    /**
     * Executes a request that is not plain, or whose session or server is in a state that matters.
     */
    private boolean executeSpecial(
            Connection connection, int i, @Nullable Command found, int argc) {
        ClientSession session = connection.session();
        Command row = found == null ? null : admission.row(found, batch, i);
        bind(session, admission.orAny(row), i, argc);
        int mark = replies.position();
        if (!segments.beginsWith(i)) {
            session.noteStream();
        }
        switch (admission.admit(session, call, found, row, gate)) {
            case WAIT -> {
                connection.waitForServer();
                return false;
            }
            case CLOSE -> connection.close();
            case ANSWERED -> batch.setCommand(i, null);
            case RUN -> {
                batch.setCommand(i, row);
                run(session, call.command(), i, argc);
                if (call.isPutOff()) {
                    return false;
                }
                admission.ran(session, call);
                gate = standingGate | admission.turnGate();
            }
        }
        boolean muted = session.isReplica() || session.replyMode() != ClientSession.ReplyMode.ON;
        if (muted && !session.isBlocked()) {
            admission.mute(session, call, mark);
            window.truncated(connection.segment);
        }
        session.refreshGate();
        return true;
    }

    /**
     * Answers what ended the decoding of a connection's input, unless requests before it are still
     * held.
     */
    private void endOfInput(Connection connection) {
        if (connection.isHolding() || connection.isStopped()) {
            return;
        }
        if (connection.outcome() == DecodeOutcome.CALL_AGAIN) {
            connection.outcome(DecodeOutcome.NEED_INPUT);
            again[againCount++] = connection;
        } else {
            InputEnd.answer(connection, replies, counters, nowMs);
        }
    }

    @HotPath
    private void finish() {
        segments.endTurn();
        call.release();
        input.clear();
        for (int i = 0; i < againCount; i++) {
            Connection connection = again[i];
            if (!connection.isEnding()) {
                int first = batch.size();
                decoded(connection, first, input.decodeKept(connection));
            }
        }
        againCount = 0;
    }

    // ---- a script that takes too long

    /** Returns whose command runs, null when none does. */
    @Nullable Connection runningConnection() {
        return running == null ? null : segments.current();
    }

    /**
     * In the middle of a command: writes the replies that are complete, and gives another turn what
     * is not executed yet.
     */
    void handOver(Turn other) {
        if (running != null) {
            window.writeBefore(segments.currentIndex());
            segments.handOver(batch, other.batch, other::add);
        }
    }

    // ---- pushes while a turn runs

    /**
     * Puts a pushed message behind the replies that its connection has in the window.
     *
     * @return false when the connection's queue is the place for it
     */
    @HotPath
    boolean pushInto(Connection connection, Frame frame) {
        if (connection.session() == running) {
            if (running.replyMode() != ClientSession.ReplyMode.ON) {
                window.moveOpenToQueue(connection);
                return false;
            }
            int protocol = running.protocol();
            replies.raw(frame.bytes(protocol), 0, frame.length(protocol));
            return true;
        }
        window.moveToQueue(connection);
        return false;
    }

    /** Measures the buffer of replies by those that follow. Between turns only. */
    void forgetReplyPeak() {
        replies.forgetPeak();
    }

    void speak(ClientSession session, int protocol) {
        if (session == running) {
            replies.setProtocol(protocol);
        }
    }
}
