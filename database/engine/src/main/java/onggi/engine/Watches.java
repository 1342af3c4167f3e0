package onggi.engine;

import onggi.bytes.Bytes;

/** WATCH: the keys whose change makes a session's next EXEC do nothing. */
public final class Watches {

    /*
     * A watched key stands twice: in the session's list, which only its thread uses, and in its shard's WatchedKeys, through which
     * whoever changes the key marks the session. Expired keys are removed when they are looked up, by WATCH as well, so that
     * expiry is a change like any other and what had expired before WATCH is simply absent.
     */

    private Watches() {}

    /** Lets the calling session watch the key at an argument, whose shard is held. */
    public static void add(Call call, int argument) {
        Session session = call.session();
        call.peek(argument);
        var watched = new Session.WatchedKey(session.database(), call.bytes(argument));
        if (!session.watching().contains(watched)) {
            session.watch(watched);
            shardOf(call.engine().keyspace(), watched.key())
                    .watched()
                    .add(watched.database(), watched.key(), session);
        }
    }

    /**
     * Returns whether a key that the calling session watches changed or expired since. Every shard
     * is held.
     */
    public static boolean changed(Call call) {
        for (Session.WatchedKey watched : call.session().watching()) {
            call.lookup(watched.key(), watched.database());
        }
        return call.session().hasWatchedKeyChanged();
    }

    /**
     * Removes the expired ones among the keys that sessions watch in two databases, so that an
     * exchange of the two takes nothing for there that is not. Every shard is held.
     */
    public static void expireIn(Call call, int first, int second) {
        Keyspace keyspace = call.engine().keyspace();
        for (int i = 0; i < keyspace.shardCount(); i++) {
            for (Bytes key : keyspace.shard(i).watched().keysIn(first, second)) {
                call.lookup(key, first);
                call.lookup(key, second);
            }
        }
    }

    /** Lets a session watch nothing; called on its thread, also when it is closed. */
    public static void forget(Execution execution, Session session) {
        if (session.watchedKeys() > 0) {
            execution.whenFree(() -> forgetNow(execution, session));
        } else {
            session.forgetWatchedKeyChange();
        }
    }

    private static void forgetNow(Execution execution, Session session) {
        for (Session.WatchedKey watched : session.watching()) {
            Shard shard = shardOf(execution.keyspace(), watched.key());
            execution.hold(shard);
            shard.watched().remove(watched.database(), watched.key(), session);
            execution.release(shard);
        }
        session.watchNothing();
        session.forgetWatchedKeyChange();
    }

    private static Shard shardOf(Keyspace keyspace, Bytes key) {
        return keyspace.shardOf(key.unsafeArray(), 0, key.length());
    }
}
