package onggi.commands;

import onggi.engine.LongReply;
import onggi.resp.ReplyWriter;
import onggi.types.RecordCell;

/** The members of a large set. */
final class SetPieces extends LongReply {

    private long position;

    @Override
    protected long elements(RecordCell value) {
        return value.set().size();
    }

    @Override
    protected boolean write(RecordCell value, ReplyWriter reply, int most) {
        position = value.set().scan(position, most, new MemberReply(reply));
        return position != 0;
    }
}
