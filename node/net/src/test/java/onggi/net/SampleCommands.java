package onggi.net;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.PUBSUB;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.OW;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.UPDATE;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import onggi.bytes.Memory;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.LongReply;
import onggi.engine.LongWork;
import onggi.engine.TopicKind;
import onggi.resp.ReplyWriter;
import onggi.types.HashValue;
import onggi.types.MemberVisitor;
import onggi.types.RecordCell;
import onggi.types.SetValue;
import onggi.types.ValueType;

/**
 * The least of a store that tests of the network need: this module does not see the real families.
 */
final class SampleCommands {

    private static final CommandFamily SAMPLE = CommandFamily.of(Group.STRING);

    private SampleCommands() {}

    static CommandFamily family() {
        return SAMPLE;
    }

    static final Command GET =
            SAMPLE.command("GET", SampleCommands::get)
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .declare();

    private static void get(Call call) {
        Entry entry = call.readable(1);
        if (entry.exists()) {
            call.reply().bulk(entry.memory(), entry.valueAddress(), entry.valueLength());
        } else {
            call.reply().nullBulk();
        }
    }

    static final Command SET =
            SAMPLE.command("SET", SampleCommands::set)
                    .syntax("key value")
                    .key(1, OW, UPDATE)
                    .flags(WRITE, DENYOOM)
                    .declare();

    private static void set(Call call) {
        Entry entry = call.writable(1);
        entry.setString(call.buffer(), call.offset(2), call.length(2), Entry.NO_EXPIRY);
        call.changed(1, KeyEvent.SET);
        call.reply().ok();
    }

    static final Command SETPX =
            SAMPLE.command("SETPX", SampleCommands::setForMs)
                    .syntax("key value milliseconds")
                    .key(1, OW, UPDATE)
                    .flags(WRITE, DENYOOM)
                    .declare();

    private static void setForMs(Call call) {
        Entry entry = call.writable(1);
        long expiryMs = call.nowMs() + call.integer(3);
        entry.setString(call.buffer(), call.offset(2), call.length(2), expiryMs);
        call.changed(1, KeyEvent.SET);
        call.reply().ok();
    }

    static final Command PARK =
            SAMPLE.command("PARK", SampleCommands::park)
                    .syntax("milliseconds")
                    .flags(READONLY)
                    .declare();

    private static void park(Call call) {
        LockSupport.parkNanos(call.integer(1) * 1_000_000);
        call.reply().ok();
    }

    static final Command REPEAT =
            SAMPLE.command("REPEAT", SampleCommands::repeat)
                    .syntax("count")
                    .flags(READONLY)
                    .declare();

    private static void repeat(Call call) {
        long count = call.integer(1);
        call.reply().arrayHeader((int) Math.min(count, Integer.MAX_VALUE));
        for (long i = 0; i < count && !call.reply().overflowed(); i++) {
            call.reply().bulk("again");
        }
    }

