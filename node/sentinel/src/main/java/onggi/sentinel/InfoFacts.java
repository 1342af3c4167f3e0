package onggi.sentinel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the answer to INFO says that a sentinel wants to know. */
final class InfoFacts {

    /** A replica that a primary tells of. */
    record Place(String host, int port) {}

    @Nullable String runId;
    @Nullable Role role;
    final List<Place> replicas = new ArrayList<>();
    long linkDownMs;
    @Nullable String primaryHost;
    @Nullable Integer primaryPort;
    @Nullable Boolean linkUp;
    @Nullable Integer priority;
    @Nullable Long offset;
    @Nullable Boolean announced;

    private InfoFacts() {}

    static InfoFacts of(String info) {
        InfoFacts facts = new InfoFacts();
        for (String line : info.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                facts.field(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return facts;
    }

    private void field(String name, String value) {
        switch (name) {
            case "run_id" ->
                    runId =
                            value.length() >= State.ID_LENGTH
                                    ? value.substring(0, State.ID_LENGTH)
                                    : runId;
            case "role" -> role = role(value);
            case "master_link_down_since_seconds" -> linkDownMs = 1000L * Text.number(value);
            case "master_host" -> primaryHost = value;
            case "master_port" -> primaryPort = Text.number(value);
            case "master_link_status" -> linkUp = value.toLowerCase(Locale.ROOT).equals("up");
            case "slave_priority" -> priority = Text.number(value);
            case "slave_repl_offset" -> offset = Text.epoch(value);
            case "replica_announced" -> announced = Text.number(value) != 0;
            default -> {
                if (name.startsWith("slave") && name.length() > 5 && isDigit(name.charAt(5))) {
                    replica(value);
                }
            }
        }
    }

    private @Nullable Role role(String value) {
        return switch (value) {
            case "master" -> Role.PRIMARY;
            case "slave" -> Role.REPLICA;
            default -> role;
        };
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** As {@code ip=…,port=…,…}, or in old versions {@code …,…,…}. */
    private void replica(String value) {
        String[] words = value.split(",", -1);
        String host = null;
        String port = null;
        for (String word : words) {
            if (word.startsWith("ip=")) {
                host = word.substring(3);
            } else if (word.startsWith("port=")) {
                port = word.substring(5);
            }
        }
        if (host == null && port == null && words.length >= 3) {
            host = words[0];
            port = words[1];
        }
        if (host != null && port != null) {
            replicas.add(new Place(host, Text.number(port)));
        }
    }
}
