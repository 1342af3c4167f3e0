package onggi.engine;

import onggi.bytes.Clock;
import onggi.bytes.HotPath;
import onggi.bytes.KeyHash;
import onggi.bytes.LateLogger;
import onggi.bytes.SlabFullException;
import onggi.resp.ReplyWriter;

/**
 * Executes commands on one thread: prefetch, lock, run, settle. A network loop has one, and so has
 * every in-process caller.
 *
 * <p>Lock order: the shards of all keys of a command are locked in ascending order before its
 * handler runs and unlocked after its effects are settled. With one thread there are no locks to
 * take.
 */
public final class Execution {

    private static final NestedObserver NOBODY = (call, ns, replyBytes) -> {};

    private static final System.Logger LOG = LateLogger.of(Execution.class);
    private static final CommandError INTERNAL =
            CommandError.of("ERR internal error, see the server log");

    private final Engine engine;
    private final Keyspace keyspace;
    private final CommandStats stats;
    private final Effects effects;
    private final Publisher publisher;
    private final Tracking tracking;
    private final Invalidations invalidations;
    private final Reaper reaper;
    private final FieldExpiry fieldExpiry;
    private final LongWorks longWorks;
    private final Call call;
    private final Call nested;
    private final BlockedCalls blocked;
    private final boolean locking;
    private final HeldShards held;
    private final Prefetch prefetch;
    private final ScriptCalls scripts;
    private final Evictor evictor;
    int replyMark;
    private NestedObserver nestedObserver = NOBODY;
    private NestedObserver servedObserver = NOBODY;

    Execution(Engine engine, CommandStats stats, Session idle, ReplyWriter reply) {
        this.engine = engine;
        this.keyspace = engine.keyspace();
        this.stats = stats;
        this.effects = new Effects(engine.effectSinks(), engine.keyspace().looseMemory());
        this.publisher = new Publisher(engine.channels());
        this.tracking = engine.tracking();
        this.invalidations = new Invalidations(tracking, this);
        this.fieldExpiry = new FieldExpiry(this, keyspace.shard(0));
        this.longWorks = new LongWorks(engine);
        this.locking = keyspace.isLocking();
        this.prefetch = new Prefetch(keyspace);
        Command any = engine.commands().rows().getFirst();
        this.call = new Call(engine, this, idle, any, reply);
        this.nested = new Call(engine, this, idle, any, reply);
        this.blocked = new BlockedCalls(engine, this, new Call(engine, this, idle, any, reply));
        this.held = new HeldShards(engine, blocked);
        this.scripts = new ScriptCalls(engine, this, new Call(engine, this, idle, any, reply));
        this.reaper = new Reaper(this, engine, invalidations);
        this.evictor = new Evictor(this, engine);
    }

    /** Returns the call to bind for the next command of this thread. */
    @HotPath
    public Call call() {
        return call;
    }

    /**
     * Returns the call to bind for a command that runs inside another, such as one that EXEC takes
     * from the queue.
     */
    public Call nested() {
        return nested;
    }

    /** Returns the counters of this thread. */
    @HotPath
    public CommandStats stats() {
        return stats;
    }

    /** Returns the data. */
    public Keyspace keyspace() {
        return keyspace;
    }

    Clock clock() {
        return engine.clock();
    }

    @HotPath
    AccessClock accessClock() {
        return engine.accessClock();
    }

    /** Returns the publisher of this thread. */
    @HotPath
    public Publisher publisher() {
        return publisher;
    }

    /** Returns the effect stream of this thread. */
    public Effects effects() {
        return effects;
    }

    /** Returns the calls that wait, of the sessions of this thread. */
    @HotPath
    public BlockedCalls blockedCalls() {
        return blocked;
    }

    // ---- prefetch

    /** Returns the hash of a key, never 0. */
    @HotPath
    public long hash(byte[] buffer, int offset, int length) {
        return KeyHash.of(keyspace.hashSeed(), buffer, offset, length);
    }

    /** Returns what brings near the keys of commands to come. */
    @HotPath
    public Prefetch prefetch() {
        return prefetch;
    }

