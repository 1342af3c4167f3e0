package onggi.rdb;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import onggi.bytes.Memory;
import onggi.types.ValueType;

/**
 * Reads a whole file as loading would, keeps nothing, and says what is in it: first in the words of
 * {@code redis-check-rdb}, then a line for each type.
 */
public final class RdbCheck implements RdbVisitor {

    private static final class Types {
        long keys;
        long elements;
        long bytes;
    }

    private static final int NONE = -1;

    private final RdbInput in;
    private final Consumer<String> lines;
    private final long nowMs;
    private final Map<String, Types> types = new TreeMap<>();
    private final LoadedValue home = new LoadedValue(new Nowhere(Memory.best()));
    private final RdbReader reader;
    private long keys;
    private long expiring;
    private long expired;
    private long expiringInside;
    private long functions;
    private long before;

    /** The number and the key of the value that is being read. */
    private int number = NONE;

    private String present = "";

    /**
     * Prepares.
     *
     * @param lines gets what there is to say
     */
    public RdbCheck(RdbInput in, long nowMs, Consumer<String> lines) {
        this.in = in;
        this.lines = lines;
        this.nowMs = nowMs;
        this.reader = new RdbReader(in, this, true);
    }

    /**
     * Checks the file.
     *
     * @param name of it
     * @return whether it is sound
     */
    public boolean run(String name) {
        say("Checking RDB file " + name);
        try {
            reader.read();
        } catch (RdbException e) {
            fault(e.reason());
            return false;
        } catch (IOException e) {
            fault(String.valueOf(e.getMessage()));
            return false;
        }
        say("\\o/ RDB looks OK! \\o/");
        summary();
        return true;
    }

    private void fault(String reason) {
        lines.accept("--- RDB ERROR DETECTED ---");
        say(reason);
        lines.accept("[additional info] While doing: " + reader.step());
        if (number != NONE) {
            lines.accept("[additional info] Reading key '" + present + "'");
            String name = RdbType.nameOf(number, reader.version());
            lines.accept("[additional info] Reading type " + number + " (" + name + ")");
        }
        summary();
    }

    private void say(String what) {
        lines.accept("[offset " + in.position() + "] " + what);
    }

    private void summary() {
        lines.accept("[info] " + keys + " keys read");
        lines.accept("[info] " + expiring + " expires");
        lines.accept("[info] " + expired + " already expired");
        lines.accept("[info] " + expiringInside + " subexpires");
        lines.accept("[info] " + functions + " functions");
        types.forEach((name, type) ->
                lines.accept(
                        "[info] "
                                + name
                                + ": "
                                + type.keys
                                + " keys, "
                                + type.elements
                                + " elements, "
                                + type.bytes
                                + " bytes in the file"));
    }

    // ---- what the file holds

    @Override
    public void aux(RdbText name, RdbText value) {
        say("AUX FIELD " + name + " = '" + value + "'");
    }

    @Override
    public void database(int number) {
        say("Selecting DB ID " + number);
    }

    @Override
    public void function(RdbText code) {
        functions++;
    }

    @Override
    public void skippedModule(String name) {
        say("MODULE AUX for: " + name);
    }

    @Override
    public void end(boolean summed) {
        say(
                summed
                        ? "Checksum OK"
                        : "RDB file was saved with checksum disabled: no check performed.");
    }

    @Override
    public LoadedValue home(RdbKey key) {
        before = in.position();
        keys++;
        number = key.number();
        present = key.name().toString();
        return home;
    }

    @Override
    public void key(RdbKey key, LoadedValue value) {
        read(key);
        Types type = types.computeIfAbsent(ValueType.nameOf(value.type()), n -> new Types());
        type.keys++;
        type.elements += value.isText() || value.isLong() ? 1 : value.size();
        type.bytes += in.position() - before;
        expiringInside += value.expiresInside() ? 1 : 0;
    }

    @Override
    public void emptyKey(RdbKey key) {
        read(key);
        say("Skipped key '" + key.name() + "', which has no elements");
    }

    private void read(RdbKey key) {
        number = NONE;
        if (key.expiryMs() != RdbKey.NO_EXPIRY) {
            expiring++;
            expired += key.expiryMs() < nowMs ? 1 : 0;
        }
    }
}
