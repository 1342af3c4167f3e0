package onggi.bytes;

import java.util.Arrays;

/**
 * Where the runs of a {@link Slab} come from and go to: chunks, the pool of free runs, the system.
 */
final class SlabChunks {

    private static final int MAX_CHUNKS = 1 << 15;
    private static final int RUNS_PER_CHUNK = Slab.RUNS_PER_CHUNK;
    private static final int RUN_BYTES = Slab.RUN_BYTES;

    private SlabChunks() {}

    /** Gives a free run to a class; 0 when there is no more room. */
    static int takeRun(Slab slab, int sizeClass) {
        RunLists runs = slab.runs;
        int run = runs.head(RunLists.DIRTY);
        if (run != 0) {
            runs.remove(RunLists.DIRTY, run);
        } else {
            run = runs.head(RunLists.CLEAN);
            if (run == 0) {
                return addChunk(slab) ? takeRun(slab, sizeClass) : 0;
            }
            runs.remove(RunLists.CLEAN, run);
            slab.residentRuns++;
        }
        slab.states[run] = (long) sizeClass << Slab.CLASS_SHIFT | Slab.NO_UNIT;
        runs.append(sizeClass, run);
        slab.runsOfClass[sizeClass]++;
        slab.usedRuns[run / RUNS_PER_CHUNK]++;
        return run;
    }

    /** Takes a run that is in the list of its class away from it. */
    static void returnRun(Slab slab, int sizeClass, int run) {
        slab.runs.remove(sizeClass, run);
        slab.states[run] = 0;
        slab.runsOfClass[sizeClass]--;
        slab.usedRuns[run / RUNS_PER_CHUNK]--;
        slab.runs.prepend(RunLists.DIRTY, run);
    }

    private static boolean addChunk(Slab slab) {
        int chunk = unusedChunk(slab);
        long bytes = (long) Slab.runsIn(chunk) * RUN_BYTES;
        long base = mapChunk(slab, chunk, bytes);
        if (base == 0) {
            return false;
        }
        slab.memory.hide(base, bytes);
        if (slab.bases[0] == 0 && !slab.memory.isChecked()) {
            slab.bases[0] = base; // see Slab.address
        }
        for (int i = Slab.runsIn(chunk) - 1; i >= 0; i--) {
            slab.runs.prepend(RunLists.DIRTY, chunk * RUNS_PER_CHUNK + i);
        }
        slab.residentRuns += Slab.runsIn(chunk);
        return true;
    }

    private static int unusedChunk(Slab slab) {
        int chunk = 1;
        while (chunk < slab.chunkEnd && slab.bases[chunk] != 0) {
            chunk++;
        }
        return chunk;
    }

    /** Gives memory to a chunk; its address, or 0 when there is none. */
    private static long mapChunk(Slab slab, int chunk, long bytes) {
        if (chunk == MAX_CHUNKS) {
            return 0;
        }
        long base;
        try {
            base = slab.memory.allocate(bytes);
        } catch (OutOfMemoryError e) {
            return 0;
        }
        growTables(slab, chunk);
        slab.bases[chunk] = base;
        return base;
    }

    private static void growTables(Slab slab, int chunk) {
        slab.chunkEnd = Math.max(slab.chunkEnd, chunk + 1);
        if (chunk >= slab.bases.length) {
            int length = slab.bases.length * 2;
            slab.usedRuns = Arrays.copyOf(slab.usedRuns, length);
            slab.states = Arrays.copyOf(slab.states, length * RUNS_PER_CHUNK);
            slab.runs.grow(length * RUNS_PER_CHUNK);
            slab.bases = Arrays.copyOf(slab.bases, length);
        }
    }

