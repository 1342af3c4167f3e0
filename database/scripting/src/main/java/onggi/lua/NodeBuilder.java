package onggi.lua;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From {@link Syntax} to the nodes that run, for one function. */
final class NodeBuilder {

    private final FunctionScope scope;
    private final List<Site> sites = new ArrayList<>();

    private NodeBuilder(FunctionScope scope) {
        this.scope = scope;
        sites.add(new Site(scope.line, null));
    }

    /** The prototype of a function. */
    static Prototype build(Syntax.Function function) {
        FunctionScope scope = function.scope();
        NodeBuilder builder = new NodeBuilder(scope);
        Statement body = builder.block(function.body());
        List<Local> parameters = new ArrayList<>(scope.parameters);
        if (scope.arg != null) {
            parameters.add(scope.arg);
        }
        int[] captured =
                parameters.stream().filter(p -> p.isCaptured).mapToInt(p -> p.slot).toArray();
        Prototype.Shape shape =
                new Prototype.Shape(
                        scope.chunkName,
                        scope.line,
                        scope.parameters.size(),
                        scope.isVararg,
                        scope.needsArg,
                        scope.slotCount(),
                        captured);
        return new Prototype(shape, body, builder.sites.toArray(new Site[0]));
    }

    private int site(int line, @Nullable Named called) {
        sites.add(new Site(line, called));
        return sites.size() - 1;
    }

    private int site(int line) {
        return site(line, null);
    }

    // Statements.

    private Statement block(Syntax.Block block) {
        return BlockNodes.block(
                block.actions().stream().map(this::statement).toArray(Statement[]::new));
    }

    private Statement statement(Syntax.Action action) {
        return switch (action) {
            case Syntax.Block b -> block(b);
            case Syntax.DeclareLocals d -> declareLocals(d);
            case Syntax.DeclareFunction d -> declareFunction(d);
            case Syntax.Assign a -> assign(a);
            case Syntax.CallAction c -> new BlockNodes.CallStatement(expression(c.call()));
            case Syntax.While w -> new LoopNodes.While(expression(w.condition()), block(w.body()));
            case Syntax.Repeat r -> {
                Statement body = block(r.body());
                yield new LoopNodes.Repeat(body, expression(r.condition()));
            }
            case Syntax.If i -> branches(i);
            case Syntax.NumericFor n -> numericFor(n);
            case Syntax.GenericFor g -> genericFor(g);
            case Syntax.Return r -> returned(r);
            case Syntax.Break b -> new BlockNodes.Break();
        };
    }

    private Statement declareLocals(Syntax.DeclareLocals declaration) {
        List<Local> locals = declaration.locals();
        Expression[] values = expressions(declaration.values());
        if (locals.size() == 1 && values.length <= 1) {
            Local local = locals.getFirst();
            Expression value = values.length == 0 ? new VariableNodes.Constant(null) : values[0];
            return local.isCaptured
                    ? new VariableNodes.CellDeclare(local.slot, value)
                    : VariableNodes.setLocal(local.slot, value);
        }
        BlockNodes.Target[] targets =
                locals.stream()
                        .map(l -> new BlockNodes.SlotTarget(l.slot, l.isCaptured))
                        .toArray(BlockNodes.Target[]::new);
        return new BlockNodes.AssignMany(targets, values);
    }

    private Statement declareFunction(Syntax.DeclareFunction declaration) {
        Local local = declaration.local();
        Expression value = expression(declaration.function());
        return local.isCaptured
                ? new VariableNodes.CellDeclareFunction(local.slot, value)
                : new VariableNodes.LocalSet(local.slot, value);
    }

    private Statement assign(Syntax.Assign assignment) {
        int line = assignment.line();
        if (assignment.targets().size() == 1 && assignment.values().size() == 1) {
            return assignOne(assignment.targets().getFirst(), assignment.values().getFirst(), line);
        }
        BlockNodes.Target[] targets =
                assignment.targets().stream()
                        .map(target -> target(target, line))
                        .toArray(BlockNodes.Target[]::new);
        return new BlockNodes.AssignMany(targets, expressions(assignment.values()));
    }

