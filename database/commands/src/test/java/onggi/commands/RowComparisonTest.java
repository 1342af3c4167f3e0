package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import onggi.engine.Command;
import onggi.engine.CommandFlag;
import onggi.engine.CommandTable;
import onggi.engine.KeyFlag;
import onggi.engine.KeySpec;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rows of this module say of each command what a real server says of it in {@code COMMAND
 * INFO}, if it has the command.
 */
@NeedsRedis
class RowComparisonTest {

    /** Commands that take more arguments today than those of Redis 7.0. */
    private static final Set<String> GROWN = Set.of("ZRANK", "ZREVRANK");

    private static RealServer server;
    private static RespClient client;

    @BeforeAll
    static void start() {
        server = RealServer.redis();
        client = server.connect(2);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Command> commands() {
        return CommandTable.of(Families.all()).rows().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void row_ofACommandThatTheRealServerHas_saysTheSame(Command command) {
        Wire.Value info = client.ask("COMMAND", "INFO", command.wireName()).parts().getFirst();

        if (!info.isNull() && !info.parts().isEmpty()) {
            String expected = describe(info);
            if (GROWN.contains(command.name())) {
                expected = expected.replaceFirst("arity (\\d+)", "arity -$1");
            }
            assertThat(describe(command)).isEqualTo(expected);
        }
    }

    private static String describe(Command command) {
        List<String> specs = command.keys().stream().map(RowComparisonTest::describe).toList();
        return String.join(
                "\n",
                "arity " + command.arity(),
                "flags "
                        + sorted(
                                command.flagSet().stream()
                                        .filter(flag -> flag != CommandFlag.MAY_REPLICATE)
                                        .map(flag -> flag.wireName())),
                "keys " + command.firstKey() + " " + command.lastKey() + " " + command.keyStep(),
                "categories "
                        + sorted(
                                command.categories().stream()
                                        .map(category -> "@" + category.wireName())),
                "tips " + command.tips(),
                "specs " + specs);
    }

    private static String describe(Wire.Value info) {
        List<Wire.Value> parts = info.parts();
        List<String> specs =
                parts.get(8).parts().stream().map(RowComparisonTest::describeSpec).toList();
        return String.join(
                "\n",
                "arity " + parts.get(1).text(),
                "flags " + sorted(parts.get(2).parts().stream().map(Wire.Value::text)),
                "keys "
                        + parts.get(3).text()
                        + " "
                        + parts.get(4).text()
                        + " "
                        + parts.get(5).text(),
                "categories " + sorted(parts.get(6).parts().stream().map(Wire.Value::text)),
                "tips " + parts.get(7).parts().stream().map(Wire.Value::text).toList(),
                "specs " + specs);
    }

    private static String describe(KeySpec spec) {
        String begin =
                switch (spec.begin()) {
                    case KeySpec.Begin.Index(int position) -> "index " + position;
                    case KeySpec.Begin.Keyword(String keyword, int from) ->
                            "keyword " + keyword + " " + from;
                    case KeySpec.Begin.StoreOption() -> "unknown";
                    case KeySpec.Begin.Unknown() -> "unknown";
                };
        String find =
                switch (spec.find()) {
                    case KeySpec.Find.Range(int last, int step, int limit) ->
                            "range " + last + " " + step + " " + limit;
                    case KeySpec.Find.KeyCount(int countPosition, int firstKey, int step) ->
                            "keynum " + countPosition + " " + firstKey + " " + step;
                    case KeySpec.Find.Unknown() -> "unknown";
                };
        return spec.notes()
                + " "
                + sorted(spec.flags().stream().map(RowComparisonTest::wireName))
                + " "
                + begin
                + " "
                + find;
    }

    private static String wireName(KeyFlag flag) {
        return flag.name().length() == 2 ? flag.name() : flag.name().toLowerCase(Locale.ROOT);
    }

    private static String describeSpec(Wire.Value spec) {
        Wire.@Nullable Value notes = find(spec, "notes");
        return (notes == null ? null : notes.text())
                + " "
                + sorted(field(spec, "flags").parts().stream().map(Wire.Value::text))
                + " "
                + describeSearch(field(spec, "begin_search"))
                + " "
                + describeSearch(field(spec, "find_keys"));
    }

    private static String describeSearch(Wire.Value search) {
        List<String> words = new ArrayList<>(List.of(field(search, "type").text()));
        List<Wire.Value> values = field(search, "spec").parts();
        for (int i = 1; i < values.size(); i += 2) {
            words.add(values.get(i).text());
        }
        return String.join(" ", words);
    }

    private static Wire.Value field(Wire.Value map, String name) {
        return Objects.requireNonNull(find(map, name), name);
    }

    private static Wire.@Nullable Value find(Wire.Value map, String name) {
        for (int i = 0; i < map.parts().size(); i += 2) {
            if (map.parts().get(i).text().equals(name)) {
                return map.parts().get(i + 1);
            }
        }
        return null;
    }

    private static Set<String> sorted(Stream<String> names) {
        return new TreeSet<>(names.toList());
    }
}