    static final Command MGET =
            SAMPLE.command("MGET", SampleCommands::mget)
                    .syntax("key [key ...]")
                    .keys(1, -1, 1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .declare();

    private static void mget(Call call) {
        call.reply().arrayHeader(call.argc() - 1);
        for (int i = 1; i < call.argc(); i++) {
            Entry entry = call.readable(i);
            call.reply().bulk(entry.memory(), entry.valueAddress(), entry.valueLength());
        }
    }

    static final Command FILL =
            SAMPLE.command("FILL", SampleCommands::fill)
                    .syntax("key from to")
                    .key(1, OW, UPDATE)
                    .flags(WRITE, DENYOOM)
                    .declare();

    /** Makes numbers with many zeros in front members of a set. */
    private static void fill(Call call) {
        Entry entry = call.writable(1);
        for (int i = call.int32(2, CommandError.NOT_INT);
                i < call.int32(3, CommandError.NOT_INT);
                i++) {
            byte[] member = String.format("%0100d", i).getBytes(StandardCharsets.US_ASCII);
            entry.setOrNew().add(member, 0, member.length);
        }
        call.changed(1, KeyEvent.SADD);
        call.reply().ok();
    }

    static final Command FIELDS =
            SAMPLE.command("FIELDS", SampleCommands::fields)
                    .syntax("key due lasting milliseconds")
                    .key(1, OW, UPDATE)
                    .flags(WRITE, DENYOOM)
                    .declare();

    /** Makes a hash of so many fields that expire soon, and so many that do not. */
    private static void fields(Call call) {
        HashValue hash = call.writable(1).hashOrNew();
        int due = call.int32(2, CommandError.NOT_INT);
        int count = due + call.int32(3, CommandError.NOT_INT);
        long momentMs = call.nowMs() + call.integer(4);
        for (int i = 0; i < count; i++) {
            byte[] field = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
            hash.put(field, 0, field.length, field, 0, field.length);
            if (i < due) {
                hash.makeRoomForMoments();
                hash.find(field, 0, field.length);
                hash.expireAt(momentMs);
            }
        }
        call.changed(1, KeyEvent.HSET);
        call.reply().ok();
    }

    static final Command COUNT =
            SAMPLE.command("COUNT", SampleCommands::count)
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .declare();

    private static void count(Call call) {
        call.reply().integer(call.readable(1).hash().size());
    }

    static final Command MEMBERS =
            SAMPLE.command("MEMBERS", SampleCommands::members)
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .declare();

    private static void members(Call call) {
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.SET)) {
            call.reply().arrayHeader(0);
            return;
        }
        call.reply().arrayHeader((int) entry.set().size());
        call.reply(entry, new Members());
    }

    private static final class Members extends LongReply {

        private long position;

        @Override
        protected long elements(RecordCell value) {
            return value.set().size();
        }

        @Override
        protected boolean write(RecordCell value, ReplyWriter reply, int most) {
            position =
                    value.set()
                            .scan(
                                    position,
                                    most,
                                    new MemberVisitor() {
                                        @Override
                                        public void integer(long member) {
                                            reply.bulkLong(member);
                                        }

                                        @Override
                                        public void text(Memory memory, long at, int length) {
                                            reply.bulk(memory, at, length);
                                        }
                                    });
            return position != 0;
        }
    }

    static final Command LABOUR =
            SAMPLE.command("LABOUR", SampleCommands::labour)
                    .syntax("key turns")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .declare();

    /** Works for so many turns, and replies how many members the set at a key has then. */
    private static void labour(Call call) {
        try (Labour labour = LongWork.done(call, Labour.class, () -> new Labour(call))) {
            call.reply().integer(labour.set.size());
        }
    }

    private static final class Labour extends LongWork {

        private final SetValue set;
        private long turnsLeft;

        Labour(Call call) {
            super(call);
            this.turnsLeft = call.integer(2);
            this.set = source(call, 1).set();
        }

        @Override
        protected long elements() {
            return Long.MAX_VALUE;
        }

        @Override
        protected int elementsAtOnce() {
            return Integer.MAX_VALUE;
        }

        @Override
        protected boolean step() {
            turnsLeft--;
            return turnsLeft > 0;
        }
    }

    static final Command DROP =
            SAMPLE.command("DROP", SampleCommands::drop)
                    .syntax("key")
                    .key(1, OW, UPDATE)
                    .flags(WRITE)
                    .wholeValues()
                    .declare();

    private static void drop(Call call) {
        call.writable(1).remove();
        call.changed(1, KeyEvent.DEL);
        call.reply().ok();
    }

    static final Command FAIL =
            SAMPLE.command("FAIL", SampleCommands::fail).flags(READONLY).declare();

    private static void fail(Call call) {
        call.reply().arrayHeader(3);
        throw new IllegalStateException("made to fail");
    }

    static final Command SUBSCRIBE =
            SAMPLE.command("SUBSCRIBE", SampleCommands::subscribe)
                    .syntax("channel")
                    .flags(NOSCRIPT, PUBSUB)
                    .declare();

    private static void subscribe(Call call) {
        call.engine().channels().subscribe(call.session(), TopicKind.CHANNEL, call.bytes(1));
        call.reply().simple("subscribed");
    }

    static final Command PUBLISH =
            SAMPLE.command("PUBLISH", SampleCommands::publish)
                    .syntax("channel message")
                    .flags(PUBSUB, FAST)
                    .declare();

    private static void publish(Call call) {
        call.reply()
                .integer(
                        call.execution()
                                .publisher()
                                .publish(
                                        call.buffer(),
                                        call.offset(1),
                                        call.length(1),
                                        call.buffer(),
                                        call.offset(2),
                                        call.length(2)));
    }
}
