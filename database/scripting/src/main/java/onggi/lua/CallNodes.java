package onggi.lua;

import org.jspecify.annotations.Nullable;

/** Calls, by the number of arguments. */
final class CallNodes {

    private CallNodes() {}

    /** The node of a call. */
    static Call of(Expression function, Expression[] arguments, int site) {
        int last = arguments.length - 1;
        if (last >= 0 && arguments[last].isMulti()) {
            return new CallMany(function, arguments, site);
        }
        return switch (arguments.length) {
            case 0 -> new Call0(function, site);
            case 1 -> new Call1(function, arguments[0], site);
            case 2 -> new Call2(function, arguments[0], arguments[1], site);
            case 3 -> new Call3(function, arguments[0], arguments[1], arguments[2], site);
            default -> new CallMany(function, arguments, site);
        };
    }

    /** What all calls have. */
    abstract static class Call extends Expression {
        final Expression function;
        final int site;

        Call(Expression function, int site) {
            this.function = function;
            this.site = site;
        }

        @Override
        final @Nullable Object eval(Frame f) {
            Object result = evalAll(f);
            return result instanceof Results several ? Results.first(several) : result;
        }

        @Override
        abstract @Nullable Object evalAll(Frame f);

        @Override
        final boolean isMulti() {
            return true;
        }

        /** How errors name what is called. */
        @Nullable Named calledName() {
            return function.named();
        }

        /** The arguments, for a call that is made later. */
        abstract @Nullable Object[] arguments(Frame f);

        /** Calls what is no function, by its handler. */
        final @Nullable Object callOther(
                Frame f, @Nullable Object value, @Nullable Object... arguments) {
            f.site = site;
            return Operations.callable(f.thread, value, calledName())
                    .call(f.thread, Operations.withSelf(value, arguments));
        }

        /** Makes the call as the last thing a function does: its frame gives way to the other. */
        @Nullable Object evalTail(Frame f) {
            Object called = function.eval(f);
            return tail(f, called, arguments(f));
        }

        final @Nullable Object tail(
                Frame f, @Nullable Object called, @Nullable Object[] arguments) {
            f.site = site;
            LuaThread thread = f.thread;
            if (called instanceof LuaClosure closure) {
                thread.tailFunction = closure;
                thread.tailArguments = arguments;
                return LuaThread.TAIL_CALL;
            }
            if (!(called instanceof LuaFunction g)) {
                LuaFunction handler = Operations.callable(thread, called, calledName());
                return tail(f, handler, Operations.withSelf(called, arguments));
            }
            Object result = g.call(thread, arguments);
            return result == null ? Results.NIL : result;
        }
    }

    static final class Call0 extends Call {
        Call0(Expression function, int site) {
            super(function, site);
        }

        @Override
        @Nullable Object evalAll(Frame f) {
            Object called = function.eval(f);
            f.site = site;
            return called instanceof LuaFunction g ? g.call(f.thread) : callOther(f, called);
        }

        @Override
        @Nullable Object[] arguments(Frame f) {
            return Results.empty();
        }
    }

    static final class Call1 extends Call {
        private final Expression first;

        Call1(Expression function, Expression first, int site) {
            super(function, site);
            this.first = first;
        }

        @Override
        @Nullable Object evalAll(Frame f) {
            Object called = function.eval(f);
            Object a = first.eval(f);
            f.site = site;
            return called instanceof LuaFunction g ? g.call(f.thread, a) : callOther(f, called, a);
        }

        @Override
        @Nullable Object[] arguments(Frame f) {
            return new @Nullable Object[] {first.eval(f)};
        }
    }

    static final class Call2 extends Call {
        private final Expression first;
        private final Expression second;

        Call2(Expression function, Expression first, Expression second, int site) {
            super(function, site);
            this.first = first;
            this.second = second;
        }

        @Override
        @Nullable Object evalAll(Frame f) {
            Object called = function.eval(f);
            Object a = first.eval(f);
            Object b = second.eval(f);
            f.site = site;
            return called instanceof LuaFunction g
                    ? g.call(f.thread, a, b)
                    : callOther(f, called, a, b);
        }

        @Override
        @Nullable Object[] arguments(Frame f) {
            return new @Nullable Object[] {first.eval(f), second.eval(f)};
        }
    }

    static final class Call3 extends Call {
        private final Expression first;
        private final Expression second;
        private final Expression third;

