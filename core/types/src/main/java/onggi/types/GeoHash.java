package onggi.types;

/**
 * Points on the earth as cells of a grid: 52 bits that are the score of a member of a sorted set.
 */
public final class GeoHash {

    /*
     * Longitude and latitude are halved in turn, as often as the step says; each half is a bit,
     * those of the latitude at even places. So points of one cell have scores in one range, and a
     * cell of a larger step is a part of one of a smaller step. The grid ends at 85 degrees, where
     * the map by Mercator is a square. Numbers are computed in the order in which Redis computes
     * them, as the last bits of a result show it.
     */

    /** How often both halves are taken for a score. */
    public static final int MAX_STEP = 26;

    /** Longitudes go from minus this to this. */
    public static final double MAX_LONGITUDE = 180;

    /** Latitudes go from minus this to this. */
    public static final double MAX_LATITUDE = 85.05112878;

    /** The latitude at which the public notation ends. */
    private static final double POLE = 90;

    private static final long LATITUDE_BITS = 0x5555555555555555L;
    private static final long LONGITUDE_BITS = 0xaaaaaaaaaaaaaaaaL;

    private static final double TWO_TO_63 = 0x1p63;
    private static final double TWO_TO_64 = 0x1p64;

    private static final String ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz";
    private static final int TEXT_LENGTH = 11;
    private static final int BITS_PER_LETTER = 5;

    private GeoHash() {}

    /** Returns whether a point is on the grid. */
    public static boolean isValid(double longitude, double latitude) {
        return longitude >= -MAX_LONGITUDE
                && longitude <= MAX_LONGITUDE
                && latitude >= -MAX_LATITUDE
                && latitude <= MAX_LATITUDE;
    }

    /** Returns the score of a point on the grid. */
    public static long score(double longitude, double latitude) {
        return encode(longitude, latitude, MAX_STEP, MAX_LATITUDE);
    }

    /** Returns the cell of a point at a step. */
    static long encode(double longitude, double latitude, int step) {
        return encode(longitude, latitude, step, MAX_LATITUDE);
    }

    private static long encode(double longitude, double latitude, int step, double limit) {
        double y = (latitude + limit) / (limit + limit);
        double x = (longitude + MAX_LONGITUDE) / (MAX_LONGITUDE + MAX_LONGITUDE);
        long cells = 1L << step;
        return Long.expand((long) (y * cells), LATITUDE_BITS)
                | Long.expand((long) (x * cells), LONGITUDE_BITS);
    }

    /** Returns the score of the first point of a cell. */
    static long firstScore(long cell, int step) {
        return cell << (2 * (MAX_STEP - step));
    }

    /**
     * Returns the cell so many columns to the east and rows to the north of another, -1 to 1; the
     * grid goes on at its other side. A cell on the far edge has an index beyond the others, which
     * stays where nothing moves.
     */
    static long neighbour(long cell, int step, int columns, int rows) {
        long mask = (1L << step) - 1;
        long longitude = Long.compress(cell, LONGITUDE_BITS);
        long latitude = Long.compress(cell, LATITUDE_BITS);
        longitude = columns == 0 ? longitude : (longitude + columns) & mask;
        latitude = rows == 0 ? latitude : (latitude + rows) & mask;
        return Long.expand(longitude, LONGITUDE_BITS) | Long.expand(latitude, LATITUDE_BITS);
    }

    static double west(long cell, int step) {
        return edge(Long.compress(cell, LONGITUDE_BITS), step, MAX_LONGITUDE);
    }

    static double east(long cell, int step) {
        return edge(Long.compress(cell, LONGITUDE_BITS) + 1, step, MAX_LONGITUDE);
    }

    static double south(long cell, int step) {
        return edge(Long.compress(cell, LATITUDE_BITS), step, MAX_LATITUDE);
    }

    static double north(long cell, int step) {
        return edge(Long.compress(cell, LATITUDE_BITS) + 1, step, MAX_LATITUDE);
    }

    private static double edge(long index, int step, double limit) {
        return -limit + (index * 1.0 / (1L << step)) * (limit + limit);
    }

    /** Returns the longitude of the point that a score stands for. */
    public static double longitude(double score) {
        long cell = cell(score);
        double middle = (west(cell, MAX_STEP) + east(cell, MAX_STEP)) / 2;
        return Math.clamp(middle, -MAX_LONGITUDE, MAX_LONGITUDE);
    }

    /** Returns the latitude of the point that a score stands for. */
    public static double latitude(double score) {
        long cell = cell(score);
        double middle = (south(cell, MAX_STEP) + north(cell, MAX_STEP)) / 2;
        return Math.clamp(middle, -MAX_LATITUDE, MAX_LATITUDE);
    }

    /** Any score as 64 bits, as processors convert it. */
    private static long cell(double score) {
        if (score < TWO_TO_63) {
            return (long) score;
        }
        return score < TWO_TO_64 ? (long) (score - TWO_TO_63) ^ Long.MIN_VALUE : 0;
    }

    /** Returns the public notation of the point that a score stands for: 11 letters. */
    public static String text(double score) {
        long hash = encode(longitude(score), latitude(score), MAX_STEP, POLE);
        var text = new StringBuilder(TEXT_LENGTH);
        for (int i = 1; i < TEXT_LENGTH; i++) {
            int letter = (int) (hash >>> (2 * MAX_STEP - i * BITS_PER_LETTER)) & 0x1f;
            text.append(ALPHABET.charAt(letter));
        }
        return text.append('0').toString(); // the last letter has 3 bits more than there are
    }
}
