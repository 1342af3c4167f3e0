package onggi.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/**
 * The blocked calls of one thread: those of its own sessions, whose deadlines it keeps, and those
 * of any session whose keys its commands have made ready.
 *
 * <p>A handler that finds nothing to do calls {@link Call#block} and returns without a reply. When
 * one of the keys was changed and has the type waited for, the handler runs again with the same
 * arguments; it replies, or blocks again and keeps its place. So a handler is written as if there
 * was no waiting, but that it leaves keys alone that {@link Call#concerns} says no to:
 *
 * <pre>{@code
 * if (!popFrom(call, keys) && call.block(1, keys, ValueType.LIST, timeoutMs) == null) {
 *     call.reply().nullArray();   // inside MULTI or a script nobody waits
 * }
 * }</pre>
 */
public final class BlockedCalls {

    /*
     * Who waits for a key stands in the WaitingKeys of the key's shard, in order of waiting. A
     * command that changes a key for which someone waits puts it on the list of ready keys of its
     * thread (one branch per change while nobody waits). When the command, or the whole EXEC or
     * script, has settled, and before its shards are unlocked, that thread runs the commands of
     * those who wait, key by key, each in order of waiting, as long as the key has something for
     * them. So nobody else ever sees the data in between. What a run changes may make further keys
     * ready, which are looked after next.
     *
     * Locks. Running a blocked command needs the shards of all its keys. If they are not all in one
     * shard, the call is counted in each of its shards, and a command about to change a key that is
     * waited for in such a shard takes all shards instead of its own (HeldShards). A key that
     * becomes ready outside of a command (expiry) and would need more is looked after right behind
     * it, with all shards held.
     *
     * Races. A call is waiting, running or ended, by compare-and-set. Whoever runs it holds its
     * shards; timeout, CLIENT UNBLOCK and the end of its session may come from any thread, win or
     * lose by that one step, and wait while it runs (a run waits for nobody). The winner takes the
     * call out of the queues and answers; the answer goes through the session's own thread, which
     * then forgets the call.
     *
     * Cost: blocking, serving and ending are O(keys of the call) and O(log waiting calls) for the
     * deadline. Nothing scans all waiting calls.
     */

    private static final CommandError UNBLOCKED =
            CommandError.of("UNBLOCKED client unblocked via CLIENT UNBLOCK");

    private static final int NO_TYPE = -1;

    private final Engine engine;
    private final Execution execution;
    private final Call again;
    private final ReplyWriter reply = new ReplyWriter();
    private final CommandKeys commandKeys = new CommandKeys();
    private final DeadlineHeap deadlines = new DeadlineHeap();
    private final LogWaits logWaits = new LogWaits(this);
    private final List<KeyWaiters> ready = new ArrayList<>(0);
    private boolean hasReady;
    private boolean serving;
    private @Nullable BlockedCall running;
    private @Nullable KeyWaiters readyKey;

    BlockedCalls(Engine engine, Execution execution, Call again) {
        this.engine = engine;
        this.execution = execution;
        this.again = again;
    }

    // ---- blocking

    /** Returns whether a call may wait: not inside another one, and only where replies may come. */
    @SuppressWarnings("ReferenceEquality") // these very calls
    private boolean mayBlock(Call call) {
        return call == execution.call() && call.session().mayBlock();
    }

    @Nullable BlockedCall block(
            Call call, int firstKey, int keys, int type, boolean whenGone, long timeoutMs) {
        BlockedCall again = running;
        if (again != null && isAgain(call)) {
            again.blockedAgain = true;
            return again;
        }
        if (!mayBlock(call)) {
            return null;
        }
        var blocked =
                new BlockedCall(
                        call, type, whenGone, deadline(call, timeoutMs), ReplyWriter::nullArray);
        Waiter[] waiters = waiters(call, blocked, firstKey, keys);
        blocked.waiters(waiters);
        blocked.isInManyShards(engine.keyspace().isLocking() && hasManyShards(call));
        for (Waiter waiter : waiters) {
            waiter.shard.waiting().add(waiter);
        }
        begin(blocked);
        return blocked;
    }

    /** Returns whether a key of a call is the one that lets it run; any is, the first time. */
    boolean concerns(Call call, int key) {
        KeyWaiters queue = readyKey;
        return queue == null
                || !isAgain(call)
                || queue.key.equals(call.buffer(), call.offset(key), call.length(key));
    }

    @SuppressWarnings("ReferenceEquality") // this very call
    private boolean isAgain(Call call) {
        return call == again;
    }

    /** Returns the calls that wait for changes to be on the device. */
    @HotPath
    public LogWaits logWaits() {
        return logWaits;
    }

