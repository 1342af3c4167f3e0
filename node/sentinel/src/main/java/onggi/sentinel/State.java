package onggi.sentinel;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a sentinel knows and how it is set up, besides what it knows of each primary. */
final class State {

    /** How long an identity is: hexadecimal digits. */
    static final int ID_LENGTH = 40;

    final World world;

    /** By name. */
    final Map<String, Primary> primaries = new LinkedHashMap<>();

    private final Map<Period, Long> periods = new EnumMap<>(Period.class);

    /** Who this sentinel is, empty while it has no identity yet. */
    String id = "";

    /** The highest epoch that it has seen. */
    long epoch;

    /** Whether something is wrong with the time, so that it only looks on. */
    boolean tilted;

    long tiltSinceMs;
    long lastTickMs;

    String announcedIp = "";
    int announcedPort;
    String peerUser = "";
    String peerPassword = "";
    boolean scriptsFixed = true;
    boolean resolvesNames;
    boolean announcesNames;
    boolean crashesAfterElection;
    boolean crashesAfterPromotion;

    State(World world) {
        this.world = world;
    }

    long ms(Period period) {
        return periods.getOrDefault(period, period.initialMs());
    }

    void set(Period period, long ms) {
        periods.put(period, ms);
    }

    String shown(Address address) {
        return address.shown(announcesNames);
    }
}
