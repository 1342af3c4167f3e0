package onggi.server;

import java.util.ArrayList;
import java.util.List;
import onggi.engine.SettingValue;
import onggi.engine.Settings;
import onggi.sentinel.Directives;
import onggi.sentinel.RefusedException;
import onggi.sentinel.Sentinel;
import onggi.server.config.ConfigException;
import onggi.server.config.ConfigReader;
import onggi.server.config.NetworkDirectives;

/** The lines for a sentinel in its configuration, kept until there is one to take them. */
final class SentinelConfiguration implements ConfigReader.SentinelLines {

    private static final int PORT = 26379;

    private record Line(int number, String text, List<String> words) {}

    private final List<Line> lines = new ArrayList<>();

    private SentinelConfiguration() {}

    /** A sentinel has another port than a server, and lets everybody in. */
    static SentinelConfiguration of(Settings settings) {
        settings.preset(NetworkDirectives.PORT, new SettingValue(Integer.toString(PORT), PORT));
        settings.preset(NetworkDirectives.PROTECTED_MODE, new SettingValue("no", 0));
        return new SentinelConfiguration();
    }

    @Override
    public void take(int number, String line, List<String> words) {
        lines.add(new Line(number, line, words));
    }

    /** Gives them to the sentinel. */
    void apply(Sentinel sentinel, long nowMs) throws ConfigException {
        Directives directives = sentinel.directives();
        for (int round = 0; round < Directives.ROUNDS; round++) {
            for (Line line : lines) {
                if (Directives.round(line.words().getFirst()) == round) {
                    apply(directives, line, nowMs);
                }
            }
        }
    }

    private static void apply(Directives directives, Line line, long nowMs) throws ConfigException {
        try {
            directives.take(line.words(), nowMs);
        } catch (RefusedException e) {
            throw new ConfigException(line.number(), line.text(), e.reason());
        }
    }
}
