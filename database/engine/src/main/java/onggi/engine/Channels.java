package onggi.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.bytes.Glob;
import onggi.bytes.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * Publish/subscribe: who listens to which channel. Messages are delivered by a {@link Publisher},
 * one a thread. Thread-safe.
 *
 * @see <a href="https://redis.io/docs/manual/pubsub/">Redis Pub/Sub</a>
 */
public final class Channels {

    /*
     * Channels are spread over stripes by name, each a table under a lock that is held for one lookup; a publisher then walks an array
     * of listeners that never changes below its count (see Topic), so delivery takes no lock. Patterns are few and every message must be
     * matched against all of them: they are an array, copied when one comes or goes.
     *
     * Order. A publisher's messages reach a session in the order published, because it delivers them one after the other and
     * each session keeps what it is given in order. A session that unsubscribes may still have messages in its mailbox; it drops those by
     * Session.wants.
     */

    private static final int STRIPES = 16;

    private final TopicMap[] channels = new TopicMap[STRIPES];
    private final TopicMap[] shardChannels = new TopicMap[STRIPES];
    private final TopicMap patternsByName;
    private volatile Topic[] patterns = new Topic[0];

    /**
     * Creates channels without listeners.
     *
     * @param hashSeed the seed of name hashes, secret against crafted names
     */
    public Channels(long hashSeed) {
        for (int i = 0; i < STRIPES; i++) {
            channels[i] = new TopicMap(TopicKind.CHANNEL, hashSeed);
            shardChannels[i] = new TopicMap(TopicKind.SHARD_CHANNEL, hashSeed);
        }
        patternsByName = new TopicMap(TopicKind.PATTERN, hashSeed);
    }

    /**
     * Makes a session listen; returns whether it did not before. Called on the session's thread.
     *
     * @param name a channel or a pattern
     */
    public boolean subscribe(Session session, TopicKind kind, Bytes name) {
        Subscriptions own = session.subscriptions();
        if (own.contains(kind, name)) {
            return false;
        }
        Topic topic = map(kind, name.unsafeArray(), 0, name.length()).add(name, session);
        own.add(topic);
        if (kind == TopicKind.PATTERN) {
            listPattern(topic);
        }
        return true;
    }

    /**
     * Makes a session listen no more; returns whether it did before. Called on the session's
     * thread.
     */
    public boolean unsubscribe(Session session, TopicKind kind, Bytes name) {
        Topic topic = session.subscriptions().remove(kind, name);
        if (topic == null) {
            return false;
        }
        map(kind, name.unsafeArray(), 0, name.length()).remove(topic, session);
        if (kind == TopicKind.PATTERN) {
            dropDesertedPatterns();
        }
        return true;
    }

    /**
     * Makes a session listen to nothing, as when it is closed or reset. Called on the session's
     * thread.
     */
    public void unsubscribeAll(Session session) {
        for (TopicKind kind : TopicKind.values()) {
            for (Bytes name : session.subscriptions().names(kind)) {
                unsubscribe(session, kind, name);
            }
        }
    }

    /** Returns how many sessions listen to a channel by its name. */
    public int listeners(TopicKind kind, byte[] name, int offset, int length) {
        Topic topic = find(kind, name, offset, length);
        return topic == null ? 0 : topic.listeners().count;
    }

    /**
     * Returns the names of a kind that have listeners and match a glob pattern; with null all of
     * them.
     */
    public List<Bytes> names(TopicKind kind, byte @Nullable [] pattern) {
        List<Bytes> names = new ArrayList<>();
        for (TopicMap map : maps(kind)) {
            for (Topic topic : map.topics()) {
                Bytes name = topic.name();
                if (pattern == null || Glob.matches(pattern, name.unsafeArray(), false)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** Returns how many different patterns have listeners. */
    public int patternCount() {
        return patterns.length;
    }

    @HotPath
    @Nullable Topic find(TopicKind kind, byte[] name, int offset, int length) {
        return map(kind, name, offset, length).find(name, offset, length);
    }

    /** Returns the patterns; not to be changed. */
    @HotPath
    Topic[] patterns() {
        return patterns;
    }

    private TopicMap[] maps(TopicKind kind) {
        return switch (kind) {
            case CHANNEL -> channels;
            case SHARD_CHANNEL -> shardChannels;
            case PATTERN -> new TopicMap[] {patternsByName};
        };
    }

    @HotPath
    private TopicMap map(TopicKind kind, byte[] name, int offset, int length) {
        return switch (kind) {
            case CHANNEL -> channels[stripe(name, offset, length)];
            case SHARD_CHANNEL -> shardChannels[stripe(name, offset, length)];
            case PATTERN -> patternsByName;
        };
    }

    /**
     * Spreads names by a few of their bytes; an uneven spread costs contention and nothing else.
     */
    @HotPath
    private static int stripe(byte[] name, int offset, int length) {
        int mixed = length;
        if (length > 0) {
            mixed += name[offset + length - 1] * 31 + name[offset + length / 2];
        }
        return mixed & (STRIPES - 1);
    }

    private synchronized void listPattern(Topic topic) {
        for (Topic present : patterns) {
            if (present == topic) {
                return;
            }
        }
        Topic[] more = Arrays.copyOf(patterns, patterns.length + 1);
        more[patterns.length] = topic;
        patterns = more;
    }

    private synchronized void dropDesertedPatterns() {
        patterns =
                Arrays.stream(patterns).filter(topic -> !topic.isDeserted()).toArray(Topic[]::new);
    }
}
