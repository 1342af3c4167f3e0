package onggi.lua;

import org.jspecify.annotations.Nullable;

/** Reading and writing tables, lengths and constructors. */
final class TableNodes {

    private TableNodes() {}

    /** A field: its key is a string that stands in the source. */
    static final class Field extends Expression {
        private final Expression container;
        private final LuaString key;
        private final int site;

        Field(Expression container, LuaString key, int site) {
            this.container = container;
            this.key = key;
            this.site = site;
        }

        @Override
        @Nullable Object eval(Frame f) {
            Object c = container.eval(f);
            if (c instanceof LuaTable table) {
                Object value = table.get(key);
                if (value != null || table.metatable() == null) {
                    return value;
                }
            }
            f.site = site;
            return Operations.index(f.thread, c, key, container);
        }

        @Override
        Named named() {
            return new Named("field", key.toString());
        }
    }

    /** A value at any key. */
    static final class Element extends Expression {
        private final Expression container;
        private final Expression key;
        private final int site;
        private boolean generic;

        Element(Expression container, Expression key, int site) {
            this.container = container;
            this.key = key;
            this.site = site;
        }

        @Override
        @Nullable Object eval(Frame f) {
            Object c = container.eval(f);
            if (generic || !(c instanceof LuaTable table)) {
                return index(f, c, key.eval(f));
            }
            double k;
            try {
                k = key.evalNumber(f);
            } catch (NotANumber other) {
                generic = true;
                return index(f, c, other.value);
            }
            Object value = table.get(k);
            return value != null || table.metatable() == null ? value : index(f, c, k);
        }

        private @Nullable Object index(Frame f, @Nullable Object c, @Nullable Object k) {
            if (c instanceof LuaTable table) {
                Object value = k instanceof LuaString s ? table.get(s) : table.get(k);
                if (value != null || table.metatable() == null) {
                    return value;
                }
            }
            f.site = site;
            return Operations.index(f.thread, c, k, container);
        }

        @Override
        Named named() {
            return new Named("field", "?");
        }
    }

    static final class FieldSet extends Statement {
        private final Expression container;
        private final LuaString key;
        private final Expression value;
        private final int site;

        FieldSet(Expression container, LuaString key, Expression value, int site) {
            this.container = container;
            this.key = key;
            this.value = value;
            this.site = site;
        }

        @Override
        @Nullable Object execute(Frame f) {
            Object c = container.eval(f);
            Object v = value.eval(f);
            if (c instanceof LuaTable table && table.isPlain()) {
                table.set(key, v);
                return null;
            }
            f.site = site;
            Operations.setIndex(f.thread, c, key, v, container);
            return null;
        }
    }

    static final class ElementSet extends Statement {
        private final Expression container;
        private final Expression key;
        private final Expression value;
        private final int site;
        private boolean generic;

        ElementSet(Expression container, Expression key, Expression value, int site) {
            this.container = container;
            this.key = key;
            this.value = value;
            this.site = site;
        }

        @Override
        @Nullable Object execute(Frame f) {
            Object c = container.eval(f);
            if (generic) {
                set(f, c, key.eval(f));
                return null;
            }
            double k;
            try {
                k = key.evalNumber(f);
            } catch (NotANumber other) {
                generic = true;
                set(f, c, other.value);
                return null;
            }
            if (c instanceof LuaTable table && !Double.isNaN(k)) {
                Object v = value.eval(f);
                if (table.isPlain()) {
                    table.set(k, v);
                } else {
                    f.site = site;
                    Operations.setIndex(f.thread, c, k, v, container);
                }
                return null;
            }
            set(f, c, k);
            return null;
        }

        private void set(Frame f, @Nullable Object c, @Nullable Object k) {
            Object v = value.eval(f);
            if (k instanceof LuaString s && c instanceof LuaTable table && table.isPlain()) {
                table.set(s, v);
                return;
            }
            f.site = site;
            Operations.setIndex(f.thread, c, k, v, container);
        }
    }

