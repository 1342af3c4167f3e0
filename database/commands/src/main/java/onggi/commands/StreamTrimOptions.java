package onggi.commands;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.PerCall;
import onggi.types.CollectionLimits;
import onggi.types.StreamDeletion;
import onggi.types.StreamTrim;

/** The options of XADD and XTRIM. */
final class StreamTrimOptions {

    private static final CommandError BOTH =
            CommandError.of(
                    "ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
    private static final CommandError NEGATIVE_LENGTH =
            CommandError.of("ERR The MAXLEN argument must be >= 0.");
    private static final CommandError NEGATIVE_LIMIT =
            CommandError.of("ERR The LIMIT argument must be >= 0.");
    private static final CommandError LIMIT_ALONE =
            CommandError.of(
                    "ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
    private static final CommandError NOTHING_TO_DO =
            CommandError.of("ERR syntax error, XTRIM must be called with a trimming strategy");
    private static final CommandError EXACT_LIMIT =
            CommandError.of("ERR syntax error, LIMIT cannot be used without the special ~ option");
    private static final CommandError NO_NAME =
            CommandError.of("ERR syntax error, IDMP and IDMPAUTO need names that are not empty");

    private static final long NODES_AT_ONCE = 100;
    private static final long MOST_AT_ONCE = 1_000_000;
    private static final long DEFAULT_AT_ONCE = 10_000;
    private static final long NO_LIMIT = -1;

    private static final PerCall<StreamTrimOptions> OPTIONS = PerCall.of(StreamTrimOptions::new);

    private final StreamTrim trim = new StreamTrim();
    private boolean createsNoStream;
    private int thresholdAt;
    private int idAt;
    private int producerAt;
    private int producerArguments;
    private long limit;

    private StreamTrimOptions() {}

    @HotPath
    private static StreamTrimOptions begin(Call call) {
        StreamTrimOptions options = OPTIONS.of(call);
        options.trim.reset();
        options.createsNoStream = false;
        options.thresholdAt = 0;
        options.idAt = 0;
        options.producerAt = 0;
        options.producerArguments = 0;
        options.limit = NO_LIMIT;
        return options;
    }

    /** Reads the options of XADD, up to its id. */
    static StreamTrimOptions ofAdd(Call call) {
        StreamTrimOptions options = begin(call);
        int at = 2;
        while (at < call.argc() && !call.is(at, "*")) {
            int next = options.option(call, at, true);
            if (next == at) {
                StreamId.checkOrOpen(call, at);
                break;
            }
            at = next;
        }
        options.idAt = at;
        options.finish(call);
        return options;
    }

    /** Reads the options of XTRIM. */
    static StreamTrimOptions ofTrim(Call call) {
        StreamTrimOptions options = begin(call);
        int at = 2;
        while (at < call.argc()) {
            int next = options.option(call, at, false);
            if (next == at) {
                throw CommandError.SYNTAX.raise();
            }
            at = next;
        }
        options.finish(call);
        if (!options.isGiven()) {
            throw NOTHING_TO_DO.raise();
        }
        return options;
    }

    /** Reads an option; returns where the next one stands, or where this one does if it is none. */
    private int option(Call call, int at, boolean adds) {
        boolean more = at + 1 < call.argc();
        if (more && call.is(at, "MAXLEN")) {
            return maxlen(call, threshold(call, at));
        }
        if (more && call.is(at, "MINID")) {
            return minid(call, threshold(call, at));
        }
        if (more && call.is(at, "LIMIT")) {
            limit = call.integer(at + 1);
            if (limit < 0) {
                throw NEGATIVE_LIMIT.raise();
            }
            return at + 2;
        }
        if (adds && call.is(at, "NOMKSTREAM")) {
            createsNoStream = true;
            return at + 1;
        }
        StreamDeletion deletion = deletion(call, at);
        if (deletion != null) {
            trim.deletion = deletion;
            return at + 1;
        }
        return adds ? producer(call, at) : at;
    }

    /** Returns what an argument says of references to entries that go, or null. */
    static @org.jspecify.annotations.Nullable StreamDeletion deletion(Call call, int at) {
        if (call.is(at, "KEEPREF")) {
            return StreamDeletion.KEEP_REFERENCES;
        }
        if (call.is(at, "DELREF")) {
            return StreamDeletion.DELETE_REFERENCES;
        }
        return call.is(at, "ACKED") ? StreamDeletion.IF_ACKNOWLEDGED : null;
    }

    /** Reads {@code =} or {@code ~}; returns where the threshold stands. */
    private int threshold(Call call, int at) {
        if (isGiven()) {
            throw BOTH.raise();
        }
        boolean more = at + 2 < call.argc();
        trim.approximate = more && call.is(at + 1, "~");
        boolean signed = trim.approximate || (more && call.is(at + 1, "="));
        return signed ? at + 2 : at + 1;
    }

    private int maxlen(Call call, int at) {
        trim.most = call.integer(at);
        if (trim.most < 0) {
            throw NEGATIVE_LENGTH.raise();
        }
        thresholdAt = at;
        return at + 1;
    }

    private int minid(Call call, int at) {
        StreamId.check(call, at);
        trim.ms = StreamId.ms(call, at);
        trim.seq = StreamId.seq(call, at, 0);
        thresholdAt = at;
        return at + 1;
    }

    private int producer(Call call, int at) {
        int arguments = call.is(at, "IDMPAUTO") ? 2 : call.is(at, "IDMP") ? 3 : 0;
        if (arguments == 0 || at + arguments > call.argc()) {
            return at;
        }
        if (producerAt != 0) {
            throw CommandError.SYNTAX.raise();
        }
        for (int i = 1; i < arguments; i++) {
            if (call.length(at + i) == 0) {
                throw NO_NAME.raise();
            }
        }
        producerAt = at;
        producerArguments = arguments;
        return at + arguments;
    }

    private void finish(Call call) {
        if (call.session().repeatsHistory()) {
            limit = NO_LIMIT; // the threshold says how far it came
        }
        if (limit > 0 && !isGiven()) {
            throw LIMIT_ALONE.raise();
        }
        if (limit != NO_LIMIT && !trim.approximate) {
            throw EXACT_LIMIT.raise();
        }
    }

    /** Returns whether anything is to be trimmed. */
    boolean isGiven() {
        return thresholdAt > 0;
    }

    /** Returns what is to be trimmed, when a stream has such nodes. */
    StreamTrim trim(CollectionLimits limits) {
        if (limit != NO_LIMIT) {
            trim.limit = limit;
        } else if (trim.approximate) {
            long some = NODES_AT_ONCE * limits.streamNodeEntries;
            trim.limit = some <= 0 ? DEFAULT_AT_ONCE : Math.min(some, MOST_AT_ONCE);
        }
        return trim;
    }

    /** Returns what is to be trimmed. */
    StreamTrim trim() {
        return trim;
    }

    /** Returns where the threshold stands. */
    int thresholdAt() {
        return thresholdAt;
    }

    /** Returns whether XADD may not make a stream. */
    boolean createsNoStream() {
        return createsNoStream;
    }

    /** Returns where the id of XADD stands. */
    int idAt() {
        return idAt;
    }

    /** Returns where IDMP or IDMPAUTO stands. */
    int producerAt() {
        return producerAt;
    }

    /** Returns how many arguments that takes: 3, 2, or 0 when neither is given. */
    int producerArguments() {
        return producerArguments;
    }
}
