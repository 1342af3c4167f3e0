package onggi.commands;

import onggi.bytes.Numbers;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Entry;
import onggi.types.GeoHash;
import onggi.types.GeoShape;
import onggi.types.ValueType;
import org.jspecify.annotations.Nullable;

/** What the arguments of a search for places say. */
final class GeoQuery {

    /** The family of commands that the arguments belong to. */
    enum Kind {
        /** GEORADIUS: the centre is a point. */
        POINT,
        /** GEORADIUSBYMEMBER: the centre is a member. */
        MEMBER,
        /** GEOSEARCH: options name the centre. */
        SEARCH
    }

    /** In which order places come. */
    enum Order {
        NONE,
        NEAREST,
        FARTHEST
    }

    private static final CommandError NO_RADIUS = CommandError.of("ERR need numeric radius");
    private static final CommandError NEGATIVE_RADIUS =
            CommandError.of("ERR radius cannot be negative");
    private static final CommandError NO_WIDTH = CommandError.of("ERR need numeric width");
    private static final CommandError NO_HEIGHT = CommandError.of("ERR need numeric height");
    private static final CommandError NEGATIVE_BOX =
            CommandError.of("ERR height or width cannot be negative");
    private static final CommandError NO_COUNT = CommandError.of("ERR COUNT must be > 0");
    private static final CommandError NO_MEMBER =
            CommandError.of("ERR could not decode requested zset member");
    private static final CommandError ANY_WITHOUT_COUNT =
            CommandError.of("ERR the ANY argument requires COUNT argument");
    private static final CommandError NO_VERTICES =
            CommandError.of("ERR invalid number of vertices");
    private static final CommandError FEW_VERTICES =
            CommandError.of("ERR GEOSEARCH BYPOLYGON must have at least 3 vertices");

    private final Call call;
    private final Kind kind;
    private final boolean mayStore;
    private final Entry source;
    private final boolean exists;
    private @Nullable GeoShape shape;
    private double longitude;
    private double latitude;
    private boolean fromMember;
    private boolean fromPoint;

    /** Metres of the unit in which distances are replied. */
    double unit = 1;

    boolean withDistance;
    boolean withHash;
    boolean withPoint;
    boolean any;
    long count;
    Order order = Order.NONE;

    /** The argument with the key to store at, or 0. */
    int target;

    boolean storesDistance;

    /**
     * Reads the arguments; raises the errors of Redis in its order.
     *
     * @param key where the key of the source stands
     * @param mayStore whether options of storing are allowed
     */
    GeoQuery(Call call, Kind kind, int key, boolean mayStore, Entry source) {
        this.call = call;
        this.kind = kind;
        this.mayStore = mayStore;
        this.source = source;
        this.exists = source.existsAs(ValueType.ZSET);
        this.target = key == 2 ? 1 : 0;
        int next = key + 1;
        if (kind == Kind.POINT) {
            takePoint(key + 1);
            takeCircle(key + 3);
            next = key + 5;
        } else if (kind == Kind.MEMBER) {
            if (exists) {
                takeMember(key + 1);
                takeCircle(key + 2);
            }
            next = key + 4;
        }
        while (next < call.argc()) {
            next += option(next, call.argc() - next);
        }
        check();
    }

    /** Returns the argument that names the key to store at; 0 when there is none, or several. */
    static int target(Call call, Kind kind) {
        int target = 0;
        for (int i = kind == Kind.POINT ? 6 : 5; i + 1 < call.argc(); i++) {
            if (call.is(i, "STORE") || call.is(i, "STOREDIST")) {
                if (target > 0) {
                    return 0;
                }
                target = i + 1;
            }
        }
        return target;
    }

    /** Returns whether several keys to store at are named, of which the last counts. */
    static boolean storesTwice(Call call) {
        int named = 0;
        for (int i = 1; i < call.argc(); i++) {
            named += call.is(i, "STORE") || call.is(i, "STOREDIST") ? 1 : 0;
        }
        return named > 1;
    }

    /** Returns whether the sorted set exists. */
    boolean exists() {
        return exists;
    }

    /** Returns the shape with its centre; there is one if the set exists. */
    GeoShape shape() {
        GeoShape one = shape;
        if (one == null) {
            throw CommandError.SYNTAX.raise();
        }
        if (fromMember || fromPoint) {
            one.centre(longitude, latitude);
        }
        return one;
    }

    /** Takes the option at an argument; returns how many arguments it has. */
    private int option(int i, int rest) {
        if (call.is(i, "WITHDIST")) {
            withDistance = true;
        } else if (call.is(i, "WITHHASH")) {
            withHash = true;
        } else if (call.is(i, "WITHCOORD")) {
            withPoint = true;
        } else if (call.is(i, "ANY")) {
            any = true;
        } else if (call.is(i, "ASC")) {
            order = Order.NEAREST;
        } else if (call.is(i, "DESC")) {
            order = Order.FARTHEST;
        } else if (call.is(i, "COUNT") && rest > 1) {
            count = call.integer(i + 1);
            if (count <= 0) {
                throw NO_COUNT.raise();
            }
            return 2;
        } else {
            return kind == Kind.SEARCH ? searchOption(i, rest) : storeOption(i, rest);
        }
        return 1;
    }

