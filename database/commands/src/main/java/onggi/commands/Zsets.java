package onggi.commands;

import onggi.bytes.Doubles;
import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Entry;
import onggi.engine.KeyEvent;
import onggi.engine.LongReply;
import onggi.resp.ReplyWriter;
import onggi.types.ElementText;
import onggi.types.ZsetValue;

/** What the commands on sorted sets share. */
final class Zsets {

    private Zsets() {}

    /** Returns the score that an argument is; raises NOT_FLOAT when it is none. */
    @HotPath
    static double score(Call call, int i) {
        return number(call, i, CommandError.NOT_FLOAT);
    }

    /** Returns the number that an argument is; raises the error when it is none. */
    @HotPath
    static double number(Call call, int i, CommandError error) {
        double number = Doubles.parse(call.buffer(), call.offset(i), call.length(i));
        if (Double.isNaN(number)) {
            throw error.raise();
        }
        return number;
    }

    /** Replies a member. */
    @HotPath
    static void reply(ReplyWriter reply, ElementText member) {
        if (member.isInteger()) {
            reply.bulkLong(member.number());
        } else {
            reply.bulk(member.memory(), member.address(), member.length());
        }
    }

    /** Begins a list of members, or of members with scores: pairs in RESP3, flat in RESP2. */
    @HotPath
    static void begin(ReplyWriter reply, long count, boolean withScores) {
        boolean flat = withScores && reply.protocol() == 2;
        reply.arrayHeader(Math.toIntExact(flat ? 2 * count : count));
    }

    /** Replies the chosen member in a list that was begun so. */
    @HotPath
    static void reply(ReplyWriter reply, ZsetValue zset, boolean withScores) {
        if (withScores && reply.protocol() == 3) {
            reply.arrayHeader(2);
        }
        reply(reply, zset.member());
        if (withScores) {
            reply.doubleValue(zset.score());
        }
    }

    /**
     * Replies members from a rank on.
     *
     * @param count how many; all are there
     */
    @HotPath
    static void reply(
            Call call, Entry entry, long rank, long count, boolean reverse, boolean withScores) {
        begin(call.reply(), count, withScores);
        if (count > LongReply.MOST_AT_ONCE) {
            call.reply(entry, new ZsetPieces(rank, count, reverse, withScores));
        } else {
            write(call.reply(), entry.zset(), rank, count, reverse, withScores);
        }
    }

    /** Writes members from a rank on, in a list that was begun so. */
    @HotPath
    static void write(
            ReplyWriter reply,
            ZsetValue zset,
            long rank,
            long count,
            boolean reverse,
            boolean withScores) {
        zset.seek(rank);
        for (long i = 0; i < count; i++) {
            reply(reply, zset, withScores);
            if (reverse) {
                zset.previous();
            } else {
                zset.next();
            }
        }
    }

    /** Reports that members were removed; a set without any goes. */
    @HotPath
    static void removed(Call call, int key, Entry entry, KeyEvent event, long count) {
        call.changed(key, event, count);
        if (count > 0 && entry.zset().size() == 0) {
            call.removeEmpty(key, entry);
        }
    }
}
