package onggi.commands;

import onggi.engine.Call;
import onggi.engine.CommandError;

/** The options of XREAD and XREADGROUP. */
final class StreamReadOptions {

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
                    "ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead.");
    private static final CommandError NOACK_OF_XREAD =
            CommandError.of(
                    "ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead.");
    private static final CommandError NO_GROUP =
            CommandError.of("ERR Missing GROUP option for XREADGROUP");
    private static final CommandError NOT_AN_IDLE_TIME =
            CommandError.of("ERR min-idle-time is not an integer or out of range");
    private static final CommandError UNBALANCED =
            CommandError.of(
                    "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.");

    private final Call call;
    private final boolean ofGroup;
    private long waitMs = NO_WAIT;
    private long claimMs = NO_CLAIM;
    private long count;
    private int groupAt;
    private int keysAt;
    private int streams;
    private boolean needsNoAck;

    private StreamReadOptions(Call call, boolean ofGroup) {
        this.call = call;
        this.ofGroup = ofGroup;
    }

    /** Reads the options of XREADGROUP, or of XREAD. */
    static StreamReadOptions of(Call call, boolean ofGroup) {
        StreamReadOptions options = new StreamReadOptions(call, ofGroup);
        int at = 1;
        while (at < call.argc() && options.keysAt == 0) {
            at = options.option(at);
        }
        if (options.keysAt == 0) {
            throw CommandError.SYNTAX.raise();
        }
        if (ofGroup && options.groupAt == 0) {
            throw NO_GROUP.raise();
        }
        return options;
    }

    private int option(int at) {
        int more = call.argc() - at - 1;
        if (more > 0 && call.is(at, "BLOCK")) {
            waitMs = timeout(at + 1);
            return at + 2;
        }
        if (more > 0 && call.is(at, "COUNT")) {
            count = Math.max(0, call.integer(at + 1));
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

    /** Returns how many entries of a stream to return at most, 0 for all. */
    long count() {
        return count;
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
