package onggi.commands;

import java.nio.charset.StandardCharsets;
import onggi.bytes.HotPath;
import onggi.bytes.Numbers;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Entry;
import onggi.engine.KeyEvent;
import onggi.engine.LongReply;
import onggi.resp.ReplyWriter;
import onggi.resp.RequestWriter;
import onggi.types.ValueType;
import onggi.types.ZsetValue;

/** How members are taken out of sorted sets; an instance is what the arguments of ZMPOP say. */
final class Zpop {

    private static final CommandError NO_KEYS =
            CommandError.of("ERR numkeys should be greater than 0");
    private static final CommandError NO_COUNT =
            CommandError.of("ERR count should be greater than 0");

    private static final byte[] ZPOPMIN = "ZPOPMIN".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ZPOPMAX = "ZPOPMAX".getBytes(StandardCharsets.US_ASCII);

    final int firstKey;
    final int lastKey;
    private final boolean max;
    private final long count;

    /**
     * Reads the arguments of ZMPOP or BZMPOP.
     *
     * @param numkeys where the number of keys stands
     */
    Zpop(Call call, int numkeys) {
        long keys = positive(call, numkeys, 1, NO_KEYS);
        if (keys >= call.argc() - numkeys - 1) {
            throw CommandError.SYNTAX.raise();
        }
        firstKey = numkeys + 1;
        lastKey = numkeys + (int) keys;
        max = isMax(call, lastKey + 1);
        long most = -1;
        for (int i = lastKey + 2; i < call.argc(); i += 2) {
            if (most != -1 || !call.is(i, "COUNT") || i + 1 == call.argc()) {
                throw CommandError.SYNTAX.raise();
            }
            most = positive(call, i + 1, 1, NO_COUNT);
        }
        count = most == -1 ? 1 : most;
    }

    private static boolean isMax(Call call, int i) {
        if (!call.is(i, "MIN") && !call.is(i, "MAX")) {
            throw CommandError.SYNTAX.raise();
        }
        return call.is(i, "MAX");
    }

    /** Returns an argument that is a number of at least so much; raises the error if not. */
    static long positive(Call call, int i, long least, CommandError error) {
        return call.integer(i, least, Long.MAX_VALUE, error);
    }

    /**
     * Takes members out of the first set that exists, as {@link #popFrom}; returns whether any
     * does.
     */
    boolean popFromFirst(Call call) {
        for (int key = firstKey; key <= lastKey; key++) {
            Entry entry = call.writable(key);
            if (entry.existsAs(ValueType.ZSET)) {
                popFrom(call, key, entry);
                return true;
            }
        }
        return false;
    }

    /** Takes members out of a set that exists, replies key and members, and says so. */
    private void popFrom(Call call, int key, Entry entry) {
        long taken = Math.min(count, entry.zset().size());
        call.reply().arrayHeader(2);
        call.reply().bulk(call.buffer(), call.offset(key), call.length(key));
        call.reply().arrayHeader(Math.toIntExact(taken));
        if (call.hasEffects()) {
            effect(call, key, max, taken);
        }
        pop(call, key, entry, max, taken, true);
    }

    /** Puts ZPOPMIN or ZPOPMAX with a count into the effect stream. */
    private static void effect(Call call, int key, boolean max, long count) {
        RequestWriter writer = call.beginEffect(3);
        writer.argument(max ? ZPOPMAX : ZPOPMIN);
        call.writeTo(writer, key);
        byte[] digits = new byte[Numbers.textLength(count)];
        Numbers.write(count, digits, 0);
        writer.argument(digits);
        call.endEffect(writer);
    }

    /** Puts ZPOPMIN or ZPOPMAX of one member into the effect stream. */
    static void effect(Call call, int key, boolean max) {
        if (call.hasEffects()) {
            RequestWriter writer = call.beginEffect(2);
            writer.argument(max ? ZPOPMAX : ZPOPMIN);
            call.writeTo(writer, key);
            call.endEffect(writer);
        }
    }

    /**
     * Replies members with their scores, removes them and reports that.
     *
     * @param taken how many; all are there
     * @param paired whether each is an array of its own in the reply
     */
    @HotPath
    static void pop(Call call, int key, Entry entry, boolean max, long taken, boolean paired) {
        ZsetValue zset = entry.zset();
        long size = zset.size();
        long first = max ? size - 1 : 0;
        boolean all = taken == size;
        if (all && taken > LongReply.MOST_AT_ONCE) {
            call.reply(entry, new ZpopPieces(first, taken, max, paired));
        } else {
            write(call.reply(), zset, first, taken, max, paired);
        }
        if (!all) {
            zset.removeRange(max ? size - taken : 0, taken);
        }
        call.changed(key, max ? KeyEvent.ZPOPMAX : KeyEvent.ZPOPMIN, taken);
        if (all) {
            call.removeEmpty(key, entry);
        }
    }

    /** Writes members with their scores from a rank on, or backwards. */
    @HotPath
    static void write(
            ReplyWriter reply,
            ZsetValue zset,
            long rank,
            long count,
            boolean reverse,
            boolean paired) {
        zset.seek(rank);
        for (long i = 0; i < count; i++) {
            if (paired) {
                reply.arrayHeader(2);
            }
            Zsets.reply(reply, zset.member());
            reply.doubleValue(zset.score());
            if (reverse) {
                zset.previous();
            } else {
                zset.next();
            }
        }
    }
}