    @Nullable BlockedCall blockUntil(
            Call call, long timeoutMs, BlockedCall.TimeoutReply onTimeout) {
        if (!mayBlock(call)) {
            return null;
        }
        var blocked = new BlockedCall(call, 0, false, deadline(call, timeoutMs), onTimeout);
        begin(blocked);
        return blocked;
    }

    private static long deadline(Call call, long timeoutMs) {
        return timeoutMs == 0 || timeoutMs >= BlockedCall.NEVER - call.nowMs()
                ? BlockedCall.NEVER
                : call.nowMs() + timeoutMs;
    }

    private void begin(BlockedCall blocked) {
        if (blocked.deadlineMs() != BlockedCall.NEVER) {
            deadlines.add(blocked);
        }
        blocked.owner(this);
        engine.blockedClients().incrementAndGet();
        blocked.session().block(blocked);
    }

    /** A place for each key; one that is named twice is waited for once. */
    private Waiter[] waiters(Call call, BlockedCall blocked, int firstKey, int keys) {
        List<Waiter> waiters = new ArrayList<>(keys);
        Set<Bytes> seen = HashSet.newHashSet(keys);
        for (int i = firstKey; i < firstKey + keys; i++) {
            Bytes key = call.bytes(i);
            if (seen.add(key)) {
                byte[] bytes = key.unsafeArray();
                Shard shard = engine.keyspace().shardOf(bytes, 0, bytes.length);
                waiters.add(
                        new Waiter(blocked, shard, key, execution.hash(bytes, 0, bytes.length)));
            }
        }
        return waiters.toArray(new Waiter[0]);
    }

    private boolean hasManyShards(Call call) {
        Shard first = null;
        int count = commandKeys.find(call);
        for (int i = 0; i < count; i++) {
            int at = commandKeys.position(i);
            Shard shard =
                    engine.keyspace().shardOf(call.buffer(), call.offset(at), call.length(at));
            if (first != null && shard.index() != first.index()) {
                return true;
            }
            first = shard;
        }
        return false;
    }

    /** Returns whether a call waited before and runs again. */
    boolean isRunningAgain(Call call) {
        return running != null && isAgain(call);
    }

    // ---- keys that become ready

    /** A key of a shard with waiting calls was changed. */
    void touched(Shard shard, int database, byte[] buffer, int offset, int length) {
        long hash = execution.hash(buffer, offset, length);
        KeyWaiters queue = shard.waiting().find(database, hash, buffer, offset, length);
        if (queue != null) {
            makeReady(queue);
        }
    }

    /** Any key of a database may have been changed; every shard is held. */
    void touchedAll(int database) {
        for (int i = 0; i < engine.keyspace().shardCount(); i++) {
            WaitingKeys waiting = engine.keyspace().shard(i).waiting();
            if (!waiting.isEmpty()) {
                waiting.forEach(queue -> {
                    if (queue.database == database) {
                        makeReady(queue);
                    }
                });
            }
        }
    }

    private void makeReady(KeyWaiters queue) {
        if (!queue.ready) {
            queue.ready = true;
            ready.add(queue);
            hasReady = true;
        }
    }

    @HotPath
    boolean hasReady() {
        return hasReady;
    }

    /** Returns whether looking after a key that a call names may need more than its own shards. */
    boolean mayNeedAllShards(Shard shard, Call call, int key) {
        WaitingKeys waiting = shard.waiting();
        if (!waiting.reachBeyond()) {
            return false;
        }
        byte[] buffer = call.buffer();
        long hash = execution.hash(buffer, call.offset(key), call.length(key));
        return waiting.contains(hash, buffer, call.offset(key), call.length(key));
    }

    /**
     * Runs the commands of those who wait for ready keys. The shards of the command that made them
     * ready are held.
     */
    void serve(long nowMs) {
        if (serving) {
            return;
        }
        serving = true;
        for (int i = 0; i < ready.size(); i++) {
            serve(ready.get(i), nowMs);
        }
        ready.clear();
        hasReady = false;
        serving = false;
    }

    private void serve(KeyWaiters queue, long nowMs) {
        queue.ready = false;
        if (queue.shard.waiting().reachBeyond() && !execution.held().holdsAll()) {
            execution.whenFree(() -> serveHoldingAll(queue, nowMs));
            return;
        }
        Waiter waiter = queue.first();
        int type = typeOf(queue, nowMs);
        while (waiter != null && (type == NO_TYPE ? queue.wantsGone() : queue.wants(type))) {
            Waiter following = waiter.next;
            BlockedCall blocked = waiter.call;
            if ((blocked.type() == type || blocked.wakesWhenGone()) && blocked.tryRun()) {
                run(blocked, queue, nowMs);
                type = typeOf(queue, nowMs);
            }
            // A run that makes a push too many may close who is next.
            boolean gone = following != null && following.queue == null;
            waiter = gone ? queue.first() : following;
        }
    }

