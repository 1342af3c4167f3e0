package onggi.sentinel;

import java.lang.System.Logger.Level;
import java.util.List;
import onggi.resp.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The message by which a sentinel tells the others, over every instance it watches, that it is
 * there, and where it believes the primary to be and since which epoch.
 */
final class Hello {

    private static final int FIELDS = 8;

    /** A message. */
    private record Message(
            String ip,
            int port,
            String runId,
            long epoch,
            String name,
            String primaryHost,
            int primaryPort,
            long configEpoch) {

        static @Nullable Message of(String text) {
            String[] words = text.split(",", -1);
            if (words.length != FIELDS) {
                return null;
            }
            return new Message(
                    words[0],
                    Text.number(words[1]),
                    words[2],
                    Text.epoch(words[3]),
                    words[4],
                    words[5],
                    Text.number(words[6]),
                    Text.epoch(words[7]));
        }
    }

    private final State state;
    private final Events events;
    private final Instances instances;
    private final Reset reset;
    private final Scripts scripts;

    Hello(State state, Events events, Instances instances, Reset reset, Scripts scripts) {
        this.state = state;
        this.events = events;
        this.instances = instances;
        this.reset = reset;
        this.scripts = scripts;
    }

    // ---- sending

    /** Publishes the message at an instance. */
    void send(Instance instance) {
        Wire wire = instance.link.commands;
        String own = state.announcedIp;
        if (own.isEmpty() && wire != null) {
            own = wire.localAddress();
        }
        if (own.isEmpty()) {
            return;
        }
        Primary primary = instance.primary();
        Address at = primary.currentAddress();
        int port = state.announcedPort != 0 ? state.announcedPort : state.world.port();
        String text =
                String.join(
                        ",",
                        own,
                        Integer.toString(port),
                        state.id,
                        Long.toString(state.epoch),
                        primary.name,
                        state.shown(at),
                        Integer.toString(at.port()),
                        Long.toString(primary.configEpoch));
        instance.send(
                (reply, nowMs) -> {
                    if (!(reply instanceof Reply.Failure)) {
                        instance.lastPublishMs = nowMs;
                    }
                },
                "PUBLISH",
                Links.HELLO_CHANNEL,
                text);
    }

    /** Lets the next message to everyone around a primary be due at once. */
    void hurry(Primary primary) {
        long back = state.ms(Period.PUBLISH) + 1;
        primary.lastPublishMs -= back;
        primary.replicas.values().forEach(replica -> replica.lastPublishMs -= back);
        primary.sentinels.values().forEach(sentinel -> sentinel.lastPublishMs -= back);
    }

    // ---- hearing

    /** Takes what came over a subscription. */
    void heard(Reply reply, long nowMs) {
        List<Reply> elements =
                switch (reply) {
                    case Reply.Array(var array) -> array;
                    case Reply.Push(var push) -> push;
                    default -> List.of();
                };
        if (elements.size() == 3
                && elements.get(0) instanceof Reply.Bulk kind
                && kind.text().equals("message")
                && elements.get(2) instanceof Reply.Bulk bulk) {
            String text = bulk.value().toLatin1();
            if (!text.contains(state.id)) {
                take(text, nowMs);
            }
        }
    }

    /** Takes the message of another sentinel. */
    void take(String text, long nowMs) {
        Message message = Message.of(text);
        Primary primary = message == null ? null : state.primaries.get(message.name());
        if (message == null || primary == null) {
            return;
        }
        OtherSentinel sender = sender(primary, message, nowMs);
        if (message.epoch() > state.epoch) {
            state.epoch = message.epoch();
            reset.save();
            events.tell(Level.WARNING, "+new-epoch", primary, Long.toString(state.epoch));
        }
        if (sender != null) {
            learn(primary, sender, message, nowMs);
            sender.lastHelloMs = nowMs;
        }
    }

    private @Nullable OtherSentinel sender(Primary primary, Message message, long nowMs) {
        OtherSentinel known = primary.sentinels.get(message.runId());
        Address at = instances.addressOrNull(message.ip(), message.port(), true);
        if (at == null) {
            return null;
        }
        if (known != null && known.address.isSame(at)) {
            return known;
        }
        if (known != null) {
            remove(primary, message.runId());
            events.notice(
                    "+sentinel-address-switch",
                    primary,
                    " ip " + message.ip() + " port " + message.port() + " for " + message.runId());
        } else {
            removeOthersAt(primary, at);
        }
        return add(primary, message, known != null, nowMs);
    }

    private @Nullable OtherSentinel add(
            Primary primary, Message message, boolean moved, long nowMs) {
        try {
            OtherSentinel added =
                    instances.addSentinel(
                            primary, message.runId(), message.ip(), message.port(), nowMs);
            if (moved) {
                moveElsewhere(added);
            } else {
                events.notice("+sentinel", added);
            }
            reset.save();
            return added;
        } catch (RefusedException e) {
            return null;
        }
    }

    /** A sentinel that is where another one was is there in its place, for every primary. */
    private void removeOthersAt(Primary primary, Address at) {
        OtherSentinel other = instances.at(primary.sentinels.values(), at);
        if (other == null) {
            return;
        }
        events.notice("+sentinel-invalid-addr", other);
        for (Primary each : state.primaries.values()) {
            remove(each, other.name);
        }
    }

    private static void remove(Primary primary, String runId) {
        OtherSentinel removed = primary.sentinels.remove(runId);
        if (removed != null) {
            removed.release();
        }
    }

    /** A sentinel that has moved has moved for every primary. */
    private void moveElsewhere(OtherSentinel moved) {
        int count = 0;
        for (Primary primary : state.primaries.values()) {
            OtherSentinel same = primary.sentinels.get(moved.name);
            if (same == null) {
                continue;
            }
            same.link.close();
            if (!primary.name.equals(moved.primary().name)) {
                same.address = moved.address;
                count++;
            }
        }
        if (count > 0) {
            events.notice(
                    "+sentinel-address-update",
                    moved,
                    " " + count + " additional matching instances");
        }
    }

    /** What was agreed on in a later epoch holds. */
    private void learn(Primary primary, OtherSentinel from, Message message, long nowMs) {
        if (message.configEpoch() <= primary.configEpoch) {
            return;
        }
        primary.configEpoch = message.configEpoch();
        if (message.primaryPort() == primary.address.port()
                && instances.isHostOf(primary.address, message.primaryHost())) {
            return;
        }
        Address old = primary.address;
        events.alarm("+config-update-from", from);
        events.tell(
                Level.WARNING,
                "+switch-master",
                primary,
                primary.name
                        + " "
                        + state.shown(old)
                        + " "
                        + old.port()
                        + " "
                        + message.primaryHost()
                        + " "
                        + message.primaryPort());
        if (reset.switchTo(primary, message.primaryHost(), message.primaryPort(), nowMs)) {
            callScript(primary, "observer", old, primary.address);
        }
    }

    /** Calls the script that tells clients of a new primary. */
    void callScript(Primary primary, String part, Address from, Address to) {
        if (!primary.reconfigurationScript.isEmpty()) {
            scripts.add(
                    List.of(
                            primary.reconfigurationScript,
                            primary.name,
                            part,
                            "start",
                            state.shown(from),
                            Integer.toString(from.port()),
                            state.shown(to),
                            Integer.toString(to.port())));
        }
    }
}
