package onggi.bytes;

/**
 * Blocks of memory by 32-bit references: where the data of one shard lives.
 *
 * <p>A reference counts 8-byte units and is unsigned; {@link #NONE} is no block. All methods but
 * {@link #touch} are for the one thread that holds the shard.
 */
public final class Slab {

    /*
     * Structure. The reference space is cut into chunks of 1 MB (each a block of the memory, found
     * through a table of 32,768 bases), a chunk into 16 runs of 64 KB, and a run serves blocks of
     * one size class at a time. So
     *
     *     reference = chunk (15 bits) | run in chunk (4) | unit in run (13)
     *     address   = base[chunk] + 8 * unit in chunk
     *
     * and the size of a block is known from its run: nothing is stored in front of a block. All
     * that allocate and free need about a run is in one long of a heap array (25 bytes of heap per
     * 64 KB):
     *
     *     first free unit (13 bits, 8191 = none) | first unit never used (14)
     *         | live blocks (14) | size class (7)
     *
     * A freed block's first four bytes hold the next free unit. Fresh runs are handed out upwards,
     * so taking a run writes nothing into it. Runs of a class that have room form a list;
     * allocation takes from its head until that run is full, and a run that gets room again joins
     * at the tail. A run without live blocks goes back to the pool for any class.
     *
     * Pool. "Dirty" runs are free but resident, "clean" ones were given back to the system; trim()
     * turns the one into the other. Chunks of raw memory stay mapped until close(): a racing touch
     * then reads garbage at worst. Where pages cannot be given back and touch checks its bounds,
     * whole free chunks are released instead. The first chunks back a quarter of their span only,
     * so that a store with few keys is small.
     *
     * Blocks too large for a run that need a reference (records of very long keys) are chunks of
     * their own, see WholeChunks; all other large blocks are known by address, see LargeBlocks.
     *
     * Compaction. isSparse(reference) says that moving the block helps: its class has more than an
     * eighth of free slots, and its run is less than three quarters full and is not the run being
     * filled. Moving all such blocks once fills the runs at the head of the list and empties the
     * others, so one pass over the data is enough.
     *
     * Invariants, held by check(): live + free-list length = units handed out, per run; a run is in
     * its class's list exactly when it is used and not full; liveBytes is the sum over runs.
     *
     * Races: touch() may run in any thread at any time. It reads tables that may be old (their
     * entries stay right) or so new that an entry still reads 0 (answered), and stays inside of the
     * chunk whatever the reference is. A chunk that is one block has no used runs: there only the
     * begin may be touched.
     *
     * Cost: allocate and free touch one long, the block, and a counter per class; no search, no
     * header. Compare jemalloc, which Redis uses: classes in quarter steps above 128 bytes and a
     * bitmap search per region. Here steps are 8 bytes, as small records are the rule, and a
     * reference is half a pointer.
     */

    /** No block. */
    public static final int NONE = 0;

    /**
     * Every reference, as an unsigned number, is at least this; smaller ones are free for other
     * meanings.
     */
    public static final int FIRST_REFERENCE = 1 << 17;

    /** The largest block; what is larger is for {@link #allocateLarge}. */
    public static final int MAX_BLOCK_BYTES = SizeClasses.MAX_BLOCK_BYTES;

    private static final int UNIT_SHIFT = 3;
    static final int CHUNK_SHIFT = 17;
    private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;
    static final int RUN_SHIFT = 13;
    private static final int RUN_MASK = (1 << RUN_SHIFT) - 1;
    static final int RUN_BYTES = SizeClasses.RUN_BYTES;
    static final int RUNS_PER_CHUNK = 16;

    /** Chunks 1 to this are small. */
    private static final int SMALL_CHUNKS = 4;

    private static final int RUNS_PER_SMALL_CHUNK = 4;

    static final int NO_UNIT = RUN_MASK;
    private static final int FRESH_SHIFT = 13;
    private static final int LIVE_SHIFT = 27;
    static final int CLASS_SHIFT = 41;
    private static final long FREE_MASK = NO_UNIT;
    private static final int COUNT_MASK = (1 << 14) - 1;
    private static final long ONE_LIVE = 1L << LIVE_SHIFT;

    final Memory memory;
    private final LargeBlocks large;
    final WholeChunks whole;

    /**
     * By chunk: its address, 0 when there is none; chunk 0 is none and leads astray, see address.
     */
    long[] bases = new long[8];

    int[] usedRuns = new int[8];
    int chunkEnd = 1;

    final RunLists runs = new RunLists(8 * RUNS_PER_CHUNK);
    long[] states = new long[8 * RUNS_PER_CHUNK];

    final int[] runsOfClass = new int[SizeClasses.COUNT];
    final int[] liveOfClass = new int[SizeClasses.COUNT];
    long liveBytes;
    long residentRuns;

    /**
     * A slab without chunks.
     *
     * @param memory where it takes chunks from
     */
    public Slab(Memory memory) {
        this.memory = memory;
        this.large = new LargeBlocks(memory);
        this.whole = new WholeChunks(memory);
    }

