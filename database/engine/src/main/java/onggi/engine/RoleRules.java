package onggi.engine;

import java.util.function.Consumer;
import onggi.bytes.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * What the part of a store in replication forbids its clients. Values change at run time; readers
 * on any thread see a change soon.
 */
public final class RoleRules {

    /** A write on a replica. */
    public static final CommandError READ_ONLY =
            CommandError.of("READONLY You can't write against a read only replica.");

    /** Anything that needs data on a replica whose primary is out of reach. */
    public static final CommandError STALE =
            CommandError.of(
                    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to"
                            + " 'no'.");

    /** A write on a primary that too few replicas follow. */
    public static final CommandError TOO_FEW =
            CommandError.of("NOREPLICAS Not enough good replicas to write.");

    private volatile Consumer<Call> localWrites = call -> {};
    private volatile boolean replica;
    private volatile boolean readOnly = true;
    private volatile boolean stale;
    private volatile boolean lacksReplicas;
    private volatile boolean leavesEviction = true;

    RoleRules() {}

    /** Returns whether another server decides what changes, and what expires. */
    public boolean isReplica() {
        return replica;
    }

    /** Sets whether another server decides what changes. */
    public void replica(boolean follows) {
        replica = follows;
    }

    /** Sets whether clients may not write on a replica ({@code replica-read-only}). */
    public void readOnly(boolean only) {
        readOnly = only;
    }

    /** Sets who is told of what clients change on a replica. */
    public void onLocalWrite(Consumer<Call> listener) {
        localWrites = listener;
    }

    /** A call has changed something; the shards of its keys are held. */
    @HotPath
    void changed(Call call) {
        if (replica && !call.session().repeatsHistory()) {
            localWrites.accept(call);
        }
    }

    /** Returns whether this is a replica on which clients may not write. */
    public boolean isReadOnly() {
        return replica && readOnly;
    }

    /** Returns whether no key is to be removed to make room, as the primary will do it. */
    public boolean ignoresLimit() {
        return replica && leavesEviction;
    }

    /** Sets whether a replica leaves eviction to its primary ({@code replica-ignore-maxmemory}). */
    public void leavesEviction(boolean leaves) {
        leavesEviction = leaves;
    }

    /** Returns whether the data of this replica may be old and are not to be shown. */
    public boolean isStale() {
        return stale;
    }

    /** Sets whether the data of this replica may be old and are not to be shown. */
    public void stale(boolean old) {
        stale = old;
    }

    /** Sets whether there are fewer replicas than writes need. */
    public void lacksReplicas(boolean lacks) {
        lacksReplicas = lacks;
    }

    /** Returns whether anything is forbidden. */
    @HotPath
    public boolean forbidSomething() {
        return replica || lacksReplicas;
    }

    /** Returns the error that answers every write, or null when writes are not refused. */
    public @Nullable CommandError writeRefusal() {
        if (replica) {
            return readOnly ? READ_ONLY : null;
        }
        return lacksReplicas ? TOO_FEW : null;
    }
}
