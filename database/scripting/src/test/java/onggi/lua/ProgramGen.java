package onggi.lua;

import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Gen;

/**
 * Random programs that end: loops and functions count their steps. Mostly an operation gets
 * operands of the kind it wants, now and then any. What is placed or shown by its address is kept
 * out, so two engines must agree on everything.
 */
final class ProgramGen {

    private static final String[] EVENTS = {
        "add",
        "sub",
        "mul",
        "div",
        "mod",
        "pow",
        "unm",
        "len",
        "concat",
        "eq",
        "lt",
        "le",
        "call",
        "index",
        "newindex",
        "tostring",
        "metatable"
    };
    private static final String[] FIELDS = {"a", "b", "c", "name", "x1", "x2", "longer_field"};
    private static final int WILD_PERCENT = 2;

    private final Gen gen;
    private final List<String> numbers = new ArrayList<>();
    private final List<String> strings = new ArrayList<>();
    private final List<String> tables = new ArrayList<>();
    private final List<String> functions = new ArrayList<>();
    private boolean hasVarargs = true;
    private int names;

    private ProgramGen(Gen gen) {
        this.gen = gen;
    }

    /** The statements of a program; any of them may be left out. */
    static List<String> statements(Gen gen) {
        ProgramGen program = new ProgramGen(gen);
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            statements.add(program.local());
        }
        int count = 3 + gen.below(14);
        for (int i = 0; i < count; i++) {
            String statement = program.statement(3);
            statements.add(
                    statement.startsWith("local ") || gen.chance(5)
                            ? statement
                            : "R(pcall(function(...) "
                                    + statement
                                    + " end, "
                                    + program.list(2)
                                    + "))");
        }
        statements.add("R(pcall(function(...) return " + program.list(3) + " end))");
        statements.add(
                "return 'end' "
                        + program.tables.stream().map(t -> ", " + t).reduce("", String::concat));
        return statements;
    }

    // Statements.

    private String statement(int depth) {
        return switch (gen.below(depth > 0 ? 24 : 11)) {
            case 0, 1, 2 -> local();
            case 3, 4 -> assignment();
            case 5 -> target() + ", " + target() + " = " + list(3);
            case 6 -> target() + " = " + any(2);
            case 7 -> functionCall(1);
            case 8 -> "R(" + list(3) + ")";
            case 9 -> "do local _ = " + any(3) + " end";
            case 10 -> "R(pcall(error, " + any(1) + gen.pick("", ", 0", ", 1", ", 2") + "))";
            case 11, 12 ->
                    "if " + condition(2) + " then " + block(depth) + elseBlock(depth) + " end";
            case 13, 14 -> numericFor(depth);
            case 15, 16 -> genericFor(depth);
            case 17 -> "while " + condition(1) + " do T() " + block(depth) + maybeBreak() + " end";
            case 18 -> "repeat T() " + block(depth) + " until " + condition(1);
            case 19, 20 -> function(depth);
            case 21 -> metatable();
            case 22 -> coroutine(depth);
            default -> tried(depth);
        };
    }

    private String block(int depth) {
        int n = numbers.size();
        int s = strings.size();
        int t = tables.size();
        int f = functions.size();
        StringBuilder text = new StringBuilder();
        for (int i = 1 + gen.below(3); i > 0; i--) {
            text.append(statement(depth - 1)).append(gen.chance(30) ? "\n" : " ; ");
        }
        cut(numbers, n);
        cut(strings, s);
        cut(tables, t);
        cut(functions, f);
        return text.toString();
    }

    private static void cut(List<String> list, int size) {
        list.subList(Math.min(size, list.size()), list.size()).clear();
    }

    private String elseBlock(int depth) {
        return switch (gen.below(3)) {
            case 0 -> " else " + block(depth);
            case 1 -> " elseif " + condition(1) + " then " + block(depth) + " else " + block(depth);
            default -> "";
        };
    }

    private String maybeBreak() {
        return gen.chance(40) ? " if " + condition(1) + " then break end " : "";
    }

    private String fresh(List<String> kind) {
        String name = gen.chance(10) && !kind.isEmpty() ? gen.pick(kind) : "v" + names++;
        kind.add(name);
        return name;
    }

    private String local() {
        return switch (gen.below(6)) {
            case 0, 1 -> {
                String value = gen.chance(50) ? number(1) : guarded(number(3), "1");
                yield "local " + fresh(numbers) + " = " + value;
            }
            case 2 -> {
                String value = guarded(string(2), "'x'");
                yield "local " + fresh(strings) + " = " + value;
            }
            case 3, 4 -> {
                String value = guarded(table(), "{}");
                yield "local " + fresh(tables) + " = " + value;
            }
            default -> {
                String values = gen.chance(50) ? list(3) : number(0) + ", " + string(0);
                yield "local " + fresh(numbers) + ", " + fresh(strings) + " = " + values;
            }
        };
    }

    /** A value, or another when it fails; the failure is shown. */
    private String guarded(String value, String otherwise) {
        if (gen.chance(60)) {
            return value;
        }
        return "(function(ok, v) if ok then return v end R(v) return "
                + otherwise
                + " end)(pcall(function(...) return "
                + value
                + " end))";
    }

    private String assignment() {
        return switch (gen.below(3)) {
            case 0 -> named(numbers, "g1") + " = " + number(3);
            case 1 -> named(strings, "g2") + " = " + string(2);
            default -> element() + " = " + any(2);
        };
    }

    private String numericFor(int depth) {
        String head =
                gen.chance(80) ? gen.below(5) + ", " + gen.below(8) : number(1) + ", " + number(1);
        String step = gen.chance(30) ? ", " + gen.pick("1", "2", "-1", "0.5", "-0.25") : "";
        String name = fresh(numbers);
        return "for "
                + name
                + " = "
                + head
                + step
                + " do T() "
                + block(depth)
                + maybeBreak()
                + " end";
    }

    private String genericFor(int depth) {
        String walked = tableValue();
        String how = gen.pick("pairs(", "pairs(", "ipairs(", "next, (");
        String key = "k" + names++;
        String item = "v" + names++;
        return "for "
                + key
                + ", "
                + item
                + " in "
                + how
                + walked
                + ") do T() R("
                + key
                + ", "
                + item
                + ") "
                + block(depth)
                + maybeBreak()
                + " end";
    }

    private String function(int depth) {
        String name = "f" + names++;
        List<String> parameters = new ArrayList<>();
        int n = numbers.size();
        int t = tables.size();
        for (int i = gen.below(4); i > 0; i--) {
            parameters.add(fresh(gen.chance(60) ? numbers : tables));
        }
        boolean outer = hasVarargs;
        hasVarargs = gen.chance(25);
        if (hasVarargs) {
            parameters.add("...");
        }
        if (gen.chance(50)) {
            functions.add(name);
        }
        String body = block(depth);
        String values = hasVarargs && gen.chance(50) ? "..." : list(2);
        String result = gen.chance(20) ? functionCall(1) : values;
        hasVarargs = outer;
        cut(numbers, n);
        cut(tables, t);
        functions.add(name);
        return "local function "
                + name
                + "("
                + String.join(", ", parameters)
                + ") T() "
                + body
                + " return "
                + result
                + " end";
    }

    private String metatable() {
        StringBuilder fields = new StringBuilder();
        for (int i = 1 + gen.below(4); i > 0; i--) {
            String event = gen.pick(EVENTS);
            fields.append("__").append(event).append(" = ");
            if (event.endsWith("index") && gen.chance(40)) {
                fields.append(table());
            } else if (event.equals("metatable")) {
                fields.append("'m'");
            } else {
                fields.append("function(a, b, c) T() return ")
                        .append(
                                gen.pick(
                                        "a",
                                        "b",
                                        "1",
                                        "'m'",
                                        "nil",
                                        "true",
                                        "b, a",
                                        "rawget(a, b)",
                                        "K(b)",
                                        "type(a) .. type(b)",
                                        "error('meta')",
                                        "c"))
                        .append(" end");
            }
            fields.append(", ");
        }
        String inner = table();
        return "local " + fresh(tables) + " = setmetatable(" + inner + ", {" + fields + "})";
    }

    private String tried(int depth) {
        boolean outer = hasVarargs;
        hasVarargs = true;
        String body = "function(...) T() " + block(depth) + " return " + list(2) + " end";
        hasVarargs = outer;
        return gen.chance(30)
                ? "R(xpcall(" + body + ", function(e) return K(e), 2 end))"
                : "R(pcall(" + body + ", " + list(2) + "))";
    }

    private String coroutine(int depth) {
        String name = "c" + names++;
        boolean outer = hasVarargs;
        hasVarargs = false;
        numbers.add("q");
        String body = block(depth);
        String again = list(2);
        numbers.remove("q");
        hasVarargs = outer;
        String made =
                "local "
                        + name
                        + " = coroutine."
                        + gen.pick("create", "create", "wrap")
                        + "(function(q) "
                        + body
                        + " for i = 1, 2 do q = coroutine.yield("
                        + again
                        + ") end "
                        + gen.pick("", "error(q)")
                        + " return q end) ";
        String resume =
                made.contains(".wrap") ? "pcall(" + name + ", " : "coroutine.resume(" + name + ", ";
        return made + "R(" + resume + any(1) + ")) R(" + resume + list(2) + ")) R(" + resume
                + "4)) R(" + resume + "5))";
    }

    // Expressions.

    private String list(int most) {
        StringBuilder text = new StringBuilder(any(2));
        for (int i = gen.below(most); i > 0; i--) {
            text.append(", ").append(any(1));
        }
        return text.toString();
    }

    private boolean isWild() {
        return gen.chance(WILD_PERCENT);
    }

    private String named(List<String> names, String otherwise) {
        return names.isEmpty() || isWild()
                ? otherwise
                : names.get(Math.max(0, names.size() - 1 - gen.below(5)));
    }

    private String line() {
        return gen.chance(4) ? "\n" : " ";
    }

    private String number(int depth) {
        if (isWild()) {
            return any(depth - 1);
        }
        return switch (gen.below(depth > 0 ? 13 : 5)) {
            case 0 -> Integer.toString(gen.below(20));
            case 1 ->
                    gen.pick(
                            "0.5", "-1", "1e15", "0.1", "3.75", "-7", "100", "-0", "2^53", "1e300");
            case 2, 3 -> named(numbers, "3");
            case 4 -> gen.chance(20) ? "'" + gen.pick("10", "0x10", " 5 ") + "'" : "4";
            case 5 -> "- " + number(depth - 1);
            case 6 -> "#" + (gen.chance(70) ? tableValue() : named(strings, "'abc'"));
            case 7 -> "(" + number(depth - 1) + ")";
            case 8 -> "(tonumber(" + string(depth - 1) + ") or " + number(depth - 1) + ")";
            default ->
                    number(depth - 1)
                            + gen.pick(" +", " -", " *", " /", " %", " ^")
                            + line()
                            + number(depth - 1);
        };
    }

    private String string(int depth) {
        if (isWild()) {
            return any(depth - 1);
        }
        return switch (gen.below(depth > 0 ? 8 : 4)) {
            case 0 -> "'" + gen.pick("", "a", "b", "10", "0x10", " 5 ", "abc", "1e1", "z z") + "'";
            case 1 -> "'" + gen.word(1 + gen.below(40)) + "'";
            case 2, 3 -> named(strings, "'s'");
            case 4 -> "type(" + any(depth - 1) + ")";
            case 5 -> "tostring(K(" + any(depth - 1) + "))";
            default ->
                    "L("
                            + string(depth - 1)
                            + " .."
                            + line()
                            + (gen.chance(30) ? "(" + number(0) + ")" : string(depth - 1))
                            + ")";
        };
    }

    private String condition(int depth) {
        return switch (gen.below(depth > 0 ? 8 : 3)) {
            case 0 -> gen.pick("true", "false", "nil", "1");
            case 1, 2 ->
                    number(depth - 1)
                            + gen.pick(" <", " <=", " ==", " >", " >=", " ~=")
                            + line()
                            + number(depth - 1);
            case 3 ->
                    string(depth - 1)
                            + gen.pick(" < ", " <= ", " == ", " > ", " ~= ")
                            + string(depth - 1);
            case 4 -> "not " + condition(depth - 1);
            case 5 -> condition(depth - 1) + " and " + condition(depth - 1);
            case 6 -> "(" + condition(depth - 1) + " or " + condition(depth - 1) + ")";
            default -> element();
        };
    }

    private String any(int depth) {
        if (depth <= 0) {
            return switch (gen.below(6)) {
                case 0 -> gen.pick("nil", "true", "false", "undefined");
                case 1, 2 -> number(0);
                case 3 -> string(0);
                case 4 -> named(tables, "{}");
                default -> hasVarargs ? "..." : number(0);
            };
        }
        return switch (gen.below(14)) {
            case 0, 1, 2 -> number(depth);
            case 3, 4 -> string(depth);
            case 5 -> condition(depth);
            case 6 ->
                    "("
                            + condition(depth - 1)
                            + " and "
                            + any(depth - 1)
                            + " or "
                            + any(depth - 1)
                            + ")";
            case 7, 8 -> element();
            case 9, 10 -> functionCall(depth - 1);
            case 11 -> tableValue();
            case 12 -> "(function(...) T() return ... end)(" + list(2) + ")";
            default -> "select(" + gen.pick("'#'", "1", "2", "-1") + ", " + list(3) + ")";
        };
    }

    private String key(int depth) {
        return switch (gen.below(4)) {
            case 0 -> Integer.toString(gen.below(10));
            case 1 -> "K(" + number(depth) + ")";
            case 2 -> "K(" + string(depth) + ")";
            default -> gen.pick("1.5", "-1", "'a'", "'b'", "true", "0");
        };
    }

    private String element() {
        String table = named(tables, gen.pick("undefined", "g1"));
        String text = gen.chance(50) ? table + "." + gen.pick(FIELDS) : table + "[" + key(1) + "]";
        return gen.chance(6) ? text + "." + gen.pick(FIELDS) : text;
    }

    private String target() {
        return switch (gen.below(4)) {
            case 0 -> named(numbers, "g1");
            case 1 -> named(strings, "g2");
            default -> element();
        };
    }

    private String functionCall(int depth) {
        String arguments = gen.chance(15) ? "" : gen.chance(50) ? number(depth) : list(3);
        return switch (gen.below(12)) {
            case 0 -> named(tables, "g1") + ":" + gen.pick(FIELDS) + "(" + arguments + ")";
            case 1 -> "rawget(" + named(tables, "g1") + ", " + key(1) + ")";
            case 2 -> "next(" + named(tables, "g1") + gen.pick("", ", nil", ", 1", ", 'a'") + ")";
            case 3 ->
                    "unpack("
                            + named(tables, "g1")
                            + gen.pick("", ", 1, 3", ", 2", ", -1, 2")
                            + ")";
            case 4 -> named(tables, "g1") + "(" + arguments + ")";
            case 5 -> "rawequal(" + any(0) + ", " + any(0) + ")";
            default -> named(functions, "K") + "(" + arguments + ")";
        };
    }

    private String tableValue() {
        return gen.chance(80) ? named(tables, "{}") : table();
    }

    private String table() {
        StringBuilder text = new StringBuilder("{");
        for (int i = gen.below(gen.chance(8) ? 70 : 6); i > 0; i--) {
            switch (gen.below(6)) {
                case 0, 1 -> text.append(gen.pick(FIELDS)).append(" = ").append(any(1));
                case 2 -> text.append('[').append(key(0)).append(" or 1] = ").append(any(0));
                case 3 -> text.append(string(0));
                default -> text.append(number(1));
            }
            text.append(gen.pick(", ", "; "));
        }
        return text.append("}").toString();
    }
}
