package onggi.lua.lib;

import java.util.function.DoubleUnaryOperator;
import onggi.lua.Arguments;
import onggi.lua.Builtin;
import onggi.lua.LuaState;
import onggi.lua.Results;
import org.jspecify.annotations.Nullable;

/** The library {@code math}. */
final class MathLibrary {

    private static final double RADIANS_PER_DEGREE = Math.PI / 180;

    private MathLibrary() {}

    static void open(LuaState state, Random48 random) {
        Library math = Library.of(state, "math");
        addFunctionsOfOneNumber(math);
        math.value("pi", Math.PI)
                .value("huge", Double.POSITIVE_INFINITY)
                .add("atan2", args -> StrictMath.atan2(args.number(0), args.number(1)))
                .add("frexp", MathLibrary::split)
                .add("ldexp", MathLibrary::scale)
                .add("max", MathLibrary::max)
                .add("min", MathLibrary::min)
                .add("modf", MathLibrary::wholeAndFraction)
                .add("pow", args -> power(args.number(0), args.number(1)))
                .add("random", args -> random(args, random))
                .add("randomseed", args -> seed(args, random));
        Builtin modulo = new Builtin("fmod", args -> args.number(0) % args.number(1));
        math.value("fmod", modulo).value("mod", modulo);
    }

    private static void addFunctionsOfOneNumber(Library math) {
        add(math, "abs", Math::abs);
        add(math, "acos", StrictMath::acos);
        add(math, "asin", StrictMath::asin);
        add(math, "atan", StrictMath::atan);
        add(math, "ceil", Math::ceil);
        add(math, "cos", StrictMath::cos);
        add(math, "cosh", StrictMath::cosh);
        add(math, "deg", x -> x / RADIANS_PER_DEGREE);
        add(math, "exp", StrictMath::exp);
        add(math, "floor", Math::floor);
        add(math, "log", StrictMath::log);
        add(math, "log10", StrictMath::log10);
        add(math, "rad", x -> x * RADIANS_PER_DEGREE);
        add(math, "sin", StrictMath::sin);
        add(math, "sinh", StrictMath::sinh);
        add(math, "sqrt", Math::sqrt);
        add(math, "tan", StrictMath::tan);
        add(math, "tanh", StrictMath::tanh);
    }

    private static void add(Library math, String name, DoubleUnaryOperator function) {
        math.add(
                name,
                args -> function.applyAsDouble(args.number(0)),
                (thread, a) ->
                        a instanceof Double d ? function.applyAsDouble(d) : Builtin.DECLINED);
    }

    /** As C: one to any power is one, and minus one to an infinite one too. */
    private static double power(double a, double b) {
        return a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : StrictMath.pow(a, b);
    }

    /** A fraction from a half to one, and the power of two it is to be multiplied with. */
    private static Object split(Arguments args) {
        double x = args.number(0);
        if (x == 0 || Double.isNaN(x) || Double.isInfinite(x)) {
            return Results.of(x, 0.0);
        }
        boolean tiny = Math.abs(x) < Double.MIN_NORMAL;
        double normal = tiny ? x * 0x1p54 : x;
        int exponent = Math.getExponent(normal) + 1;
        double fraction = Math.scalb(normal, -exponent);
        return Results.of(fraction, (double) (tiny ? exponent - 54 : exponent));
    }

    private static Object scale(Arguments args) {
        return Math.scalb(args.number(0), (int) args.integer(1));
    }

    private static Object max(Arguments args) {
        double most = args.number(0);
        for (int i = 1; i < args.count(); i++) {
            double x = args.number(i);
            most = x > most ? x : most;
        }
        return most;
    }

    private static Object min(Arguments args) {
        double least = args.number(0);
        for (int i = 1; i < args.count(); i++) {
            double x = args.number(i);
            least = x < least ? x : least;
        }
        return least;
    }

    private static Object wholeAndFraction(Arguments args) {
        double x = args.number(0);
        double whole = x < 0 ? Math.ceil(x) : Math.floor(x);
        double fraction = Double.isInfinite(x) ? 0 : x - whole;
        return Results.of(whole, Math.copySign(fraction, x));
    }

    // Random numbers.

    private static Object random(Arguments args, Random48 random) {
        double fraction = (double) (random.next() % Integer.MAX_VALUE) / Integer.MAX_VALUE;
        return switch (args.count()) {
            case 0 -> fraction;
            case 1 -> Math.floor(fraction * most(args)) + 1;
            case 2 -> between(args, fraction);
            default -> throw args.error("wrong number of arguments");
        };
    }

    private static int most(Arguments args) {
        int most = (int) args.integer(0);
        if (most < 1) {
            throw args.error(0, "interval is empty");
        }
        return most;
    }

    private static double between(Arguments args, double fraction) {
        int least = (int) args.integer(0);
        int most = (int) args.integer(1);
        if (least > most) {
            throw args.error(1, "interval is empty");
        }
        return Math.floor(fraction * (most - least + 1)) + least;
    }

    private static @Nullable Object seed(Arguments args, Random48 random) {
        random.seed((int) args.integer(0));
        return Results.NONE;
    }
}
