package onggi.types;

/** What is looked for on the earth: the points in an area around a centre. Lengths in metres. */
public abstract sealed class GeoShape {

    private static final double EARTH_RADIUS = 6372797.560856;
    private static final double RADIANS = Math.PI / 180.0;

    private double longitude;
    private double latitude;

    private GeoShape() {}

    /** Sets the centre; of a polygon it follows from its corners. */
    public final void centre(double longitude, double latitude) {
        this.longitude = longitude;
        this.latitude = latitude;
    }

    /** Returns the longitude of the centre. */
    public final double longitude() {
        return longitude;
    }

    /** Returns the latitude of the centre. */
    public final double latitude() {
        return latitude;
    }

    /** Returns the distance of a point from the centre, or a negative number if it is outside. */
    public abstract double distanceIfInside(double longitude, double latitude);

    /** About how far the shape reaches from its centre. */
    abstract double reach();

    /** The edges of a box around the shape: west, south, east, north. */
    abstract double[] bounds();

    /** Returns the distance of two points along a great circle. */
    public static double distance(
            double longitude1, double latitude1, double longitude2, double latitude2) {
        double v = Math.sin((longitude2 * RADIANS - longitude1 * RADIANS) / 2);
        if (v == 0) {
            return distanceOfLatitudes(latitude1, latitude2);
        }
        double one = latitude1 * RADIANS;
        double other = latitude2 * RADIANS;
        double u = Math.sin((other - one) / 2);
        double a = u * u + Math.cos(one) * Math.cos(other) * v * v;
        return 2.0 * EARTH_RADIUS * Math.asin(Math.sqrt(a));
    }

    private static double distanceOfLatitudes(double one, double other) {
        return EARTH_RADIUS * Math.abs(other * RADIANS - one * RADIANS);
    }

    final double distanceFromCentre(double longitude, double latitude) {
        return distance(this.longitude, this.latitude, longitude, latitude);
    }

    /**
     * The box that reaches so far to each side; meridians meet, so the side nearer a pole counts.
     */
    final double[] box(double width, double height) {
        double up = height / EARTH_RADIUS / RADIANS;
        double edge = latitude < 0 ? latitude - up : latitude + up;
        double aside = width / EARTH_RADIUS / Math.cos(edge * RADIANS) / RADIANS;
        return new double[] {longitude - aside, latitude - up, longitude + aside, latitude + up};
    }

    /** The points up to a distance. */
    public static final class Circle extends GeoShape {

        private final double radius;

        /** A circle of a radius in metres. */
        public Circle(double radius) {
            this.radius = radius;
        }

        @Override
        public double distanceIfInside(double longitude, double latitude) {
            double distance = distanceFromCentre(longitude, latitude);
            return distance > radius ? -1 : distance;
        }

        @Override
        double reach() {
            return radius;
        }

        @Override
        double[] bounds() {
            return box(radius, radius);
        }
    }

    /** The points up to a distance to the east and west, and to another to the north and south. */
    public static final class Box extends GeoShape {

        private final double width;
        private final double height;
        private final double reach;

        /** A box by width and height in a unit of so many metres. */
        public Box(double width, double height, double unit) {
            this.width = width * unit;
            this.height = height * unit;
            double w = width / 2;
            double h = height / 2;
            this.reach = Math.sqrt(w * w + h * h) * unit;
        }

        @Override
        public double distanceIfInside(double longitude, double latitude) {
            if (distanceOfLatitudes(latitude, latitude()) > height / 2
                    || distance(longitude, latitude, longitude(), latitude) > width / 2) {
                return -1;
            }
            return distanceFromCentre(longitude, latitude);
        }

        @Override
        double reach() {
            return reach;
        }

        @Override
        double[] bounds() {
            return box(width / 2, height / 2);
        }
    }

    /** The points inside of a polygon, drawn on the map with straight edges. */
    public static final class Polygon extends GeoShape {

        private final double[] longitudes;
        private final double[] latitudes;

        /**
         * A polygon by its corners. Its centre is the mean of them as points in space, put back on
         * the surface.
         */
        public Polygon(double[] longitudes, double[] latitudes) {
            this.longitudes = longitudes.clone();
            this.latitudes = latitudes.clone();
            double x = 0;
            double y = 0;
            double z = 0;
            for (int i = 0; i < longitudes.length; i++) {
                double longitude = longitudes[i] * RADIANS;
                double latitude = latitudes[i] * RADIANS;
                x += Math.cos(latitude) * Math.cos(longitude);
                y += Math.cos(latitude) * Math.sin(longitude);
                z += Math.sin(latitude);
            }
            centre(Math.atan2(y, x) / RADIANS, Math.atan2(z, Math.sqrt(x * x + y * y)) / RADIANS);
        }

        /** A point is inside if a line from it to the east crosses an odd number of edges. */
        @Override
        public double distanceIfInside(double longitude, double latitude) {
            boolean inside = false;
            int before = longitudes.length - 1;
            for (int i = 0; i < longitudes.length; before = i++) {
                boolean spans = latitudes[i] > latitude != latitudes[before] > latitude;
                if (spans && longitude < crossing(i, before, latitude)) {
                    inside = !inside;
                }
            }
            return inside ? distanceFromCentre(longitude, latitude) : -1;
        }

        private double crossing(int from, int to, double latitude) {
            return (longitudes[to] - longitudes[from])
                            * (latitude - latitudes[from])
                            / (latitudes[to] - latitudes[from])
                    + longitudes[from];
        }

        @Override
        double reach() {
            double[] bounds = bounds();
            double reach = 0;
            for (int corner = 0; corner < 4; corner++) {
                double longitude = bounds[(corner & 1) == 0 ? 0 : 2];
                double latitude = bounds[(corner & 2) == 0 ? 1 : 3];
                reach = Math.max(reach, distanceFromCentre(longitude, latitude));
            }
            return reach;
        }

        @Override
        double[] bounds() {
            double[] bounds = {
                GeoHash.MAX_LONGITUDE,
                GeoHash.MAX_LATITUDE,
                -GeoHash.MAX_LONGITUDE,
                -GeoHash.MAX_LATITUDE
            };
            for (int i = 0; i < longitudes.length; i++) {
                bounds[0] = Math.min(bounds[0], longitudes[i]);
                bounds[1] = Math.min(bounds[1], latitudes[i]);
                bounds[2] = Math.max(bounds[2], longitudes[i]);
                bounds[3] = Math.max(bounds[3], latitudes[i]);
            }
            return bounds;
        }
    }
}
