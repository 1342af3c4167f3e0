package onggi.commands;

import onggi.engine.LongReply;
import onggi.resp.ReplyWriter;
import onggi.types.RecordCell;

/** The fields of a large hash, their values, or both. */
final class HashPieces extends LongReply {

    private final boolean fields;
    private final boolean values;
    private long position;

    HashPieces(boolean fields, boolean values) {
        this.fields = fields;
        this.values = values;
    }

    @Override
    protected long elements(RecordCell value) {
        return value.hash().size();
    }

    @Override
    protected boolean write(RecordCell value, ReplyWriter reply, int most) {
        position =
                value.hash()
                        .scan(
                                position,
                                most,
                                hash -> {
                                    if (fields) {
                                        HashCommands.write(reply, hash.field());
                                    }
                                    if (values) {
                                        HashCommands.write(reply, hash.value());
                                    }
                                });
        return position != 0;
    }
}
