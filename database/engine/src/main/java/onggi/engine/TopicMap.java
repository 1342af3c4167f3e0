package onggi.engine;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import onggi.bytes.KeyHash;
import org.jspecify.annotations.Nullable;

/**
 * Topics by name, found by a slice of bytes without allocation. An open table with linear probing,
 * at most half full. Thread-safe.
 */
final class TopicMap {

    private static final int FIRST_CAPACITY = 8;

    private final TopicKind kind;
    private final long hashSeed;
    private @Nullable Topic[] table = new Topic[FIRST_CAPACITY];
    private int size;

    TopicMap(TopicKind kind, long hashSeed) {
        this.kind = kind;
        this.hashSeed = hashSeed;
    }

    @HotPath
    synchronized @Nullable Topic find(byte[] name, int offset, int length) {
        return table[indexOf(KeyHash.of(hashSeed, name, offset, length), name, offset, length)];
    }

    synchronized Topic add(Bytes name, Session session) {
        byte[] bytes = name.unsafeArray();
        long hash = KeyHash.of(hashSeed, bytes, 0, bytes.length);
        int index = indexOf(hash, bytes, 0, bytes.length);
        Topic topic = table[index];
        if (topic == null) {
            topic = new Topic(kind, name, hash);
            table[index] = topic;
            if (++size * 2 > table.length) {
                resize(table.length * 2);
            }
        }
        topic.add(session);
        return topic;
    }

    synchronized void remove(Topic topic, Session session) {
        topic.remove(session);
        byte[] name = topic.name().unsafeArray();
        int index = indexOf(topic.hash(), name, 0, name.length);
        if (topic.isDeserted() && table[index] == topic) {
            erase(index);
            if (--size * 8 < table.length && table.length > FIRST_CAPACITY) {
                resize(table.length / 2);
            }
        }
    }

    synchronized int size() {
        return size;
    }

    synchronized List<Topic> topics() {
        List<Topic> topics = new ArrayList<>(size);
        for (Topic topic : table) {
            if (topic != null) {
                topics.add(topic);
            }
        }
        return topics;
    }

    /** Returns the index of a topic, or of the free place where it belongs. */
    private int indexOf(long hash, byte[] name, int offset, int length) {
        int mask = table.length - 1;
        int i = (int) hash & mask;
        while (true) {
            Topic topic = table[i];
            if (topic == null
                    || (topic.hash() == hash && topic.name().equals(name, offset, length))) {
                return i;
            }
            i = (i + 1) & mask;
        }
    }

    /** Empties a place and moves those behind it that a search would no longer reach. */
    private void erase(int index) {
        int mask = table.length - 1;
        int hole = index;
        int i = (hole + 1) & mask;
        for (Topic topic = table[i]; topic != null; topic = table[i]) {
            int home = (int) topic.hash() & mask;
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                table[hole] = topic;
                hole = i;
            }
            i = (i + 1) & mask;
        }
        table[hole] = null;
    }

    private void resize(int capacity) {
        List<Topic> topics = topics();
        table = new Topic[capacity];
        for (Topic topic : topics) {
            byte[] name = topic.name().unsafeArray();
            table[indexOf(topic.hash(), name, 0, name.length)] = topic;
        }
    }
}
