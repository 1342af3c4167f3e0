package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.bytes.Bytes;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.types.StreamProducers;
import onggi.types.StreamValue;
import onggi.types.ValueType;

/** What producers of a stream sent already and send again: XADD with IDMP, and its settings. */
public final class StreamProducerCommands {

    private static final CommandFamily PRODUCERS = CommandFamily.of(Group.STREAM);

    private static final CommandError BAD_DURATION =
            CommandError.of("ERR IDMP-DURATION must be between 1 and 86400 seconds");
    private static final CommandError BAD_SIZE =
            CommandError.of("ERR IDMP-MAXSIZE must be between 1 and 10000 entries");
    private static final CommandError EMPTY_NAME =
            CommandError.of("ERR producer-id and idempotent-id must not be empty");
    private static final CommandError NO_ENTRY =
            CommandError.of("ERR The specified stream ID does not exist");
    private static final CommandError OTHER_ENTRY =
            CommandError.of("ERR The idempotent-id already belongs to another entry");

    private static final int MAX_DURATION_S = 86_400;
    private static final int MAX_SIZE = 10_000;

    private StreamProducerCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return PRODUCERS;
    }

    /** Runs XADD with IDMP or IDMPAUTO. */
    static void add(Call call, StreamTrimOptions options, Entry entry, boolean exists) {
        int idAt = options.idAt();
        int producerAt = options.producerAt();
        Bytes producer = call.bytes(producerAt + 1);
        var draft = StreamAddCommands.fill(call, entry.stream(), idAt + 1);
        boolean isNamed = options.producerArguments() == 3;
        Bytes message = isNamed ? call.bytes(producerAt + 2) : draft.fingerprint();
        if (exists && entry.stream().producers().find(producer, message, call.nowMs())) {
            StreamProducers producers = entry.stream().producers();
            producers.countDuplicate();
            StreamReplies.id(
                    call.reply(), entry.stream(), producers.entryMs(), producers.entrySeq());
            return;
        }
        long ms = StreamAddCommands.nextMs(call, entry, exists, idAt);
        long seq = StreamAddCommands.nextSeq(call, entry, exists, idAt);
        StreamAddCommands.checkId(entry, exists, ms, seq);

        StreamValue stream = entry.streamOrNew();
        stream.append(ms, seq);
        stream.producers().record(producer, message, ms, seq, call.nowMs());

        StreamReplies.id(call.reply(), stream, ms, seq);
        call.changed(1, KeyEvent.XADD);
        StreamAddCommands.settle(call, entry, stream, options, idAt);
        StreamEffects.produced(call, producer, message, ms, seq);
    }

    static final Command XCFGSET =
            PRODUCERS
                    .command("XCFGSET", StreamProducerCommands::xcfgset)
                    .syntax("key [IDMP-DURATION seconds] [IDMP-MAXSIZE size]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, FAST)
                    .since("8.6.0")
                    .summary("Sets how long and how many messages of producers a stream knows.")
                    .complexity("O(N) for N messages that are forgotten.")
                    .declare();

    private static void xcfgset(Call call) {
        long duration = 0;
        long size = 0;
        if (call.argc() < 4) {
            throw CommandError.SYNTAX.raise();
        }
        for (int i = 2; i < call.argc(); i += 2) {
            boolean more = i + 1 < call.argc();
            if (more && call.is(i, "IDMP-DURATION")) {
                duration = call.integer(i + 1, 1, MAX_DURATION_S, BAD_DURATION);
            } else if (more && call.is(i, "IDMP-MAXSIZE")) {
                size = call.integer(i + 1, 1, MAX_SIZE, BAD_SIZE);
            } else {
                throw CommandError.SYNTAX.raise();
            }
        }
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.STREAM)) {
            throw CommandError.NO_SUCH_KEY.raise();
        }
        StreamProducers producers = entry.stream().producers();

        producers.configure(
                duration == 0 ? producers.durationS() : (int) duration,
                size == 0 ? producers.most() : (int) size);

        call.changedKeys(1);
        call.reply().ok();
    }

    static final Command XIDMPRECORD =
            PRODUCERS
                    .command("XIDMPRECORD", StreamProducerCommands::xidmprecord)
                    .syntax("key producer-id idempotent-id stream-id")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("8.6.2")
                    .summary("Takes down which entry a message of a producer became.")
                    .complexity("O(log N) for N messages.")
                    .declare();

    private static void xidmprecord(Call call) {
        if (call.length(2) == 0 || call.length(3) == 0) {
            throw EMPTY_NAME.raise();
        }
        StreamId.check(call, 4);
        long ms = StreamId.ms(call, 4);
        long seq = StreamId.seq(call, 4, 0);
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.STREAM)) {
            throw CommandError.NO_SUCH_KEY.raise();
        }
        if (!entry.stream().contains(ms, seq)) {
            throw NO_ENTRY.raise();
        }
        StreamProducers producers = entry.stream().producers();
        Bytes producer = call.bytes(2);
        Bytes message = call.bytes(3);
        if (producers.find(producer, message, call.nowMs())) {
            if (producers.entryMs() != ms || producers.entrySeq() != seq) {
                throw OTHER_ENTRY.raise();
            }
        } else {
            producers.record(producer, message, ms, seq, call.nowMs());
            call.changedKeys(1);
        }
        call.reply().ok();
    }
}
