package onggi.lua;

/** The operators on two numbers. */
enum Arithmetic {
    ADD,
    SUB,
    MUL,
    DIV,
    MOD,
    POW,
    UNM;

    /** What an operation gives that has no result: processors set its sign. */
    private static final double NAN = Double.longBitsToDouble(0xFFF8_0000_0000_0000L);

    /** The event whose handler does it for values that are no numbers. */
    LuaString event() {
        return switch (this) {
            case ADD -> Event.ADD;
            case SUB -> Event.SUB;
            case MUL -> Event.MUL;
            case DIV -> Event.DIV;
            case MOD -> Event.MOD;
            case POW -> Event.POW;
            case UNM -> Event.UNM;
        };
    }

    /** The result; the second number does not matter to {@link #UNM}. */
    double apply(double a, double b) {
        return switch (this) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case MOD -> modulo(a, b);
            case POW -> power(a, b);
            case UNM -> -a;
        };
    }

    /** The remainder with the sign of the divisor. */
    static double modulo(double a, double b) {
        int x = (int) a;
        int y = (int) b;
        if (x == a && y == b && y > 0 && x > 0) {
            return x % y;
        }
        return a - Math.floor(a / b) * b;
    }

    /** As C: one to any power is one, and minus one to an infinite one too; a NaN stays one. */
    static double power(double a, double b) {
        if (b == 2) {
            return a * a;
        }
        if (a == 1 || b == 0 || (a == -1 && Double.isInfinite(b))) {
            return 1;
        }
        if (Double.isNaN(b) || (Double.isNaN(a) && Double.isInfinite(b))) {
            return a + b;
        }
        if (Double.isNaN(a)) {
            boolean flips = Double.doubleToRawLongBits(a) < 0 && Math.abs(b % 2) == 1;
            return flips ? -a : a;
        }
        // Nearer to that of C than StrictMath: 153 of 190,000 differ, not 17,000.
        double power = Math.pow(a, b);
        return Double.isNaN(power) ? NAN : power;
    }
}
