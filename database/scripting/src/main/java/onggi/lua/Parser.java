package onggi.lua;

import java.util.ArrayList;
import java.util.List;

/**
 * Source text to a {@link Syntax.Function}: statements. Expressions are {@link ExpressionParser}'s.
 */
final class Parser {

    /** How deep blocks and expressions may lie in one another. */
    private static final int MAX_LEVELS = 200;

    private static final LuaString SELF = LuaString.of("self");
    private static final LuaString ARG = LuaString.of("arg");

    private final Lexer lexer;
    private final String chunkName;
    private final ExpressionParser expressions;
    private int levels;

    /** What is parsed now. */
    FunctionScope scope;

    private Parser(LuaString source, String chunkName, int levels) {
        this.lexer = new Lexer(source, chunkName);
        this.chunkName = chunkName;
        this.levels = levels;
        this.scope = new FunctionScope(null, lexer, chunkName, 0);
        this.expressions = new ExpressionParser(this, lexer);
    }

    /**
     * Parses a chunk.
     *
     * @param chunkName as messages print it
     * @param levels how many levels of nesting are used up already
     * @throws LuaError with the syntax error
     */
    static Syntax.Function parse(LuaString source, String chunkName, int levels) {
        Parser parser = new Parser(source, chunkName, levels);
        parser.scope.isVararg = true;
        parser.lexer.next();
        Syntax.Block body = parser.statements();
        parser.check(Token.END_OF_TEXT);
        return new Syntax.Function(parser.scope, body);
    }

    // Tokens.

    void check(int token) {
        if (lexer.token != token) {
            throw lexer.error("'" + Token.text(token) + "' expected");
        }
    }

    void expect(int token) {
        check(token);
        lexer.next();
    }

    boolean accept(int token) {
        if (lexer.token != token) {
            return false;
        }
        lexer.next();
        return true;
    }

    /** Expects what closes something that was opened on a line. */
    void close(int token, int opener, int line) {
        if (accept(token)) {
            return;
        }
        String what = "'" + Token.text(token) + "' expected";
        throw lexer.error(
                line == lexer.line
                        ? what
                        : what + " (to close '" + Token.text(opener) + "' at line " + line + ")");
    }

    LuaString name() {
        check(Token.NAME);
        LuaString name = lexer.string;
        lexer.next();
        return name;
    }

    void enterLevel() {
        if (++levels > MAX_LEVELS) {
            throw lexer.errorWithoutToken("chunk has too many syntax levels");
        }
    }

    void leaveLevel() {
        levels--;
    }

    // Blocks.

    private boolean blockEnds() {
        return switch (lexer.token) {
            case Token.ELSE, Token.ELSEIF, Token.END, Token.UNTIL, Token.END_OF_TEXT -> true;
            default -> false;
        };
    }

    /** Statements up to the end of the block, in the scope that is open. */
    private Syntax.Block statements() {
        List<Syntax.Action> actions = new ArrayList<>();
        enterLevel();
        boolean last = false;
        while (!last && !blockEnds()) {
            last = lexer.token == Token.RETURN || lexer.token == Token.BREAK;
            actions.add(statement());
            accept(';');
        }
        leaveLevel();
        return new Syntax.Block(actions);
    }

    /** Statements in a scope of their own. */
    private Syntax.Block block() {
        int outside = scope.activeCount();
        Syntax.Block block = statements();
        scope.leave(outside);
        return block;
    }

    private Syntax.Action statement() {
        int line = lexer.line;
        return switch (lexer.token) {
            case Token.IF -> ifStatement(line);
            case Token.WHILE -> whileStatement(line);
            case Token.DO -> {
                lexer.next();
                Syntax.Block block = block();
                close(Token.END, Token.DO, line);
                yield block;
            }
            case Token.FOR -> forStatement(line);
            case Token.REPEAT -> repeatStatement(line);
            case Token.FUNCTION -> functionStatement(line);
            case Token.LOCAL -> {
                lexer.next();
                yield accept(Token.FUNCTION) ? localFunction() : localStatement();
            }
            case Token.RETURN -> returnStatement();
            case Token.BREAK -> breakStatement();
            default -> expressionStatement();
        };
    }

    private Syntax.Action ifStatement(int line) {
        List<Syntax.Branch> branches = new ArrayList<>();
        do {
            lexer.next();
            Syntax.Value condition = expressions.expression();
            expect(Token.THEN);
            branches.add(new Syntax.Branch(condition, block()));
        } while (lexer.token == Token.ELSEIF);
        if (accept(Token.ELSE)) {
            branches.add(new Syntax.Branch(null, block()));
        }
        close(Token.END, Token.IF, line);
        return new Syntax.If(branches);
    }

    private Syntax.Action whileStatement(int line) {
        lexer.next();
        Syntax.Value condition = expressions.expression();
        scope.loopDepth++;
        expect(Token.DO);
        Syntax.Block body = block();
        scope.loopDepth--;
        close(Token.END, Token.WHILE, line);
        return new Syntax.While(condition, body);
    }

    private Syntax.Action repeatStatement(int line) {
        lexer.next();
        int outside = scope.activeCount();
        scope.loopDepth++;
        Syntax.Block body = statements();
        scope.loopDepth--;
        close(Token.UNTIL, Token.REPEAT, line);
        Syntax.Value condition = expressions.expression();
        scope.leave(outside);
        return new Syntax.Repeat(body, condition);
    }

