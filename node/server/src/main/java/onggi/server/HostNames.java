package onggi.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import onggi.bytes.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What names stand for, found out by a thread of each look-up's own. What was found is good for a
 * while, and for as long again as the next look-up takes; only for a name that is new is it waited,
 * and not for long.
 */
final class HostNames {

    private static final long FRESH_NS = TimeUnit.SECONDS.toNanos(1);

    /** Shorter than what a sentinel takes for a standing still of its own. */
    private static final long LONGEST_WAIT_MS = 1000;

    private record Known(@Nullable String address, long sinceNs) {}

    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Known>> running = new ConcurrentHashMap<>();

    HostNames(Clock clock) {
        this.clock = clock;
    }

    /** Returns the address of a name, or null when there is none or it takes too long to find. */
    @Nullable String resolve(String name) {
        Known found = known.get(name);
        if (found != null && clock.nanoTime() - found.sinceNs() < FRESH_NS) {
            return found.address();
        }
        CompletableFuture<Known> lookup = running.computeIfAbsent(name, this::start);
        return found != null ? found.address() : await(lookup);
    }

    private CompletableFuture<Known> start(String name) {
        CompletableFuture<Known> result = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("onggi-resolve")
                .start(() -> {
                    Known found = new Known(address(name), clock.nanoTime());
                    known.put(name, found);
                    running.remove(name);
                    result.complete(found);
                });
        return result;
    }

    private static @Nullable String address(String name) {
        try {
            return InetAddress.getByName(name).getHostAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static @Nullable String await(CompletableFuture<Known> lookup) {
        try {
            return lookup.get(LONGEST_WAIT_MS, TimeUnit.MILLISECONDS).address();
        } catch (TimeoutException | ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
