package onggi.replication;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import onggi.bytes.Bytes;
import onggi.engine.Call;
import onggi.engine.Engine;
import onggi.engine.Entry;
import onggi.net.EventLoop;

/**
 * Keys with an expiry that clients wrote on a writable replica: no primary knows of them, so this
 * server removes them itself. Thread-safe.
 */
final class OwnExpiries {

    /** More are not remembered; they are hidden when due, as all others are. */
    private static final int MOST = 1 << 20;

    private record Place(int database, Bytes key) {}

    private final Engine engine;
    private final Map<Place, Long> places = new ConcurrentHashMap<>();

    OwnExpiries(Engine engine) {
        this.engine = engine;
    }

    /** A client has changed something on this replica; the shards of its keys are held. */
    void wrote(Call call) {
        int first = call.command().firstKey();
        if (first <= 0 || first >= call.argc()) {
            return;
        }
        Place place = new Place(call.session().database(), call.bytes(first));
        Entry entry = call.lookup(place.key(), place.database());
        if (entry.exists() && entry.expiryMs() != Entry.NO_EXPIRY && places.size() < MOST) {
            places.put(place, entry.expiryMs());
        } else {
            places.remove(place);
        }
    }

    /** Returns how many there are. */
    int count() {
        return places.size();
    }

    /** Forgets all: this is no replica any more, or all its data are those of its primary. */
    void clear() {
        places.clear();
    }

    /** Removes what is due. On the thread of the first loop, which holds no shard. */
    void look(EventLoop first, long nowMs) {
        if (places.isEmpty() || !engine.settings().activeExpiry()) {
            return;
        }
        List<Place> due = new ArrayList<>();
        for (Iterator<Map.Entry<Place, Long>> all = places.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Place, Long> entry = all.next();
            if (entry.getValue() <= nowMs) {
                due.add(entry.getKey());
                all.remove();
            }
        }
        if (due.isEmpty()) {
            return;
        }
        SideCalls calls = SideCalls.of(engine, first.execution());
        first.execution().holdingAll(() -> due.forEach(place -> remove(calls, place)));
    }

    /** Looking it up for a write removes it if it is due; this write changes nothing else. */
    private static void remove(SideCalls calls, Place place) {
        calls.run(place.database(), "SETRANGE", List.of(place.key(), Bytes.of("0"), Bytes.EMPTY));
    }
}
