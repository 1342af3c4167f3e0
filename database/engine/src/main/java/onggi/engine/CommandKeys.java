package onggi.engine;

import java.util.Arrays;
import onggi.bytes.HotPath;
import onggi.bytes.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * Finds the keys among the arguments of a call by its command's key specifications: one function
 * for locks, access rules, tracking, {@code COMMAND GETKEYS} and cluster slots. One instance a
 * thread; the result is valid until the next call.
 */
public final class CommandKeys {

    private int[] positions = new int[16];
    private KeySpec[] specs = new KeySpec[16];
    private int count;
    private int first;
    private boolean fitting;
    private @Nullable Command command;
    private @Nullable Call call;

    /**
     * Finds the keys of a call; returns how many. A specification that does not fit the arguments
     * yields none.
     */
    public int find(Call call) {
        return find(call.command(), call, 0);
    }

    /**
     * Finds the keys of a command whose name stands at argument {@code first} of a call, as in
     * {@code COMMAND GETKEYS}. Positions are relative to it.
     */
    public int find(Command command, Call call, int first) {
        this.count = 0;
        this.fitting = true;
        this.first = first;
        this.command = command;
        this.call = call;
        for (KeySpec spec : command.keys()) {
            addKeys(call, spec);
        }
        return count;
    }

    /**
     * Returns whether every specification fits the arguments. Where one does not, the command
     * answers with an error and touches nothing, and Redis takes it to have no keys.
     */
    public boolean fit() {
        return fitting;
    }

    /** Returns how many keys were found. */
    public int count() {
        return count;
    }

    /** Returns the argument index of the i-th key. */
    @HotPath
    public int position(int i) {
        return positions[i];
    }

    /** Returns the specification that named the i-th key. */
    public KeySpec spec(int i) {
        return specs[i];
    }

    /** Returns what the command does with the i-th key, as a mask of {@link KeyFlag#bit()}. */
    public int flags(int i) {
        KeySpec.FlagRule rule = command == null ? null : command.row.flagRule;
        boolean variable = specs[i].flags().contains(KeyFlag.VARIABLE_FLAGS);
        return variable && rule != null && call != null
                ? rule.flags(call, first)
                : specs[i].flagMask();
    }

    private void addKeys(Call call, KeySpec spec) {
        if (spec.begin() instanceof KeySpec.Begin.StoreOption) {
            int store = afterStore(call);
            addRange(call, spec, store, store, 1);
            return;
        }
        int begin =
                switch (spec.begin()) {
                    case KeySpec.Begin.Index(int position) -> position;
                    case KeySpec.Begin.Keyword(String keyword, int from) ->
                            afterKeyword(call, keyword, from);
                    case KeySpec.Begin.StoreOption() -> 0;
                    case KeySpec.Begin.Unknown() -> 0;
                };
        if (begin <= 0) {
            return;
        }
        switch (spec.find()) {
            case KeySpec.Find.Range(int last, int step, int limit) -> {
                int end = lastOf(call, begin, last, limit);
                fitting &= begin <= end && end < argc(call);
                addRange(call, spec, begin, end, step);
            }
            case KeySpec.Find.KeyCount(int countPosition, int firstKey, int step) ->
                    addCounted(call, spec, begin + countPosition, begin + firstKey, step);
            case KeySpec.Find.Unknown() -> {}
        }
    }

    private int lastOf(Call call, int begin, int last, int limit) {
        if (last >= 0) {
            return begin + last;
        }
        return last == -1 && limit > 1
                ? begin + (argc(call) - begin) / limit - 1
                : argc(call) + last;
    }

    private void addCounted(Call call, KeySpec spec, int countPosition, int begin, int step) {
        int at = this.first + countPosition;
        fitting = false;
        if (at >= call.argc() || !Numbers.isLong(call.buffer(), call.offset(at), call.length(at))) {
            return;
        }
        long keys = Numbers.parseLong(call.buffer(), call.offset(at), call.length(at));
        if (keys >= 1 && keys <= (argc(call) - begin + step - 1) / step) {
            fitting = true;
            addRange(call, spec, begin, begin + ((int) keys - 1) * step, step);
        }
    }

    private void addRange(Call call, KeySpec spec, int begin, int last, int step) {
        for (int i = begin; i <= last && i < argc(call); i += step) {
            if (count == positions.length) {
                positions = Arrays.copyOf(positions, count * 2);
                specs = Arrays.copyOf(specs, count * 2);
            }
            specs[count] = spec;
            positions[count++] = i;
        }
    }

    /** Returns the place behind a keyword; 0 when there is none, or nothing behind it. */
    private int afterKeyword(Call call, String keyword, int from) {
        int step = from < 0 ? -1 : 1;
        int last = argc(call) - 1;
        for (int i = from < 0 ? argc(call) + from : from; i > 0 && i < last; i += step) {
            if (call.is(first + i, keyword)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Returns the place behind the last STORE of SORT; behind the arguments when there is none. */
    private int afterStore(Call call) {
        int found = argc(call);
        for (int i = 2; i < argc(call); i++) {
            if (call.is(first + i, "LIMIT")) {
                i += 2;
            } else if (call.is(first + i, "GET") || call.is(first + i, "BY")) {
                i++;
            } else if (call.is(first + i, "STORE")) {
                found = i + 1;
            }
        }
        return found;
    }

    private int argc(Call call) {
        return call.argc() - first;
    }
}