    static final class Length extends Expression {
        private final Expression operand;
        private final int site;

        Length(Expression operand, int site) {
            this.operand = operand;
            this.site = site;
        }

        @Override
        @Nullable Object eval(Frame f) {
            Object value = operand.eval(f);
            if (value instanceof LuaString s) {
                return (double) s.length();
            }
            f.site = site;
            return Operations.length(f.thread, value, operand);
        }

        @Override
        double evalNumber(Frame f) throws NotANumber {
            Object value = operand.eval(f);
            if (value instanceof LuaTable t) {
                return t.length();
            }
            if (value instanceof LuaString s) {
                return s.length();
            }
            f.site = site;
            Object length = Operations.length(f.thread, value, operand);
            if (length instanceof Double d) {
                return d;
            }
            throw new NotANumber(length);
        }
    }

    /** A constructor that has items without keys only, the last of one value. */
    static final class ListOf extends Expression {
        private final Expression[] values;
        private final int room;

        ListOf(Expression[] values) {
            this.values = values;
            this.room = room(values.length);
        }

        @Override
        Object eval(Frame f) {
            @Nullable Object[] items = new @Nullable Object[room];
            for (int i = 0; i < values.length; i++) {
                items[i] = values[i].eval(f);
            }
            return LuaTable.ofArray(f.thread.budget(), items);
        }
    }

    /** Any constructor. */
    static final class TableOf extends Expression {

        /** Items without keys are put in when there are this many, and at the end. */
        private static final int BATCH = 50;

        private final @Nullable Expression[] keys;
        private final Expression[] values;
        private final int[] sites;
        private final int arrayRoom;
        private final int hashRoom;

        TableOf(@Nullable Expression[] keys, Expression[] values, int[] sites) {
            this.keys = keys;
            this.values = values;
            this.sites = sites;
            int keyed = 0;
            for (Expression key : keys) {
                keyed += key == null ? 0 : 1;
            }
            int last = values.length - 1;
            boolean open = last >= 0 && keys[last] == null && values[last].isMulti();
            this.arrayRoom = room(values.length - keyed - (open ? 1 : 0));
            this.hashRoom = room(keyed);
        }

        @Override
        Object eval(Frame f) {
            LuaTable table = f.thread.state().newTable(arrayRoom, hashRoom);
            @Nullable Object[] batch = new @Nullable Object[Math.min(BATCH, values.length)];
            int waiting = 0;
            int done = 0;
            for (int i = 0; i < values.length; i++) {
                Expression key = keys[i];
                if (key != null) {
                    setKeyed(f, table, key, i);
                } else if (i == values.length - 1 && values[i].isMulti()) {
                    @Nullable Object[] rest = Results.all(values[i].evalAll(f));
                    table.reserveArray(done + waiting + rest.length);
                    put(table, done + waiting, rest, rest.length);
                } else {
                    if (waiting == BATCH) {
                        put(table, done, batch, BATCH);
                        done += BATCH;
                        waiting = 0;
                    }
                    batch[waiting++] = values[i].eval(f);
                }
            }
            put(table, done, batch, waiting);
            return table;
        }

        private void setKeyed(Frame f, LuaTable table, Expression key, int i) {
            Object k = key.eval(f);
            Object v = values[i].eval(f);
            f.site = sites[i];
            table.set(Operations.checkedKey(f.thread, k), v);
        }

        private static void put(LuaTable table, int from, @Nullable Object[] items, int count) {
            for (int i = count; i > 0; i--) {
                table.set((double) (from + i), items[i - 1]);
            }
        }
    }

    /**
     * The room a constructor asks for: its instruction has a byte for each number, so from 16 on it
     * is rounded up to three digits of binary.
     */
    static int room(int count) {
        int n = count;
        int shift = 0;
        while (n >= 16) {
            n = (n + 1) >> 1;
            shift++;
        }
        return n << shift;
    }
}