    private int storeOption(int i, int rest) {
        boolean distance = call.is(i, "STOREDIST");
        if (!mayStore || rest < 2 || (!distance && !call.is(i, "STORE"))) {
            throw CommandError.SYNTAX.raise();
        }
        target = i + 1;
        storesDistance = distance;
        return 2;
    }

    private int searchOption(int i, int rest) {
        boolean polygon = shape instanceof GeoShape.Polygon;
        if (call.is(i, "FROMMEMBER") && rest > 1 && !fromPoint && !polygon) {
            takeMember(i + 1);
            return 2;
        }
        if (call.is(i, "FROMLONLAT") && rest > 2 && !fromMember && !polygon) {
            takePoint(i + 1);
            return 3;
        }
        if (call.is(i, "BYRADIUS") && rest > 2 && isNoneOr(GeoShape.Circle.class)) {
            takeCircle(i + 1);
            return 3;
        }
        if (call.is(i, "BYBOX") && rest > 3 && isNoneOr(GeoShape.Box.class)) {
            takeBox(i + 1);
            return 4;
        }
        if (call.is(i, "BYPOLYGON")
                && rest > 2
                && !fromMember
                && !fromPoint
                && isNoneOr(GeoShape.Polygon.class)) {
            return takePolygon(i + 1, rest - 2);
        }
        if (call.is(i, "STOREDIST") && mayStore) {
            storesDistance = true;
            return 1;
        }
        throw CommandError.SYNTAX.raise();
    }

    private boolean isNoneOr(Class<? extends GeoShape> kind) {
        return shape == null || kind.isInstance(shape);
    }

    private void takeMember(int i) {
        fromMember = true;
        if (!exists) {
            return;
        }
        if (!source.zset().find(call.buffer(), call.offset(i), call.length(i))) {
            throw NO_MEMBER.raise();
        }
        double score = source.zset().score();
        longitude = GeoHash.longitude(score);
        latitude = GeoHash.latitude(score);
    }

    private void takePoint(int i) {
        GeoReplies.checkPoint(call, i);
        longitude = Zsets.score(call, i);
        latitude = Zsets.score(call, i + 1);
        fromPoint = true;
    }

    private void takeCircle(int i) {
        double radius = Zsets.number(call, i, NO_RADIUS);
        if (radius < 0) {
            throw NEGATIVE_RADIUS.raise();
        }
        unit = GeoReplies.unit(call, i + 1);
        shape = new GeoShape.Circle(radius * unit);
    }

    private void takeBox(int i) {
        double width = Zsets.number(call, i, NO_WIDTH);
        double height = Zsets.number(call, i + 1, NO_HEIGHT);
        if (width < 0 || height < 0) {
            throw NEGATIVE_BOX.raise();
        }
        unit = GeoReplies.unit(call, i + 2);
        shape = new GeoShape.Box(width, height, unit);
    }

    private int takePolygon(int i, int rest) {
        if (!Numbers.isLong(call.buffer(), call.offset(i), call.length(i))) {
            throw NO_VERTICES.raise();
        }
        long vertices = call.integer(i, Integer.MIN_VALUE, Integer.MAX_VALUE, NO_VERTICES);
        if (vertices < 3 || vertices > rest / 2) {
            throw FEW_VERTICES.raise();
        }
        double[] longitudes = new double[(int) vertices];
        double[] latitudes = new double[(int) vertices];
        for (int v = 0; v < vertices; v++) {
            GeoReplies.checkPoint(call, i + 1 + 2 * v);
            longitudes[v] = Zsets.score(call, i + 1 + 2 * v);
            latitudes[v] = Zsets.score(call, i + 2 + 2 * v);
        }
        unit = 1;
        shape = new GeoShape.Polygon(longitudes, latitudes);
        return 2 + 2 * (int) vertices;
    }

    private void check() {
        if (target != 0 && (withDistance || withHash || withPoint)) {
            throw CommandError.of(
                            "ERR "
                                    + (kind == Kind.SEARCH
                                            ? "GEOSEARCHSTORE"
                                            : "STORE option in GEORADIUS")
                                    + " is not compatible with WITHDIST, WITHHASH and WITHCOORD"
                                    + " options")
                    .raise();
        }
        boolean centred = fromMember || fromPoint || shape instanceof GeoShape.Polygon;
        if (kind == Kind.SEARCH && !centred) {
            throw notOne("FROMMEMBER or FROMLONLAT");
        }
        if (kind == Kind.SEARCH && shape == null) {
            throw notOne("BYRADIUS and BYBOX");
        }
        if (any && count == 0) {
            throw ANY_WITHOUT_COUNT.raise();
        }
        if (count != 0 && order == Order.NONE && !any) {
            order = Order.NEAREST;
        }
    }

    private RuntimeException notOne(String options) {
        return CommandError.of(
                        "ERR exactly one of " + options + " can be specified for " + call.word(0))
                .raise();
    }
}
