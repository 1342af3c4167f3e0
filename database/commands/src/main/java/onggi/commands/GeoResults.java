package onggi.commands;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import onggi.bytes.Bytes;
import onggi.types.GeoCells;
import onggi.types.GeoHash;
import onggi.types.GeoShape;
import onggi.types.ScoreRange;
import onggi.types.ZsetValue;

/** The places that a search has found. */
final class GeoResults {

    /**
     * A place.
     *
     * @param distance from the centre in metres
     */
    record Place(Bytes member, double score, double distance) {}

    private final GeoQuery query;
    private final List<Place> places = new ArrayList<>();

    /** Searches; the set exists. */
    GeoResults(GeoQuery query) {
        this.query = query;
        GeoShape shape = query.shape();
        GeoCells cells = new GeoCells(shape);
        ScoreRange range = new ScoreRange();
        for (int i = 0; i < cells.count() && !isEnough(); i++) {
            cells.range(i, range);
            search(query.source().zset(), range, shape);
        }
        sort();
    }

    private boolean isEnough() {
        return query.any && places.size() >= query.count;
    }

    private void search(ZsetValue zset, ScoreRange range, GeoShape shape) {
        zset.select(range);
        long candidates = zset.rangeEnd() - zset.rangeBegin();
        zset.seek(zset.rangeBegin());
        for (long i = 0; i < candidates && !isEnough(); i++) {
            double score = zset.score();
            double distance =
                    shape.distanceIfInside(GeoHash.longitude(score), GeoHash.latitude(score));
            if (distance >= 0) {
                places.add(new Place(Bytes.wrap(zset.member().copy()), score, distance));
            }
            zset.next();
        }
    }

    private void sort() {
        Comparator<Place> nearest = Comparator.comparingDouble(Place::distance);
        switch (query.order) {
            case NONE -> {}
            case NEAREST -> places.sort(nearest);
            case FARTHEST -> places.sort(nearest.reversed());
        }
    }

    /** Returns the places that are wanted, in order. */
    List<Place> wanted() {
        boolean all = query.count == 0 || query.count >= places.size();
        return all ? places : places.subList(0, (int) query.count);
    }
}
