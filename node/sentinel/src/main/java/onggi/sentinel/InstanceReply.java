package onggi.sentinel;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import onggi.resp.ReplyWriter;

/** An instance as the SENTINEL commands answer it: fields and values. */
final class InstanceReply {

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final State state;
    private final long nowMs;

    private InstanceReply(State state, long nowMs) {
        this.state = state;
        this.nowMs = nowMs;
    }

    /** Writes an instance. */
    static void write(ReplyWriter out, State state, Instance instance, long nowMs) {
        InstanceReply reply = new InstanceReply(state, nowMs);
        reply.common(instance);
        switch (instance) {
            case Primary primary -> reply.primary(primary);
            case Replica replica -> reply.replica(replica);
            case OtherSentinel sentinel -> reply.sentinel(sentinel);
        }
        out.mapHeader(reply.fields.size());
        reply.fields.forEach((name, value) -> {
            out.bulk(name);
            Replies.text(out, value);
        });
    }

    /** Writes instances, except replicas that do not want to be known. */
    static void write(
            ReplyWriter out, State state, Collection<? extends Instance> instances, long nowMs) {
        int mark = out.startArray();
        int count = 0;
        for (Instance instance : instances) {
            if (!(instance instanceof Replica replica) || replica.announced) {
                write(out, state, instance, nowMs);
                count++;
            }
        }
        out.endArray(mark, count);
    }

    private void put(String name, String value) {
        fields.put(name, value);
    }

    private void put(String name, long value) {
        fields.put(name, Long.toString(value));
    }

    private void common(Instance instance) {
        InstanceLink link = instance.link;
        put("name", instance.name);
        put("ip", state.shown(instance.address));
        put("port", instance.address.port());
        put("runid", instance.runId == null ? "" : instance.runId);
        put("flags", flags(instance));
        put("link-pending-commands", link.pending());
        put("link-refcount", link.users);
        if (instance instanceof Primary primary && primary.is(Flag.FAILOVER_IN_PROGRESS)) {
            put("failover-state", primary.state.wireName());
        }
        put("last-ping-sent", link.pingPendingMs == 0 ? 0 : nowMs - link.pingPendingMs);
        put("last-ok-ping-reply", nowMs - link.lastAvailableMs);
        put("last-ping-reply", nowMs - link.lastPongMs);
        if (instance.is(Flag.S_DOWN)) {
            put("s-down-time", nowMs - instance.subjectivelyDownSinceMs);
        }
        if (instance.is(Flag.O_DOWN)) {
            put("o-down-time", nowMs - instance.objectivelyDownSinceMs);
        }
        put("down-after-milliseconds", instance.downAfterMs);
        if (instance.role != Role.SENTINEL) {
            put("info-refresh", instance.infoMs == 0 ? 0 : nowMs - instance.infoMs);
            put("role-reported", instance.reportedRole.wireName());
            put("role-reported-time", nowMs - instance.reportedRoleMs);
        }
    }

    /** The role and the state of the link stand between the flags as they always have. */
    private static String flags(Instance instance) {
        StringJoiner words = new StringJoiner(",");
        if (instance.is(Flag.S_DOWN)) {
            words.add(Flag.S_DOWN.wireName());
        }
        if (instance.is(Flag.O_DOWN)) {
            words.add(Flag.O_DOWN.wireName());
        }
        words.add(instance.role.wireName());
        if (instance.link.disconnected) {
            words.add("disconnected");
        }
        for (Flag flag : instance.flags) {
            if (flag != Flag.S_DOWN && flag != Flag.O_DOWN) {
                words.add(flag.wireName());
            }
        }
        return words.toString();
    }

    private void primary(Primary primary) {
        put("config-epoch", primary.configEpoch);
        put("num-slaves", primary.replicas.size());
        put("num-other-sentinels", primary.sentinels.size());
        put("quorum", primary.quorum);
        put("failover-timeout", primary.failoverTimeoutMs);
        put("parallel-syncs", primary.parallelSyncs);
        if (!primary.notificationScript.isEmpty()) {
            put("notification-script", primary.notificationScript);
        }
        if (!primary.reconfigurationScript.isEmpty()) {
            put("client-reconfig-script", primary.reconfigurationScript);
        }
    }

    private void replica(Replica replica) {
        put("master-link-down-time", replica.linkDownMs);
        put("master-link-status", replica.linkUp ? "ok" : "err");
        put("master-host", replica.primaryHost == null ? "?" : replica.primaryHost);
        put("master-port", replica.primaryPort);
        put("slave-priority", replica.priority);
        put("slave-repl-offset", replica.offset);
        put("replica-announced", replica.announced ? 1 : 0);
    }

    private void sentinel(OtherSentinel sentinel) {
        put("last-hello-message", nowMs - sentinel.lastHelloMs);
        put("voted-leader", sentinel.leader == null ? "?" : sentinel.leader);
        put("voted-leader-epoch", sentinel.leaderEpoch);
    }
}
