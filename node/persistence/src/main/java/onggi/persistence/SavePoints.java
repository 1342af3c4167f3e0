package onggi.persistence;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** After how many changes in how much time data are to be saved ({@code save}). */
record SavePoints(List<Point> points) {

    private static final long MS_PER_SECOND = 1000;

    /** So many changes, and so many seconds since the data were last saved. */
    record Point(long seconds, long changes) {}

    /** Reads pairs of seconds and changes, as the setting was checked to be. */
    static SavePoints parse(String text) {
        List<Point> points = new ArrayList<>();
        String[] words = text.isBlank() ? new String[0] : text.trim().split("\\s+");
        for (int i = 0; i + 1 < words.length; i += 2) {
            points.add(new Point(Long.parseLong(words[i]), Long.parseLong(words[i + 1])));
        }
        return new SavePoints(List.copyOf(points));
    }

    boolean isEmpty() {
        return points.isEmpty();
    }

    /** Returns the first point that is reached, or null. */
    @Nullable Point reached(long changes, long sinceMs) {
        for (Point point : points) {
            if (changes >= point.changes && sinceMs > point.seconds * MS_PER_SECOND) {
                return point;
            }
        }
        return null;
    }
}
