package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.INSERT;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.types.ListValue;
import onggi.types.ValueType;

/** Commands on the elements of one list. Ranges and searches: {@link ListRangeCommands}. */
public final class ListCommands {

    private static final CommandFamily LIST = CommandFamily.of(Group.LIST);

    private static final CommandError INDEX_OUT_OF_RANGE =
            CommandError.of("ERR index out of range");

    private ListCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return LIST;
    }

    static final Command LPUSH =
            LIST.command("LPUSH", ListCommands::lpush)
                    .syntax("key element [element ...]")
                    .key(1, RW, INSERT)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("1.0.0")
                    .changed("2.4.0", "Several elements can be given.")
                    .summary("Puts elements at the head of a list, which is created when absent.")
                    .complexity("O(1) an element.")
                    .declare();

    @HotPath
    private static void lpush(Call call) {
        push(call, call.writable(1), true);
    }

    static final Command RPUSH =
            LIST.command("RPUSH", ListCommands::rpush)
                    .syntax("key element [element ...]")
                    .key(1, RW, INSERT)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("1.0.0")
                    .changed("2.4.0", "Several elements can be given.")
                    .summary("Puts elements at the tail of a list, which is created when absent.")
                    .complexity("O(1) an element.")
                    .declare();

    @HotPath
    private static void rpush(Call call) {
        push(call, call.writable(1), false);
    }

    static final Command LPUSHX =
            LIST.command("LPUSHX", ListCommands::lpushx)
                    .syntax("key element [element ...]")
                    .key(1, RW, INSERT)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("2.2.0")
                    .changed("4.0.0", "Several elements can be given.")
                    .summary("Puts elements at the head of a list that exists.")
                    .complexity("O(1) an element.")
                    .declare();

    private static void lpushx(Call call) {
        pushIfExists(call, true);
    }

    static final Command RPUSHX =
            LIST.command("RPUSHX", ListCommands::rpushx)
                    .syntax("key element [element ...]")
                    .key(1, RW, INSERT)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("2.2.0")
                    .changed("4.0.0", "Several elements can be given.")
                    .summary("Puts elements at the tail of a list that exists.")
                    .complexity("O(1) an element.")
                    .declare();

    private static void rpushx(Call call) {
        pushIfExists(call, false);
    }

    private static void pushIfExists(Call call, boolean left) {
        Entry entry = call.writable(1);
        if (entry.existsAs(ValueType.LIST)) {
            push(call, entry, left);
        } else {
            call.reply().integer(0);
        }
    }

    @HotPath
    private static void push(Call call, Entry entry, boolean left) {
        ListValue list = entry.listOrNew();
        int argc = call.argc();
        long bytes = 0;
        for (int i = 2; i < argc; i++) {
            bytes += call.length(i);
        }
        list.prepareFor(bytes, argc - 2);
        for (int i = 2; i < argc; i++) {
            if (left) {
                list.pushFirst(call.buffer(), call.offset(i), call.length(i));
            } else {
                list.pushLast(call.buffer(), call.offset(i), call.length(i));
            }
        }
        call.changed(1, left ? KeyEvent.LPUSH : KeyEvent.RPUSH, argc - 2);
        call.reply().integer(list.size());
    }

    static final Command LPOP =
            LIST.command("LPOP", ListCommands::lpop)
                    .syntax("key [count]")
                    .key(1, RW, ACCESS, DELETE)
                    .flags(WRITE, FAST)
                    .since("1.0.0")
                    .changed("6.2.0", "Several elements can be taken.")
                    .summary("Removes the first elements of a list and returns them.")
                    .complexity("O(N) for N elements.")
                    .declare();

    @HotPath
    private static void lpop(Call call) {
        pop(call, true);
    }

    static final Command RPOP =
            LIST.command("RPOP", ListCommands::rpop)
                    .syntax("key [count]")
                    .key(1, RW, ACCESS, DELETE)
                    .flags(WRITE, FAST)
                    .since("1.0.0")
                    .changed("6.2.0", "Several elements can be taken.")
                    .summary("Removes the last elements of a list and returns them.")
                    .complexity("O(N) for N elements.")
                    .declare();

    @HotPath
    private static void rpop(Call call) {
        pop(call, false);
    }

    @HotPath
    private static void pop(Call call, boolean left) {
        if (call.argc() > 2) {
            popSeveral(call, left);
            return;
        }
        Entry entry = call.writable(1);
        if (entry.existsAs(ValueType.LIST)) {
            Lists.pop(call, 1, entry, left);
        } else {
            call.reply().nullBulk();
        }
    }

    private static void popSeveral(Call call, boolean left) {
        if (call.argc() > 3) {
            throw CommandError.wrongArity(call.command()).raise();
        }
        long most = call.integer(2, 0, Long.MAX_VALUE, CommandError.NOT_POSITIVE);
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.LIST)) {
            call.reply().nullArray();
        } else if (most == 0) {
            call.reply().arrayHeader(0);
        } else {
            Lists.pop(call, 1, entry, left, Math.min(most, entry.list().size()));
        }
    }

    static final Command LLEN =
            LIST.command("LLEN", ListCommands::llen)
                    .syntax("key")
                    .key(1, RO)
                    .flags(READONLY, FAST)
                    .since("1.0.0")
                    .summary("Returns how many elements a list has.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void llen(Call call) {
        Entry entry = call.readable(1);
        call.reply().integer(entry.existsAs(ValueType.LIST) ? entry.list().size() : 0);
    }

    static final Command LINDEX =
            LIST.command("LINDEX", ListCommands::lindex)
                    .syntax("key index")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("1.0.0")
                    .summary("Returns the element at an index, which may count from the end.")
                    .complexity("O(1) near the ends, O(N) for N nodes to the element.")
                    .declare();

    private static void lindex(Call call) {
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.LIST)) {
            call.reply().nullBulk();
            return;
        }
        ListValue list = entry.list();
        if (list.seek(index(call, list))) {
            Lists.reply(call.reply(), list);
        } else {
            call.reply().nullBulk();
        }
    }

    /** The index in argument 2, from the head on; out of range if it names no element. */
    private static long index(Call call, ListValue list) {
        long index = call.integer(2);
        return index < 0 ? index + list.size() : index;
    }

    static final Command LSET =
            LIST.command("LSET", ListCommands::lset)
                    .syntax("key index element")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, DENYOOM)
                    .since("1.0.0")
                    .summary("Replaces the element at an index.")
                    .complexity("O(1) near the ends, O(N) for N nodes to the element.")
                    .declare();

    private static void lset(Call call) {
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.LIST)) {
            throw CommandError.NO_SUCH_KEY.raise();
        }
        ListValue list = entry.list();
        long index = index(call, list);
        list.prepareFor(call.length(3), 1);
        if (!list.seek(index)) {
            throw INDEX_OUT_OF_RANGE.raise();
        }
        list.replace(call.buffer(), call.offset(3), call.length(3));
        list.settle();
        call.changed(1, KeyEvent.LSET);
        call.reply().ok();
    }

    static final Command LINSERT =
            LIST.command("LINSERT", ListCommands::linsert)
                    .syntax("key <BEFORE | AFTER> pivot element")
                    .key(1, RW, INSERT)
                    .flags(WRITE, DENYOOM)
                    .since("2.2.0")
                    .summary("Puts an element before or behind the first one with some text.")
                    .complexity("O(N) for N elements up to it.")
                    .declare();

    private static void linsert(Call call) {
        boolean after = call.is(2, "AFTER");
        if (!after && !call.is(2, "BEFORE")) {
            throw CommandError.SYNTAX.raise();
        }
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.LIST)) {
            call.reply().integer(0);
            return;
        }
        ListValue list = entry.list();
        list.prepareFor(call.length(4), 1);
        list.search(call.buffer(), call.offset(3), call.length(3));
        boolean there = list.first();
        while (there && !list.matches()) {
            there = list.next();
        }
        if (!there) {
            call.reply().integer(-1);
            return;
        }
        if (after) {
            list.insertAfter(call.buffer(), call.offset(4), call.length(4));
        } else {
            list.insertBefore(call.buffer(), call.offset(4), call.length(4));
        }
        call.changed(1, KeyEvent.LINSERT);
        call.reply().integer(list.size());
    }
}
