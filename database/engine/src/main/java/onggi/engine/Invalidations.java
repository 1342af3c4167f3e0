package onggi.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what the tracking sessions of one thread read, and tells those of all threads what
 * changes on this one. See {@link Tracking}.
 */
final class Invalidations {

    /*
     * What a session changes itself it hears of after the reply: such messages wait in `pending` until the outermost
     * command ends. Everyone else is told at once. Broadcasts are collected until the end of the turn, one message a
     * prefix. A change by expiry or for want of room in the table has no author, also when a command ran into it; the
     * session of that command still hears of it after the reply. Of several authors of a key the last one counts.
     *
     * A script that reads anything has read all the keys it declared, as in Redis 7.0, and what its commands read, as
     * since 7.2. It holds the shards of its declared keys in any case.
     */

    private record Pending(Session receiver, Frame frame) {}

    private static final byte[] INVALIDATE = ascii("invalidate");
    private static final byte[] BROKEN = ascii("tracking-redir-broken");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] CHANNEL = ascii("__redis__:invalidate");

    private static final int EVICTED_AT_ONCE = 1000;

    private final Tracking tracking;
    private final Execution execution;
    private final CommandKeys keys = new CommandKeys();
    private final List<Pending> pending = new ArrayList<>(0);

    /** Keys to be broadcast, with the session that changed each last, or none. */
    private final Map<Bytes, @Nullable Session> changed = new TreeMap<>();

    private boolean outsideCommands;

    /** Whether readers are told of what no session did, although one may run a command. */
    private boolean nobodys;

    Invalidations(Tracking tracking, Execution execution) {
        this.tracking = tracking;
        this.execution = execution;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Says that changes from now on are no command's, or are again. */
    void outsideCommands(boolean outside) {
        outsideCommands = outside;
    }

    // ---- reads

    /** Notes that a session that tracks or tracked ran a command, whose shards are held. */
    void ran(Call call, Tracker tracker) {
        if (readsKeys(call.command()) && tracker.remembers()) {
            remember(call, tracker);
            if (execution.scripts().isOf(call)) {
                remember(execution.scripts().caller(), tracker);
            }
        }
        if (tracker.isCaching() && !keepsCaching(call)) {
            tracker.caching(false);
        }
    }

    /** A script that changes nothing reads only what its commands read. */
    private static boolean readsKeys(Command command) {
        return command.is(CommandFlag.READONLY) && !command.is(CommandFlag.SKIP_MONITOR);
    }

    /** CLIENT CACHING speaks of the next command that is not CLIENT, or of a whole transaction. */
    @SuppressWarnings("ReferenceEquality") // this very call
    private boolean keepsCaching(Call call) {
        Command parent = call.command().parent();
        return call != execution.call()
                || call.session().transaction() != null
                || (parent != null && parent.wireName().equals("client"));
    }

    private void remember(Call call, Tracker tracker) {
        int count = keys.find(call);
        byte[] buffer = call.buffer();
        for (int i = 0; i < count; i++) {
            int offset = call.offset(keys.position(i));
            int length = call.length(keys.position(i));
            Shard shard = execution.keyspace().shardOf(buffer, offset, length);
            tracking.remember(shard.tracked(), buffer, offset, length, tracker);
            if (tracking.isOverLimit()) {
                evict(shard);
            }
        }
    }

    /** Gives the place of a key by chance to others, as if it had changed. */
    private void evict(Shard shard) {
        byte[] key = shard.tracked().any();
        nobodys = true;
        tellReaders(shard, key, 0, key.length);
        nobodys = false;
    }

    // ---- changes

    /** Tells whoever wants to know that a key changed, whose shard is held. */
    void changed(Shard shard, byte[] buffer, int offset, int length) {
        if (tracking.prefixes() > 0) {
            collect(buffer, offset, length, author());
        }
        tellReaders(shard, buffer, offset, length);
    }

    /** Returns who is spared the broadcast, if it wants to be; as in Redis none by a script. */
    private @Nullable Session author() {
        return execution.scripts().isRunning() ? null : actor();
    }

    /**
     * Tells whoever wants to know that a key is gone whose time has come, and whose shard is held.
     * As in Redis a reader that ran into it and wants no word of its own changes gets none.
     */
    void expired(Shard shard, byte[] buffer, int offset, int length) {
        if (tracking.prefixes() > 0) {
            collect(buffer, offset, length, null);
        }
        tellReaders(shard, buffer, offset, length);
    }

    private void tellReaders(Shard shard, byte[] buffer, int offset, int length) {
        Tracker[] trackers = tracking.forget(shard.tracked(), buffer, offset, length);
        if (trackers == null) {
            return;
        }
        Frame frame = null;
        for (Tracker tracker : trackers) {
            TrackingOptions options = tracker.options();
            if (options != null && !options.broadcast() && !isOwnChange(tracker, options)) {
                if (frame == null) {
                    frame = frameOf(List.of(Bytes.copyOf(buffer, offset, length)));
                }
                tell(tracker, options, frame);
            }
        }
    }

    private boolean isOwnChange(Tracker tracker, TrackingOptions options) {
        return options.noLoop() && !nobodys && isActor(tracker.session());
    }

    /** Returns whether a session runs the present command. */
    @SuppressWarnings("ReferenceEquality") // a session is itself
    private boolean isActor(@Nullable Session session) {
        return session != null && session == actor();
    }

    private @Nullable Session actor() {
        Session served = execution.blockedCalls().servedSession();
        if (served != null) {
            return served;
        }
        return outsideCommands ? null : execution.call().session();
    }

    /** Tells every tracker that all keys are gone; every shard is held. */
    void flushed() {
        Frame frame = null;
        for (Tracker tracker : tracking.active()) {
            TrackingOptions options = tracker.options();
            if (options != null) {
                frame = frame == null ? frameOf(null) : frame;
                tell(tracker, options, frame);
            }
        }
        tracking.forgetAll(execution.keyspace());
    }

    private void tell(Tracker tracker, TrackingOptions options, Frame frame) {
        Session own = tracker.session();
        if (own == null) {
            return;
        }
        if (options.redirect() == 0) {
            if (own.protocol() == 3) {
                deliver(own, own, frame);
            }
            return;
        }
        Session other = tracking.session(options.redirect());
        if (other == null) {
            tracker.broken(true);
            if (own.protocol() == 3) {
                deliver(own, own, brokenFrame(options.redirect()));
            }
        } else if (other.protocol() == 3 || !other.subscriptions().isEmpty()) {
            deliver(own, other, frame);
        }
    }

    private void deliver(Session own, Session receiver, Frame frame) {
        if (isActor(own) || isActor(receiver)) {
            pending.add(new Pending(receiver, frame));
        } else {
            receiver.deliver(frame);
        }
    }

    // ---- later

    @HotPath
    boolean isPending() {
        return !pending.isEmpty();
    }

    /** Sends what waited for the end of the command. */
    void sendPending() {
        for (Pending message : pending) {
            message.receiver().deliver(message.frame());
        }
        pending.clear();
    }

    private void collect(byte[] buffer, int offset, int length, @Nullable Session author) {
        for (Bytes prefix : tracking.byPrefix().keySet()) {
            if (startsWith(buffer, offset, length, prefix)) {
                changed.put(Bytes.copyOf(buffer, offset, length), author);
                return;
            }
        }
    }

    private static boolean startsWith(byte[] buffer, int offset, int length, Bytes prefix) {
        int most = prefix.length();
        return most <= length
                && Arrays.equals(buffer, offset, offset + most, prefix.unsafeArray(), 0, most);
    }

    /** Ends a turn, in which any number of commands ran: sends broadcasts, keeps the limit. */
    @HotPath
    void endTurn() {
        if (!changed.isEmpty()) {
            broadcast();
        }
        if (tracking.isUsed() && tracking.isOverLimit()) {
            keepLimit();
        }
    }

    private void broadcast() {
        outsideCommands = true;
        tracking.byPrefix().forEach(this::broadcast);
        outsideCommands = false;
        changed.clear();
    }

    private void broadcast(Bytes prefix, Set<Tracker> trackers) {
        Map<Bytes, @Nullable Session> mine = new TreeMap<>();
        changed.forEach((key, author) -> {
            if (startsWith(key.unsafeArray(), 0, key.length(), prefix)) {
                mine.put(key, author);
            }
        });
        if (mine.isEmpty()) {
            return;
        }
        Frame all = frameOf(mine.keySet());
        Map<Session, Frame> others = new HashMap<>();
        for (Tracker tracker : trackers) {
            TrackingOptions options = tracker.options();
            Session session = tracker.session();
            if (options == null || session == null) {
                continue;
            }
            Frame frame = all;
            if (options.noLoop() && mine.containsValue(session)) {
                frame = others.computeIfAbsent(session, own -> frameOf(keysOfOthers(mine, own)));
            }
            if (frame.length(3) > 0) {
                tell(tracker, options, frame);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // a session is itself
    private static List<Bytes> keysOfOthers(Map<Bytes, @Nullable Session> keys, Session own) {
        List<Bytes> others = new ArrayList<>();
        keys.forEach((key, author) -> {
            if (author != own) {
                others.add(key);
            }
        });
        return others;
    }

    private void keepLimit() {
        outsideCommands = true;
        int left = EVICTED_AT_ONCE;
        Keyspace keyspace = execution.keyspace();
        for (int i = 0; i < keyspace.shardCount(); i++) {
            Shard shard = keyspace.shard(i);
            execution.hold(shard);
            try {
                while (left > 0 && tracking.isOverLimit() && shard.tracked().size() > 0) {
                    evict(shard);
                    left--;
                }
            } finally {
                execution.release(shard);
            }
        }
        outsideCommands = false;
    }

    // ---- frames

    /**
     * Returns the message about keys, or with null about all of them: a push in RESP3, a message of
     * a channel in RESP2. Without keys it is empty.
     */
    private static Frame frameOf(@Nullable Collection<Bytes> keys) {
        Frame frame = new Frame();
        if (keys == null || !keys.isEmpty()) {
            ReplyWriter writer2 = new ReplyWriter(64);
            writer2.arrayHeader(3);
            writer2.bulk(MESSAGE);
            writer2.bulk(CHANNEL);
            write(writer2, keys);
            ReplyWriter writer3 = new ReplyWriter(64);
            writer3.setProtocol(3);
            writer3.pushHeader(2);
            writer3.bulk(INVALIDATE);
            write(writer3, keys);
            frame.set(writer2.array(), writer2.position(), writer3.array(), writer3.position());
        }
        return frame;
    }

    private static void write(ReplyWriter writer, @Nullable Collection<Bytes> keys) {
        if (keys == null) {
            writer.nullBulk();
            return;
        }
        writer.arrayHeader(keys.size());
        for (Bytes key : keys) {
            writer.bulk(key);
        }
    }

    private static Frame brokenFrame(long redirect) {
        ReplyWriter writer = new ReplyWriter(64);
        writer.setProtocol(3);
        writer.pushHeader(2);
        writer.bulk(BROKEN);
        writer.integer(redirect);
        Frame frame = new Frame();
        frame.set(new byte[0], 0, writer.array(), writer.position());
        return frame;
    }
}
