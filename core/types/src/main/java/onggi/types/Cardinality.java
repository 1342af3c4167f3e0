package onggi.types;

/** How many different elements the registers of a HyperLogLog have seen, about. */
final class Cardinality {

    /*
     * The improved raw estimator of Otmar Ertl ("New cardinality estimation algorithms for HyperLogLog
     * sketches", 2017, algorithm 6). It needs no table of corrections: sigma corrects for registers that
     * saw nothing, tau for those that saw all they can. Both are series that are summed until
     * the sum stands still in double precision, so that every implementation returns the same number.
     */

    /** The constant of infinitely many registers: 1 / (2 ln 2). */
    private static final double ALPHA = 0.7213475204444817;

    private Cardinality() {}

    /**
     * Returns the estimate.
     *
     * @param histogram how many registers have each value
     * @param registers how many there are
     * @param most the highest value that a register reaches but one
     */
    static long of(int[] histogram, int registers, int most) {
        double m = registers;
        double z = m * tau((m - histogram[most + 1]) / m);
        for (int value = most; value >= 1; value--) {
            z = (z + histogram[value]) * 0.5;
        }
        z += m * sigma(histogram[0] / m);
        return Math.round(ALPHA * m * m / z);
    }

    private static double sigma(double part) {
        if (part == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double x = part;
        double factor = 1;
        double sum = part;
        double before;
        do {
            x *= x;
            before = sum;
            sum += x * factor;
            factor += factor;
        } while (before != sum);
        return sum;
    }

    private static double tau(double part) {
        if (part == 0 || part == 1) {
            return 0;
        }
        double x = part;
        double factor = 1;
        double sum = 1 - part;
        double before;
        do {
            x = Math.sqrt(x);
            before = sum;
            factor *= 0.5;
            sum -= (1 - x) * (1 - x) * factor;
        } while (before != sum);
        return sum / 3;
    }
}
