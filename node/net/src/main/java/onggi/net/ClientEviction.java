package onggi.net;

import onggi.bytes.HotPath;
import onggi.bytes.LateLogger;
import org.jspecify.annotations.Nullable;

/**
 * Closes the clients of one loop that take most, while all clients together take more than {@code
 * maxmemory-clients}.
 */
final class ClientEviction {

    /*
     * Before the commands of a turn and after them the loop adds up what its clients take; with many
     * clients only every few milliseconds, since that costs some nanoseconds each. Every loop tells
     * the others its sum and its largest client. Over the limit, the loop with the largest of all
     * closes it; another one that notices wakes that loop.
     */

    private static final System.Logger LOG = LateLogger.of(ClientEviction.class);

    /** So many clients are added up after every turn. */
    private static final int FEW = 256;

    private static final long PERIOD_MS = 10;
    private static final int PERCENT = 100;

    private final EventLoop loop;
    private volatile long bytes;
    private volatile long largestBytes;
    private @Nullable Connection largest;
    private long nextMs;

    ClientEviction(EventLoop loop) {
        this.loop = loop;
    }

    /** What was read may be too much already, before anything is done with it. */
    @HotPath
    void beforeCommands() {
        if (loop.server().settings().clientMemory() != 0 && loop.connections().size() <= FEW) {
            run();
        }
    }

    @HotPath
    void endTurn(long nowMs) {
        if (loop.server().settings().clientMemory() != 0
                && (loop.connections().size() <= FEW || nowMs >= nextMs)) {
            nextMs = nowMs + PERIOD_MS;
            loop.connections().forEach(Connection::forgetInput);
            run();
        }
    }

    private void run() {
        long limit = limitBytes();
        if (limit <= 0) {
            return;
        }
        measure();
        while (sum() > limit) {
            EventLoop other = loopWithLarger();
            Connection victim = largest;
            if (other != null) {
                other.post(() -> {});
                return;
            }
            if (victim == null) {
                return;
            }
            close(victim);
            measure();
        }
    }

    private long limitBytes() {
        long setting = loop.server().settings().clientMemory();
        return setting >= 0
                ? setting
                : loop.server().engine().settings().maxMemoryBytes() / PERCENT * -setting;
    }

    private void measure() {
        long total = 0;
        long most = 0;
        largest = null;
        for (Connection connection : loop.connections()) {
            long own = bytesOf(connection);
            total += own;
            if (own > most && connection.session().isEvictable() && !connection.isClosed()) {
                most = own;
                largest = connection;
            }
        }
        bytes = total;
        largestBytes = most;
    }

    /** What was read counts until its commands have run, though most of it lies in shared input. */
    private static long bytesOf(Connection connection) {
        long input = connection.inputBytes() - connection.decoder().pendingCapacity();
        return ClientText.memoryBytes(connection.session()) + Math.max(0, input);
    }

    private long sum() {
        long total = 0;
        for (EventLoop each : loop.server().loops()) {
            total += each.clientEviction.bytes;
        }
        return total;
    }

    private @Nullable EventLoop loopWithLarger() {
        EventLoop found = null;
        long most = largestBytes;
        for (EventLoop each : loop.server().loops()) {
            if (each.clientEviction.largestBytes > most) {
                most = each.clientEviction.largestBytes;
                found = each;
            }
        }
        return found;
    }

    private void close(Connection victim) {
        ClientSession session = victim.session();
        LOG.log(
                System.Logger.Level.INFO,
                "Evicting client: {0}",
                ClientText.of(session, loop.turn().nowMs()));
        loop.counters().clientsEvicted++;
        victim.close();
    }
}
