package onggi.commands;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Entry;
import onggi.engine.KeyEvent;
import onggi.engine.LongReply;
import onggi.resp.ReplyWriter;
import onggi.types.ListValue;

/** What the commands on lists share. */
final class Lists {

    private Lists() {}

    /** Returns whether an argument says LEFT; RIGHT is the only other word. */
    static boolean isLeft(Call call, int i) {
        if (call.is(i, "LEFT")) {
            return true;
        }
        if (call.is(i, "RIGHT")) {
            return false;
        }
        throw CommandError.SYNTAX.raise();
    }

    /** Replies the element at the list's place. */
    @HotPath
    static void reply(ReplyWriter reply, ListValue list) {
        if (list.isInteger()) {
            reply.bulkLong(list.integer());
        } else {
            reply.bulk(list.memory(), list.address(), list.stringLength());
        }
    }

    /** Replies so many elements from an end on, in the order in which they would be popped. */
    static void replyFrom(ReplyWriter reply, ListValue list, boolean left, long count) {
        reply.arrayHeader(Math.toIntExact(count));
        boolean there = left ? list.first() : list.last();
        for (long i = 0; i < count && there; i++) {
            reply(reply, list);
            there = left ? list.next() : list.previous();
        }
    }

    /** Replies the first or last element and removes it. */
    @HotPath
    static void pop(Call call, int key, Entry entry, boolean left) {
        ListValue list = entry.list();
        boolean there = left ? list.first() : list.last();
        assert there : "a list without elements";
        reply(call.reply(), list);
        list.removeForward();
        removed(call, key, entry, left ? KeyEvent.LPOP : KeyEvent.RPOP, 1);
    }

    /** Replies so many elements from an end on and removes them; the list has them. */
    static void pop(Call call, int key, Entry entry, boolean left, long count) {
        ListValue list = entry.list();
        long size = list.size();
        KeyEvent event = left ? KeyEvent.LPOP : KeyEvent.RPOP;
        if (count == size && count > LongReply.MOST_AT_ONCE) {
            call.reply().arrayHeader(Math.toIntExact(count));
            call.reply(entry, new ListPieces(left ? 0 : size - 1, count, !left));
        } else {
            replyFrom(call.reply(), list, left, count);
        }
        if (count == size) {
            call.changed(key, event, count);
            call.removeEmpty(key, entry);
            return;
        }
        list.removeRange(left ? 0 : size - count, count);
        list.settle();
        call.changed(key, event, count);
    }

    /** Reports that elements were removed; a list without any goes. */
    @HotPath
    static void removed(Call call, int key, Entry entry, KeyEvent event, long count) {
        call.changed(key, event, count);
        ListValue list = entry.list();
        if (list.isEmpty()) {
            call.removeEmpty(key, entry);
        } else {
            list.settle();
        }
    }
}
