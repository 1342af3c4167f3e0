package onggi.engine;

import java.util.ArrayList;
import java.util.Arrays;
import onggi.bytes.HotPath;

/** The shards that one thread holds: those of the keys of its command, in ascending order. */
final class HeldShards {

    /*
     * Lock order: a command waits for a shard only while it holds lower ones. The one exception is a
     * script that turns out to need shards it did not declare, which escalates: it keeps what it holds
     * and waits for the rest, in any order. So that this ends, one script may do it at a time, and a
     * command that holds shards and waits for another gives them back when a script escalates: its
     * handler has not run. A second script that would escalate at the same moment cannot keep what it
     * holds, because the first one may wait for it: its effects so far are appended, its shards are
     * released and all are taken in order. Others may then see what it did up to there. That needs
     * two scripts that break a long habit at once, see Trust.
     *
     * A command that meets a shard held by a script that is over its time is refused.
     */

    private static final long PATIENCE_NS = 1_000_000;

    private final Keyspace keyspace;
    private final Escalation escalation;
    private final BlockedCalls blocked;
    private final CommandKeys keys = new CommandKeys();
    private final boolean locking;
    private int[] held = new int[16];
    private int heldCount;
    private int wantedCount;
    private int holds;
    private final ArrayList<Runnable> deferred = new ArrayList<>(0);

    HeldShards(Engine engine, BlockedCalls blocked) {
        this.keyspace = engine.keyspace();
        this.escalation = keyspace.escalation();
        this.blocked = blocked;
        this.locking = keyspace.isLocking();
    }

    // ---- for a command

    /**
     * Locks what a command needs; {@link #unlock} it.
     *
     * @return false when a script that is over its time holds some of it; then nothing is locked
     */
    @HotPath
    boolean lock(Call call) {
        return switch (call.command().scope()) {
            case NONE -> {
                heldCount = 0;
                yield true;
            }
            case ALL_SHARDS -> lockAll(false);
            case KEYS -> call.command().needsAllShards(call) ? lockAll(false) : lockForKeys(call);
        };
    }

    @HotPath
    private boolean lockForKeys(Call call) {
        int count = findShards(call);
        if (!take(wantedCount, false)) {
            return false;
        }
        if (call.command().is(CommandFlag.WRITE) && mayServeElsewhere(call, count)) {
            unlock();
            return lockAll(false);
        }
        return true;
    }

