package onggi.net;

import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All network clients by id. Thread-safe. */
public final class ClientRegistry {

    private final ConcurrentSkipListMap<Long, ClientSession> clients =
            new ConcurrentSkipListMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong lastId = new AtomicLong();

    ClientRegistry() {}

    /** Returns an id that no client had before. */
    public long nextId() {
        return lastId.incrementAndGet();
    }

    void add(ClientSession client) {
        clients.put(client.id(), client);
        count.incrementAndGet();
    }

    void remove(ClientSession client) {
        if (clients.remove(client.id()) != null) {
            count.decrementAndGet();
        }
    }

    /** Returns how many clients are connected. */
    public int count() {
        return count.get();
    }

    /** Returns the client with an id, or null. */
    public @Nullable ClientSession client(long id) {
        return clients.get(id);
    }

    /** Returns the clients in the order in which they connected; a view. */
    public Collection<ClientSession> all() {
        return Collections.unmodifiableCollection(clients.values());
    }
}
