package onggi.systemtest.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.Wire.Value;
import org.junit.jupiter.api.Test;

/**
 * Our rows beside the real server's: arity, flags, keys and categories of every command that both
 * have.
 */
@NeedsRedis
class CommandInfoTest {

    /** What later versions of Redis say otherwise than 7.0.15, which we follow. */
    private static final Map<String, String> LATER =
            Map.of("zrank", "WITHSCORE of 7.2", "zrevrank", "WITHSCORE of 7.2");

    @Test
    void commandInfo_everySharedCommand_isTheSame() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        try (var redis = RealServer.redis();
                var onggi = RealServer.onggi()) {
            Map<String, String> right = rows(redis);
            Map<String, String> ours = rows(onggi);
            List<String> different = new ArrayList<>();
            int shared = 0;
            for (var row : ours.entrySet()) {
                String other = right.get(row.getKey());
                if (other == null) {
                    continue;
                }
                shared++;
                if (!other.equals(row.getValue()) && !LATER.containsKey(row.getKey())) {
                    different.add(
                            row.getKey()
                                    + "\n  expected "
                                    + other
                                    + "\n  but was  "
                                    + row.getValue()
                                    + "\n");
                }
            }
            System.out.println("COMMAND INFO: " + shared + " commands compared");

            assertThat(different).isEmpty();
            assertThat(shared).isGreaterThan(50);
        }
    }

    private static Map<String, String> rows(RealServer server) {
        Map<String, String> rows = new TreeMap<>();
        try (var client = server.connect()) {
            for (Value row : client.ask("COMMAND").parts()) {
                add(rows, row);
            }
        }
        return rows;
    }

    private static void add(Map<String, String> rows, Value row) {
        List<Value> parts = row.parts();
        String text =
                "arity "
                        + parts.get(1).text()
                        + " flags "
                        + sorted(parts.get(2))
                        + " keys "
                        + parts.get(3).text()
                        + " "
                        + parts.get(4).text()
                        + " "
                        + parts.get(5).text()
                        + " categories "
                        + sorted(parts.get(6))
                        + " specs "
                        + specs(parts.get(8));
        rows.put(parts.get(0).text(), text);
        parts.get(9).parts().forEach(sub -> add(rows, sub));
    }

    private static List<String> sorted(Value list) {
        return list.parts().stream().map(Value::text).sorted().toList();
    }

    /** Flags of a specification have no order; a remark is in words. */
    private static List<String> specs(Value list) {
        return list.parts().stream()
                .map(spec -> {
                    var text = new StringBuilder();
                    for (int i = 0; i + 1 < spec.parts().size(); i += 2) {
                        String field = spec.parts().get(i).text();
                        if (!field.equals("notes")) {
                            Value value = spec.parts().get(i + 1);
                            text.append(field)
                                    .append('=')
                                    .append(field.equals("flags") ? sorted(value) : value)
                                    .append(' ');
                        }
                    }
                    return text.toString();
                })
                .toList();
    }
}