    private Statement assignOne(Syntax.Value target, Syntax.Value written, int line) {
        return switch (target) {
            case Syntax.LocalName(Local local) -> {
                Expression value = expression(written);
                yield local.isCaptured
                        ? new VariableNodes.CellSet(local.slot, value)
                        : VariableNodes.setLocal(local.slot, value);
            }
            case Syntax.UpvalueName u ->
                    new VariableNodes.UpvalueSet(u.index(), expression(written));
            case Syntax.GlobalName g ->
                    new VariableNodes.GlobalSet(g.name(), expression(written), site(line));
            case Syntax.Index i -> {
                Expression container = expression(i.container());
                if (i.key() instanceof Syntax.Constant(LuaString key)) {
                    Expression value = expression(written);
                    yield new TableNodes.FieldSet(container, key, value, site(line));
                }
                Expression key = expression(i.key());
                Expression value = expression(written);
                yield new TableNodes.ElementSet(container, key, value, site(line));
            }
            default -> throw new IllegalStateException("no target: " + target);
        };
    }

    private BlockNodes.Target target(Syntax.Value target, int line) {
        return switch (target) {
            case Syntax.LocalName(Local l) ->
                    l.isCaptured
                            ? new BlockNodes.CellTarget(l.slot)
                            : new BlockNodes.SlotTarget(l.slot, false);
            case Syntax.UpvalueName u -> new BlockNodes.UpvalueTarget(u.index());
            case Syntax.GlobalName g -> new BlockNodes.GlobalTarget(g.name(), site(line));
            case Syntax.Index i ->
                    new BlockNodes.ElementTarget(
                            expression(i.container()), expression(i.key()), site(line));
            default -> throw new IllegalStateException("no target: " + target);
        };
    }

    private Statement branches(Syntax.If branches) {
        List<Expression> conditions = new ArrayList<>();
        List<Statement> bodies = new ArrayList<>();
        for (Syntax.Branch branch : branches.branches()) {
            if (branch.condition() != null) {
                conditions.add(expression(branch.condition()));
            }
            bodies.add(block(branch.body()));
        }
        if (bodies.size() == 1) {
            return new BlockNodes.If(conditions.getFirst(), bodies.getFirst());
        }
        return new BlockNodes.IfElse(
                conditions.toArray(new Expression[0]), bodies.toArray(new Statement[0]));
    }

    private Statement numericFor(Syntax.NumericFor loop) {
        Expression from = expression(loop.from());
        Expression to = expression(loop.to());
        Expression step =
                loop.step() == null ? new VariableNodes.NumberConstant(1) : expression(loop.step());
        int site = site(loop.line());
        return new LoopNodes.NumericFor(loop.local(), from, to, step, block(loop.body()), site);
    }

    private Statement genericFor(Syntax.GenericFor loop) {
        Expression[] values = expressions(loop.values());
        int site = site(loop.line(), new Named("local", "(for generator)"));
        return new LoopNodes.GenericFor(
                loop.locals().toArray(new Local[0]), values, block(loop.body()), site);
    }

    private Statement returned(Syntax.Return action) {
        List<Syntax.Value> values = action.values();
        if (values.size() == 1) {
            Expression value = expression(values.getFirst());
            if (value instanceof CallNodes.Call call) {
                return new BlockNodes.ReturnCall(call);
            }
            if (!value.isMulti()) {
                return new BlockNodes.ReturnOne(value);
            }
        }
        return new BlockNodes.ReturnList(expressions(values));
    }

    // Expressions.

    private Expression[] expressions(List<Syntax.Value> values) {
        return values.stream().map(this::expression).toArray(Expression[]::new);
    }

