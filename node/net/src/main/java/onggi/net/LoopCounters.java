package onggi.net;

/**
 * Counters of one event loop, written by its thread alone; readers on other threads may see values
 * a moment old.
 */
final class LoopCounters {

    long bytesIn;
    long bytesOut;
    long reads;
    long writes;
    long turns;
    long busyNanos;
    long errorReplies;
    long outputLimitCloses;
    long queryLimitCloses;
    long idleCloses;
    long clientsKilled;

    void reset() {
        bytesIn = 0;
        bytesOut = 0;
        reads = 0;
        writes = 0;
        turns = 0;
        busyNanos = 0;
        errorReplies = 0;
        outputLimitCloses = 0;
        queryLimitCloses = 0;
    }
}
