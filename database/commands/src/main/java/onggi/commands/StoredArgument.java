package onggi.commands;

import onggi.bytes.HotPath;
import onggi.bytes.LooseBlock;
import onggi.engine.Call;
import onggi.engine.Entry;
import onggi.types.Encoding;
import onggi.types.StringValue;
import onggi.types.ValueType;

/**
 * How an argument becomes a string or a part of one, wherever it lies: one outside the heap becomes
 * the value itself, or is copied there once.
 */
final class StoredArgument {

    private StoredArgument() {}

    /** Stores an argument as the string of a key, see {@link Entry#setString}. */
    @HotPath
    static void set(Call call, int i, Entry entry, long expiryMs) {
        if (call.isLoose(i)) {
            setLoose(call, i, entry, expiryMs);
        } else {
            entry.setString(call.buffer(), call.offset(i), call.length(i), expiryMs);
        }
    }

    private static void setLoose(Call call, int i, Entry entry, long expiryMs) {
        int length = call.length(i);
        if (call.hasEffects()) { // which read the argument later
            entry.place(ValueType.STRING, Encoding.RAW, length, expiryMs);
            call.loose(i).copyTo(entry.memory(), entry.valueAddress(), length);
        } else {
            entry.adoptString(call.takeLoose(i), length, expiryMs);
        }
    }

    /** Appends an argument to the string of an entry; returns the new length. */
    static int append(Call call, int i, Entry entry) {
        int length = call.length(i);
        if (!call.isLoose(i)) {
            return StringValue.append(entry, call.buffer(), call.offset(i), length);
        }
        int before = StringValue.length(entry);
        StringValue.resize(entry, before + length);
        put(call.loose(i), entry, before, length);
        return before + length;
    }

    /** Overwrites a part of the string of an entry; returns the new length. */
    static int setRange(Call call, int i, Entry entry, int at) {
        int length = call.length(i);
        if (!call.isLoose(i)) {
            return StringValue.setRange(entry, at, call.buffer(), call.offset(i), length);
        }
        int after = StringValue.openRange(entry, at, length);
        put(call.loose(i), entry, at, length);
        return after;
    }

    private static void put(LooseBlock block, Entry entry, int at, int length) {
        block.copyTo(entry.memory(), entry.valueAddress() + at, length);
    }
}
