package onggi.types;

import onggi.bytes.Bytes;
import onggi.bytes.Invariant;
import onggi.bytes.KeyHash;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * The messages that producers of a stream sent lately, so that one that is sent again is not added
 * again: for each producer the ids it gave its messages, and the entries that these became. A
 * reusable cursor.
 */
public final class StreamProducers {

    /*
     * The stream's header has the reference of a block, or none when nothing was ever asked for:
     *
     *     0 (4 bytes), list of producers (4), duration in s (4), most ids of a producer (4), ids added (8), duplicates (8), ids now (8)
     *
     * A producer is a block: length of its name (4), 4 unused, handle of the map by hash (16), handle of the map by age (16), serial
     * number of the next id (8), name. The maps lead to the same blocks: from (hash of the id, serial number) and from (serial number,
     * hash). A message id is a block: its length (4), 4 unused, id of the entry (16), when it came (8), and itself.
     *
     * Old ids go when their producer comes again; and each time one comes, another one's are looked at as well, so that none stay for
     * good.
     */

    /** How long a message id is known, in seconds, unless set. */
    public static final int DEFAULT_DURATION_S = 100;

    /** How many message ids of a producer are known, unless set. */
    public static final int DEFAULT_MOST = 100;

    private static final int LIST = 4;
    private static final int DURATION = 8;
    private static final int MOST = 12;
    private static final int ADDED = 16;
    private static final int DUPLICATES = 24;
    private static final int KNOWN = 32;
    private static final int STATE_BYTES = 40;

    private static final int BY_HASH = 8;
    private static final int BY_AGE = 24;
    private static final int SERIAL = 40;
    private static final int NAME = 48;

    private static final int ENTRY_MS = 8;
    private static final int ENTRY_SEQ = 16;
    private static final int TIME = 24;
    private static final int MESSAGE = 32;

    private static final long HASH_SEED = 0x5DEECE66DL;

    private final StreamNames names;
    private final StreamIndex byHash;
    private final StreamIndex byAge;
    private Slab slab;
    private Memory memory;
    private long place;
    private long foundMs;
    private long foundSeq;

    StreamProducers(Slab slab) {
        this.names = new StreamNames(NAME, slab);
        this.byHash = new StreamIndex(Integer.BYTES, slab);
        this.byAge = new StreamIndex(Integer.BYTES, slab);
        this.slab = slab;
        this.memory = slab.memory();
    }

    StreamProducers at(Slab slab, long place) {
        this.slab = slab;
        this.memory = slab.memory();
        this.place = place;
        if (exists()) {
            names.at(slab, state() + LIST);
        }
        return this;
    }

    private boolean exists() {
        return memory.intAt(place) != Slab.NONE;
    }

    private long state() {
        return slab.address(memory.intAt(place));
    }

    private void ensure() {
        if (exists()) {
            return;
        }
        int created = slab.allocate(STATE_BYTES);
        long address = slab.address(created);
        memory.zero(address, STATE_BYTES);
        memory.putInt(address + DURATION, DEFAULT_DURATION_S);
        memory.putInt(address + MOST, DEFAULT_MOST);
        memory.putInt(place, created);
        names.at(slab, address + LIST);
    }

    // ---- settings and counters

    /** Returns how long a message id is known, in seconds. */
    public int durationS() {
        return exists() ? memory.intAt(state() + DURATION) : DEFAULT_DURATION_S;
    }

    /** Returns how many message ids of a producer are known at most. */
    public int most() {
        return exists() ? memory.intAt(state() + MOST) : DEFAULT_MOST;
    }

    /** Returns how many message ids were ever taken down. */
    public long added() {
        return exists() ? memory.longAt(state() + ADDED) : 0;
    }

    /** Returns how many messages came again. */
    public long duplicates() {
        return exists() ? memory.longAt(state() + DUPLICATES) : 0;
    }

    /** Returns how many message ids are known. */
    public long known() {
        return exists() ? memory.longAt(state() + KNOWN) : 0;
    }

    /** Returns how many producers are known. */
    public int count() {
        return exists() ? names.count() : 0;
    }

    /** Sets the limits, and forgets all messages if that changes anything. */
    public void configure(int durationS, int most) {
        ensure();
        if (durationS == durationS() && most == most()) {
            return;
        }
        while (names.count() > 0) {
            forget(names.count() - 1, Long.MAX_VALUE, 0);
        }
        memory.putInt(state() + DURATION, durationS);
        memory.putInt(state() + MOST, most);
    }

    private void add(int counter, long difference) {
        long at = state() + counter;
        memory.putLong(at, memory.longAt(at) + difference);
    }

    // ---- messages

    /** Returns whether a message of a producer is known; {@link #entryMs} tells its entry then. */
    public boolean find(Bytes producer, Bytes message, long nowMs) {
        if (!exists()) {
            return false;
        }
        int i = names.find(producer.unsafeArray(), 0, producer.length());
        if (i < 0) {
            return false;
        }
        forget(i, nowMs, most());
        i = names.find(producer.unsafeArray(), 0, producer.length());
        return i >= 0 && findIn(producerAt(i), message);
    }

    /** Counts a message that came again. */
    public void countDuplicate() {
        add(DUPLICATES, 1);
    }

    private boolean findIn(long producer, Bytes message) {
        long hash = hash(message);
        byHash.at(slab, producer + BY_HASH);
        boolean more = byHash.seek(hash, 0);
        for (; more && byHash.ms() == hash; more = byHash.next()) {
            long known = StreamBlock.address(slab, memory.intAt(byHash.value()));
            if (memory.intAt(known) == message.length()
                    && memory.equal(known + MESSAGE, message.unsafeArray(), 0, message.length())) {
                foundMs = memory.longAt(known + ENTRY_MS);
                foundSeq = memory.longAt(known + ENTRY_SEQ);
                return true;
            }
        }
        return false;
    }

