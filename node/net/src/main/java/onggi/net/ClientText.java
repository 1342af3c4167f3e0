package onggi.net;

import onggi.engine.Command;
import onggi.engine.FieldSets;
import onggi.engine.Subscriptions;
import onggi.engine.TopicKind;
import onggi.engine.Tracker;
import onggi.engine.TrackingOptions;
import onggi.engine.Transaction;

/**
 * A client as a line of CLIENT LIST: Redis 7.0's fields in its order, then those of later versions.
 */
final class ClientText {

    private ClientText() {}

    static String of(ClientSession session, long nowMs) {
        StringBuilder line = new StringBuilder(320);
        append(line, session, nowMs);
        return line.toString();
    }

    static void append(StringBuilder line, ClientSession session, long nowMs) {
        Connection connection = session.connection();
        Subscriptions subscriptions = session.subscriptions();
        Transaction transaction = session.transaction();
        Command command = session.lastCommand();
        long waiting = connection.decoder().pendingBytes();
        long outputBytes = connection.output().bytes() + feedBytes(session);
        long inputBytes = connection.isRunning() ? connection.lastReadBytes() : waiting;
        long transactionBytes = transaction == null ? 0 : transaction.bytes();
        line.append("id=").append(session.id());
        line.append(" addr=").append(session.address());
        line.append(" laddr=").append(session.localAddress());
        line.append(" fd=-1 name=").append(session.name().toLatin1());
        line.append(" age=").append(seconds(nowMs - session.createdMs()));
        line.append(" idle=").append(seconds(nowMs - session.lastSeenMs()));
        line.append(" flags=").append(flags(session));
        line.append(" db=").append(session.database());
        line.append(" sub=").append(subscriptions.count(TopicKind.CHANNEL));
        line.append(" psub=").append(subscriptions.count(TopicKind.PATTERN));
        line.append(" ssub=").append(subscriptions.shardCount());
        line.append(" multi=").append(transaction == null ? -1 : transaction.queue().size());
        line.append(" qbuf=").append(inputBytes);
        line.append(" qbuf-free=")
                .append(Math.max(0, connection.decoder().pendingCapacity() - waiting));
        line.append(" argv-mem=").append(waiting);
        line.append(" multi-mem=").append(transactionBytes);
        line.append(" rbs=0 rbp=0 obl=0");
        line.append(" oll=")
                .append(connection.output().chunks() + (feedBytes(session) > 0 ? 1 : 0));
        line.append(" omem=").append(outputBytes);
        line.append(" tot-mem=").append(memoryBytes(session));
        line.append(" events=").append(connection.isWaitingToWrite() ? "rw" : "r");
        line.append(" cmd=").append(command == null ? "NULL" : command.wireName());
        line.append(" user=").append(session.userName());
        line.append(" redir=").append(redirect(session));
        line.append(" resp=").append(session.protocol());
        line.append(" lib-name=").append(session.libraryName().toLatin1());
        line.append(" lib-ver=").append(session.libraryVersion().toLatin1());
        line.append(" watch=").append(session.watchedKeys());
        line.append(" tot-cmds=").append(session.commands());
    }

    /** Appends the link to the server that this one follows, in the same form. */
    static void append(StringBuilder line, PrimaryView primary, long nowMs) {
        line.append("id=").append(primary.id());
        line.append(" addr=").append(primary.address());
        line.append(" laddr=").append(primary.localAddress());
        line.append(" fd=-1 name= age=").append(seconds(nowMs - primary.createdMs()));
        line.append(" idle=").append(seconds(nowMs - primary.lastSeenMs()));
        line.append(" flags=M db=").append(primary.database());
        line.append(" sub=0 psub=0 ssub=0 multi=-1 qbuf=0 qbuf-free=0 argv-mem=0 multi-mem=0");
        line.append(" rbs=0 rbp=0 obl=0 oll=0 omem=0 tot-mem=").append(ClientSession.OBJECT_BYTES);
        line.append(" events=r cmd=NULL user=(superuser) redir=-1 resp=2 lib-name= lib-ver=");
        line.append(" watch=0 tot-cmds=0");
    }

    /** Returns about how much memory a client takes, with what it shares with others. */
    static long memoryBytes(ClientSession session) {
        return ownBytes(session) + feedBytes(session);
    }

    /** Returns about how much memory a client takes for itself. */
    static long ownBytes(ClientSession session) {
        Connection connection = session.connection();
        Transaction transaction = session.transaction();
        FieldSets fieldSets = session.fieldSets();
        return ClientSession.OBJECT_BYTES
                + connection.decoder().pendingCapacity()
                + connection.heldLooseBytes()
                + encryptionBytes(connection)
                + connection.output().bytes()
                + (transaction == null ? 0 : transaction.bytes())
                + session.watchedBytes()
                + session.subscriptions().bytes()
                + prefixBytes(session)
                + (fieldSets == null ? 0 : fieldSets.bytes());
    }

    private static long encryptionBytes(Connection connection) {
        TlsChannel tls = connection.tls;
        return tls == null ? 0 : tls.keptBytes();
    }

    private static long prefixBytes(ClientSession session) {
        Tracker tracker = session.tracker();
        return tracker == null ? 0 : tracker.prefixBytes();
    }

    private static long feedBytes(ClientSession session) {
        OutputFeed feed = session.connection().feed();
        return feed == null ? 0 : feed.waitingBytes();
    }

    private static long seconds(long ms) {
        return Math.max(0, ms / 1000);
    }

    /** Returns the client that tracking messages go to: 0 is the client itself, -1 nobody. */
    static long redirect(ClientSession session) {
        Tracker tracker = session.tracker();
        TrackingOptions tracking = tracker == null ? null : tracker.options();
        return tracking == null ? -1 : tracking.redirect();
    }

    private static String flags(ClientSession session) {
        StringBuilder flags = new StringBuilder();
        if (session.isReplica()) {
            flags.append('S');
        } else if (session.isMonitoring()) {
            flags.append('O');
        }
        if (!session.subscriptions().isEmpty()) {
            flags.append('P');
        }
        if (session.transaction() != null) {
            flags.append('x');
        }
        if (session.isBlocked()) {
            flags.append('b');
        }
        Tracker tracker = session.tracker();
        TrackingOptions tracking = tracker == null ? null : tracker.options();
        if (tracker != null && tracking != null) {
            flags.append('t');
            flags.append(tracker.isBroken() ? "R" : "");
            flags.append(tracking.broadcast() ? "B" : "");
        }
        if (session.connection().isEnding()) {
            flags.append('c');
        }
        if (session.hasWatchedKeyChanged()) {
            flags.append('d');
        }
        if (Addresses.isUnix(session.connection().channel())) {
            flags.append('U');
        }
        if (!session.isEvictable()) {
            flags.append('e');
        }
        if (!session.touchesKeys()) {
            flags.append('T');
        }
        return flags.isEmpty() ? "N" : flags.toString();
    }
}
