package onggi.net;

import java.nio.channels.SelectionKey;

/** What an event loop waits for that is no client: a listener, a link to another server. */
interface LoopChannel {

    /** The channel is ready for what was asked. Runs on the loop's thread. */
    void ready(EventLoop loop, SelectionKey key);
}
