package onggi.lua;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Source text to {@link Syntax.Value}s. */
final class ExpressionParser {

    private static final int UNARY_PRIORITY = 8;

    private final Parser parser;
    private final Lexer lexer;

    ExpressionParser(Parser parser, Lexer lexer) {
        this.parser = parser;
        this.lexer = lexer;
    }

    /** One expression. */
    Syntax.Value expression() {
        return operators(0);
    }

    /** One or more expressions with commas between. */
    List<Syntax.Value> list() {
        List<Syntax.Value> values = new ArrayList<>();
        do {
            values.add(expression());
        } while (parser.accept(','));
        return values;
    }

    // Operators.

    private Syntax.Value operators(int limit) {
        parser.enterLevel();
        Syntax.Value value = unary();
        int operator = lexer.token;
        while (leftPriority(operator) > limit) {
            lexer.next();
            Syntax.Value right = operators(rightPriority(operator));
            value = binary(operator, value, right);
            operator = lexer.token;
        }
        parser.leaveLevel();
        return value;
    }

    private Syntax.Value unary() {
        int operator = lexer.token;
        if (operator != Token.NOT && operator != '-' && operator != '#') {
            return simple();
        }
        lexer.next();
        Syntax.Value operand = operators(UNARY_PRIORITY);
        return switch (operator) {
            case Token.NOT -> new Syntax.Not(operand);
            case '-' -> arithmetic(Arithmetic.UNM, operand, new Syntax.Constant(0.0));
            default -> new Syntax.Length(operand, lexer.lastLine);
        };
    }

    private static int leftPriority(int operator) {
        return switch (operator) {
            case '+', '-' -> 6;
            case '*', '/', '%' -> 7;
            case '^' -> 10;
            case Token.CONCAT -> 5;
            case Token.EQ, Token.NE, '<', Token.LE, '>', Token.GE -> 3;
            case Token.AND -> 2;
            case Token.OR -> 1;
            default -> -1;
        };
    }

    private static int rightPriority(int operator) {
        return switch (operator) {
            case '^' -> 9;
            case Token.CONCAT -> 4;
            default -> leftPriority(operator);
        };
    }

    private Syntax.Value binary(int operator, Syntax.Value left, Syntax.Value right) {
        return switch (operator) {
            case '+' -> arithmetic(Arithmetic.ADD, left, right);
            case '-' -> arithmetic(Arithmetic.SUB, left, right);
            case '*' -> arithmetic(Arithmetic.MUL, left, right);
            case '/' -> arithmetic(Arithmetic.DIV, left, right);
            case '%' -> arithmetic(Arithmetic.MOD, left, right);
            case '^' -> arithmetic(Arithmetic.POW, left, right);
            case Token.CONCAT -> concat(left, right);
            case Token.AND -> new Syntax.And(left, right);
            case Token.OR -> new Syntax.Or(left, right);
            case Token.EQ -> compare(Comparison.EQ, left, right);
            case Token.NE -> compare(Comparison.NE, left, right);
            case '<' -> compare(Comparison.LT, left, right);
            case Token.LE -> compare(Comparison.LE, left, right);
            case '>' -> compare(Comparison.GT, left, right);
            default -> compare(Comparison.GE, left, right);
        };
    }

    private Syntax.Value compare(Comparison operator, Syntax.Value left, Syntax.Value right) {
        return new Syntax.Compare(operator, left, right, lexer.lastLine);
    }

    private Syntax.Value concat(Syntax.Value left, Syntax.Value right) {
        List<Syntax.Value> operands = new ArrayList<>();
        operands.add(left);
        if (right instanceof Syntax.Concat more) {
            operands.addAll(more.operands());
        } else {
            operands.add(right);
        }
        return new Syntax.Concat(operands, lexer.lastLine);
    }

    /** An operation, or its result when the operands are known and it is a plain number. */
    private Syntax.Value arithmetic(Arithmetic operator, Syntax.Value left, Syntax.Value right) {
        Double a = number(left);
        Double b = number(right);
        boolean divides = operator == Arithmetic.DIV || operator == Arithmetic.MOD;
        if (a != null && b != null && !(divides && b == 0)) {
            double result = operator.apply(a, b);
            if (!Double.isNaN(result)) {
                return new Syntax.Constant(result);
            }
        }
        return new Syntax.Arith(operator, left, right, lexer.lastLine);
    }

