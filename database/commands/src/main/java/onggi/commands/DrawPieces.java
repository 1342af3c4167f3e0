package onggi.commands;

import onggi.engine.LongReply;
import onggi.resp.ReplyWriter;
import onggi.types.RecordCell;

/** Many elements drawn by chance, each from all there are. */
final class DrawPieces extends LongReply {

    /** Writes one element chosen uniformly. */
    @FunctionalInterface
    interface Draw {
        void write(RecordCell value, ReplyWriter reply);
    }

    private final Draw draw;
    private long left;

    DrawPieces(long count, Draw draw) {
        this.left = count;
        this.draw = draw;
    }

    @Override
    protected long elements(RecordCell value) {
        return left;
    }

    @Override
    protected boolean write(RecordCell value, ReplyWriter reply, int most) {
        for (int i = 0; i < most && left > 0; i++) {
            draw.write(value, reply);
            left--;
        }
        return left > 0;
    }
}
