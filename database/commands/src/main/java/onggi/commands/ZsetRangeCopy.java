package onggi.commands;

import onggi.engine.Call;
import onggi.engine.Entry;
import onggi.engine.LongWork;
import onggi.types.ValueType;
import onggi.types.ZsetValue;

/** Copies a range of a sorted set into another one under no key. */
final class ZsetRangeCopy extends LongWork {

    private final ZsetDraft draft;
    private final ZsetValue zset;
    private final boolean large;
    private final long first;
    private final long count;
    private final boolean reverse;
    private long copied;
    private boolean begun;

    /** Which members of the sorted set are to be copied. */
    interface Selection {
        /** Selects them; only called if there is a set. */
        ZsetRange in(ZsetValue zset);
    }

    /**
     * Looks the source up; raises WRONGTYPE if it is no sorted set.
     *
     * @param source the argument that is its key
     * @param target the argument that is the key in whose memory the copy is made
     * @param reverse whether the last members are the first to be copied
     */
    ZsetRangeCopy(Call call, int source, int target, Selection selection, boolean reverse) {
        super(call);
        Entry entry = source(call, source);
        this.zset = entry.zset();
        this.reverse = reverse;
        if (entry.existsAs(ValueType.ZSET)) {
            ZsetRange range = selection.in(zset);
            this.count = range.count();
            this.first = range.begin() + (reverse ? count - 1 : 0);
            this.large = range.isByRank() && count > entry.limits().zsetEntries;
        } else {
            this.count = 0;
            this.first = 0;
            this.large = false;
        }
        this.draft = new ZsetDraft(scratch(call.peek(target), ValueType.ZSET));
    }

    @Override
    protected long elements() {
        return count;
    }

    @Override
    protected boolean step() {
        if (!begun) {
            begun = true;
            draft.begin(large);
        }
        if (copied == count) {
            return false;
        }
        zset.seek(reverse ? first - copied : first + copied);
        for (long end = Math.min(copied + STEP, count); copied < end; copied++) {
            draft.put(zset.member(), zset.score());
            if (reverse) {
                zset.previous();
            } else {
                zset.next();
            }
        }
        return copied < count;
    }

    /** Returns the copy. */
    ZsetDraft draft() {
        return draft;
    }
}
