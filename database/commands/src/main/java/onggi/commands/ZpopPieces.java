package onggi.commands;

import onggi.engine.LongReply;
import onggi.resp.ReplyWriter;
import onggi.types.RecordCell;

/** All members of a large sorted set that is taken as a whole, with their scores. */
final class ZpopPieces extends LongReply {

    private long rank;
    private long left;
    private final boolean max;
    private final boolean paired;

    ZpopPieces(long rank, long count, boolean max, boolean paired) {
        this.rank = rank;
        this.left = count;
        this.max = max;
        this.paired = paired;
    }

    @Override
    protected long elements(RecordCell value) {
        return left;
    }

    @Override
    protected boolean write(RecordCell value, ReplyWriter reply, int most) {
        long count = Math.min(left, most);
        Zpop.write(reply, value.zset(), rank, count, max, paired);
        rank += max ? -count : count;
        left -= count;
        return left > 0;
    }
}