    /** Finds the shards of the keys, in order; returns how many keys there are. */
    private int findShards(Call call) {
        int count = keys.find(call);
        if (held.length < count) {
            held = new int[count * 2];
        }
        for (int i = 0; i < count; i++) {
            held[i] = shardOf(call, keys.position(i)).index();
        }
        Arrays.sort(held, 0, count);
        wantedCount = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || held[i] != held[wantedCount - 1]) {
                held[wantedCount++] = held[i];
            }
        }
        return count;
    }

    /** Locks the first shards of the list, which is in order. */
    @HotPath
    private boolean take(int count, boolean patient) {
        int taken = 0;
        while (taken < count) {
            Shard shard = keyspace.shard(held[taken]);
            if (shard.lock().tryTake() || await(shard, taken > 0, patient)) {
                taken++;
                continue;
            }
            heldCount = taken;
            unlock();
            if (!patient && shard.lock().isOvertime()) {
                return false;
            }
            escalation.awaitEnd();
            taken = 0;
        }
        heldCount = count;
        return true;
    }

    /** Waits for a shard; returns false when those that are held are to be given back. */
    private boolean await(Shard shard, boolean holdsOthers, boolean patient) {
        while (true) {
            if (!patient && shard.lock().isOvertime()) {
                return false;
            }
            if (shard.lock().tryTake(PATIENCE_NS)) {
                return true;
            }
            if (holdsOthers && escalation.isUnderWay()) {
                return false;
            }
        }
    }

    private Shard shardOf(Call call, int argument) {
        return keyspace.shardOf(call.buffer(), call.offset(argument), call.length(argument));
    }

    /** Returns whether a change of the call's keys may let calls run that need other shards. */
    @HotPath
    private boolean mayServeElsewhere(Call call, int count) {
        for (int i = 0; i < heldCount; i++) {
            if (keyspace.shard(held[i]).waiting().reachBeyond()) {
                return isWaitedFor(call, count);
            }
        }
        return false;
    }

    private boolean isWaitedFor(Call call, int count) {
        for (int i = 0; i < count; i++) {
            int at = keys.position(i);
            if (blocked.mayNeedAllShards(shardOf(call, at), call, at)) {
                return true;
            }
        }
        return false;
    }

    private boolean lockAll(boolean patient) {
        int count = keyspace.shardCount();
        if (held.length < count) {
            held = new int[count];
        }
        for (int i = 0; i < count; i++) {
            held[i] = i;
        }
        return take(count, patient);
    }

    void unlock() {
        for (int i = heldCount - 1; i >= 0; i--) {
            keyspace.shard(held[i]).lock().release();
        }
        heldCount = 0;
    }

    // ---- for a script

    /** Returns whether what a command needs is held. */
    boolean covers(Call call) {
        if (holdsAll()) {
            return true;
        }
        Command command = call.command();
        return switch (command.scope()) {
            case NONE -> !command.is(CommandFlag.READONLY) && !command.is(CommandFlag.WRITE);
            case ALL_SHARDS -> false;
            case KEYS -> !command.needsAllShards(call) && holdsKeys(call);
        };
    }

    private boolean holdsKeys(Call call) {
        int count = keys.find(call);
        for (int i = 0; i < count; i++) {
            if (!shardOf(call, keys.position(i)).lock().isHeld()) {
                return false;
            }
        }
        return true;
    }

    /** Takes all shards in the middle of a script that holds some. */
    void escalate(Effects effects) {
        if (!escalation.begin()) {
            effects.endUnit();
            unlock();
            lockAll(true);
            return;
        }
        try {
            for (int i = 0; i < keyspace.shardCount(); i++) {
                Shard shard = keyspace.shard(i);
                if (!shard.lock().isHeld()) {
                    shard.lock().take();
                }
            }
        } finally {
            escalation.end();
        }
        int count = keyspace.shardCount();
        held = new int[count];
        for (int i = 0; i < count; i++) {
            held[i] = i;
        }
        heldCount = count;
    }

    /** Says that what is held is held by a script that is over its time, or not any more. */
    void overtime(boolean on) {
        for (int i = 0; i < heldCount; i++) {
            keyspace.shard(held[i]).lock().overtime(on);
        }
    }

    // ---- for other work

    /** Holds one shard if that takes no waiting; see {@link #hold}. */
    boolean tryHold(Shard shard) {
        boolean taken = shard.lock().tryTake();
        if (taken) {
            holds++;
        }
        return taken;
    }

    /** Holds one shard; this thread may hold it already, but no other one unless all. */
    void hold(Shard shard) {
        holds++;
        shard.lock().take();
    }

    /** Ends {@link #hold}. */
    void release(Shard shard) {
        shard.lock().release();
        holds--;
        runDeferred();
    }

    /** Returns whether this thread holds every shard. */
    boolean holdsAll() {
        return !locking || heldCount == keyspace.shardCount();
    }

    /** Runs an action without the shards that a command or {@link #holdingAll} holds. */
    void lettingGo(Runnable action) {
        int count = heldCount;
        unlock();
        action.run();
        if (count > 0) {
            lockAll(true);
        }
    }

    /** Runs an action with every shard held; this thread holds none. */
    void holdingAll(Runnable action) {
        if (locking) {
            lockAll(true);
        }
        try {
            action.run();
        } finally {
            unlock();
        }
        runDeferred();
    }

    /**
     * Runs an action that holds shards of its own, in any order: at once when this thread holds
     * none or all, else as soon as it holds none. So a client that is closed in the middle of a
     * command cannot make two threads wait for each other.
     */
    void whenFree(Runnable action) {
        boolean free = holds == 0 && heldCount == 0;
        if (free || holdsAll()) {
            action.run();
        } else {
            deferred.add(action);
        }
    }

    @HotPath
    void runDeferred() {
        while (!deferred.isEmpty() && holds == 0 && heldCount == 0) {
            deferred.removeFirst().run();
        }
    }
}
