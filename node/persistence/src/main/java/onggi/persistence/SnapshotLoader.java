package onggi.persistence;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import onggi.bytes.LateLogger;
import onggi.bytes.LooseBlock;
import onggi.engine.Engine;
import onggi.engine.Entry;
import onggi.engine.Execution;
import onggi.engine.KeyLoader;
import onggi.engine.Keyspace;
import onggi.engine.LibraryTexts;
import onggi.rdb.LoadedValue;
import onggi.rdb.RdbKey;
import onggi.rdb.RdbText;
import onggi.rdb.RdbVisitor;

/** Puts what a file holds into a store, whose every shard is held meanwhile. */
final class SnapshotLoader implements RdbVisitor {

    private static final System.Logger LOG = LateLogger.of(SnapshotLoader.class);

    /** So many keys without elements are named in the log, as in Redis. */
    private static final int MOST_EMPTY_NAMED = 10;

    private final Engine engine;
    private final KeyLoader keys;
    private final Loading loading;
    private final List<LoadedValue> homes = new ArrayList<>();
    private final Map<String, String> facts = new TreeMap<>();
    private final long nowMs;
    private final boolean merges;
    private boolean keepsExpired;
    private boolean beside;
    private final Map<String, byte[]> libraries = new LinkedHashMap<>();
    private long loaded;
    private long expired;
    private long empty;

    /**
     * Prepares to load.
     *
     * @param merges whether a key that is there already is replaced; else it is an error
     */
    SnapshotLoader(Engine engine, Execution execution, Loading loading, boolean merges) {
        this.engine = engine;
        this.merges = merges;
        this.loading = loading;
        this.keys = new KeyLoader(execution);
        this.nowMs = engine.clock().nowMs();
        Keyspace keyspace = engine.keyspace();
        for (int i = 0; i < keyspace.shardCount(); i++) {
            homes.add(new LoadedValue(keys.entryOf(keyspace.shard(i))));
        }
    }

    /** Loads keys whose time has come too: changes that follow may build on them. */
    void keepExpired() {
        keepsExpired = true;
    }

    /** Loads into databases that nobody sees, and keeps the libraries apart. */
    void loadBeside() {
        beside = true;
    }

    /** Returns the libraries that were kept apart, by name. */
    Map<String, byte[]> libraries() {
        return libraries;
    }

    private int place(RdbKey key) {
        return beside ? engine.keyspace().hidden(key.database()) : key.database();
    }

    /** Returns how many keys were loaded. */
    long loaded() {
        return loaded;
    }

    /** Returns how many keys were left out because they have expired. */
    long expired() {
        return expired;
    }

    /** Returns how many keys were left out because they had no elements. */
    long empty() {
        return empty;
    }

    /** Returns what the file told about itself. */
    Map<String, String> facts() {
        return facts;
    }

    @Override
    public void aux(RdbText name, RdbText value) {
        facts.put(name.toString(), value.toString());
        if (name.toString().equals("used-mem")) {
            loading.usedMemory(value.toString());
        }
    }

    @Override
    public void function(RdbText code) throws IOException {
        byte[] text = code.copy();
        String name = LibraryTexts.nameOf(text);
        if (name.isEmpty()) {
            throw new IOException("Failed loading library, Missing library metadata");
        }
        if (beside) {
            libraries.put(name, text);
        } else if (!engine.libraries().put(name, text, merges)) {
            throw new IOException("Failed loading library, Library '" + name + "' already exists");
        }
    }

    @Override
    public void emptyKey(RdbKey key) {
        if (empty++ < MOST_EMPTY_NAMED) {
            LOG.log(System.Logger.Level.INFO, "Loading RDB: skipping empty key: " + key.name());
        }
    }

    @Override
    public LoadedValue home(RdbKey key) throws IOException {
        if (key.database() >= engine.keyspace().databases()) {
            throw new IOException(
                    "the file has more than " + engine.keyspace().databases() + " databases");
        }
        RdbText name = key.name();
        Keyspace keyspace = engine.keyspace();
        return homes.get(keyspace.shardOf(name.bytes(), name.offset(), name.length()).index());
    }

    @Override
    public void key(RdbKey key, LoadedValue value) throws IOException {
        loading.step();
        if (key.expiryMs() != RdbKey.NO_EXPIRY && key.expiryMs() <= nowMs && !keepsExpired) {
            expired++;
            return;
        }
        RdbText name = key.name();
        Entry entry = keys.find(place(key), name.bytes(), name.offset(), name.length(), nowMs);
        if (entry.exists()) {
            if (!merges) {
                throw new IOException("a key is twice in the file: " + name);
            }
            entry.remove();
        }
        long expiry = key.expiryMs() == RdbKey.NO_EXPIRY ? Entry.NO_EXPIRY : key.expiryMs();
        if (value.isLong()) {
            LooseBlock block = value.takeBlock();
            entry.adoptString(block, block.length(), expiry);
        } else if (value.isText()) {
            RdbText text = value.text();
            entry.setString(text.bytes(), text.offset(), text.length(), expiry);
        } else {
            entry.take(value.type(), value.cell(), expiry);
        }
        use(key, entry);
        loaded++;
    }

    private void use(RdbKey key, Entry entry) {
        var clock = engine.accessClock();
        if (key.uses() != RdbKey.UNKNOWN && clock.countsUses()) {
            entry.accessBits(clock.used((int) key.uses(), nowMs));
        } else if (key.idleSeconds() >= 0 && !clock.countsUses()) {
            entry.accessBits(clock.idle(key.idleSeconds(), nowMs));
        }
    }
}
