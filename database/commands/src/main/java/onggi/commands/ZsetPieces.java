package onggi.commands;

import onggi.engine.LongReply;
import onggi.resp.ReplyWriter;
import onggi.types.RecordCell;
import onggi.types.ZsetValue;

/** Many members of a sorted set, from a rank on. */
final class ZsetPieces extends LongReply {

    private long rank;
    private long left;
    private final boolean reverse;
    private final boolean withScores;

    ZsetPieces(long rank, long count, boolean reverse, boolean withScores) {
        this.rank = rank;
        this.left = count;
        this.reverse = reverse;
        this.withScores = withScores;
    }

    @Override
    protected long elements(RecordCell value) {
        return left;
    }

    @Override
    protected boolean write(RecordCell value, ReplyWriter reply, int most) {
        ZsetValue zset = value.zset();
        long count = Math.min(left, most);
        Zsets.write(reply, zset, rank, count, reverse, withScores);
        rank += reverse ? -count : count;
        left -= count;
        return left > 0;
    }
}