        Call3(
                Expression function,
                Expression first,
                Expression second,
                Expression third,
                int site) {
            super(function, site);
            this.first = first;
            this.second = second;
            this.third = third;
        }

        @Override
        @Nullable Object evalAll(Frame f) {
            Object called = function.eval(f);
            Object a = first.eval(f);
            Object b = second.eval(f);
            Object c = third.eval(f);
            f.site = site;
            return called instanceof LuaFunction g
                    ? g.call(f.thread, a, b, c)
                    : callOther(f, called, a, b, c);
        }

        @Override
        @Nullable Object[] arguments(Frame f) {
            return new @Nullable Object[] {first.eval(f), second.eval(f), third.eval(f)};
        }
    }

    static final class CallMany extends Call {
        private final Expression[] values;

        CallMany(Expression function, Expression[] values, int site) {
            super(function, site);
            this.values = values;
        }

        @Override
        @Nullable Object evalAll(Frame f) {
            Object called = function.eval(f);
            @Nullable Object[] arguments = arguments(f);
            f.site = site;
            return called instanceof LuaFunction g
                    ? g.call(f.thread, arguments)
                    : callOther(f, called, arguments);
        }

        @Override
        @Nullable Object[] arguments(Frame f) {
            return evalList(f, values);
        }
    }

    /** A call of a method, which gets the value it was found in as its first argument. */
    static final class MethodCall extends Call {
        private final LuaString name;
        private final Expression[] values;
        private final int selfSite;

        MethodCall(
                Expression receiver, LuaString name, Expression[] values, int selfSite, int site) {
            super(receiver, site);
            this.name = name;
            this.values = values;
            this.selfSite = selfSite;
        }

        @Override
        @Nullable Object evalAll(Frame f) {
            Object self = function.eval(f);
            Object called = method(f, self);
            if (!(called instanceof LuaFunction g) || values.length > 2 || isOpen()) {
                return callMany(f, called, self);
            }
            if (values.length == 0) {
                f.site = site;
                return g.call(f.thread, self);
            }
            Object a = values[0].eval(f);
            if (values.length == 1) {
                f.site = site;
                return g.call(f.thread, self, a);
            }
            Object b = values[1].eval(f);
            f.site = site;
            return g.call(f.thread, self, a, b);
        }

        private boolean isOpen() {
            return values.length > 0 && values[values.length - 1].isMulti();
        }

        private @Nullable Object callMany(Frame f, @Nullable Object called, @Nullable Object self) {
            @Nullable Object[] arguments = Operations.withSelf(self, evalList(f, values));
            f.site = site;
            if (called instanceof LuaFunction g) {
                return g.call(f.thread, arguments);
            }
            return Operations.callable(f.thread, called, calledName())
                    .call(f.thread, Operations.withSelf(called, arguments));
        }

        @Nullable Object method(Frame f, @Nullable Object self) {
            if (self instanceof LuaTable table) {
                Object value = table.get(name);
                if (value != null) {
                    return value;
                }
            }
            f.site = selfSite;
            return Operations.index(f.thread, self, name, function);
        }

        @Override
        @Nullable Object evalTail(Frame f) {
            Object self = function.eval(f);
            Object called = method(f, self);
            @Nullable Object[] arguments = Operations.withSelf(self, evalList(f, values));
            return tail(f, called, arguments);
        }

        @Override
        Named calledName() {
            return new Named("method", name.toString());
        }

        @Override
        @Nullable Object[] arguments(Frame f) {
            return evalList(f, values);
        }
    }

    /** All values of some expressions, of which the last may have any number. */
    static @Nullable Object[] evalList(Frame f, Expression[] expressions) {
        int last = expressions.length - 1;
        if (last < 0) {
            return Results.empty();
        }
        @Nullable Object[] values = new @Nullable Object[expressions.length];
        for (int i = 0; i < last; i++) {
            values[i] = expressions[i].eval(f);
        }
        if (!expressions[last].isMulti()) {
            values[last] = expressions[last].eval(f);
            return values;
        }
        Object rest = expressions[last].evalAll(f);
        if (!(rest instanceof Results several)) {
            values[last] = rest;
            return values;
        }
        @Nullable Object[] all = new @Nullable Object[last + several.values.length];
        System.arraycopy(values, 0, all, 0, last);
        System.arraycopy(several.values, 0, all, last, several.values.length);
        return all;
    }
}
