package onggi.commands;

import onggi.engine.Call;
import onggi.engine.Entry;
import onggi.engine.LongWork;
import onggi.types.ValueType;
import onggi.types.ZsetValue;
import org.jspecify.annotations.Nullable;

/**
 * Removes much of a large sorted set by copying what stays: nobody sees half of it, and what goes
 * is freed in the background.
 */
final class ZsetRest extends LongWork {

    /** Copying is done for up to so many members that stay, for each one that goes. */
    private static final int MOST_COPIED = 2;

    private final ZsetValue zset;
    private final @Nullable ZsetDraft draft;
    private final long begin;
    private final long end;
    private final long size;
    private long next;
    private boolean begun;

    /**
     * Looks the set up, the key at argument 1; raises WRONGTYPE if it is none.
     *
     * @param range what goes
     */
    ZsetRest(Call call, ZsetRange range) {
        super(call);
        Entry entry = changingSource(call, 1);
        this.zset = entry.zset();
        long count = 0;
        if (entry.existsAs(ValueType.ZSET)) {
            range.selectIn(zset, false);
            count = range.count();
        }
        this.size = count == 0 ? 0 : zset.size();
        this.begin = range.begin();
        this.end = range.begin() + count;
        this.draft = isWorthIt(count, size) ? new ZsetDraft(scratch(entry, ValueType.ZSET)) : null;
    }

    /** Returns whether to remove so many of so many members takes long, and this helps. */
    static boolean isWorthIt(long count, long size) {
        return count > MOST_AT_ONCE && count < size && (size - count) / MOST_COPIED <= count;
    }

    @Override
    protected long elements() {
        return draft == null ? 0 : size;
    }

    @Override
    protected boolean step() {
        ZsetDraft rest = draft;
        if (rest == null) {
            return false;
        }
        if (!begun) {
            begun = true;
            rest.begin();
        }
        if (next == begin) {
            next = end;
        }
        if (next == size) {
            return false;
        }
        copy(rest, Math.min(next + STEP, next < begin ? begin : size));
        return next < size;
    }

    private void copy(ZsetDraft rest, long until) {
        for (zset.seek(next); next < until; next++) {
            rest.put(zset.member(), zset.score());
            zset.next();
        }
    }

    /** Gives the set what stays, if that was copied; returns how many members went. */
    long moveTo(Entry entry) {
        if (draft == null) {
            return 0;
        }
        draft.replace(entry);
        return end - begin;
    }
}
