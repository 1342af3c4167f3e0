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

    private record Section(String name, String title, boolean byDefault, Source source) {}

    private final List<Section> sections = new ArrayList<>();

    InfoReport(ServerState state) {
        ServerInfo server = new ServerInfo(state);
        MemoryInfo memory = new MemoryInfo(state);
        TrafficInfo traffic = new TrafficInfo(state);
        add("server", "Server", true, server::server);
        add("clients", "Clients", true, traffic::clients);
        add("memory", "Memory", true, memory::memory);
        add("persistence", "Persistence", true, server::persistence);
        add("stats", "Stats", true, traffic::stats);
        add("replication", "Replication", true, server::replication);
        add("cpu", "CPU", true, server::cpu);
        add("modules", "Modules", true, out -> {});
        add("commandstats", "Commandstats", false, traffic::commandStats);
        add("errorstats", "Errorstats", true, traffic::errorStats);
        add("latencystats", "Latencystats", false, traffic::latencyStats);
        add("cluster", "Cluster", true, server::cluster);
        add("keyspace", "Keyspace", true, memory::keyspace);
    }

    private void add(String name, String title, boolean byDefault, Source source) {
        sections.add(new Section(name, title, byDefault, source));
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
            if (all || (usual && section.byDefault()) || wanted.contains(section.name())) {
                out.title(section.title());
                section.source().write(out);
            }
        }
        return text.toString();
    }
}
