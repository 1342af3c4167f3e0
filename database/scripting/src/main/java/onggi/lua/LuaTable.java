package onggi.lua;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A table of Lua. These methods are raw: no metamethod runs. Not safe for several threads at once.
 *
 * <p>Positions walk a table: {@link #next(int)} from -1 on gives each position that holds a value,
 * in the order scripts see.
 */
@SuppressWarnings("ReferenceEquality") // a key that is the same object is the same key
public final class LuaTable {

    /*
     * The order in which a table is walked is visible to scripts and in what they return, so the
     * structure is that of the original: an array for the keys 1 to n, and a node vector of 2^k
     * slots for the rest. A key's main position follows from its hash. A new key whose main
     * position is taken goes to the last free slot (found by a pointer that only moves down), unless
     * the key that sits there is not at its own main position: that one moves. Slots of one main
     * position are chained. A slot whose value became nil keeps its key. When no slot is free, all
     * keys are counted: the array becomes the largest 2^k of which more than half would be in use,
     * the nodes get room for exactly the rest, and everything is put in again from the last slot to
     * the first.
     *
     * Strings and numbers hash as in the original. Other keys hash there by address, here by
     * identity, so the order among those agrees with nothing.
     *
     * A stack overflow in the middle of moving keys would lose some, so that work first makes sure
     * of its room on the stack (StackRoom).
     */

    private static final @Nullable Object[] NO_ARRAY = new Object[0];
    private static final @Nullable Object[] NO_NODES = new Object[2];
    private static final int[] NO_CHAIN = {-1};
    private static final int NODE_BYTES = 12;

    private final Budget budget;
    private @Nullable Object[] array = NO_ARRAY;
    private @Nullable Object[] nodes = NO_NODES;
    private int[] chain = NO_CHAIN;
    private int lastFree;
    private @Nullable LuaTable metatable;
    private boolean readOnly;

    /** An empty table. */
    public LuaTable(Budget budget) {
        this.budget = budget;
    }

    /** An empty table with room for keys 1 to {@code arrayCount} and for others. */
    public LuaTable(Budget budget, int arrayCount, int hashCount) {
        this.budget = budget;
        if (arrayCount > 0) {
            budget.allocate(4L * arrayCount);
            array = new Object[arrayCount];
        }
        if (hashCount > 0) {
            newNodes(hashCount);
        }
    }

    /** A table of the values 1 to n, with the array as it is. */
    static LuaTable ofArray(Budget budget, @Nullable Object[] array) {
        LuaTable table = new LuaTable(budget);
        budget.allocate(48 + 4L * array.length);
        table.array = array;
        return table;
    }

    /** Its metatable, null when it has none. */
    public @Nullable LuaTable metatable() {
        return metatable;
    }

    /** Gives it a metatable, or takes it away. */
    public void metatable(@Nullable LuaTable table) {
        metatable = table;
    }

    /** Whether a key can be set without asking anybody: it has no metatable and may be changed. */
    boolean isPlain() {
        return metatable == null && !readOnly;
    }

    /** Whether scripts may not change it. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** Forbids scripts to change it, or allows it again; Java code always may. */
    public void readOnly(boolean on) {
        readOnly = on;
    }

    /** The value of any key, nil when there is none. */
    public @Nullable Object get(@Nullable Object key) {
        return switch (key) {
            case LuaString s -> get(s);
            case Double d -> get(d.doubleValue());
            case null -> null;
            default -> {
                int slot = find(key);
                yield slot < 0 ? null : nodes[2 * slot + 1];
            }
        };
    }

    /** The value of a string key. */
    public @Nullable Object get(LuaString key) {
        @Nullable Object[] n = nodes;
        int[] next = chain;
        int i = key.hashCode() & next.length - 1;
        do {
            Object k = n[2 * i];
            if (k == key || (k instanceof LuaString s && s.sameAs(key))) {
                return n[2 * i + 1];
            }
            i = next[i];
        } while (i >= 0);
        return null;
    }

    /** The value of a string key. */
    public @Nullable Object get(String key) {
        return get(LuaString.of(key));
    }

    /** The value of a number key. */
    public @Nullable Object get(double key) {
        int k = (int) key;
        if (k == key) {
            int index = k - 1;
            @Nullable Object[] a = array;
            if (index >= 0 && index < a.length) {
                return a[index];
            }
        }
        int slot = findNumber(key);
        return slot < 0 ? null : nodes[2 * slot + 1];
    }

    /** Puts a value at a string key; nil takes it away. */
    public void set(LuaString key, @Nullable Object value) {
        int slot = findString(key);
        if (slot < 0) {
            insert(key, value);
        } else {
            nodes[2 * slot + 1] = value;
        }
    }

    /** Puts a value at a string key; nil takes it away. */
    public void set(String key, @Nullable Object value) {
        set(LuaString.of(key), value);
    }

    /** Puts a value at a number key, which is not NaN. */
    public void set(double key, @Nullable Object value) {
        int k = (int) key;
        if (k == key) {
            int index = k - 1;
            @Nullable Object[] a = array;
            if (index >= 0 && index < a.length) {
                a[index] = value;
                return;
            }
        }
        int slot = findNumber(key);
        if (slot < 0) {
            insert(key, value);
        } else {
            nodes[2 * slot + 1] = value;
        }
    }

    /** Puts a value at any key but nil and NaN. */
    public void set(Object key, @Nullable Object value) {
        switch (key) {
            case LuaString s -> set(s, value);
            case Double d -> set(d.doubleValue(), value);
            default -> {
                int slot = find(key);
                if (slot < 0) {
                    insert(key, value);
                } else {
                    nodes[2 * slot + 1] = value;
                }
            }
        }
    }

    /** A border: n such that n has a value and n + 1 has none; 0 when 1 has none. */
    public int length() {
        @Nullable Object[] a = array;
        int j = a.length;
        if (j > 0 && a[j - 1] == null) {
            int i = 0;
            while (j - i > 1) {
                int middle = (i + j) >>> 1;
                if (a[middle - 1] == null) {
                    j = middle;
                } else {
                    i = middle;
                }
            }
            return i;
        }
        return nodes == NO_NODES ? j : TableSizing.searchBorder(this, j);
    }

    /** The next position that holds a value, or -1; -1 starts. */
    public int next(int position) {
        @Nullable Object[] a = array;
        int p = position + 1;
        for (; p < a.length; p++) {
            if (a[p] != null) {
                return p;
            }
        }
        @Nullable Object[] n = nodes;
        for (int i = p - a.length; i < n.length / 2; i++) {
            if (n[2 * i + 1] != null) {
                return i + a.length;
            }
        }
        return -1;
    }

    /** The key at a position. */
    public @Nullable Object keyAt(int position) {
        int slot = position - array.length;
        return slot < 0 ? (Object) (position + 1.0) : nodes[2 * slot];
    }

    /** The value at a position. */
    public @Nullable Object valueAt(int position) {
        int slot = position - array.length;
        return slot < 0 ? array[position] : nodes[2 * slot + 1];
    }

    /** The position of a key, also one whose value is nil by now; -1 for nil, -2 for no key. */
    public int positionOf(@Nullable Object key) {
        if (key == null) {
            return -1;
        }
        if (key instanceof Double d) {
            int k = (int) d.doubleValue();
            if (k == d && k >= 1 && k <= array.length) {
                return k - 1;
            }
        }
        int slot = find(key);
        return slot < 0 ? -2 : slot + array.length;
    }

    /** Whether a position, as it was given by {@link #next}, still belongs to that key. */
    boolean isAt(int position, @Nullable Object key) {
        int slot = position - array.length;
        return slot >= 0 && slot < nodes.length / 2 && nodes[2 * slot] == key;
    }

    /** Roughly what it takes, its metatable and what it refers to not counted. */
    long bytes() {
        return 48 + 4L * array.length + (long) NODE_BYTES * (nodes.length / 2);
    }

    /** Makes room for keys 1 to {@code count} when there is less. */
    void reserveArray(int count) {
        if (count > array.length) {
            resize(count, nodes == NO_NODES ? 0 : nodes.length / 2);
        }
    }

    // Finding.

    private int find(Object key) {
        return switch (key) {
            case LuaString s -> findString(s);
            case Double d -> findNumber(d);
            default -> {
                int i = mainPosition(key);
                do {
                    if (nodes[2 * i] == key) {
                        yield i;
                    }
                    i = chain[i];
                } while (i >= 0);
                yield -1;
            }
        };
    }

    private int findString(LuaString key) {
        @Nullable Object[] n = nodes;
        int[] next = chain;
        int i = key.hashCode() & next.length - 1;
        do {
            Object k = n[2 * i];
            if (k == key || (k instanceof LuaString s && s.sameAs(key))) {
                return i;
            }
            i = next[i];
        } while (i >= 0);
        return -1;
    }

    private int findNumber(double key) {
        @Nullable Object[] n = nodes;
        if (n == NO_NODES) {
            return -1;
        }
        int i = numberPosition(key);
        do {
            if (n[2 * i] instanceof Double d && d == key) {
                return i;
            }
            i = chain[i];
        } while (i >= 0);
        return -1;
    }

    private int mainPosition(Object key) {
        int size = chain.length;
        return switch (key) {
            case LuaString s -> s.hashCode() & size - 1;
            case Double d -> numberPosition(d);
            case Boolean b -> (b ? 1 : 0) & size - 1;
            default -> Integer.remainderUnsigned(System.identityHashCode(key), size - 1 | 1);
        };
    }

    private int numberPosition(double key) {
        if (key == 0) {
            return 0;
        }
        long bits = Double.doubleToRawLongBits(key);
        return Integer.remainderUnsigned((int) bits + (int) (bits >>> 32), chain.length - 1 | 1);
    }

    // A new key.

    private void insert(Object key, @Nullable Object value) {
        int main = nodes == NO_NODES ? 0 : mainPosition(key);
        if (nodes == NO_NODES || nodes[2 * main + 1] != null) {
            int free = freeSlot();
            if (free < 0) {
                rehash(key);
                set(key, value);
                return;
            }
            int other = mainPosition(keyIn(main));
            if (other != main) {
                moveAway(main, other, free);
            } else {
                chain[free] = chain[main];
                chain[main] = free;
                main = free;
            }
        }
        nodes[2 * main] = key;
        nodes[2 * main + 1] = value;
    }

    private Object keyIn(int slot) {
        Object key = nodes[2 * slot];
        assert key != null;
        return key;
    }

    private int freeSlot() {
        while (lastFree > 0) {
            lastFree--;
            if (nodes[2 * lastFree] == null) {
                return lastFree;
            }
        }
        return -1;
    }

    /** Moves the key in a slot, whose main position is another, to a free slot. */
    private void moveAway(int slot, int main, int free) {
        int before = main;
        while (chain[before] != slot) {
            before = chain[before];
        }
        chain[before] = free;
        nodes[2 * free] = nodes[2 * slot];
        nodes[2 * free + 1] = nodes[2 * slot + 1];
        chain[free] = chain[slot];
        chain[slot] = -1;
        nodes[2 * slot + 1] = null;
    }

    private void rehash(Object extraKey) {
        TableSizing sizing = new TableSizing(array);
        for (int i = 0; i < nodes.length; i += 2) {
            if (nodes[i + 1] != null) {
                sizing.count(keyIn(i / 2));
            }
        }
        sizing.count(extraKey);
        sizing.choose();
        resize(sizing.arraySize(), sizing.hashSize());
    }

    private void resize(int arraySize, int hashSize) {
        StackRoom.ensure();
        @Nullable Object[] oldArray = array;
        @Nullable Object[] oldNodes = nodes;
        budget.allocate(4L * arraySize + (long) NODE_BYTES * hashSize);
        if (arraySize != oldArray.length) {
            array = Arrays.copyOf(oldArray, arraySize);
        }
        newNodes(hashSize);
        for (int i = arraySize; i < oldArray.length; i++) {
            if (oldArray[i] != null) {
                set(i + 1.0, oldArray[i]);
            }
        }
        for (int i = oldNodes.length - 2; i >= 0; i -= 2) {
            Object key = oldNodes[i];
            if (key != null && oldNodes[i + 1] != null) {
                set(key, oldNodes[i + 1]);
            }
        }
    }

    private void newNodes(int count) {
        if (count == 0) {
            nodes = NO_NODES;
            chain = NO_CHAIN;
            lastFree = 0;
            return;
        }
        int bits = 32 - Integer.numberOfLeadingZeros(count - 1);
        if (bits > TableSizing.MAX_BITS) {
            throw new LuaError("table overflow");
        }
        nodes = new Object[2 << bits];
        chain = new int[1 << bits];
        Arrays.fill(chain, -1);
        lastFree = 1 << bits;
    }
}