    private Syntax.Action forStatement(int line) {
        lexer.next();
        LuaString first = name();
        int outside = scope.activeCount();
        scope.loopDepth++;
        Syntax.Action loop =
                switch (lexer.token) {
                    case '=' -> numericFor(first);
                    case ',', Token.IN -> genericFor(first);
                    default -> throw lexer.error("'=' or 'in' expected");
                };
        scope.loopDepth--;
        scope.leave(outside);
        close(Token.END, Token.FOR, line);
        return loop;
    }

    private Syntax.Action numericFor(LuaString name) {
        scope.hide(3);
        Local local = scope.declare(name, 0);
        expect('=');
        Syntax.Value from = expressions.expression();
        expect(',');
        Syntax.Value to = expressions.expression();
        Syntax.Value step = accept(',') ? expressions.expression() : null;
        expect(Token.DO);
        int line = lexer.lastLine;
        scope.activate(local);
        Syntax.Block body = block();
        scope.unhide(3);
        return new Syntax.NumericFor(local, from, to, step, body, line);
    }

    private Syntax.Action genericFor(LuaString first) {
        scope.hide(3);
        List<Local> locals = new ArrayList<>();
        locals.add(scope.declare(first, 0));
        while (accept(',')) {
            locals.add(scope.declare(name(), locals.size()));
        }
        expect(Token.IN);
        int line = lexer.line;
        List<Syntax.Value> values = expressions.list();
        expect(Token.DO);
        locals.forEach(scope::activate);
        Syntax.Block body = block();
        scope.unhide(3);
        return new Syntax.GenericFor(locals, values, body, line);
    }

    private Syntax.Action localFunction() {
        Local local = scope.declare(name(), 0);
        scope.activate(local);
        return new Syntax.DeclareFunction(local, function(false, lexer.line));
    }

    private Syntax.Action localStatement() {
        List<Local> locals = new ArrayList<>();
        do {
            locals.add(scope.declare(name(), locals.size()));
        } while (accept(','));
        List<Syntax.Value> values = accept('=') ? expressions.list() : List.of();
        locals.forEach(scope::activate);
        return new Syntax.DeclareLocals(locals, values);
    }

    private Syntax.Action functionStatement(int line) {
        lexer.next();
        Syntax.Value target = scope.resolve(name());
        boolean isMethod = false;
        while (!isMethod && (lexer.token == '.' || lexer.token == ':')) {
            isMethod = lexer.token == ':';
            lexer.next();
            target = new Syntax.Index(target, new Syntax.Constant(name()), lexer.lastLine);
        }
        Syntax.Value function = function(isMethod, line);
        return new Syntax.Assign(List.of(target), List.of(function), line);
    }

    private Syntax.Action returnStatement() {
        lexer.next();
        return new Syntax.Return(
                blockEnds() || lexer.token == ';' ? List.of() : expressions.list());
    }

    private Syntax.Action breakStatement() {
        lexer.next();
        if (scope.loopDepth == 0) {
            throw lexer.error("no loop to break");
        }
        return new Syntax.Break();
    }

    private Syntax.Action expressionStatement() {
        Syntax.Value first = expressions.suffixed();
        if (first instanceof Syntax.Call || first instanceof Syntax.MethodCall) {
            return new Syntax.CallAction(first);
        }
        List<Syntax.Value> targets = new ArrayList<>();
        addTarget(targets, first);
        while (accept(',')) {
            addTarget(targets, expressions.suffixed());
            if (targets.size() + levels > MAX_LEVELS) {
                throw tooManyTargets();
            }
        }
        expect('=');
        List<Syntax.Value> values = expressions.list();
        return new Syntax.Assign(targets, values, lexer.lastLine);
    }

    private LuaError tooManyTargets() {
        String where = scope.line == 0 ? "main function" : "function at line " + scope.line;
        int most = MAX_LEVELS - levels;
        return lexer.errorWithoutToken(
                where + " has more than " + most + " variables in assignment");
    }

    private void addTarget(List<Syntax.Value> targets, Syntax.Value target) {
        switch (target) {
            case Syntax.LocalName n -> targets.add(n);
            case Syntax.UpvalueName n -> targets.add(n);
            case Syntax.GlobalName n -> targets.add(n);
            case Syntax.Index n -> targets.add(n);
            default -> throw lexer.error("syntax error");
        }
    }

    // Functions.

    /** Parameters and body of a function, whose first word was read. */
    Syntax.Function function(boolean isMethod, int line) {
        FunctionScope outer = scope;
        FunctionScope inner = new FunctionScope(outer, lexer, chunkName, line);
        scope = inner;
        expect('(');
        if (isMethod) {
            addParameter(SELF);
        }
        parameters();
        expect(')');
        Syntax.Block body = statements();
        close(Token.END, Token.FUNCTION, line);
        inner.needsArg = inner.isVararg && !inner.usesVarargs;
        scope = outer;
        return new Syntax.Function(inner, body);
    }

    private void parameters() {
        if (lexer.token == ')') {
            return;
        }
        do {
            if (lexer.token == Token.NAME) {
                addParameter(name());
            } else if (accept(Token.DOTS)) {
                scope.isVararg = true;
                scope.arg = scope.declare(ARG, 0);
                scope.activate(scope.arg);
            } else {
                throw lexer.error("<name> or '...' expected");
            }
        } while (!scope.isVararg && accept(','));
    }

    private void addParameter(LuaString name) {
        Local local = scope.declare(name, 0);
        scope.activate(local);
        scope.parameters.add(local);
    }
}
