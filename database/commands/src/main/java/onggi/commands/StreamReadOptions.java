package onggi.commands;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.LongReply;
import onggi.engine.LongWork;
import onggi.engine.PerCall;

/** The options of XREAD and XREADGROUP, and how much of what they allow has been used. */
final class StreamReadOptions {

    private static final PerCall<StreamReadOptions> OPTIONS = PerCall.of(StreamReadOptions::new);

    /** The time to wait when no BLOCK was given. */
    static final long NO_WAIT = -1;

    /** The time since delivery when no CLAIM was given. */
    static final long NO_CLAIM = -1;

    private static final CommandError NOT_A_TIMEOUT =
            CommandError.of("ERR timeout is not an integer or out of range");
    private static final CommandError NEGATIVE_TIMEOUT = CommandError.of("ERR timeout is negative");
    private static final CommandError LONG_TIMEOUT = CommandError.of("ERR timeout is out of range");
    private static final CommandError GROUP_OF_XREAD =
            CommandError.of(
                    "ERR The GROUP option is only supported by XREADGROUP. You called XREAD"
                            + " instead.");
    private static final CommandError NOACK_OF_XREAD =
            CommandError.of(
                    "ERR The NOACK option is only supported by XREADGROUP. You called XREAD"
                            + " instead.");
    private static final CommandError NO_GROUP =
            CommandError.of("ERR Missing GROUP option for XREADGROUP");
    private static final CommandError NOT_AN_IDLE_TIME =
            CommandError.of("ERR min-idle-time is not an integer or out of range");
    private static final CommandError UNBALANCED =
            CommandError.of(
                    "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be"
                            + " specified.");

    private static final CommandError BAD_MAXCOUNT =
            CommandError.of("ERR MAXCOUNT must be a positive integer");
    private static final CommandError BAD_MAXSIZE =
            CommandError.of("ERR MAXSIZE must be a positive integer");
    private static final CommandError LESS_IN_ALL =
            CommandError.of("ERR MAXCOUNT must be greater than or equal to COUNT");

    private static final long NO_LIMIT = Long.MAX_VALUE;

    private Call call;
    private boolean ofGroup;
    private long waitMs;
    private long claimMs;
    private long count;
    private long maxCount;
    private long maxSize;
    private long written;
    private int replyStart;
    private int groupAt;
    private int keysAt;
    private int streams;
    private boolean needsNoAck;

    @SuppressWarnings("NullAway.Init") // by reset
    private StreamReadOptions() {}

    /** Reads the options of XREADGROUP, or of XREAD. They are those of the call's next reading. */
    static StreamReadOptions of(Call call, boolean ofGroup) {
        StreamReadOptions options = OPTIONS.of(call);
        options.reset(call, ofGroup);
        options.parse();
        return options;
    }

    private void reset(Call call, boolean ofGroup) {
        this.call = call;
        this.ofGroup = ofGroup;
        waitMs = NO_WAIT;
        claimMs = NO_CLAIM;
        count = 0;
        maxCount = NO_LIMIT;
        maxSize = NO_LIMIT;
        written = 0;
        replyStart = call.reply().position();
        groupAt = 0;
        keysAt = 0;
        streams = 0;
        needsNoAck = false;
    }

    private void parse() {
        int at = 1;
        while (at < call.argc() && keysAt == 0) {
            at = option(at);
        }
        if (keysAt == 0) {
            throw CommandError.SYNTAX.raise();
        }
        if (ofGroup && groupAt == 0) {
            throw NO_GROUP.raise();
        }
        if (maxCount < count) {
            throw LESS_IN_ALL.raise();
        }
    }