    /** Returns 0 unless the data takes too much memory, so that no command takes the short way. */
    @HotPath
    public int pressure() {
        return evictor.pressure();
    }

    /** Returns who makes room when the data takes too much memory. */
    @HotPath
    public Evictor evictor() {
        return evictor;
    }

    // ---- one command

    /**
     * Runs a bound call that was admitted: locks, handler, effects. The reply is complete when it
     * returns.
     */
    @HotPath
    public void run(Call call) {
        if (locking) {
            if (!held.lock(call)) {
                refuseBusy(call);
                return;
            }
            try {
                runLocked(call);
            } finally {
                held.unlock();
            }
            held.runDeferred();
        } else {
            runLocked(call);
        }
    }

    /** Runs a bound call whose shards are held already. */
    @HotPath
    public void runLocked(Call call) {
        perform(call);
        effects.endUnit();
        tellOwnChanges();
        if (blocked.hasReady()) {
            blocked.serve(call.nowMs());
        }
    }

    /**
     * Runs a blocked call once more; its shards are held. {@link #tellOwnChanges} is due when it
     * was answered.
     */
    void runAgain(Call call) {
        handle(call);
        effects.endUnit();
    }

    /** Tells sessions what their own commands changed; their replies are out. */
    @HotPath
    void tellOwnChanges() {
        if (invalidations.isPending()) {
            invalidations.sendPending();
        }
    }

    /**
     * Runs a queued command inside another call, which holds all its shards: at the same moment,
     * with its reply behind the other's, and its effects in the same unit.
     */
    public void runNested(Call outer, Transaction.Queued queued) {
        queued.bindTo(nested, outer.session());
        nested.at(outer.nowMs());
        nested.replyTo(outer.reply());
        long before = engine.clock().nanoTime();
        long written = nested.reply().written();
        perform(nested);
        long ns = engine.clock().nanoTime() - before;
        nestedObserver.ran(nested, ns, nested.reply().written() - written);
    }

    /** Returns what runs commands for scripts. */
    public ScriptCalls scripts() {
        return scripts;
    }

    void runScripted(Call scripted) {
        long before = engine.clock().nanoTime();
        perform(scripted);
        long ns = engine.clock().nanoTime() - before;
        nestedObserver.ranInScript(scripted, ns, scripted.reply().written());
    }

    void announce(Call script) {
        nestedObserver.begins(script);
    }

    /** Answers a call that needs a shard of a script that is over its time. */
    private void refuseBusy(Call call) {
        CommandError busy = engine.overtime().error();
        Session session = call.session();
        if (session.transaction() != null && call.command().wireName().equals("exec")) {
            session.dropTransaction();
            Watches.forget(this, session);
            busy = CommandError.of(CommandError.ABORTED_BECAUSE + busy.text());
        }
        stats.rejected(call.command().id());
        stats.errorReplied(busy.text());
        call.reply().error(busy.wire(), 0, busy.wire().length);
    }

    /** Sets who is told of commands that ran inside another. */
    public void onNested(NestedObserver observer) {
        nestedObserver = observer;
    }

    /** Sets who is told of commands that waited and have ended, also by CLIENT UNBLOCK's error. */
    public void onServed(NestedObserver observer) {
        servedObserver = observer;
    }

    /** Reckons a command that waited, with the time it ran before and after. */
    void served(Call call, long ns, long replyBytes) {
        servedObserver.ran(call, ns, replyBytes);
    }

    @HotPath
    private void perform(Call call) {
        stats.called(call.command().id());
        handle(call);
    }

    @HotPath
    private void handle(Call call) {
        Command command = call.command();
        int mark = call.reply().position();
        replyMark = mark;
        try {
            command.handler().run(call);
        } catch (PutOff _) {
            putOff(call);
            return;
        } catch (CommandException e) {
            fail(call, mark, e.error());
        } catch (SlabFullException e) {
            fail(call, mark, CommandError.OUT_OF_MEMORY);
        } catch (RuntimeException | AssertionError e) {
            LOG.log(System.Logger.Level.ERROR, "command failed: " + command.name(), e);
            fail(call, mark, INTERNAL);
        }
        if (call.changes() > 0) {
            settle(call);
        } else {
            effects.settleUnchanged();
        }
        Tracker tracker = call.session().tracker();
        if (tracker != null) {
            invalidations.ran(call, tracker);
        }
    }

