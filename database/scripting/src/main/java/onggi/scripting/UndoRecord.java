package onggi.scripting;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onggi.bytes.Bytes;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandKeys;
import onggi.engine.EngineSettings;
import onggi.engine.Entry;
import onggi.engine.KeyFlag;
import onggi.engine.ScriptCalls;
import onggi.lua.LuaString;
import onggi.rdb.DumpPayload;
import onggi.rdb.RdbOutput;
import onggi.rdb.RdbVersion;
import onggi.rdb.ValueWriter;
import org.jspecify.annotations.Nullable;

/** The keys that a script changed, as they were before: what it takes to undo it. */
final class UndoRecord {

    /*
     * Before the first command that may write a key runs, the key is kept as DUMP gives it, with its expiry, or as absent. Undoing
     * is more commands at the end of the same unit: DEL of what was absent, then RESTORE of what was there. So logs, messages and
     * waiting clients learn of it as of any change, and whoever replays the unit ends with what was before.
     *
     * A record is complete as long as it names every key the script wrote. It is not after a command that writes what its
     * arguments do not name as keys of the selected database, or when it would take more than its limit: then the script cannot
     * be undone, and so not be killed.
     */

    /** One key; without a payload it was absent. */
    record Old(int database, Bytes key, @Nullable LuaString payload, long expiryMs) {}

    private record Place(int database, Bytes key) {}

    private static final int WRITES = KeyFlag.RW.bit() | KeyFlag.OW.bit() | KeyFlag.RM.bit();

    /** Changes its keys by reading them, which their specification calls to read. */
    private static final String READS_AND_WRITES = "xreadgroup";

    /** About what one key takes here beside its name and value. */
    private static final int OWN_BYTES = 160;

    /** How many elements tell about how large a value is. */
    private static final int SAMPLES = 8;

    private final long limitBytes;
    private final CommandKeys keys = new CommandKeys();
    private final Map<Place, Old> olds = new LinkedHashMap<>();
    private long bytes;
    private volatile boolean complete = true;

    UndoRecord(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Whether the script can be undone; from any thread. */
    boolean isComplete() {
        return complete;
    }

    /** What was before, in the order in which it is to be put back. */
    List<Old> olds() {
        List<Old> all = new ArrayList<>();
        olds.values().stream().filter(old -> old.payload == null).forEach(all::add);
        olds.values().stream().filter(old -> old.payload != null).forEach(all::add);
        return all;
    }

    /** Notes what the bound command is about to change. */
    void before(ScriptCalls calls) {
        if (!complete) {
            return;
        }
        Call call = calls.call();
        int count = keys.find(call);
        if (!keys.fit()) {
            return; // it answers with an error
        }
        if (count == 0 || reachesFurther(call)) {
            giveUp();
            return;
        }
        calls.holdKeys();
        boolean all = call.command().wireName().equals(READS_AND_WRITES);
        for (int i = 0; i < count && complete; i++) {
            if (all || (keys.flags(i) & WRITES) != 0) {
                keep(call, keys.position(i));
            }
        }
    }

    /** Whether a command writes keys in another database too, or such as its row does not tell. */
    private static boolean reachesFurther(Call call) {
        Command command = call.command();
        return switch (command.wireName()) {
            case "move" -> true;
            case "copy" -> call.argc() > 3 && !(call.argc() == 4 && call.is(3, "REPLACE"));
            default ->
                    command.needsAllShards(call)
                            || command.keys().stream()
                                    .anyMatch(k -> k.flags().contains(KeyFlag.INCOMPLETE));
        };
    }

    private void keep(Call call, int position) {
        int database = call.session().database();
        Bytes key = Bytes.copyOf(call.buffer(), call.offset(position), call.length(position));
        Place place = new Place(database, key);
        if (olds.containsKey(place)) {
            return;
        }
        Entry entry = call.lookup(key, database);
        bytes += OWN_BYTES + 2L * key.length();
        if (!entry.exists()) {
            olds.put(place, new Old(database, key, null, 0));
        } else if (bytes + entry.memoryBytes(SAMPLES) <= limitBytes) {
            LuaString payload = payload(entry, call.engine().settings());
            bytes += payload.length();
            long expiryMs = entry.expiryMs();
            olds.put(
                    place,
                    new Old(database, key, payload, expiryMs == Entry.NO_EXPIRY ? 0 : expiryMs));
        } else {
            bytes = limitBytes + 1;
        }
        if (bytes > limitBytes) {
            giveUp();
        }
    }

    private static LuaString payload(Entry entry, EngineSettings settings) {
        int version = Math.max(settings.dumpVersion(), RdbVersion.REDIS_7_0);
        RdbOutput out = RdbOutput.toArray(false);
        try {
            DumpPayload.write(entry.type(), new ValueWriter(entry), version, out);
        } catch (IOException e) {
            throw new IllegalStateException(e); // nothing is written to a file
        }
        return LuaString.wrap(Arrays.copyOf(out.array(), (int) out.position()));
    }

    /** The script will not be undone. */
    private void giveUp() {
        complete = false;
        olds.clear();
        bytes = 0;
    }
}
