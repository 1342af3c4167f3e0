package onggi.engine;

import java.util.LinkedHashSet;
import java.util.Set;
import onggi.bytes.Bytes;

/**
 * The channels, patterns and shard channels that one session listens to. Used by the session's
 * thread only.
 */
public final class Subscriptions {

    private final Set<Bytes> channels = new LinkedHashSet<>(0);
    private final Set<Bytes> patterns = new LinkedHashSet<>(0);
    private final Set<Bytes> shardChannels = new LinkedHashSet<>(0);

    Set<Bytes> channels() {
        return channels;
    }

    Set<Bytes> patterns() {
        return patterns;
    }

    Set<Bytes> shardChannels() {
        return shardChannels;
    }

    /** Returns how many channels and patterns, as replies of SUBSCRIBE count them. */
    public int count() {
        return channels.size() + patterns.size();
    }

    /** Returns how many shard channels. */
    public int shardCount() {
        return shardChannels.size();
    }

    /** Returns whether the session listens to nothing. */
    public boolean isEmpty() {
        return channels.isEmpty() && patterns.isEmpty() && shardChannels.isEmpty();
    }
}