    /** The memory that {@link #address} speaks of. */
    public Memory memory() {
        return memory;
    }

    /**
     * Where a block lies. The address holds until the block is freed.
     *
     * @param reference of a live block; of raw memory also {@link #NONE}, which leads to some
     *     mapped byte once anything was allocated, so that an empty slot may be touched without a
     *     branch
     * @return the address of its first byte
     */
    @HotPath
    public long address(int reference) {
        return bases[reference >>> CHUNK_SHIFT] + ((long) (reference & CHUNK_MASK) << UNIT_SHIFT);
    }

    /**
     * Brings the begin of a block into the cache. Any value will do and any thread may call.
     *
     * @param reference of a block, or rubbish read in a race
     * @return a number to be used up
     */
    @HotPath
    public long touch(int reference) {
        long address = addressIfMapped(reference);
        return address == 0 ? 0 : memory.touch(address);
    }

    /**
     * Where a block lies, for any thread.
     *
     * @param reference of a block, or rubbish read in a race
     * @return an address inside of a chunk, or 0
     */
    @HotPath
    public long addressIfMapped(int reference) {
        final long[] bases = this.bases;
        int chunk = reference >>> CHUNK_SHIFT;
        int unit = reference & CHUNK_MASK;
        if (chunk >= bases.length || bases[chunk] == 0 || !isInside(chunk, unit)) {
            return 0;
        }
        return bases[chunk] + ((long) unit << UNIT_SHIFT);
    }

    private boolean isInside(int chunk, int unit) {
        final int[] usedRuns = this.usedRuns;
        return unit == 0
                || (chunk < usedRuns.length
                        && usedRuns[chunk] != 0
                        && unit < (runsIn(chunk) << RUN_SHIFT));
    }

    /**
     * Allocates a block; its bytes are arbitrary.
     *
     * @param bytes 1 to {@link #MAX_BLOCK_BYTES}
     * @return its reference
     * @throws SlabFullException when there is no more room; nothing has changed then
     */
    @HotPath
    public int allocate(int bytes) {
        int reference = tryAllocate(bytes);
        if (reference == NONE) {
            throw new SlabFullException();
        }
        return reference;
    }

    /**
     * Allocates a block; its bytes are arbitrary.
     *
     * @param bytes 1 to {@link #MAX_BLOCK_BYTES}
     * @return its reference, or {@link #NONE} when there is no more room
     */
    @HotPath
    public int tryAllocate(int bytes) {
        int sizeClass = SizeClasses.of(bytes);
        int run = runs.head(sizeClass);
        if (run == 0) {
            run = SlabChunks.takeRun(this, sizeClass);
            if (run == 0) {
                return NONE;
            }
        }
        int size = SizeClasses.BYTES[sizeClass];
        long state = states[run];
        int unit = firstFree(state);
        if (unit == NO_UNIT) {
            unit = fresh(state);
            state += (long) (size >>> UNIT_SHIFT) << FRESH_SHIFT;
        } else {
            state = (state & ~FREE_MASK) | (linkIn(run, unit) & FREE_MASK);
        }
        memory.expose(address(run << RUN_SHIFT | unit), size);
        state += ONE_LIVE;
        states[run] = state;
        if (live(state) == SizeClasses.BLOCKS[sizeClass]) {
            runs.remove(sizeClass, run);
        }
        liveOfClass[sizeClass]++;
        liveBytes += size;
        return run << RUN_SHIFT | unit;
    }

    /**
     * Ends a block.
     *
     * @param reference of a live block
     */
    @HotPath
    public void free(int reference) {
        int run = reference >>> RUN_SHIFT;
        long state = states[run];
        int sizeClass = classOf(state);
        int size = SizeClasses.BYTES[sizeClass];
        if (size == 0) {
            SlabChunks.freeWhole(this, reference >>> CHUNK_SHIFT);
            return;
        }
        assert live(state) > 0 : "not a live block";
        long address = address(reference);
        memory.hide(address, size);
        if (live(state) == SizeClasses.BLOCKS[sizeClass]) {
            runs.append(sizeClass, run);
        }
        liveOfClass[sizeClass]--;
        liveBytes -= size;
        if (live(state) == 1) {
            SlabChunks.returnRun(this, sizeClass, run);
            return;
        }
        memory.putLink(address, firstFree(state));
        states[run] = ((state & ~FREE_MASK) | (reference & RUN_MASK)) - ONE_LIVE;
    }

    /**
     * Allocates a block with a reference that is too large for a run; rare and slow.
     *
     * @param bytes more than {@link #MAX_BLOCK_BYTES}
     * @return its reference, or {@link #NONE} when there is no more room
     */
    public int tryAllocateWhole(int bytes) {
        return SlabChunks.allocateWhole(this, bytes);
    }