    private static @Nullable Double number(Syntax.Value value) {
        return switch (value) {
            case Syntax.Constant(Double d) -> d;
            case Syntax.Single(Syntax.Constant(Double d)) -> d;
            default -> null;
        };
    }

    // Operands.

    private Syntax.Value simple() {
        Syntax.Value value =
                switch (lexer.token) {
                    case Token.NUMBER -> new Syntax.Constant(lexer.number);
                    case Token.STRING -> new Syntax.Constant(lexer.string);
                    case Token.NIL -> new Syntax.Constant(null);
                    case Token.TRUE -> new Syntax.Constant(true);
                    case Token.FALSE -> new Syntax.Constant(false);
                    case Token.DOTS -> varargs();
                    default -> null;
                };
        if (value != null) {
            lexer.next();
            return value;
        }
        if (lexer.token == '{') {
            return table();
        }
        if (lexer.token == Token.FUNCTION) {
            lexer.next();
            return parser.function(false, lexer.line);
        }
        return suffixed();
    }

    private Syntax.Value varargs() {
        if (!parser.scope.isVararg) {
            throw lexer.error("cannot use '...' outside a vararg function");
        }
        parser.scope.usesVarargs = true;
        return new Syntax.Varargs();
    }

    /** A name or parentheses, and what follows: fields, keys, calls. */
    Syntax.Value suffixed() {
        Syntax.Value value = primary();
        while (true) {
            switch (lexer.token) {
                case '.' -> {
                    lexer.next();
                    Syntax.Value key = new Syntax.Constant(parser.name());
                    value = new Syntax.Index(value, key, lexer.lastLine);
                }
                case '[' -> {
                    Syntax.Value key = bracketedKey();
                    value = new Syntax.Index(value, key, lexer.lastLine);
                }
                case ':' -> {
                    lexer.next();
                    LuaString name = parser.name();
                    int selfLine = lexer.lastLine;
                    int line = lexer.line;
                    value = new Syntax.MethodCall(value, name, arguments(), selfLine, line);
                }
                case '(', Token.STRING, '{' -> {
                    int line = lexer.line;
                    value = new Syntax.Call(value, arguments(), line);
                }
                default -> {
                    return value;
                }
            }
        }
    }

    private Syntax.Value primary() {
        if (lexer.token == Token.NAME) {
            return parser.scope.resolve(parser.name());
        }
        if (lexer.token != '(') {
            throw lexer.error("unexpected symbol");
        }
        int line = lexer.line;
        lexer.next();
        Syntax.Value inner = expression();
        parser.close(')', '(', line);
        return new Syntax.Single(inner);
    }

    private Syntax.Value bracketedKey() {
        lexer.next();
        Syntax.Value key = expression();
        parser.expect(']');
        return key;
    }

    private List<Syntax.Value> arguments() {
        int line = lexer.line;
        if (lexer.token == '{') {
            return List.of(table());
        }
        if (lexer.token == Token.STRING) {
            Syntax.Value text = new Syntax.Constant(lexer.string);
            lexer.next();
            return List.of(text);
        }
        if (lexer.token != '(') {
            throw lexer.error("function arguments expected");
        }
        if (line != lexer.lastLine) {
            throw lexer.error("ambiguous syntax (function call x new statement)");
        }
        lexer.next();
        List<Syntax.Value> values = lexer.token == ')' ? List.of() : list();
        parser.close(')', '(', line);
        return values;
    }

    private Syntax.Value table() {
        int line = lexer.line;
        List<Syntax.Item> items = new ArrayList<>();
        parser.expect('{');
        while (lexer.token != '}') {
            items.add(item());
            if (!parser.accept(',') && !parser.accept(';')) {
                break;
            }
        }
        parser.close('}', '{', line);
        return new Syntax.TableOf(items, line);
    }

    private Syntax.Item item() {
        Syntax.Value key = null;
        if (lexer.token == '[') {
            key = bracketedKey();
            parser.expect('=');
        } else if (lexer.token == Token.NAME && lexer.peek() == '=') {
            key = new Syntax.Constant(parser.name());
            parser.expect('=');
        }
        Syntax.Value value = expression();
        return new Syntax.Item(key, value, lexer.lastLine);
    }
}
