package onggi.net;

import onggi.bytes.HotPath;

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
    long longestNanos;
    long mostCommands;
    private long commandsBefore;
    long errorReplies;
    long outputLimitCloses;
    long queryLimitCloses;
    long idleCloses;
    long clientsKilled;
    long clientsEvicted;

    /**
     * Counts a turn.
     *
     * @param nanos it took, without waiting for input
     * @param commands that ran on this loop since its start, or since its statistics were reset
     */
    @HotPath
    void turned(long nanos, long commands) {
        turns++;
        busyNanos += nanos;
        longestNanos = Math.max(longestNanos, nanos);
        mostCommands = Math.max(mostCommands, commands - commandsBefore);
        commandsBefore = commands;
    }

    void reset() {
        bytesIn = 0;
        bytesOut = 0;
        reads = 0;
        writes = 0;
        turns = 0;
        busyNanos = 0;
        longestNanos = 0;
        mostCommands = 0;
        errorReplies = 0;
        outputLimitCloses = 0;
        queryLimitCloses = 0;
        clientsEvicted = 0;
    }
}
