package onggi.types;

/** Scores between two bounds. Reusable. */
public final class ScoreRange {

    /** The lower bound; never NaN. */
    public double min;

    /** The upper bound; never NaN. */
    public double max;

    /** Whether the lower bound itself is outside. */
    public boolean minExcluded;

    /** Whether the upper bound itself is outside. */
    public boolean maxExcluded;

    /** A range of everything. */
    public ScoreRange() {
        min = Double.NEGATIVE_INFINITY;
        max = Double.POSITIVE_INFINITY;
    }

    /** Sets both bounds, included. */
    public void between(double min, double max) {
        this.min = min;
        this.max = max;
        this.minExcluded = false;
        this.maxExcluded = false;
    }

    /** Returns whether no score can be inside. */
    public boolean isEmpty() {
        return min > max || (min == max && (minExcluded || maxExcluded));
    }
}
