package onggi.engine;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onggi.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The channels, patterns and shard channels that one session listens to. Used by the session's
 * thread only.
 */
public final class Subscriptions {

    private final Map<TopicKind, Map<Bytes, Topic>> topics = new EnumMap<>(TopicKind.class);
    private long bytes;

    /** Returns how many channels and patterns, as replies of SUBSCRIBE count them. */
    public int count() {
        return count(TopicKind.CHANNEL) + count(TopicKind.PATTERN);
    }

    /** Returns how many shard channels. */
    public int shardCount() {
        return count(TopicKind.SHARD_CHANNEL);
    }

    /** Returns how many of one kind. */
    public int count(TopicKind kind) {
        Map<Bytes, Topic> own = topics.get(kind);
        return own == null ? 0 : own.size();
    }

    /** Returns whether the session listens to nothing. */
    public boolean isEmpty() {
        return topics.isEmpty();
    }

    /** Returns the names of one kind in the order in which they came. */
    public List<Bytes> names(TopicKind kind) {
        Map<Bytes, Topic> own = topics.get(kind);
        return own == null ? List.of() : List.copyOf(own.keySet());
    }

    boolean listensTo(Topic topic) {
        Map<Bytes, Topic> own = topics.get(topic.kind());
        return own != null && own.get(topic.name()) == topic;
    }

    boolean contains(TopicKind kind, Bytes name) {
        Map<Bytes, Topic> own = topics.get(kind);
        return own != null && own.containsKey(name);
    }

    /** Returns about how many bytes they take. */
    public long bytes() {
        return bytes;
    }

    void add(Topic topic) {
        topics.computeIfAbsent(topic.kind(), k -> new LinkedHashMap<>()).put(topic.name(), topic);
        bytes += Session.ENTRY_BYTES + topic.name().length();
    }

    @Nullable Topic remove(TopicKind kind, Bytes name) {
        Map<Bytes, Topic> own = topics.get(kind);
        if (own == null) {
            return null;
        }
        Topic topic = own.remove(name);
        bytes -= topic == null ? 0 : Session.ENTRY_BYTES + name.length();
        if (own.isEmpty()) {
            topics.remove(kind);
        }
        return topic;
    }
}
