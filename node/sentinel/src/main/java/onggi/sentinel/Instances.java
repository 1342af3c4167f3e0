package onggi.sentinel;

import java.net.InetAddress;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Begins to watch instances, and finds them by address. */
final class Instances {

    static final String NAME_UNKNOWN = "Can't resolve instance hostname.";

    private static final int MOST_PORT = 65_535;

    private final State state;
    private final Events events;

    Instances(State state, Events events) {
        this.state = state;
        this.events = events;
    }

    /** Returns the address that a name or literal address stands for, or null. */
    @Nullable String resolve(String host) {
        if (isLiteral(host)) {
            return host;
        }
        return state.resolvesNames && !host.isEmpty() ? state.world.resolve(host) : null;
    }

    private static boolean isLiteral(String host) {
        if (host.indexOf(':') < 0 && !isFourNumbers(host)) {
            return false;
        }
        try {
            return InetAddress.ofLiteral(host) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isFourNumbers(String host) {
        int dots = 0;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            dots += c == '.' ? 1 : 0;
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return dots == 3;
    }

    /**
     * Returns the address of a host and port.
     *
     * @param unresolvedToo whether a name may stand for nothing yet, where names are resolved
     */
    Address address(String host, int port, boolean unresolvedToo) throws RefusedException {
        if (port < 0 || port > MOST_PORT) {
            throw new RefusedException("Invalid port number.");
        }
        String ip = resolve(host);
        if (ip == null) {
            events.warn("Failed to resolve hostname '" + host + "'");
            if (!state.resolvesNames || !unresolvedToo) {
                throw new RefusedException(NAME_UNKNOWN);
            }
            ip = "";
        }
        return new Address(host, ip, port);
    }

    /** Returns the address of a host and port, or null when there is none. */
    @Nullable Address addressOrNull(String host, int port, boolean unresolvedToo) {
        try {
            return address(host, port, unresolvedToo);
        } catch (RefusedException e) {
            return null;
        }
    }

    /** Returns whether a host is that of an address. */
    boolean isHostOf(Address address, @Nullable String host) {
        if (host == null) {
            return false;
        }
        String ip = resolve(host);
        if (ip == null) {
            String own = state.resolvesNames ? address.host() : address.ip();
            return own.equalsIgnoreCase(host);
        }
        return ip.equalsIgnoreCase(address.ip());
    }

    /** Begins to watch a primary. */
    Primary watch(String name, String host, int port, int quorum, long nowMs)
            throws RefusedException {
        Address address = address(host, port, true);
        if (state.primaries.containsKey(name)) {
            throw new RefusedException("Duplicate master name.");
        }
        Primary primary =
                new Primary(
                        name,
                        address,
                        quorum,
                        state.ms(Period.DOWN_AFTER),
                        state.ms(Period.FAILOVER),
                        nowMs);
        state.primaries.put(name, primary);
        return primary;
    }

    /** Begins to watch a replica. */
    Replica addReplica(Primary primary, String host, int port, long nowMs) throws RefusedException {
        Address address = address(host, port, true);
        String name = address.text(state.announcesNames);
        if (primary.replicas.containsKey(name)) {
            throw new RefusedException("Duplicate hostname and port for replica.");
        }
        Replica replica = new Replica(name, address, primary, nowMs);
        primary.replicas.put(name, replica);
        return replica;
    }

    /** Begins to watch another sentinel; it shares the link of the same one elsewhere. */
    OtherSentinel addSentinel(Primary primary, String runId, String host, int port, long nowMs)
            throws RefusedException {
        Address address = address(host, port, true);
        if (primary.sentinels.containsKey(runId)) {
            throw new RefusedException("Duplicate runid for sentinel.");
        }
        OtherSentinel sentinel = new OtherSentinel(runId, address, primary, nowMs);
        primary.sentinels.put(runId, sentinel);
        shareLink(sentinel);
        return sentinel;
    }

    private void shareLink(OtherSentinel sentinel) {
        for (Primary primary : state.primaries.values()) {
            OtherSentinel same = primary.sentinels.get(sentinel.name);
            if (same != null && !sentinel.primary().name.equals(primary.name)) {
                sentinel.link.release();
                sentinel.link = same.link;
                same.link.users++;
                return;
            }
        }
    }

    /** Returns the replica at an address, or null. */
    @Nullable Replica replica(Primary primary, String host, int port) {
        Address address = addressOrNull(host, port, false);
        return address == null ? null : primary.replicas.get(address.text(state.announcesNames));
    }

    /** Returns the instance at an address, or null. */
    <T extends Instance> @Nullable T at(Collection<T> instances, Address address) {
        for (T instance : instances) {
            if (instance.address.isSame(address)) {
                return instance;
            }
        }
        return null;
    }
}
