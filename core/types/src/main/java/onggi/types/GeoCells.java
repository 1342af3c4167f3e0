package onggi.types;

/** The cells of the grid that cover a {@link GeoShape}: that of its centre and some around it. */
public final class GeoCells {

    /** Half of the earth's circumference on the map; a cell of step 1 is as long. */
    private static final double MAP_RADIUS = 20037726.37;

    /** Beyond these latitudes cells are so narrow that they must be larger. */
    private static final double FAR = 66;

    private static final double VERY_FAR = 80;

    private static final int MOST = 9;

    /** Columns to the east and rows to the north of the cells, in the order of the search. */
    private static final int[][] PLACES = {
        {0, 0}, {0, 1}, {0, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}
    };

    private final double[] minimums = new double[MOST];
    private final double[] maximums = new double[MOST];
    private int count;

    /** Finds the cells of a shape. */
    public GeoCells(GeoShape shape) {
        double[] bounds = shape.bounds();
        int step = step(shape.reach(), shape.latitude());
        long centre = GeoHash.encode(shape.longitude(), shape.latitude(), step);
        if (step > 1 && !isCovered(bounds, centre, step)) {
            step--;
            centre = GeoHash.encode(shape.longitude(), shape.latitude(), step);
        }
        long last = -1;
        for (int[] place : PLACES) {
            if (step >= 2 && isOutside(bounds, centre, step, place[0], place[1])) {
                continue;
            }
            long cell = GeoHash.neighbour(centre, step, place[0], place[1]);
            if (cell != last) {
                minimums[count] = GeoHash.firstScore(cell, step);
                maximums[count++] = GeoHash.firstScore(cell + 1, step);
                last = cell;
            }
        }
    }

    private static int step(double reach, double latitude) {
        if (reach == 0) {
            return GeoHash.MAX_STEP;
        }
        int step = 1;
        for (double range = reach; range < MAP_RADIUS; range *= 2) {
            step++;
        }
        step -= 2;
        double distance = Math.abs(latitude);
        step -= distance > VERY_FAR ? 2 : distance > FAR ? 1 : 0;
        return Math.clamp(step, 1, GeoHash.MAX_STEP);
    }

    /** Whether the cells around the centre reach as far as the shape. */
    private static boolean isCovered(double[] bounds, long centre, int step) {
        return GeoHash.north(GeoHash.neighbour(centre, step, 0, 1), step) >= bounds[3]
                && GeoHash.south(GeoHash.neighbour(centre, step, 0, -1), step) <= bounds[1]
                && GeoHash.east(GeoHash.neighbour(centre, step, 1, 0), step) >= bounds[2]
                && GeoHash.west(GeoHash.neighbour(centre, step, -1, 0), step) <= bounds[0];
    }

    /** Whether a cell beside the centre cannot have a part of the shape. */
    private static boolean isOutside(
            double[] bounds, long centre, int step, int columns, int rows) {
        return (rows < 0 && GeoHash.south(centre, step) < bounds[1])
                || (rows > 0 && GeoHash.north(centre, step) > bounds[3])
                || (columns < 0 && GeoHash.west(centre, step) < bounds[0])
                || (columns > 0 && GeoHash.east(centre, step) > bounds[2]);
    }

    /** Returns how many cells there are. */
    public int count() {
        return count;
    }

    /** Sets a range to the scores of the points in a cell. */
    public void range(int i, ScoreRange range) {
        range.between(minimums[i], maximums[i]);
        range.maxExcluded = true;
    }
}
