package onggi.engine;

/** What a command does with the channels among its arguments. */
public enum ChannelUse {
    /** It names none, or only some that the session listens to already. */
    NONE,
    /** Sends to the channel that is the first argument. */
    PUBLISH,
    /** Listens to the channels that all arguments are. */
    SUBSCRIBE,
    /** Listens to all channels that match the patterns that all arguments are. */
    SUBSCRIBE_PATTERN
}
