package onggi.sentinel;

import java.lang.System.Logger.Level;
import onggi.resp.Reply;

/** Keeps the connections to instances, and sends what is sent again and again. */
final class Links {

    /** The channel on which sentinels meet. */
    static final String HELLO_CHANNEL = "__sentinel__:hello";

    /** As many answers may be awaited over a link before nothing but what matters is sent. */
    private static final int MOST_PENDING = 100;

    /** How many characters of the identity stand in the name of a connection. */
    private static final int ID_IN_NAME = 8;

    private static final long ONE_SECOND_MS = 1000;
    private static final InstanceLink.Answer NOBODY = (reply, nowMs) -> {};

    private final State state;
    private final Events events;
    private final Instances instances;
    private final Hello hello;
    private final InfoReaction infos;

    Links(State state, Events events, Instances instances, Hello hello, InfoReaction infos) {
        this.state = state;
        this.events = events;
        this.instances = instances;
        this.hello = hello;
        this.infos = infos;
    }

    // ---- connecting

    /** Connects what is not connected, if the last try is long enough ago. */
    void reconnect(Instance instance, long nowMs) {
        InstanceLink link = instance.link;
        if (!link.disconnected
                || instance.address.port() == 0
                || nowMs - link.lastReconnectMs < state.ms(Period.PING)) {
            return;
        }
        link.lastReconnectMs = nowMs;
        if (link.commands == null) {
            resolveAgain(instance);
            if (instance.address.ip().isEmpty()) {
                events.tell(
                        Level.TRACE,
                        "-cmd-link-reconnection",
                        instance,
                        events.describe(instance) + " #name not known");
                return;
            }
            connectCommands(instance, nowMs);
        }
        if (instance.role != Role.SENTINEL && link.messages == null) {
            connectMessages(instance, nowMs);
        }
        link.disconnected = false;
    }

    /** It may have come back somewhere else under its name. */
    private void resolveAgain(Instance instance) {
        if (state.resolvesNames) {
            Address old = instance.address;
            Address found = instances.addressOrNull(old.host(), old.port(), false);
            instance.address = found == null ? old : found;
        }
    }

    private void connectCommands(Instance instance, long nowMs) {
        InstanceLink link = instance.link;
        Wire.Listener listener =
                new Wire.Listener() {
                    @Override
                    public void received(Reply reply, long atMs) {
                        link.answered(reply, atMs);
                    }

                    @Override
                    public void lost(String reason) {
                        link.lostCommands();
                        lostLink("-cmd-link-reconnection", instance, reason);
                    }
                };
        link.commands = connect(instance, listener);
        link.commandsSinceMs = nowMs;
        String[] login = login(instance);
        if (login.length > 0) {
            instance.send(NOBODY, "AUTH", login);
        }
        instance.send(NOBODY, "CLIENT", "SETNAME", connectionName("cmd"));
        ping(instance, nowMs);
    }

    private void connectMessages(Instance instance, long nowMs) {
        InstanceLink link = instance.link;
        Wire.Listener listener =
                new Wire.Listener() {
                    @Override
                    public void received(Reply reply, long atMs) {
                        link.lastMessageMs = atMs;
                        hello.heard(reply, atMs);
                    }

                    @Override
                    public void lost(String reason) {
                        link.lostMessages();
                        lostLink("-pubsub-link-reconnection", instance, reason);
                    }
                };
        Wire wire = connect(instance, listener);
        link.messages = wire;
        link.messagesSinceMs = nowMs;
        String[] login = login(instance);
        if (login.length == 1) {
            wire.send(instance.command("AUTH"), login[0]);
        } else if (login.length == 2) {
            wire.send(instance.command("AUTH"), login[0], login[1]);
        }
        wire.send(instance.command("CLIENT"), "SETNAME", connectionName("pubsub"));
        wire.send(instance.command("SUBSCRIBE"), HELLO_CHANNEL);
    }

    private Wire connect(Instance instance, Wire.Listener listener) {
        return state.world.connect(instance.address.ip(), instance.address.port(), listener);
    }

    private void lostLink(String type, Instance instance, String reason) {
        if (!instance.gone) {
            events.tell(Level.TRACE, type, instance, events.describe(instance) + " #" + reason);
        }
    }

    private String connectionName(String kind) {
        String id = state.id.substring(0, Math.min(ID_IN_NAME, state.id.length()));
        return "sentinel-" + id + "-" + kind;
    }

    /** Returns the arguments of AUTH; none when no password is needed. */
    private String[] login(Instance instance) {
        String user = instance.primary().user;
        String password = instance.primary().password;
        if (instance.role == Role.SENTINEL) {
            boolean own = !state.peerPassword.isEmpty();
            user = own ? state.peerUser : "";
            password = own ? state.peerPassword : state.world.password();
        }
        if (password.isEmpty()) {
            return new String[0];
        }
        return user.isEmpty() ? new String[] {password} : new String[] {user, password};
    }

