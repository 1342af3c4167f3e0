package onggi.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import onggi.types.CollectionValue;
import onggi.types.ScratchCell;
import onggi.types.Values;

/**
 * What a command has to find out from large values before it can reply: it is worked out in pieces,
 * turn by turn, while other clients are served in between.
 *
 * <p>A handler asks for its work with {@link #done}; what it does then happens at one instant. A
 * subclass looks its keys up with {@link #source}, does a little in each {@link #step}, and makes
 * values in a {@link #scratch}.
 */
public abstract class LongWork implements AutoCloseable {

    /*
     * After a piece the command is put off (Call.isPutOff): its connection keeps the request and runs
     * it again in the next turn, and the handler goes on with the work that its session keeps. So when
     * it is done the command runs as if for the first time, with reply, changes and effects as always.
     *
     * The result is that of one instant, the one at which the command ends, as whoever stores it is
     * told to the effect stream then:
     *
     * - A command that may change a value which is read is put off until the work is done. It is told
     *   then, and gets its turn before further work on that value begins, see WorkWaiters.
     * - What cannot wait (a command inside EXEC, its second key, expiry, eviction), and what takes the
     *   value as a whole (DEL, RENAME, FLUSHALL), goes on. Then the work was in vain and begins anew;
     *   nothing of it was seen. The last of MOST_RESTARTS times it is done in one turn.
     * - A source that was absent and is not any more is noticed as keys are looked up for each piece.
     *
     * Work for callers that cannot be put off, as inside EXEC, is done in one turn.
     *
     * Only the session's thread steps, holding all shards of the command; others mark what has
     * changed, holding the shard of the source.
     */

    /** Work on at most so many elements is done in one turn. */
    public static final int MOST_AT_ONCE = LongReply.MOST_AT_ONCE;

    /** About how many elements a step looks at mostly. */
    protected static final int STEP = 64;

    /** A piece ends behind so many elements. */
    private static final int PIECE_ELEMENTS = 4096;

    /** A piece ends when it took so long. */
    private static final long PIECE_NS = 300_000;

    private static final int MOST_RESTARTS = 3;

    /** A value that is being made, under no key. */
    record Scratch(Shard home, ScratchCell cell, int type) {

        CollectionValue value() {
            return new Values(cell).of(type);
        }

        WorkSources works() {
            return home.longReplies().works();
        }

        void discard() {
            if (cell.valueLength() > 0) {
                home.garbage().add(cell, type);
            }
        }
    }

    private final Command command;
    private final Session session;
    private final boolean mayPause;
    private final List<WorkSource> sources = new ArrayList<>();
    private final List<Scratch> scratches = new ArrayList<>(2);
    private boolean paused;
    private int restarts;
    private long lastNs;

    /** Begins work of a call. */
    protected LongWork(Call call) {
        this.command = call.command();
        this.session = call.session();
        this.mayPause = PutOff.isPossible(call) && session.takesPieces();
    }

    // ---- for subclasses

    /** Looks a key up for reading, as {@link Call#readable} does; the entry is the work's own. */
    protected final Entry source(Call call, int argument) {
        WorkSource source = new WorkSource(this, call, argument);
        source.reads(call);
        sources.add(source);
        return source.entry();
    }

    /**
     * Looks a key up whose value the command will change, which it has looked up for that itself;
     * the entry is the work's own.
     */
    protected final Entry changingSource(Call call, int argument) {
        WorkSource source = new WorkSource(this, call, argument);
        sources.add(source);
        return source.entry();
    }

    /** Makes room for a value of a type in the memory of a key, which need not exist. */
    protected final ScratchCell scratch(Entry home, int type) {
        Entry like = new Entry(home.execution, home.shard);
        ScratchCell cell = new ScratchCell(like);
        Scratch scratch = new Scratch(home.shard, cell, type);
        scratches.add(scratch);
        if (paused) {
            scratch.works().add(scratch);
        }
        return cell;
    }

    /** Returns about how many elements there are to look at. */
    protected abstract long elements();

    /** Looks at about {@link #elementsAtOnce} elements; returns whether there are more. */
    protected abstract boolean step();

    /** Returns about how many elements a step looks at. */
    protected int elementsAtOnce() {
        return STEP;
    }

    /** Gives back what was made beside {@linkplain #scratch values}. */
    protected void release() {}

    /** Returns whether it may take more than one turn. */
    protected final boolean isInPieces() {
        return mayPause && elements() > MOST_AT_ONCE;
    }

    // ---- for handlers

    /**
     * Does some work. Does not return before it is done, but may leave the handler to be run again.
     *
     * @param begin reads the arguments, looks the keys up and raises the errors of a command
     * @return the work, to be closed when its result was used
     */
    public static <W extends LongWork> W done(Call call, Class<W> kind, Supplier<W> begin) {
        LongWork open = call.session().work();
        LongWork work = open == null ? begin.get() : open.goOn(call, begin);
        try {
            work.run(call);
        } catch (PutOff e) {
            throw e;
        } catch (RuntimeException e) {
            work.end();
            throw e;
        } catch (OutOfMemoryError _) {
            work.end();
            throw CommandError.OUT_OF_MEMORY.raise();
        }
        return kind.cast(work);
    }

