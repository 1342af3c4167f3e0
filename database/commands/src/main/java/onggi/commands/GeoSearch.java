package onggi.commands;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import onggi.bytes.Bytes;
import onggi.engine.Call;
import onggi.engine.Entry;
import onggi.engine.LateReply;
import onggi.engine.LongWork;
import onggi.resp.ReplyWriter;
import onggi.types.GeoCells;
import onggi.types.GeoHash;
import onggi.types.GeoShape;
import onggi.types.ScoreRange;
import onggi.types.ValueType;
import onggi.types.ZsetValue;
import org.jspecify.annotations.Nullable;

/** A search for places: cell by cell, then they are put in order, then written. */
final class GeoSearch extends LongWork {

    /**
     * A place.
     *
     * @param distance from the centre in metres
     */
    private record Place(Bytes member, double score, double distance) {}

    private static final Comparator<Place> NEAREST = Comparator.comparingDouble(Place::distance);

    /** What is done in a step. */
    private enum Stage {
        FIND,
        SORT,
        WRITE
    }

    private final GeoQuery query;
    private final @Nullable ZsetValue zset;
    private final ScoreRange range = new ScoreRange();
    private final List<Place> found = new ArrayList<>();
    private final long candidates;
    private final @Nullable LateReply reply;
    private final @Nullable ZsetDraft draft;
    private @Nullable GeoShape shape;
    private @Nullable GeoCells cells;
    private int cell;

    /** How many members of the present cell were looked at. */
    private long passed;

    private @Nullable StepSort<Place> sort;
    private Place[] places = {};
    private int count;
    private int written;
    private Stage stage = Stage.FIND;

    /**
     * Reads the arguments and looks the source up; raises the errors of Redis in its order.
     *
     * @param key where the key of the source stands
     * @param mayStore whether options of storing are allowed
     */
    GeoSearch(Call call, GeoQuery.Kind kind, int key, boolean mayStore) {
        super(call);
        Entry source = source(call, key);
        this.query = new GeoQuery(call, kind, key, mayStore, source);
        this.zset = query.exists() ? source.zset() : null;
        this.candidates = zset == null ? 0 : candidates(zset);
        boolean stores = query.target != 0;
        this.reply = stores ? null : new LateReply(call, isInPieces());
        this.draft =
                stores ? new ZsetDraft(scratch(call.peek(query.target), ValueType.ZSET)) : null;
    }

    /** Finds the cells to be searched; returns how many members they have. */
    private long candidates(ZsetValue set) {
        GeoShape area = query.shape();
        GeoCells around = new GeoCells(area);
        shape = area;
        cells = around;
        long sum = 0;
        for (int i = 0; i < around.count(); i++) {
            around.range(i, range);
            set.select(range);
            sum += set.rangeEnd() - set.rangeBegin();
        }
        return sum;
    }

    @Override
    protected long elements() {
        return candidates;
    }

    /** Returns the argument with the key to store at, or 0. */
    int target() {
        return query.target;
    }

    /** Returns the places as they are to be stored. */
    ZsetDraft draft() {
        return Objects.requireNonNull(draft);
    }

    /** Replies the places. */
    void reply(Call call) {
        Objects.requireNonNull(reply).endArray(call, count);
    }

    @Override
    protected void release() {
        if (reply != null) {
            reply.release();
        }
    }

    // ---- the work

    @Override
    protected boolean step() {
        switch (stage) {
            case FIND -> {
                if (!finds()) {
                    beginSort();
                }
            }
            case SORT -> {
                if (sort == null || !sort.step(STEP)) {
                    beginToWrite();
                }
            }
            case WRITE -> {
                return writes();
            }
        }
        return true;
    }

    /** Looks at some members of a cell; returns whether there are more. */
    private boolean finds() {
        if (zset == null || cells == null || shape == null || cell == cells.count() || isEnough()) {
            return false;
        }
        cells.range(cell, range);
        zset.select(range);
        long begin = zset.rangeBegin() + passed;
        long end = Math.min(zset.rangeEnd(), begin + STEP);
        zset.seek(begin);
        for (long i = begin; i < end && !isEnough(); i++) {
            look(zset, shape);
            zset.next();
        }
        passed += end - begin;
        if (end == zset.rangeEnd()) {
            cell++;
            passed = 0;
        }
        return true;
    }

    private void look(ZsetValue set, GeoShape area) {
        double score = set.score();
        double distance = area.distanceIfInside(GeoHash.longitude(score), GeoHash.latitude(score));
        if (distance >= 0) {
            found.add(new Place(Bytes.wrap(set.member().copy()), score, distance));
        }
    }

    private boolean isEnough() {
        return query.any && found.size() >= query.count;
    }

    private void beginSort() {
        stage = Stage.SORT;
        places = found.toArray(Place[]::new);
        found.clear();
        count = query.count == 0 ? places.length : (int) Math.min(query.count, places.length);
        switch (query.order) {
            case NONE -> {}
            case NEAREST -> sort = new StepSort<>(places, NEAREST);
            case FARTHEST -> sort = new StepSort<>(places, NEAREST.reversed());
        }
    }

    private void beginToWrite() {
        stage = Stage.WRITE;
        if (sort != null) {
            places = sort.sorted();
            sort = null;
        }
        if (draft != null) {
            draft.begin(false);
        }
    }

    /** Writes some places; returns whether there are more. */
    private boolean writes() {
        for (int end = Math.min(written + STEP, count); written < end; written++) {
            Place place = places[written];
            if (draft != null) {
                double distance = place.distance / query.unit;
                draft.put(
                        place.member.unsafeArray(),
                        place.member.length(),
                        query.storesDistance ? distance : place.score);
            } else if (reply != null) {
                write(reply.writer(), place);
            }
        }
        return written < count && (reply == null || reply.settle());
    }

    private void write(ReplyWriter writer, Place place) {
        int options =
                (query.withDistance ? 1 : 0) + (query.withHash ? 1 : 0) + (query.withPoint ? 1 : 0);
        if (options > 0) {
            writer.arrayHeader(options + 1);
        }
        writer.bulk(place.member);
        if (query.withDistance) {
            GeoReplies.distance(writer, place.distance / query.unit);
        }
        if (query.withHash) {
            writer.integer((long) place.score);
        }
        if (query.withPoint) {
            GeoReplies.point(writer, place.score);
        }
    }
}
