package onggi.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import onggi.bytes.HotPath;

/**
 * An object that a handler works with and that each {@link Call} has one of, made when it is first
 * needed: parsed options, a buffer, a cursor. It keeps what the last command of that call left in
 * it, and a handler that runs while another one does has another call.
 */
public final class PerCall<T> {

    private static final AtomicInteger NEXT_INDEX = new AtomicInteger();

    private final int index = NEXT_INDEX.getAndIncrement();
    private final Supplier<T> maker;

    private PerCall(Supplier<T> maker) {
        this.maker = maker;
    }

    /** Declares an object, as a constant of the class that works with it. */
    public static <T> PerCall<T> of(Supplier<T> maker) {
        return new PerCall<>(maker);
    }

    /** Returns the object of a call. */
    @HotPath
    @SuppressWarnings("unchecked") // only this constant writes at its index
    public T of(Call call) {
        Object[] tools = call.tools();
        if (index < tools.length && tools[index] != null) {
            return (T) tools[index];
        }
        return make(call);
    }

    private T make(Call call) {
        T made = maker.get();
        call.tool(index, made);
        return made;
    }
}
