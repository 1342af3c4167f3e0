package onggi.engine;

/** The three things a session can listen to. */
public enum TopicKind {
    /** A channel by its name. */
    CHANNEL,
    /** Every channel whose name matches a glob pattern. */
    PATTERN,
    /** A channel that belongs to a hash slot. */
    SHARD_CHANNEL
}