    /**
     * What a block for so many bytes really holds.
     *
     * @param bytes 1 to {@link #MAX_BLOCK_BYTES}
     * @return at least {@code bytes}
     */
    @HotPath
    public static int capacity(int bytes) {
        return SizeClasses.BYTES[SizeClasses.of(bytes)];
    }

    /**
     * What a block holds.
     *
     * @param reference of a live block
     * @return what {@link #capacity} said when it was allocated; 0 for one that {@link
     *     #tryAllocateWhole} gave
     */
    @HotPath
    public int capacityOf(int reference) {
        return SizeClasses.BYTES[classOf(states[reference >>> RUN_SHIFT])];
    }

    /**
     * What a block adds to {@link #liveBytes}.
     *
     * @param reference of a live block, also of one that {@link #tryAllocateWhole} gave
     */
    public long bytesOf(int reference) {
        int capacity = capacityOf(reference);
        return capacity != 0 ? capacity : whole.bytes(reference >>> CHUNK_SHIFT);
    }

    /**
     * Allocates a block without a reference; its bytes are arbitrary.
     *
     * @param bytes at least 1, meant for more than {@link #MAX_BLOCK_BYTES}
     * @return its address, which holds until {@link #freeLarge}
     * @throws SlabFullException when there is no more memory; nothing has changed then
     */
    public long allocateLarge(long bytes) {
        try {
            return large.allocate(bytes);
        } catch (OutOfMemoryError e) {
            throw new SlabFullException();
        }
    }

    /**
     * Makes a block of this slab of one that belonged to no slab, without copying it.
     *
     * @param block is empty afterwards
     * @return the address of its first byte, as if from {@link #allocateLarge}
     */
    public long adoptLarge(LooseBlock block) {
        return large.adopt(block);
    }

    /**
     * Ends a block.
     *
     * @param address from {@link #allocateLarge}
     */
    public void freeLarge(long address) {
        large.free(address);
    }

    /**
     * What a large block really holds.
     *
     * @param address from {@link #allocateLarge}
     * @return at least the bytes asked for
     */
    public long capacityOfLarge(long address) {
        return large.capacityAt(address);
    }

    /** Bytes in live blocks: the sum of their capacities, large ones included. Exact. */
    public long liveBytes() {
        return liveBytes + large.liveBytes() + whole.liveBytes();
    }

    /** Bytes the slab keeps resident in the process, live or not, beside 2 KB of heap per chunk. */
    public long reservedBytes() {
        return residentRuns * RUN_BYTES + large.reservedBytes() + whole.liveBytes();
    }

    /** Free bytes in runs that are in use: what compaction could win at most. */
    public long looseBytes() {
        return (residentRuns - runs.length(RunLists.DIRTY)) * RUN_BYTES - liveBytes;
    }

    /**
     * Whether moving a block to a new place would help to empty its run.
     *
     * @param reference of a live block
     * @return true when {@link #allocate} of the same size gives a block in a run that is filled up
     */
    @HotPath
    public boolean isSparse(int reference) {
        int run = reference >>> RUN_SHIFT;
        long state = states[run];
        int sizeClass = classOf(state);
        int blocks = SizeClasses.BLOCKS[sizeClass];
        if (live(state) * 4 >= blocks * 3 || runs.head(sizeClass) == run) {
            return false;
        }
        long slots = (long) runsOfClass[sizeClass] * blocks;
        return slots - liveOfClass[sizeClass] > Math.max(slots >>> 3, blocks);
    }

    /**
     * Gives memory of free runs back to the system.
     *
     * @param budget how many runs at most; each takes a few microseconds
     * @param keep how many free runs stay resident for what comes next
     * @return how many runs were given back; less than {@code budget} when there is nothing more to
     *     do
     */
    public int trim(int budget, int keep) {
        large.releaseSpares();
        return SlabChunks.trim(this, budget, keep);
    }

    /** Ends all blocks at once, in time that does not depend on their number; large ones aside. */
    public void clear() {
        large.clear();
        SlabChunks.clear(this);
    }

    /** Ends all blocks and releases all memory. No thread may touch this slab any more. */
    public void close() {
        clear();
        SlabChunks.releaseAll(this);
    }

    /** Verifies what must hold; slow, for tests and {@code StoreCheck}. */
    public void check() {
        new SlabCheck(this).run();
    }

    static int runsIn(int chunk) {
        return chunk <= SMALL_CHUNKS ? RUNS_PER_SMALL_CHUNK : RUNS_PER_CHUNK;
    }

    /** The free unit after a free unit. */
    int linkIn(int run, int unit) {
        return memory.linkAt(address(run << RUN_SHIFT | unit));
    }

    static int classOf(long state) {
        return (int) (state >>> CLASS_SHIFT);
    }

    static int firstFree(long state) {
        return (int) (state & FREE_MASK);
    }

    static int live(long state) {
        return (int) (state >>> LIVE_SHIFT) & COUNT_MASK;
    }

    static int fresh(long state) {
        return (int) (state >>> FRESH_SHIFT) & COUNT_MASK;
    }
}