    private void putOff(Call call) {
        stats.putOff(call.command().id());
        effects.settleUnchanged();
        call.putOff();
    }

    private void fail(Call call, int mark, CommandError error) {
        stats.failed(call.command().id());
        if (!error.isCounted()) {
            stats.errorReplied(error.text());
        }
        call.reply().truncate(mark);
        call.reply().error(error.wire(), 0, error.wire().length);
    }

    @HotPath
    private void settle(Call call) {
        stats.changed(call.changes());
        effects.settle(call);
        evictor.changed(call);
        engine.settings().role().changed(call);
    }

    // ---- shards

    /** Returns which shards this thread holds. */
    HeldShards held() {
        return held;
    }

    /**
     * Holds one shard, for work that no command's keys speak of; {@link #release} it in a finally
     * block. This thread may hold it already, but no other one unless all.
     */
    public void hold(Shard shard) {
        held.hold(shard);
    }

    /** Does the same if it takes no waiting; returns whether it did. */
    public boolean tryHold(Shard shard) {
        return held.tryHold(shard);
    }

    /** Ends {@link #hold}. */
    public void release(Shard shard) {
        if (blocked.hasReady()) {
            blocked.serve(engine.clock().nowMs());
        }
        held.release(shard);
    }

    /** Runs an action with every shard held; this thread holds none. */
    public void holdingAll(Runnable action) {
        held.holdingAll(action);
    }

    /** Runs an action that holds shards of its own, see {@link HeldShards#whenFree}. */
    void whenFree(Runnable action) {
        held.whenFree(action);
    }

    // ---- what follows a change

    @HotPath
    void touched(int database, byte[] buffer, int offset, int length) {
        Shard shard = keyspace.shardOf(buffer, offset, length);
        shard.watched().touch(database, buffer, offset, length);
        if (tracking.isUsed()) {
            invalidations.changed(shard, buffer, offset, length);
        }
        wake(shard, database, buffer, offset, length);
    }

    /** Lets those who wait for a key look again. */
    @HotPath
    void wake(Shard shard, int database, byte[] buffer, int offset, int length) {
        if (!shard.waiting().isEmpty()) {
            blocked.touched(shard, database, buffer, offset, length);
        }
    }

    /** Tells sessions that track keys that all of a database are gone; every shard is held. */
    public void flushed() {
        if (tracking.isUsed()) {
            invalidations.flushed();
        }
    }

    /** Says that what changes from now on is no command's doing, or is again. */
    void outsideCommands(boolean outside) {
        invalidations.outsideCommands(outside);
    }

    /** Ends a run of commands whose changes are told to some sessions together. */
    @HotPath
    public void endTurn() {
        fieldExpiry.endTurn();
        longWorks.endTurn();
        invalidations.endTurn();
    }

    /**
     * Any key of a database may have been changed, with all shards held: whoever waits for one is
     * looked after. Watchers are told by {@link Keyspace}.
     */
    public void touchedAll(int database) {
        blocked.touchedAll(database);
    }

    @HotPath
    void event(Call call, int argument, KeyEvent event) {
        if (engine.keyEvents().wants(event.classBit())) {
            publish(
                    event,
                    call.session().database(),
                    call.buffer(),
                    call.offset(argument),
                    call.length(argument));
        }
    }

    /** Publishes an event of a key if it is wanted. */
    public void publish(KeyEvent event, int database, byte[] buffer, int offset, int length) {
        if (engine.keyEvents().wants(event.classBit())) {
            engine.keyEvents().publish(publisher, event, database, buffer, offset, length);
        }
    }

    /**
     * Removes a record whose time has come from a shard that this thread holds, as if its key had
     * been looked up.
     */
    public void reap(Shard shard, int database, int reference) {
        reaper.reap(shard, database, reference);
    }

    LongWorks longWorks() {
        return longWorks;
    }

    FieldExpiry fieldExpiry() {
        return fieldExpiry;
    }

    Reaper reaper() {
        return reaper;
    }
}