    private Expression expression(Syntax.Value value) {
        return switch (value) {
            case Syntax.Constant c -> constant(c.value());
            case Syntax.Varargs v -> new VariableNodes.Varargs();
            case Syntax.Function f -> function(f);
            case Syntax.LocalName(Local l) ->
                    l.isCaptured
                            ? new VariableNodes.CellGet(l.slot, l.name)
                            : new VariableNodes.LocalGet(l.slot, l.name);
            case Syntax.UpvalueName u -> new VariableNodes.UpvalueGet(u.index(), u.name());
            case Syntax.GlobalName g -> new VariableNodes.GlobalGet(g.name(), site(g.line()));
            case Syntax.Index i -> index(i);
            case Syntax.Call c -> call(c);
            case Syntax.MethodCall m -> methodCall(m);
            case Syntax.And a -> and(a);
            case Syntax.Or o -> or(o);
            case Syntax.Not n -> not(n);
            case Syntax.Length l -> new TableNodes.Length(expression(l.operand()), site(l.line()));
            case Syntax.Arith a -> {
                Expression left = expression(a.left());
                Expression right =
                        a.operator() == Arithmetic.UNM
                                ? new VariableNodes.NumberConstant(0)
                                : expression(a.right());
                yield ArithmeticNodes.of(a.operator(), left, right, site(a.line()));
            }
            case Syntax.Concat c -> new ConcatNode(expressions(c.operands()), site(c.line()));
            case Syntax.Compare c -> {
                Expression left = expression(c.left());
                Expression right = expression(c.right());
                yield LogicNodes.of(c.operator(), left, right, site(c.line()));
            }
            case Syntax.Single s -> one(expression(s.inner()));
            case Syntax.TableOf t -> table(t);
        };
    }

    private Expression constant(@Nullable Object value) {
        return value instanceof Double d
                ? new VariableNodes.NumberConstant(scope.constant(d))
                : new VariableNodes.Constant(value);
    }

    /** A constant that decides nothing is left out, so that an error names what remains. */
    private Expression and(Syntax.And and) {
        if (bare(and.left()) instanceof Syntax.Constant c && LuaType.isTrue(c.value())) {
            return one(expression(and.right()));
        }
        return new LogicNodes.And(expression(and.left()), expression(and.right()));
    }

    private Expression or(Syntax.Or or) {
        if (bare(or.left()) instanceof Syntax.Constant c && !LuaType.isTrue(c.value())) {
            return one(expression(or.right()));
        }
        return new LogicNodes.Or(expression(or.left()), expression(or.right()));
    }

    /** What is known is no constant of the function, so it decides nothing about a zero's sign. */
    private Expression not(Syntax.Not not) {
        if (bare(not.operand()) instanceof Syntax.Constant c) {
            return new VariableNodes.Constant(!LuaType.isTrue(c.value()));
        }
        return new LogicNodes.Not(expression(not.operand()));
    }

    private static Syntax.Value bare(Syntax.Value value) {
        return value instanceof Syntax.Single s ? bare(s.inner()) : value;
    }

    private static Expression one(Expression inner) {
        return inner.isMulti() ? new VariableNodes.Single(inner) : inner;
    }

    private Expression function(Syntax.Function function) {
        Prototype prototype = build(function);
        int[] captures =
                function.scope().captures.stream()
                        .mapToInt(c -> c.local() != null ? c.local().slot : -1 - c.index())
                        .toArray();
        return new FunctionNode(prototype, captures);
    }

    private Expression index(Syntax.Index index) {
        Expression container = expression(index.container());
        if (index.key() instanceof Syntax.Constant(LuaString key)) {
            return new TableNodes.Field(container, key, site(index.line()));
        }
        return new TableNodes.Element(container, expression(index.key()), site(index.line()));
    }

    private Expression call(Syntax.Call call) {
        Expression function = expression(call.function());
        Expression[] arguments = expressions(call.arguments());
        return CallNodes.of(function, arguments, site(call.line(), function.named()));
    }

    private Expression methodCall(Syntax.MethodCall call) {
        Expression receiver = expression(call.receiver());
        Expression[] arguments = expressions(call.arguments());
        Named named = new Named("method", call.name().toString());
        int selfSite = site(call.selfLine());
        return new CallNodes.MethodCall(
                receiver, call.name(), arguments, selfSite, site(call.line(), named));
    }

    private Expression table(Syntax.TableOf table) {
        List<Syntax.Item> items = table.items();
        boolean isList = items.stream().allMatch(item -> item.key() == null);
        boolean isOpen = !items.isEmpty() && items.getLast().value().isMulti();
        Expression[] values = new Expression[items.size()];
        @Nullable Expression[] keys = new @Nullable Expression[items.size()];
        int[] sites = new int[items.size()];
        for (int i = 0; i < values.length; i++) {
            Syntax.Item item = items.get(i);
            keys[i] = item.key() == null ? null : expression(item.key());
            values[i] = expression(item.value());
            sites[i] = site(item.line());
        }
        return isList && !isOpen
                ? new TableNodes.ListOf(values)
                : new TableNodes.TableOf(keys, values, sites);
    }
}