    /** Gives a chunk to one block; its reference, or NONE. */
    static int allocateWhole(Slab slab, int bytes) {
        int pages = WholeChunks.pagesFor(bytes);
        int chunk = slab.whole.findFree(pages, slab.chunkEnd);
        if (chunk == 0) {
            chunk = unusedChunk(slab);
            if (mapChunk(slab, chunk, (long) pages * Memory.PAGE_BYTES) == 0) {
                return Slab.NONE;
            }
            slab.whole.add(chunk, pages);
        }
        slab.whole.use(chunk);
        return chunk << Slab.CHUNK_SHIFT;
    }

    static void freeWhole(Slab slab, int chunk) {
        assert slab.whole.holds(chunk) : "not a live block";
        if (slab.whole.free(chunk, slab.bases[chunk])) {
            unmap(slab, chunk);
        }
    }

    private static void unmap(Slab slab, int chunk) {
        long base = slab.bases[chunk];
        slab.bases[chunk] = 0;
        slab.memory.release(base);
    }

    /** Turns dirty runs into clean ones, or releases free chunks where that is the only way. */
    static int trim(Slab slab, int budget, int keep) {
        RunLists runs = slab.runs;
        int done = 0;
        while (done < budget && runs.length(RunLists.DIRTY) > keep) {
            int run = runs.head(RunLists.DIRTY);
            if (!slab.memory.discard(slab.address(run << Slab.RUN_SHIFT), RUN_BYTES)) {
                return done + (slab.memory.isChecked() ? releaseFreeChunks(slab) : 0);
            }
            runs.remove(RunLists.DIRTY, run);
            runs.append(RunLists.CLEAN, run);
            slab.residentRuns--;
            done++;
        }
        return done;
    }

    private static int releaseFreeChunks(Slab slab) {
        int released = 0;
        for (int chunk = 1; chunk < slab.chunkEnd; chunk++) {
            boolean free = slab.bases[chunk] != 0 && slab.usedRuns[chunk] == 0;
            if (free && !slab.whole.holds(chunk)) {
                released += releaseChunk(slab, chunk);
            }
        }
        return released;
    }

    private static int releaseChunk(Slab slab, int chunk) {
        int count = Slab.runsIn(chunk);
        for (int i = 0; i < count; i++) {
            int run = chunk * RUNS_PER_CHUNK + i;
            int list = slab.runs.isIn(RunLists.CLEAN, run) ? RunLists.CLEAN : RunLists.DIRTY;
            slab.runs.remove(list, run);
            slab.residentRuns -= list == RunLists.DIRTY ? 1 : 0;
        }
        unmap(slab, chunk);
        return count;
    }

    /** Ends all blocks in chunks; the memory stays. */
    static void clear(Slab slab) {
        slab.liveBytes = 0;
        for (int chunk = 1; chunk < slab.chunkEnd; chunk++) {
            if (slab.whole.holds(chunk)) {
                if (!slab.whole.isFree(chunk)) {
                    freeWhole(slab, chunk);
                }
            } else if (slab.bases[chunk] != 0) {
                clearChunk(slab, chunk);
            }
        }
        Arrays.fill(slab.liveOfClass, 0);
    }

    private static void clearChunk(Slab slab, int chunk) {
        int first = chunk * RUNS_PER_CHUNK;
        for (int run = first; run < first + Slab.runsIn(chunk); run++) {
            int sizeClass = Slab.classOf(slab.states[run]);
            if (sizeClass != 0) {
                if (Slab.live(slab.states[run]) == SizeClasses.BLOCKS[sizeClass]) {
                    slab.runs.append(sizeClass, run);
                }
                slab.memory.hide(slab.address(run << Slab.RUN_SHIFT), RUN_BYTES);
                returnRun(slab, sizeClass, run);
            }
        }
    }

    /** Releases all chunks of a slab that was cleared. */
    static void releaseAll(Slab slab) {
        for (int chunk = 1; chunk < slab.chunkEnd; chunk++) {
            if (slab.whole.holds(chunk)) {
                unmap(slab, chunk);
                slab.whole.forget(chunk);
            } else if (slab.bases[chunk] != 0) {
                releaseChunk(slab, chunk);
            }
        }
        slab.bases[0] = 0;
    }
}