    /** Gives up connections that stand and are silent. */
    void dropSilent(Instance instance, long nowMs) {
        InstanceLink link = instance.link;
        long half = instance.downAfterMs / 2;
        long least = state.ms(Period.RECONNECT);
        if (link.commands != null
                && nowMs - link.commandsSinceMs > least
                && link.pingPendingMs != 0
                && nowMs - link.pingPendingMs > half
                && nowMs - link.lastPongMs > half) {
            link.closeCommands();
        }
        if (link.messages != null
                && nowMs - link.messagesSinceMs > least
                && nowMs - link.lastMessageMs > 3 * state.ms(Period.PUBLISH)) {
            link.closeMessages();
        }
    }

    // ---- asking

    /** Sends INFO, PING and the hello message when it is time. */
    void sendPeriodic(Instance instance, long nowMs) {
        InstanceLink link = instance.link;
        if (link.disconnected || link.pending() >= MOST_PENDING * link.users) {
            return;
        }
        boolean asks = instance.infoMs == 0 || nowMs - instance.infoMs > infoPeriodMs(instance);
        if (instance.role != Role.SENTINEL && asks) {
            instance.send((reply, atMs) -> infoAnswered(instance, reply, atMs), "INFO");
        }
        long pingMs = Math.min(instance.downAfterMs, state.ms(Period.PING));
        if (nowMs - link.lastPongMs > pingMs && nowMs - link.lastPingMs > pingMs / 2) {
            ping(instance, nowMs);
        }
        if (nowMs - instance.lastPublishMs > state.ms(Period.PUBLISH)) {
            hello.send(instance);
        }
    }

    /** Replicas are asked more often while their primary is down or they have lost it. */
    private long infoPeriodMs(Instance instance) {
        if (instance instanceof Replica replica) {
            Primary primary = replica.primary();
            if (primary.is(Flag.O_DOWN)
                    || primary.is(Flag.FAILOVER_IN_PROGRESS)
                    || replica.linkDownMs != 0) {
                return ONE_SECOND_MS;
            }
        }
        return state.ms(Period.INFO);
    }

    private void infoAnswered(Instance instance, Reply reply, long nowMs) {
        if (reply instanceof Reply.Bulk bulk) {
            infos.take(instance, bulk.value().toLatin1(), nowMs);
        } else if (reply instanceof Reply.Verbatim verbatim) {
            infos.take(instance, verbatim.value().toLatin1(), nowMs);
        }
    }

    private void ping(Instance instance, long nowMs) {
        InstanceLink link = instance.link;
        if (instance.send((reply, atMs) -> pingAnswered(instance, reply, atMs), "PING")) {
            link.lastPingMs = nowMs;
            if (link.pingPendingMs == 0) {
                link.pingPendingMs = nowMs;
            }
        }
    }

    private void pingAnswered(Instance instance, Reply reply, long nowMs) {
        InstanceLink link = instance.link;
        link.lastPongMs = nowMs;
        String text =
                switch (reply) {
                    case Reply.Simple(var simple) -> simple;
                    case Reply.Failure(var failure) -> failure;
                    default -> "";
                };
        if (text.startsWith("PONG")
                || text.startsWith("LOADING")
                || text.startsWith("MASTERDOWN")) {
            link.lastAvailableMs = nowMs;
            link.pingPendingMs = 0;
            if (text.startsWith("PONG")) {
                instance.flags.remove(Flag.MASTER_REBOOT);
            }
        } else if (text.startsWith("BUSY")
                && instance.is(Flag.S_DOWN)
                && instance.flags.add(Flag.SCRIPT_KILL_SENT)) {
            instance.send(NOBODY, "SCRIPT", "KILL");
        }
    }

    // ---- telling an instance whom to follow

    /**
     * Tells an instance to follow an address, or to be a primary; it writes that to its
     * configuration, and ends the connections of clients so that these ask again where to go.
     *
     * @return whether it was sent
     */
    static boolean sendReplicaOf(Instance instance, String host, String port) {
        return instance.send(NOBODY, "MULTI")
                && instance.send(NOBODY, "SLAVEOF", host, port)
                && instance.send(NOBODY, "CONFIG", "REWRITE")
                && instance.send(NOBODY, "CLIENT", "KILL", "TYPE", "normal")
                && instance.send(NOBODY, "CLIENT", "KILL", "TYPE", "pubsub")
                && instance.send(NOBODY, "EXEC");
    }
}
