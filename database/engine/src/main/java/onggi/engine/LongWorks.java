package onggi.engine;

import onggi.bytes.Clock;
import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/** What one thread does about {@link LongWork}: how much in a turn, and what goes before it. */
final class LongWorks {

    /** A turn begins no further piece when its pieces took so long. */
    private static final long TURN_NS = 500_000;

    private final Clock clock;
    private final Memory loose;
    private long turnNs;

    LongWorks(Engine engine) {
        this.clock = engine.clock();
        this.loose = engine.keyspace().looseMemory();
    }

    /** Begins to count the time of pieces anew. */
    @HotPath
    void endTurn() {
        turnNs = 0;
    }

    boolean isTurnFull() {
        return turnNs >= TURN_NS;
    }

    void took(long ns) {
        turnNs += ns;
    }

    long nowNs() {
        return clock.nanoTime();
    }

    /**
     * A command is going to change the value of a key: it is put off while work or a snapshot reads
     * the value, or else that work begins anew; replies that are being made of the value are ended.
     */
    void changing(Call call, Entry entry) {
        waitForSnapshot(call, entry);
        WorkSources works = entry.shard.longReplies().works();
        if (!works.isEmpty()) {
            changing(call, entry, works);
        }
        entry.shard.longReplies().finish(entry.reference, loose);
    }

    private void changing(Call call, Entry entry, WorkSources works) {
        Session session = call.session();
        long nowNs = nowNs();
        if (works.isReadForOthers(entry.reference, session, nowNs)
                && PutOff.isPossibleAtFirstLook(call)) {
            works.waiters().writerWaits(session, entry.shard, entry.reference);
            throw new PutOff();
        }
        works.waiters().forget(session);
        works.waiters().lookFor(nowNs);
        works.changedBy(entry.reference, session);
    }

    /** Puts a command off while a snapshot takes the value in pieces, if it can wait. */
    void waitForSnapshot(Call call, Entry entry) {
        if (isHeldUp(entry) && PutOff.isPossibleAtFirstLook(call)) {
            WorkWaiters waiters = entry.shard.longReplies().works().waiters();
            waiters.writerWaits(call.session(), entry.shard, entry.reference);
            throw new PutOff();
        }
    }

    /** Returns whether a snapshot takes the value in pieces and goes on with it. */
    boolean isHeldUp(Entry entry) {
        return entry.shard.longReplies().holdsWritersUp(entry.reference, nowNs());
    }

    /** The value of a key is going to change whatever is being done with it. */
    void changing(Entry entry) {
        LongReplies replies = entry.shard.longReplies();
        if (!replies.isEmpty()) {
            replies.works().changed(entry.reference);
            replies.finish(entry.reference, loose);
        }
    }
}
