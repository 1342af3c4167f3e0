package onggi.lua;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts what a state's values take, by walking from what its calls and globals refer to. */
final class Reachable {

    private static final int STRING_BYTES = 40;
    private static final int FUNCTION_BYTES = 32;
    private static final int NUMBER_BYTES = 16;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> ahead = new ArrayDeque<>();
    private long bytes;

    private Reachable() {}

    static long bytes(LuaState state) {
        Reachable walk = new Reachable();
        walk.add(state.globals());
        walk.add(state.stringMetatable());
        walk.addThread(state.mainThread());
        walk.addThread(state.running);
        walk.go();
        return walk.bytes;
    }

    private void go() {
        while (!ahead.isEmpty()) {
            switch (ahead.pop()) {
                case LuaString s -> bytes += STRING_BYTES + s.length();
                case LuaTable t -> addTable(t);
                case LuaClosure f -> addFunction(f);
                case Builtin f -> add(f.held());
                case LuaUserdata u -> add(u.metatable());
                case Coroutine c -> addThread(c.thread());
                default -> {}
            }
        }
    }

    private void add(@Nullable Object value) {
        switch (value) {
            case null -> {}
            case Boolean b -> {}
            case Double d -> bytes += NUMBER_BYTES;
            case LocalNumber n -> bytes += NUMBER_BYTES;
            case Results r -> addAll(r.values);
            case Cell c -> {
                if (seen.add(c)) {
                    add(c.value);
                }
            }
            default -> {
                if (seen.add(value)) {
                    ahead.push(value);
                }
            }
        }
    }

    private void addAll(@Nullable Object[] values) {
        for (Object value : values) {
            add(value);
        }
    }

    private void addTable(LuaTable table) {
        bytes += table.bytes();
        add(table.metatable());
        for (int p = table.next(-1); p >= 0; p = table.next(p)) {
            add(table.keyAt(p));
            add(table.valueAt(p));
        }
    }

    private void addFunction(LuaClosure function) {
        bytes += FUNCTION_BYTES;
        add(function.environment());
        for (Cell cell : function.upvalues) {
            add(cell);
        }
    }

    private void addThread(LuaThread first) {
        LuaThread thread = first;
        while (thread != null) {
            for (Frame f = thread.frame; f != null; f = f.caller) {
                addFrame(f);
            }
            Coroutine coroutine = thread.coroutine();
            add(coroutine);
            thread = coroutine == null ? null : coroutine.resumer();
        }
    }

    private void addFrame(Frame f) {
        if (f.function != null) {
            add(f.function);
        }
        addAll(f.slots);
        addAll(f.varargs);
    }
}
