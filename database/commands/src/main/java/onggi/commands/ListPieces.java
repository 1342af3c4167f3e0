package onggi.commands;

import onggi.engine.LongReply;
import onggi.resp.ReplyWriter;
import onggi.types.ListValue;
import onggi.types.RecordCell;

/** Many elements of a list, from an index on, or backwards. */
final class ListPieces extends LongReply {

    private final long first;
    private final boolean reverse;
    private long left;
    private boolean begun;
    private long node;
    private int offset;

    ListPieces(long first, long count, boolean reverse) {
        this.first = first;
        this.reverse = reverse;
        this.left = count;
    }

    @Override
    protected long elements(RecordCell value) {
        return left;
    }

    @Override
    protected boolean write(RecordCell value, ReplyWriter reply, int most) {
        ListValue list = value.list();
        if (begun) {
            list.resume(node, offset);
        } else {
            begun = list.seek(first);
        }
        boolean there = begun;
        for (int i = 0; there && left > 0 && i < most; i++) {
            Lists.reply(reply, list);
            left--;
            there = reverse ? list.previous() : list.next();
        }
        node = list.node();
        offset = list.offset();
        return there && left > 0;
    }
}
