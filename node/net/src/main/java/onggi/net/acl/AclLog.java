package onggi.net.acl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import onggi.engine.AccessContext;
import org.jspecify.annotations.Nullable;

/** The latest refusals, newest first; like ones close in time are counted together. Thread-safe. */
public final class AclLog {

    private static final long GROUPING_MS = 60_000;

    /** Among how many of the newest a like one is looked for. */
    private static final int LOOKED_AT = 10;

    /**
     * A refusal, or several that are alike.
     *
     * @param id of this entry
     * @param count how often
     * @param reason why
     * @param context from where the command came
     * @param object the command, key, channel or database
     * @param user the user's name
     * @param createdMs when first, in Unix milliseconds
     * @param updatedMs when last
     * @param client the client as a line of CLIENT LIST
     */
    public record Entry(
            long id,
            long count,
            Denial reason,
            AccessContext context,
            String object,
            String user,
            long createdMs,
            long updatedMs,
            String client) {

        /** Returns from where the command came, as ACL LOG tells it. */
        public String contextWord() {
            return context.name().toLowerCase(Locale.ROOT);
        }

        private boolean isLike(Entry other) {
            return reason == other.reason
                    && context == other.context
                    && Math.abs(updatedMs - other.updatedMs) <= GROUPING_MS
                    && object.equals(other.object)
                    && user.equals(other.user);
        }

        private Entry merged(Entry newer) {
            return new Entry(
                    id,
                    count + 1,
                    reason,
                    context,
                    object,
                    user,
                    createdMs,
                    newer.updatedMs,
                    newer.client);
        }
    }

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final Map<Denial, Long> totals = new EnumMap<>(Denial.class);
    private long maxLength = 128;
    private long nextId;

    AclLog() {}

    /** Remembers a refusal. */
    public synchronized void add(
            Denial reason,
            AccessContext context,
            String object,
            String user,
            long nowMs,
            String client) {
        totals.merge(reason, 1L, Long::sum);
        Entry added = new Entry(nextId, 1, reason, context, object, user, nowMs, nowMs, client);
        Entry like = takeLike(added);
        if (like == null) {
            nextId++;
        }
        entries.addFirst(like == null ? added : like.merged(added));
        trim();
    }

    private @Nullable Entry takeLike(Entry added) {
        Iterator<Entry> iterator = entries.iterator();
        for (int i = 0; i < LOOKED_AT && iterator.hasNext(); i++) {
            Entry entry = iterator.next();
            if (entry.isLike(added)) {
                iterator.remove();
                return entry;
            }
        }
        return null;
    }

    private void trim() {
        while (entries.size() > maxLength) {
            entries.removeLast();
        }
    }

    /** Sets how many refusals are remembered ({@code acllog-max-len}). */
    public synchronized void maxLength(long length) {
        maxLength = length;
        trim();
    }

    /** Returns the newest entries, newest first. */
    public synchronized List<Entry> newest(long count) {
        List<Entry> newest = new ArrayList<>();
        for (Entry entry : entries) {
            if (newest.size() >= count) {
                break;
            }
            newest.add(entry);
        }
        return newest;
    }

    /** Returns how often something was refused for a reason, ever. */
    public synchronized long total(Denial reason) {
        return totals.getOrDefault(reason, 0L);
    }

    /** Forgets all entries; the totals stay. */
    public synchronized void clear() {
        entries.clear();
    }

    /** Sets the totals to zero. */
    public synchronized void resetTotals() {
        totals.clear();
    }
}
