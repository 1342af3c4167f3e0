package onggi.engine;

import onggi.bytes.Memory;
import onggi.bytes.RandomSource;
import onggi.bytes.Slab;
import onggi.types.Record;
import onggi.types.Table;
import onggi.types.TableSample;
import org.jspecify.annotations.Nullable;

/** Looks at some keys of a shard for one to evict. */
final class VictimSampler implements Table.Visitor {

    /*
     * The keys of one bucket of the table are as good a sample as any, since the hash put them
     * there; they cost one line of the table, and their records are loaded side by side. Of few keys,
     * and of few volatile ones among many others, most buckets hold none: then one key is drawn, and
     * volatile ones are taken from the expiry wheel, from a list that chance chooses.
     */

    /** Keys that were used in the same second, or as often, come in an order of chance. */
    private static final int TIE_BITS = 8;

    private static final int TIES = 1 << TIE_BITS;
    private static final int MOST_USES = 255;

    /** After so many buckets without a volatile key the wheel is asked. */
    private static final int MOST_BUCKETS = 32;

    private final AccessClock accessClock;
    private final RandomSource random;
    private final VictimPool pool;
    private @Nullable Shard shard;
    private int database;
    private EvictionPolicy policy = EvictionPolicy.NOEVICTION;
    private long nowMs;
    private int seen;
    private int chosen;

    VictimSampler(AccessClock accessClock, RandomSource random, VictimPool pool) {
        this.accessClock = accessClock;
        this.random = random;
        this.pool = pool;
    }

    /**
     * Puts the best of some keys of a database into the pool; the shard is held.
     *
     * @param samples how many keys to look at, at least
     * @return whether there was any that may go
     */
    boolean sample(Shard from, int inDatabase, EvictionPolicy by, int samples, long atMs) {
        Table table = from.table(inDatabase);
        ExpiryWheel wheel = from.wheel(inDatabase);
        boolean none = by.onlyVolatile() && (wheel == null || wheel.size() == 0);
        if (table == null || table.size() == 0 || none) {
            return false;
        }
        shard = from;
        database = inDatabase;
        policy = by;
        nowMs = atMs;
        seen = 0;
        chosen = Slab.NONE;
        for (int i = 0; i < MOST_BUCKETS && seen < samples; i++) {
            TableSample.visitBucket(table, random, this);
        }
        if (seen == 0) {
            sampleSparse(table, wheel, samples);
        }
        return seen > 0;
    }

    private void sampleSparse(Table table, @Nullable ExpiryWheel wheel, int samples) {
        if (!policy.onlyVolatile()) {
            visit(table.random(random));
        } else if (wheel != null) {
            ExpiryWheelSample.sample(wheel, random, samples, this);
        }
    }

    /**
     * Returns one of the keys that were seen, by chance; the policy orders them by nothing else.
     */
    int chosen() {
        return chosen;
    }

    @Override
    public void visit(int reference) {
        Shard from = shard;
        if (from == null) {
            return;
        }
        Memory memory = from.memory();
        long address = from.slab().address(reference);
        if (policy.onlyVolatile() && !Record.hasExpiry(memory, address)) {
            return;
        }
        seen++;
        if (policy.order() == EvictionPolicy.Order.CHANCE) {
            if (random.nextInt(seen) == 0) {
                chosen = reference;
            }
            return;
        }
        long score = (rank(Record.access(memory, address)) << TIE_BITS) | random.nextInt(TIES);
        if (pool.wants(score)) {
            Table table = from.table(database);
            if (table != null) {
                pool.add(score, from, database, reference, table.hashOf(reference));
            }
        }
    }

    private long rank(int accessBits) {
        return policy.countsUses()
                ? MOST_USES - accessClock.uses(accessBits, nowMs)
                : accessClock.idleMs(accessBits, nowMs);
    }
}