    private void serveHoldingAll(KeyWaiters queue, long nowMs) {
        execution
                .held()
                .holdingAll(() -> {
                    makeReady(queue);
                    serve(nowMs);
                });
    }

    /** Returns whose command runs again at the moment, or null. */
    @Nullable Session servedSession() {
        BlockedCall blocked = running;
        return blocked == null ? null : blocked.session();
    }

    private int typeOf(KeyWaiters queue, long nowMs) {
        if (queue.count() == 0) {
            return NO_TYPE;
        }
        again.at(nowMs);
        Entry entry = again.lookup(queue.key, queue.database);
        return entry.exists() ? entry.type() : NO_TYPE;
    }

    private void run(BlockedCall blocked, KeyWaiters queue, long nowMs) {
        Session session = blocked.session();
        begin(session);
        blocked.bindTo(again);
        again.at(nowMs);
        again.replyTo(reply);
        blocked.blockedAgain = false;
        running = blocked;
        readyKey = queue;
        long before = engine.clock().nanoTime();
        execution.runAgain(again);
        running = null;
        readyKey = null;
        if (blocked.blockedAgain && !blocked.abandoned) {
            again.release();
            blocked.waitOn();
            execution.tellOwnChanges();
            return;
        }
        long ns = blocked.ranNs() + engine.clock().nanoTime() - before;
        execution.served(again, ns, reply.written());
        again.release();
        for (Waiter waiter : blocked.waiters()) {
            waiter.shard.waiting().remove(waiter);
        }
        blocked.ranOut();
        answer(blocked);
        execution.tellOwnChanges();
    }

    private void begin(Session session) {
        reply.clear();
        reply.setProtocol(session.protocol());
    }

    // ---- the end of waiting

    /** Answers calls whose time is up; returns when the next one is, in Unix milliseconds. */
    @HotPath
    public long run(long nowMs) {
        while (deadlines.nearestMs() <= nowMs) {
            expireNearest();
        }
        return deadlines.nearestMs();
    }

    private void expireNearest() {
        BlockedCall blocked = deadlines.nearest();
        if (blocked == null) {
            return;
        }
        deadlines.remove(blocked);
        if (blocked.tryEnd()) {
            leaveQueues(blocked);
            begin(blocked.session());
            blocked.onTimeout().write(reply);
            answer(blocked);
        }
    }

    /**
     * Ends the waiting of a session before its time. Thread-safe as for the session; belongs to the
     * calling thread's executor.
     *
     * @param asError whether it gets an error, or what it would get when its time is up
     * @return false when it does not wait
     */
    public boolean unblock(Session session, boolean asError) {
        return unblock(session, asError ? UNBLOCKED : null);
    }

    /** Does the same with an error of its own, or without one. */
    public boolean unblock(Session session, @Nullable CommandError error) {
        BlockedCall blocked = session.blockedCall();
        if (blocked == null || !blocked.tryEnd()) {
            return false;
        }
        execution.whenFree(() -> {
            leaveQueues(blocked);
            begin(session);
            if (error != null) {
                failed(blocked, error);
                reply.error(error.text());
            } else {
                blocked.onTimeout().write(reply);
            }
            answer(blocked);
        });
        return true;
    }

    private void failed(BlockedCall blocked, CommandError error) {
        execution.stats().errorReplied(error.text());
        blocked.bindTo(again);
        execution.stats().failed(again.command().id());
        execution.served(again, blocked.ranNs(), reply.written());
        again.release();
    }

    /** Forgets what a session waits for, which was closed; called on its thread. */
    public void forget(Session session) {
        BlockedCall blocked = session.blockedCall();
        if (blocked == null) {
            return;
        }
        if (isRunning(blocked)) {
            blocked.abandoned = true;
        } else if (blocked.tryEnd()) {
            engine.blockedClients().decrementAndGet();
            execution.whenFree(() -> leaveQueues(blocked));
        }
        ended(blocked);
    }

    @SuppressWarnings("ReferenceEquality") // this very call
    private boolean isRunning(BlockedCall blocked) {
        return blocked == running;
    }

    private void leaveQueues(BlockedCall blocked) {
        for (Waiter waiter : blocked.waiters()) {
            execution.hold(waiter.shard);
            waiter.shard.waiting().remove(waiter);
            execution.release(waiter.shard);
        }
    }

    private void answer(BlockedCall blocked) {
        engine.blockedClients().decrementAndGet();
        if (!blocked.abandoned) {
            blocked.session().answer(blocked, reply.array(), reply.position());
        }
    }

    /** Lets the session go on, whose thread this is; its call was answered. */
    public static void ended(BlockedCall blocked) {
        blocked.owner().deadlines.remove(blocked);
        blocked.session().unblock(blocked);
    }
}