    private int option(int at) {
        int more = call.argc() - at - 1;
        if (more > 0 && call.is(at, "BLOCK")) {
            if (call.execution().scripts().isOf(call)) {
                throw CommandError.of(
                                "ERR "
                                        + call.text(0)
                                        + " command is not allowed with BLOCK option from scripts")
                        .raise();
            }
            waitMs = timeout(at + 1);
            return at + 2;
        }
        if (more > 0 && call.is(at, "COUNT")) {
            count = Math.max(0, call.integer(at + 1));
            return at + 2;
        }
        if (more > 0 && call.is(at, "MAXCOUNT")) {
            maxCount = call.integer(at + 1, 1, NO_LIMIT, BAD_MAXCOUNT);
            return at + 2;
        }
        if (more > 0 && call.is(at, "MAXSIZE")) {
            maxSize = call.integer(at + 1, 1, NO_LIMIT, BAD_MAXSIZE);
            return at + 2;
        }
        if (more > 0 && call.is(at, "STREAMS")) {
            return streams(at + 1);
        }
        if (more > 1 && call.is(at, "GROUP")) {
            if (!ofGroup) {
                throw GROUP_OF_XREAD.raise();
            }
            groupAt = at + 1;
            return at + 3;
        }
        if (call.is(at, "NOACK")) {
            if (!ofGroup) {
                throw NOACK_OF_XREAD.raise();
            }
            needsNoAck = true;
            return at + 1;
        }
        if (ofGroup && more > 0 && call.is(at, "CLAIM")) {
            claimMs = Math.max(0, call.integer(at + 1, NOT_AN_IDLE_TIME));
            return at + 2;
        }
        throw CommandError.SYNTAX.raise();
    }

    private long timeout(int at) {
        long timeoutMs = call.integer(at, NOT_A_TIMEOUT);
        if (timeoutMs < 0) {
            throw NEGATIVE_TIMEOUT.raise();
        }
        if (timeoutMs > Long.MAX_VALUE - call.nowMs()) {
            throw LONG_TIMEOUT.raise();
        }
        return timeoutMs;
    }

    private int streams(int at) {
        int rest = call.argc() - at;
        if ((rest & 1) != 0) {
            throw UNBALANCED.raise();
        }
        keysAt = at;
        streams = rest / 2;
        return call.argc();
    }

    /** Returns how long to wait in milliseconds, 0 without end, or {@link #NO_WAIT}. */
    long waitMs() {
        return waitMs;
    }

    /** Returns after which time pending entries are to be claimed, or {@link #NO_CLAIM}. */
    long claimMs() {
        return claimMs;
    }

    /**
     * Returns whether one more entry may be written: COUNT is about each stream, MAXCOUNT and
     * MAXSIZE are about the whole reply, which may be larger by its last entry.
     *
     * @param ofStream how many were written of the present stream
     */
    @HotPath
    boolean wants(int ofStream) {
        return (count == 0 || ofStream < count)
                && written < maxCount
                && (written == 0 || call.reply().position() - replyStart < maxSize);
    }

    /** Returns how many entries of a stream are wanted at most, whatever their size. */
    long mostOfStream() {
        return count == 0 ? Long.MAX_VALUE : count;
    }

    /** Returns whether the reply is that of one stream and has no limit as a whole. */
    boolean isOfOneStream() {
        return streams() == 1 && maxCount == NO_LIMIT && maxSize == NO_LIMIT;
    }

    /** Returns how many entries of all streams are wanted at most, whatever their size. */
    long mostInAll() {
        return maxCount;
    }

    /** Returns whether so much was written that it is better done in several turns, and can be. */
    @HotPath
    boolean isMuch() {
        return written > LongReply.MOST_AT_ONCE
                && maxSize == NO_LIMIT
                && LongWork.mayTakeTurns(call);
    }

    /** Notes that an entry was written. */
    @HotPath
    void wrote() {
        written++;
    }

    /** Returns where the name of the group stands; that of the consumer is next. */
    int groupAt() {
        return groupAt;
    }

    /** Returns how many streams there are. */
    int streams() {
        return streams;
    }

    /** Returns where the key of the i-th stream stands. */
    int keyAt(int i) {
        return keysAt + i;
    }

    /** Returns where the id of the i-th stream stands. */
    int idAt(int i) {
        return keysAt + streams + i;
    }

    /** Returns whether entries are not to become pending. */
    boolean needsNoAck() {
        return needsNoAck;
    }
}
