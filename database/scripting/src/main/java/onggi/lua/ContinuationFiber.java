package onggi.lua;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fiber on the JDK's own continuations, which virtual threads are made of. They are not part of
 * the public JDK: the process must be started with {@code --add-exports
 * java.base/jdk.internal.vm=ALL-UNNAMED}, or from a jar whose manifest says so. Its frames move
 * between the heap and the stack of whoever resumes it, so locks held by that thread stay held, and
 * one that is forgotten is garbage.
 */
final class ContinuationFiber extends Fiber {

    private static final @Nullable MethodHandle NEW;
    private static final @Nullable MethodHandle RUN;
    private static final @Nullable MethodHandle YIELD;

    static {
        MethodHandle make = null;
        MethodHandle run = null;
        MethodHandle yield = null;
        try {
            Class<?> scopeClass = Class.forName("jdk.internal.vm.ContinuationScope");
            Class<?> type = Class.forName("jdk.internal.vm.Continuation");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Object scope =
                    lookup.findConstructor(
                                    scopeClass, MethodType.methodType(void.class, String.class))
                            .invoke("lua");
            make =
                    lookup.findConstructor(
                                    type,
                                    MethodType.methodType(void.class, scopeClass, Runnable.class))
                            .bindTo(scope)
                            .asType(MethodType.methodType(Object.class, Runnable.class));
            run =
                    lookup.findVirtual(type, "run", MethodType.methodType(void.class))
                            .asType(MethodType.methodType(void.class, Object.class));
            yield =
                    lookup.findStatic(
                                    type, "yield", MethodType.methodType(boolean.class, scopeClass))
                            .bindTo(scope);
        } catch (Throwable notExported) {
            make = null;
        }
        NEW = make;
        RUN = run;
        YIELD = yield;
    }

    private final Object continuation;

    ContinuationFiber(Runnable body) {
        try {
            continuation = (Object) Objects.requireNonNull(NEW).invokeExact(body);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static boolean isAvailable() {
        return NEW != null;
    }

    @Override
    void resume() {
        try {
            Objects.requireNonNull(RUN).invokeExact(continuation);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    void pause() {
        try {
            boolean paused = (boolean) Objects.requireNonNull(YIELD).invokeExact();
            assert paused;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    boolean runsOnResumersThread() {
        return true;
    }

    private static RuntimeException unexpected(Throwable e) {
        switch (e) {
            case RuntimeException known -> throw known;
            case Error known -> throw known;
            default -> throw new IllegalStateException(e);
        }
    }
}
