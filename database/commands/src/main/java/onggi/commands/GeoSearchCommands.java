package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.OW;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.KeySpec;
import onggi.engine.LongWork;

/** Commands that search for places in an area. */
public final class GeoSearchCommands {

    private static final CommandFamily SEARCHES = CommandFamily.of(Group.GEO);

    private static final KeySpec.Find ONE = new KeySpec.Find.Range(0, 1, 0);

    private static final String UNIT = "<M | KM | FT | MI>";
    private static final String SHAPE =
            "[FROMMEMBER member | FROMLONLAT longitude latitude] <BYRADIUS radius "
                    + UNIT
                    + " | BYBOX width height "
                    + UNIT
                    + " | BYPOLYGON num-vertices longitude latitude [longitude latitude ...]>"
                    + " [ASC | DESC] [COUNT count [ANY]]";
    private static final String RADIUS =
            " [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC | DESC]";
    private static final String STORE = " [STORE key | STOREDIST key]";
    private static final String COST =
            "O(N+log(M)) for N members in the cells around the area and M of the set.";

    private GeoSearchCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return SEARCHES;
    }

    static final Command GEOSEARCH =
            SEARCHES.command("GEOSEARCH", GeoSearchCommands::geosearch)
                    .syntax("key " + SHAPE + " [WITHCOORD] [WITHDIST] [WITHHASH]")
                    .arity(-7)
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("6.2.0")
                    .changed("7.0.0", "Units can be in upper case.")
                    .changed("9.0.0", "The option BYPOLYGON.")
                    .summary("Returns the members in a circle, a box or a polygon.")
                    .complexity(COST)
                    .declare();

    private static void geosearch(Call call) {
        run(call, GeoQuery.Kind.SEARCH, 1, false);
    }

    static final Command GEOSEARCHSTORE =
            SEARCHES.command("GEOSEARCHSTORE", GeoSearchCommands::geosearchstore)
                    .syntax("destination source " + SHAPE + " [STOREDIST]")
                    .arity(-8)
                    .key(1, OW, UPDATE)
                    .key(2, RO, ACCESS)
                    .flags(WRITE, DENYOOM)
                    .since("6.2.0")
                    .changed("7.0.0", "Units can be in upper case.")
                    .changed("9.0.0", "The option BYPOLYGON.")
                    .summary("Stores the members in a circle, a box or a polygon at a key.")
                    .complexity(COST)
                    .declare();

    private static void geosearchstore(Call call) {
        run(call, GeoQuery.Kind.SEARCH, 2, true);
    }

    static final Command GEORADIUS =
            SEARCHES.command("GEORADIUS", GeoSearchCommands::georadius)
                    .syntax("key longitude latitude radius " + UNIT + RADIUS + STORE)
                    .key(1, RO, ACCESS)
                    .keys(new KeySpec.Begin.Keyword("STORE", 6), ONE, OW, UPDATE)
                    .keys(new KeySpec.Begin.Keyword("STOREDIST", 6), ONE, OW, UPDATE)
                    .allShardsWhen(GeoQuery::storesTwice)
                    .flags(WRITE, DENYOOM)
                    .since("3.2.0")
                    .changed("6.2.0", "The option ANY of COUNT.")
                    .changed("7.0.0", "Units can be in upper case.")
                    .deprecated(
                            "6.2.0",
                            "`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` argument")
                    .summary("Returns or stores the members in a circle around a point.")
                    .complexity(COST)
                    .declare();

    private static void georadius(Call call) {
        run(call, GeoQuery.Kind.POINT, 1, true);
    }

    static final Command GEORADIUS_RO =
            SEARCHES.command("GEORADIUS_RO", GeoSearchCommands::georadiusRo)
                    .syntax("key longitude latitude radius " + UNIT + RADIUS)
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("3.2.10")
                    .changed("6.2.0", "The option ANY of COUNT.")
                    .deprecated("6.2.0", "`GEOSEARCH` with the `BYRADIUS` argument")
                    .summary("Returns the members in a circle around a point.")
                    .complexity(COST)
                    .declare();

    private static void georadiusRo(Call call) {
        run(call, GeoQuery.Kind.POINT, 1, false);
    }

    static final Command GEORADIUSBYMEMBER =
            SEARCHES.command("GEORADIUSBYMEMBER", GeoSearchCommands::georadiusbymember)
                    .syntax("key member radius " + UNIT + RADIUS + STORE)
                    .key(1, RO, ACCESS)
                    .keys(new KeySpec.Begin.Keyword("STORE", 5), ONE, OW, UPDATE)
                    .keys(new KeySpec.Begin.Keyword("STOREDIST", 5), ONE, OW, UPDATE)
                    .allShardsWhen(GeoQuery::storesTwice)
                    .flags(WRITE, DENYOOM)
                    .since("3.2.0")
                    .changed("7.0.0", "Units can be in upper case.")
                    .deprecated(
                            "6.2.0",
                            "`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` and `FROMMEMBER` arguments")
                    .summary("Returns or stores the members in a circle around one of them.")
                    .complexity(COST)
                    .declare();

    private static void georadiusbymember(Call call) {
        run(call, GeoQuery.Kind.MEMBER, 1, true);
    }

    static final Command GEORADIUSBYMEMBER_RO =
            SEARCHES.command("GEORADIUSBYMEMBER_RO", GeoSearchCommands::georadiusbymemberRo)
                    .syntax("key member radius " + UNIT + RADIUS)
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("3.2.10")
                    .deprecated(
                            "6.2.0", "`GEOSEARCH` with the `BYRADIUS` and `FROMMEMBER` arguments")
                    .summary("Returns the members in a circle around one of them.")
                    .complexity(COST)
                    .declare();

    private static void georadiusbymemberRo(Call call) {
        run(call, GeoQuery.Kind.MEMBER, 1, false);
    }

    private static void run(Call call, GeoQuery.Kind kind, int key, boolean mayStore) {
        int target = key == 2 ? 1 : mayStore ? GeoQuery.target(call, kind) : 0;
        if (target > 0) {
            call.peek(target); // whoever reads it is waited for first
        }
        try (GeoSearch search =
                LongWork.done(
                        call, GeoSearch.class, () -> new GeoSearch(call, kind, key, mayStore))) {
            if (search.target() == 0) {
                search.reply(call);
            } else {
                KeyEvent event = key == 2 ? KeyEvent.GEOSEARCHSTORE : KeyEvent.GEORADIUSSTORE;
                search.draft().store(call, search.target(), call.writable(search.target()), event);
            }
        }
    }
}
