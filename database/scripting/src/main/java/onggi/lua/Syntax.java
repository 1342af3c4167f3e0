package onggi.lua;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program as it was written, with its names resolved. Lines are where failures are reported. */
sealed interface Syntax {

    // What has a value.

    /** An expression. */
    sealed interface Value extends Syntax {

        /** Whether it may have other than one value. */
        default boolean isMulti() {
            return false;
        }
    }

    /** Nil, a boolean, a number or a string. */
    record Constant(@Nullable Object value) implements Value {}

    record Varargs() implements Value {
        @Override
        public boolean isMulti() {
            return true;
        }
    }

    record Function(FunctionScope scope, Block body) implements Value {}

    record LocalName(Local local) implements Value {}

    record UpvalueName(int index, LuaString name) implements Value {}

    record GlobalName(LuaString name, int line) implements Value {}

    record Index(Value container, Value key, int line) implements Value {}

    record Call(Value function, List<Value> arguments, int line) implements Value {
        @Override
        public boolean isMulti() {
            return true;
        }
    }

    record MethodCall(Value receiver, LuaString name, List<Value> arguments, int selfLine, int line)
            implements Value {
        @Override
        public boolean isMulti() {
            return true;
        }
    }

    record And(Value left, Value right) implements Value {}

    record Or(Value left, Value right) implements Value {}

    record Not(Value operand) implements Value {}

    record Length(Value operand, int line) implements Value {}

    record Arith(Arithmetic operator, Value left, Value right, int line) implements Value {}

    record Concat(List<Value> operands, int line) implements Value {}

    record Compare(Comparison operator, Value left, Value right, int line) implements Value {}

    /** A value in parentheses, which is one value. */
    record Single(Value inner) implements Value {}

    /** A table constructor. */
    record TableOf(List<Item> items, int line) implements Value {}

    /**
     * An item of a table constructor.
     *
     * @param key null for an item without one
     */
    record Item(@Nullable Value key, Value value, int line) {}

    // What is done.

    /** A statement. */
    sealed interface Action extends Syntax {}

    record Block(List<Action> actions) implements Action {}

    record DeclareLocals(List<Local> locals, List<Value> values) implements Action {}

    record DeclareFunction(Local local, Function function) implements Action {}

    record Assign(List<Value> targets, List<Value> values, int line) implements Action {}

    record CallAction(Value call) implements Action {}

    record While(Value condition, Block body) implements Action {}

    /** A loop whose condition sees the locals of its body. */
    record Repeat(Block body, Value condition) implements Action {}

    /** Conditions with their blocks; the last condition is null for an else. */
    record If(List<Branch> branches) implements Action {}

    /** One branch of an {@link If}. */
    record Branch(@Nullable Value condition, Block body) {}

    record NumericFor(Local local, Value from, Value to, @Nullable Value step, Block body, int line)
            implements Action {}

    record GenericFor(List<Local> locals, List<Value> values, Block body, int line)
            implements Action {}

    record Return(List<Value> values) implements Action {}

    record Break() implements Action {}
}
