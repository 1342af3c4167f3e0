package onggi.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What INFO answers: sections of fields, each section written by the class that knows its state.
 * Made when INFO is first asked.
 */
final class InfoReport {

    /** Writes the fields of a section. */
    @FunctionalInterface
    interface Source {

        /** Writes them with their present values. */
        void write(InfoWriter out);
    }

    /** When a section is shown without being named. */
    private enum Shown {
        BY_DEFAULT,
        WITH_ALL,
        WHEN_NAMED
    }

    private record Section(String name, String title, Shown shown, Source source) {}

    private final List<Section> sections = new ArrayList<>();

    InfoReport(ServerState state) {
        ServerInfo server = new ServerInfo(state, "standalone");
        MemoryInfo memory = new MemoryInfo(state);
        TrafficInfo traffic = new TrafficInfo(state);
        add("server", "Server", Shown.BY_DEFAULT, server::server);
        add("clients", "Clients", Shown.BY_DEFAULT, traffic::clients);
        add("memory", "Memory", Shown.BY_DEFAULT, memory::memory);
        add("persistence", "Persistence", Shown.BY_DEFAULT, server::persistence);
        add("stats", "Stats", Shown.BY_DEFAULT, traffic::stats);
        add("replication", "Replication", Shown.BY_DEFAULT, server::replication);
        add("cpu", "CPU", Shown.BY_DEFAULT, server::cpu);
        add("tls", "TLS", Shown.BY_DEFAULT, new TlsInfo(state)::tls);
        add("modules", "Modules", Shown.BY_DEFAULT, out -> {});
        add("commandstats", "Commandstats", Shown.WITH_ALL, traffic::commandStats);
        add("errorstats", "Errorstats", Shown.BY_DEFAULT, traffic::errorStats);
        add("latencystats", "Latencystats", Shown.WITH_ALL, traffic::latencyStats);
        add("cluster", "Cluster", Shown.BY_DEFAULT, server::cluster);
        add("debug", "Debug", Shown.WHEN_NAMED, traffic::debug);
        add("keyspace", "Keyspace", Shown.BY_DEFAULT, memory::keyspace);
    }

    private void add(String name, String title, Shown shown, Source source) {
        sections.add(new Section(name, title, shown, source));
    }

    /**
     * Returns the text of the sections named, in lower case; of the usual ones when none is named.
     */
    String text(Set<String> wanted) {
        boolean all = wanted.contains("all") || wanted.contains("everything");
        boolean usual = wanted.isEmpty() || wanted.contains("default");
        StringBuilder text = new StringBuilder(4096);
        InfoWriter out = new InfoWriter(text);
        for (Section section : sections) {
            if (wanted.contains(section.name()) || isShown(section.shown(), all, usual)) {
                out.title(section.title());
                section.source().write(out);
            }
        }
        return text.toString();
    }

    private static boolean isShown(Shown shown, boolean all, boolean usual) {
        return switch (shown) {
            case BY_DEFAULT -> all || usual;
            case WITH_ALL -> all;
            case WHEN_NAMED -> false;
        };
    }
}
