package onggi.bytes;

import static onggi.bytes.Invariant.check;

/** Verifies a {@link Slab}'s bookkeeping from the runs up. */
final class SlabCheck {

    private final Slab slab;
    private final RunLists runs;
    private final int[] runsOfClass = new int[SizeClasses.COUNT];
    private final int[] liveOfClass = new int[SizeClasses.COUNT];
    private long resident;
    private long liveBytes;

    SlabCheck(Slab slab) {
        this.slab = slab;
        this.runs = slab.runs;
    }

    void run() {
        for (int chunk = 1; chunk < slab.chunkEnd; chunk++) {
            if (slab.bases[chunk] != 0 && !slab.whole.holds(chunk)) {
                checkChunk(chunk);
            }
        }
        for (int c = 0; c < SizeClasses.COUNT; c++) {
            check(
                    slab.runsOfClass[c] == runsOfClass[c],
                    "runs of class {} are {}",
                    c,
                    runsOfClass[c]);
            check(
                    slab.liveOfClass[c] == liveOfClass[c],
                    "blocks of class {} are {}",
                    c,
                    liveOfClass[c]);
        }
        check(slab.liveBytes == liveBytes, "live bytes are {}", liveBytes);
        check(slab.residentRuns == resident, "resident runs are {}", resident);
    }

    private void checkChunk(int chunk) {
        int used = 0;
        int first = chunk * Slab.RUNS_PER_CHUNK;
        for (int run = first; run < first + Slab.runsIn(chunk); run++) {
            if (checkRun(run, slab.states[run])) {
                used++;
            }
        }
        check(slab.usedRuns[chunk] == used, "used runs of chunk {} are {}", chunk, used);
    }

    private boolean checkRun(int run, long state) {
        int sizeClass = Slab.classOf(state);
        boolean dirty = runs.isIn(RunLists.DIRTY, run);
        boolean clean = runs.isIn(RunLists.CLEAN, run);
        resident += clean ? 0 : 1;
        if (sizeClass == 0) {
            check(dirty || clean, "free run {} is in no pool", run);
            return false;
        }
        int live = Slab.live(state);
        boolean full = live == SizeClasses.BLOCKS[sizeClass];
        check(live > 0, "run {} is used and empty", run);
        check(full ? runs.isInNone(run) : runs.isIn(sizeClass, run), "run {} in a wrong list", run);
        checkFreeList(run, state, sizeClass);
        runsOfClass[sizeClass]++;
        liveOfClass[sizeClass] += live;
        liveBytes += (long) live * SizeClasses.BYTES[sizeClass];
        return true;
    }

    private void checkFreeList(int run, long state, int sizeClass) {
        int units = SizeClasses.BYTES[sizeClass] >>> 3;
        int handedOut = Slab.fresh(state) / units;
        check(handedOut <= SizeClasses.BLOCKS[sizeClass], "run {} is over its end", run);
        int free = 0;
        int unit = Slab.firstFree(state);
        while (unit != Slab.NO_UNIT) {
            check(unit % units == 0 && unit / units < handedOut, "free unit {} in {}", unit, run);
            check(++free <= handedOut, "the free list of run {} is a circle", run);
            unit = slab.linkIn(run, unit);
        }
        check(free + Slab.live(state) == handedOut, "run {} lost blocks: free={}", run, free);
    }
}
