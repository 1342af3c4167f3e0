package onggi.net;

import java.util.function.Predicate;
import onggi.bytes.Bytes;
import onggi.engine.Subscriptions;
import onggi.engine.TopicKind;
import onggi.net.acl.AccessControl;
import onggi.net.acl.AclUser;
import onggi.net.acl.UserRules;

/** Ends connections that must not go on because a user changed. Thread-safe. */
final class AccessKeeper implements AccessControl.Listener {

    private final NetServer server;

    AccessKeeper(NetServer server) {
        this.server = server;
    }

    @Override
    public void deleted(AclUser user) {
        drop(user, session -> true);
    }

    @Override
    public void channelsLost(AclUser user) {
        drop(user, AccessKeeper::listensToForbidden);
    }

    /** What a client listens to is its loop's business. */
    private void drop(AclUser user, Predicate<ClientSession> concerned) {
        for (EventLoop loop : server.loops()) {
            if (loop.isCurrent()) {
                dropOn(loop, user, concerned);
            } else {
                loop.post(() -> dropOn(loop, user, concerned));
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // this very user, and none of the same name
    private void dropOn(EventLoop loop, AclUser user, Predicate<ClientSession> concerned) {
        for (ClientSession session : server.clients().all()) {
            Connection connection = session.connection();
            if (connection.loop() == loop && session.user() == user && concerned.test(session)) {
                loop.counters().clientsKilled++;
                if (connection.isRunning()) {
                    connection.closeAfterOutput();
                } else {
                    connection.close();
                }
            }
        }
    }

    private static boolean listensToForbidden(ClientSession session) {
        UserRules rules = session.user().rules();
        Subscriptions own = session.subscriptions();
        for (TopicKind kind : TopicKind.values()) {
            for (Bytes name : own.names(kind)) {
                if (!rules.allowsChannel(name, kind == TopicKind.PATTERN)) {
                    return true;
                }
            }
        }
        return false;
    }
}
