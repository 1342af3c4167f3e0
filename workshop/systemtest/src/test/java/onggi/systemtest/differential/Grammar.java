package onggi.systemtest.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;

/** The commands of a server with their arguments, as its own {@code COMMAND DOCS} tells them. */
final class Grammar {

    /**
     * An argument.
     *
     * @param type {@code key}, {@code string}, {@code integer}, {@code pure-token}, {@code oneof},
     *     {@code block} and so on
     * @param token the word that comes before it, empty for none
     */
    record Argument(
            String name,
            String type,
            String token,
            boolean optional,
            boolean multiple,
            boolean tokenRepeats,
            List<Argument> parts) {}

    /**
     * A command or subcommand.
     *
     * @param name in lower case, such as {@code get} or {@code client|list}
     */
    record Command(String name, String group, List<Argument> arguments) {

        /** Returns the words that a client sends for the name. */
        List<String> words() {
            return List.of(name.split("\\|"));
        }
    }

    private final Map<String, Command> commands = new TreeMap<>();

    private Grammar() {}

    /** Reads the commands that a server knows. */
    static Grammar of(int port) {
        var grammar = new Grammar();
        try (RespClient client = RespClient.connect(port)) {
            client.call("HELLO", "3");
            grammar.add(client.ask("COMMAND", "DOCS"));
        }
        return grammar;
    }

    /** Reads the commands that a reply to {@code COMMAND DOCS} of protocol 3 tells of. */
    static Map<String, Command> of(Wire.Value docs) {
        var grammar = new Grammar();
        grammar.add(docs);
        return grammar.commands;
    }

    private void add(Wire.Value docs) {
        for (int i = 0; i + 1 < docs.parts().size(); i += 2) {
            String name = docs.parts().get(i).text().toLowerCase(Locale.ROOT);
            Map<String, Wire.Value> row = fields(docs.parts().get(i + 1));
            Wire.Value subcommands = row.get("subcommands");
            if (subcommands != null && !subcommands.parts().isEmpty()) {
                add(subcommands);
            } else {
                commands.put(
                        name,
                        new Command(name, text(row, "group"), arguments(row.get("arguments"))));
            }
        }
    }

    private static List<Argument> arguments(Wire.@org.jspecify.annotations.Nullable Value list) {
        List<Argument> arguments = new ArrayList<>();
        if (list != null) {
            for (Wire.Value part : list.parts()) {
                Map<String, Wire.Value> row = fields(part);
                List<String> flags =
                        row.containsKey("flags")
                                ? row.get("flags").parts().stream().map(Wire.Value::text).toList()
                                : List.of();
                arguments.add(
                        new Argument(
                                text(row, "name"),
                                text(row, "type"),
                                text(row, "token"),
                                flags.contains("optional"),
                                flags.contains("multiple"),
                                flags.contains("multiple_token"),
                                arguments(row.get("arguments"))));
            }
        }
        return arguments;
    }

    private static Map<String, Wire.Value> fields(Wire.Value map) {
        Map<String, Wire.Value> fields = new TreeMap<>();
        for (int i = 0; i + 1 < map.parts().size(); i += 2) {
            fields.put(map.parts().get(i).text(), map.parts().get(i + 1));
        }
        return fields;
    }

    private static String text(Map<String, Wire.Value> row, String field) {
        Wire.Value value = row.get(field);
        return value == null ? "" : value.text();
    }

    /** Returns the commands of this grammar that the other one knows too, by name. */
    Map<String, Command> sharedWith(Grammar other) {
        return commands.entrySet().stream()
                .filter(entry -> other.commands.containsKey(entry.getKey()))
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }
}