    /** Returns whether a call goes on with work that it began in an earlier turn. */
    public static boolean isOpen(Call call) {
        LongWork open = call.session().work();
        return open != null && open.isOf(call);
    }

    /** Returns whether a call that has changed nothing and takes its reply back may take turns. */
    @SuppressWarnings("ReferenceEquality") // this very call, and none inside another
    public static boolean mayTakeTurns(Call call) {
        Session session = call.session();
        return call == call.execution().call() && session.mayBePutOff() && session.takesPieces();
    }

    @SuppressWarnings("ReferenceEquality") // this very command
    private boolean isOf(Call call) {
        return command == call.command();
    }

    /** Returns this work, or, if that would be in vain, new work in its place. */
    private LongWork goOn(Call call, Supplier<? extends LongWork> begin) {
        boolean ours = isOf(call);
        if (ours && isTrue(call)) {
            return this;
        }
        if (ours) {
            end();
        } else {
            abandon(session, call.execution());
        }
        LongWork anew = begin.get();
        anew.restarts = ours ? restarts + 1 : 0;
        return anew;
    }

    private boolean isTrue(Call call) {
        boolean unchanged = isUnchanged();
        for (WorkSource source : sources) {
            unchanged &= source.isUnchanged(call);
        }
        return unchanged;
    }

    /** Returns whether what is read beside sources is as it was. */
    protected boolean isUnchanged() {
        return true;
    }

    private void run(Call call) {
        LongWorks works = call.execution().longWorks();
        if (!isInPieces() || restarts >= MOST_RESTARTS) {
            boolean more = true;
            while (more) {
                more = step();
            }
        } else if (!paused && isAwaited(works)) {
            close();
            throw new PutOff();
        } else if (works.isTurnFull() || hasMoreAfterPiece(works)) {
            pause();
            throw new PutOff();
        }
        forget();
    }

    /** Returns whether a writer was put off for a source and is let go first; waits for it then. */
    private boolean isAwaited(LongWorks works) {
        for (WorkSource source : sources) {
            WorkWaiters waiters = source.works().waiters();
            if (waiters.isEmpty()) {
                continue;
            }
            waiters.forget(session);
            if (waiters.isAwaited(source.reference(), works.nowNs())) {
                waiters.workWaits(session, source.entry().shard, source.reference());
                return true;
            }
        }
        return false;
    }

    private boolean hasMoreAfterPiece(LongWorks works) {
        long startNs = works.nowNs();
        long nowNs = startNs;
        boolean more = true;
        int steps = Math.max(1, PIECE_ELEMENTS / elementsAtOnce());
        for (int i = 0; more && i < steps && nowNs - startNs < PIECE_NS; i++) {
            more = step();
            nowNs = works.nowNs();
        }
        works.took(nowNs - startNs);
        lastNs = nowNs;
        return more;
    }

    /** Lets sources and values be known to others until the work is done. */
    private void pause() {
        if (!paused) {
            paused = true;
            session.work(this);
            sources.forEach(source -> source.works().add(source));
            scratches.forEach(scratch -> scratch.works().add(scratch));
            paused();
        }
    }

    /** The work goes on in further turns; the shards of the command are held. */
    protected void paused() {}

    /** Ends what {@link #pause} began; the shards of the command are held. */
    private void forget() {
        if (paused) {
            paused = false;
            session.work(null);
            sources.forEach(source -> source.works().remove(source));
            scratches.forEach(scratch -> scratch.works().remove(scratch));
            resumed();
        }
    }

    /** Ends what {@link #paused} began. */
    protected void resumed() {}

    private void end() {
        forget();
        close();
    }

    /** Frees what was made and not taken; the shards of the command are held. */
    @Override
    public final void close() {
        scratches.forEach(Scratch::discard);
        scratches.clear();
        release();
    }

    /** Gives up the work of a session, and its waiting for that of others, if there is any. */
    public static void abandon(Session session, Execution execution) {
        session.stopWaiting(execution);
        LongWork work = session.work();
        if (work != null) {
            session.work(null);
            execution.whenFree(() -> work.abandon(execution));
        }
    }

    private void abandon(Execution execution) {
        for (WorkSource source : sources) {
            holding(execution, source.entry().shard, () -> source.works().remove(source));
        }
        for (Scratch scratch : scratches) {
            holding(
                    execution,
                    scratch.home,
                    () -> {
                        scratch.works().remove(scratch);
                        scratch.discard();
                    });
        }
        abandoned(execution);
        release();
    }

    /** Ends what {@link #paused} began; no shard is held. */
    protected void abandoned(Execution execution) {}

    /** Runs an action with a shard held. */
    protected static void holding(Execution execution, Shard shard, Runnable action) {
        execution.hold(shard);
        try {
            action.run();
        } finally {
            execution.release(shard);
        }
    }

    Session session() {
        return session;
    }

    /** Returns when the last piece ended. */
    long lastNs() {
        return lastNs;
    }
}
