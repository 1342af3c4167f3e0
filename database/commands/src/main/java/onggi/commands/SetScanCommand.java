package onggi.commands;

import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.resp.ReplyWriter;
import onggi.types.MemberText;
import onggi.types.Table;
import onggi.types.ValueType;

/** SSCAN: the members of a set, some at a time. */
public final class SetScanCommand {

    private static final CommandFamily SET_SCAN = CommandFamily.of(Group.SET);

    private static final long POSITIONS = (1L << Table.POSITION_BITS) - 1;

    private SetScanCommand() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return SET_SCAN;
    }

    static final Command SSCAN =
            SET_SCAN.command("SSCAN", SetScanCommand::sscan)
                    .syntax("key cursor [MATCH pattern] [COUNT count]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output")
                    .since("2.8.0")
                    .summary("Lists some members of a set, and where to go on.")
                    .complexity("O(1) a call, O(N) for all N members.")
                    .declare();

    private static void sscan(Call call) {
        long cursor = ScanCommands.cursor(call, 2);
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.SET)) {
            write(call.reply(), 0, new TextList());
            return;
        }
        ScanOptions options = ScanOptions.parse(call, 3, ValueType.SET);

        Passing passing = new Passing(options);
        long next = entry.set().scan(cursor & POSITIONS, options.count(), passing);
        write(call.reply(), next, passing.members);
    }

    private static void write(ReplyWriter reply, long cursor, TextList members) {
        reply.arrayHeader(2);
        reply.bulkLong(cursor);
        members.writeTo(reply);
    }

    /** Keeps the members that are wanted. */
    private static final class Passing extends MemberText {

        private final ScanOptions options;
        private final TextList members = new TextList();

        Passing(ScanOptions options) {
            this.options = options;
        }

        @Override
        public void member(byte[] text, int length) {
            if (options.passes(text, length)) {
                members.add(text, length);
            }
        }
    }
}
