package onggi.engine;

import java.util.ArrayList;
import java.util.Arrays;
import onggi.bytes.HotPath;

/** The shards that one thread holds: those of the keys of its command, in ascending order. */
final class HeldShards {

    private final Keyspace keyspace;
    private final BlockedCalls blocked;
    private final CommandKeys keys = new CommandKeys();
    private final boolean locking;
    private int[] held = new int[16];
    private int heldCount;
    private int holds;
    private final ArrayList<Runnable> deferred = new ArrayList<>(0);

    HeldShards(Keyspace keyspace, BlockedCalls blocked) {
        this.keyspace = keyspace;
        this.blocked = blocked;
        this.locking = keyspace.isLocking();
    }

    // ---- for a command

    /** Locks what a command needs; {@link #unlock} it. */
    @HotPath
    void lock(Call call) {
        switch (call.command().scope()) {
            case NONE -> heldCount = 0;
            case ALL_SHARDS -> lockAll();
            case KEYS -> {
                int count = lockKeys(call);
                if (call.command().is(CommandFlag.WRITE) && mayServeElsewhere(call, count)) {
                    unlock();
                    lockAll();
                }
            }
        }
    }

    /** Locks the shards of the keys; returns how many keys there are. */
    private int lockKeys(Call call) {
        int count = keys.find(call);
        if (held.length < count) {
            held = new int[count * 2];
        }
        for (int i = 0; i < count; i++) {
            held[i] = shardOf(call, keys.position(i)).index();
        }
        Arrays.sort(held, 0, count);
        heldCount = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || held[i] != held[heldCount - 1]) {
                held[heldCount++] = held[i];
            }
        }
        for (int i = 0; i < heldCount; i++) {
            keyspace.shard(held[i]).lock();
        }
        return count;
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

    private void lockAll() {
        int count = keyspace.shardCount();
        if (held.length < count) {
            held = new int[count];
        }
        for (int i = 0; i < count; i++) {
            held[i] = i;
            keyspace.shard(i).lock();
        }
        heldCount = count;
    }

    void unlock() {
        for (int i = heldCount - 1; i >= 0; i--) {
            keyspace.shard(held[i]).unlock();
        }
        heldCount = 0;
    }

    // ---- for other work

    /** Holds one shard; this thread may hold it already, but no other one unless all. */
    void hold(Shard shard) {
        holds++;
        shard.lock();
    }

    /** Ends {@link #hold}. */
    void release(Shard shard) {
        shard.unlock();
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
            lockAll();
        }
    }

    /** Runs an action with every shard held; this thread holds none. */
    void holdingAll(Runnable action) {
        if (locking) {
            lockAll();
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