    /** Returns the first half of the id that the message found became. */
    public long entryMs() {
        return foundMs;
    }

    /** Returns the second half of the id that the message found became. */
    public long entrySeq() {
        return foundSeq;
    }

    /** Takes down what entry a message that is not known became. */
    public void record(Bytes producer, Bytes message, long ms, long seq, long nowMs) {
        ensure();
        int i = names.find(producer.unsafeArray(), 0, producer.length());
        if (i < 0) {
            int created = names.create(producer.unsafeArray(), 0, producer.length());
            names.insert(-1 - i, created);
            i = -1 - i;
        }
        insert(producerAt(i), message, ms, seq, nowMs);
        add(ADDED, 1);
        add(KNOWN, 1);
        forget(i, nowMs, most());
        forget((int) (added() % names.count()), nowMs, most());
    }

    private void insert(long producer, Bytes message, long ms, long seq, long nowMs) {
        long serial = memory.longAt(producer + SERIAL);
        memory.putLong(producer + SERIAL, serial + 1);
        int created = StreamBlock.allocate(slab, MESSAGE + message.length());
        long address = StreamBlock.address(slab, created);
        memory.putInt(address, message.length());
        memory.putLong(address + ENTRY_MS, ms);
        memory.putLong(address + ENTRY_SEQ, seq);
        memory.putLong(address + TIME, nowMs);
        memory.copyIn(message.unsafeArray(), 0, address + MESSAGE, message.length());
        long hash = hash(message);
        memory.putInt(byHash.at(slab, producer + BY_HASH).insert(hash, serial), created);
        memory.putInt(byAge.at(slab, producer + BY_AGE).insert(serial, hash), created);
    }

    private long producerAt(int i) {
        return StreamBlock.address(slab, names.reference(i));
    }

    /** Forgets messages of a producer that are too old or too many, and then the producer. */
    private void forget(int i, long nowMs, int most) {
        long producer = producerAt(i);
        long oldestMs = nowMs - 1000L * durationS();
        byAge.at(slab, producer + BY_AGE);
        while (byAge.first()) {
            int message = memory.intAt(byAge.value());
            long address = StreamBlock.address(slab, message);
            if (byAge.size() <= most && memory.longAt(address + TIME) > oldestMs) {
                return;
            }
            byHash.at(slab, producer + BY_HASH);
            if (!byHash.find(byAge.seq(), byAge.ms())) {
                throw new IllegalStateException("a message is known by age only");
            }
            byHash.remove();
            byAge.remove();
            StreamBlock.free(slab, message);
            add(KNOWN, -1);
        }
        int reference = names.reference(i);
        names.remove(i);
        StreamBlock.free(slab, reference);
    }

    // ---- upkeep

    /** Frees all there is. */
    void free() {
        if (exists()) {
            while (names.count() > 0) {
                forget(names.count() - 1, Long.MAX_VALUE, 0);
            }
            slab.free(memory.intAt(place));
            memory.putInt(place, Slab.NONE);
        }
    }

    /** Returns the capacity of all blocks. */
    long blockBytes() {
        if (!exists()) {
            return 0;
        }
        long bytes = slab.capacityOf(memory.intAt(place)) + names.blockBytes();
        for (int i = 0, count = names.count(); i < count; i++) {
            long producer = producerAt(i);
            bytes += byHash.at(slab, producer + BY_HASH).blockBytes();
            byAge.at(slab, producer + BY_AGE);
            bytes += byAge.blockBytes();
            for (boolean more = byAge.first(); more; more = byAge.next()) {
                bytes += StreamBlock.bytes(slab, memory.intAt(byAge.value()));
            }
        }
        return bytes;
    }

    /** Makes another stream know the same messages. */
    void copyTo(StreamProducers copy) {
        if (!exists()) {
            return;
        }
        copy.configure(durationS(), most());
        for (int i = 0, count = names.count(); i < count; i++) {
            long producer = producerAt(i);
            Bytes name = copy(producer + NAME, memory.intAt(producer));
            byAge.at(slab, producer + BY_AGE);
            for (boolean more = byAge.first(); more; more = byAge.next()) {
                long message = StreamBlock.address(slab, memory.intAt(byAge.value()));
                copy.record(
                        name,
                        copy(message + MESSAGE, memory.intAt(message)),
                        memory.longAt(message + ENTRY_MS),
                        memory.longAt(message + ENTRY_SEQ),
                        memory.longAt(message + TIME));
            }
        }
        copy.memory.putLong(copy.state() + ADDED, added());
        copy.memory.putLong(copy.state() + DUPLICATES, duplicates());
    }

    /** Verifies that both maps of each producer know the same. */
    void check() {
        if (!exists()) {
            return;
        }
        names.check();
        long seen = 0;
        for (int i = 0, count = names.count(); i < count; i++) {
            long producer = producerAt(i);
            byHash.at(slab, producer + BY_HASH).check();
            byAge.at(slab, producer + BY_AGE).check();
            Invariant.check(byHash.size() == byAge.size(), "{} messages", byHash.size());
            seen += byAge.size();
        }
        Invariant.check(seen == known(), "{} messages of {}", seen, known());
    }

    private Bytes copy(long address, int length) {
        byte[] bytes = new byte[length];
        memory.copyOut(address, bytes, 0, length);
        return Bytes.wrap(bytes);
    }

    private static long hash(Bytes message) {
        return KeyHash.of(HASH_SEED, message.unsafeArray(), 0, message.length());
    }
}
