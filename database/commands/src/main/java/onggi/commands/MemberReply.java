package onggi.commands;

import onggi.bytes.Memory;
import onggi.resp.ReplyWriter;
import onggi.types.MemberVisitor;

/** Writes members as bulk strings. */
final class MemberReply implements MemberVisitor {

    private final ReplyWriter reply;

    MemberReply(ReplyWriter reply) {
        this.reply = reply;
    }

    @Override
    public void integer(long value) {
        reply.bulkLong(value);
    }

    @Override
    public void text(Memory memory, long address, int length) {
        reply.bulk(memory, address, length);
    }
}
