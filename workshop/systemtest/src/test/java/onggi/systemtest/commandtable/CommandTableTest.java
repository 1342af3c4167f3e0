package onggi.systemtest.commandtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every command of ours tells clients the same of itself as that of the reference server. */
@NeedsRedis
class CommandTableTest {

    /** Facts that differ from redis-server 7.0.15 on purpose, each with the reason. */
    private static final Map<String, String> TOLERATED =
            Map.of(
                    "zrank arity", "WITHSCORE came with 7.2.",
                    "zrevrank arity", "WITHSCORE came with 7.2.");

    /** The groups of which every command of Redis 8 and Valkey 9 is to be there. */
    private static final Set<String> WHOLE_GROUPS =
            Set.of(
                    "string",
                    "bitmap",
                    "hyperloglog",
                    "list",
                    "hash",
                    "set",
                    "sorted-set",
                    "geo",
                    "stream",
                    "generic",
                    "transactions",
                    "pubsub");

    /** The column of options that came later than their command or belong to one server only. */
    private static final int OPTIONS = 5;

    /** What is still to come, each with what it waits for. */
    private static final Map<String, String> WAITING = Map.of();

    @SuppressWarnings("NullAway.Init")
    private static RealServer redis;

    @SuppressWarnings("NullAway.Init")
    private static RealServer onggi;

    private static Map<String, CommandFacts> ours = Map.of();
    private static Map<String, CommandFacts> theirs = Map.of();

    @BeforeAll
    static void start() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        redis = RealServer.redis();
        onggi = RealServer.onggi();
        try (RespClient a = RespClient.connect(onggi.port());
                RespClient b = RespClient.connect(redis.port())) {
            ours = CommandFacts.read(a.ask("COMMAND"));
            theirs = CommandFacts.read(b.ask("COMMAND"));
        }
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
        if (onggi != null) {
            onggi.close();
        }
    }

    @Test
    void commands_areSeen() {
        assertThat(ours).hasSizeGreaterThan(40).containsKeys("get", "command|docs", "config|set");
        assertThat(theirs).hasSizeGreaterThan(300);
    }

    @Test
    void arityFlagsKeysAndCategories_equalTheReference() {
        List<String> differences = new ArrayList<>();
        ours.forEach((name, own) -> {
            CommandFacts reference = theirs.get(name);
            if (reference != null) {
                own.facts()
                        .forEach((fact, value) -> {
                            String other = reference.facts().getOrDefault(fact, "");
                            if (!value.equals(other) && !TOLERATED.containsKey(name + " " + fact)) {
                                differences.add(
                                        name
                                                + " "
                                                + fact
                                                + ": ours "
                                                + value
                                                + ", theirs "
                                                + other);
                            }
                        });
            }
        });

        assertThat(differences).isEmpty();
    }

    @Test
    void tolerances_areStillNeeded() {
        List<String> stale = new ArrayList<>();
        TOLERATED
                .keySet()
                .forEach(key -> {
                    int blank = key.indexOf(' ');
                    CommandFacts own = ours.get(key.substring(0, blank));
                    CommandFacts reference = theirs.get(key.substring(0, blank));
                    String fact = key.substring(blank + 1);
                    if (own == null
                            || reference == null
                            || Objects.equals(own.facts().get(fact), reference.facts().get(fact))) {
                        stale.add(key);
                    }
                });

        assertThat(stale).isEmpty();
    }

    @Test
    void groupsVersionsAndArities_equalTheListOfAllCommands() {
        Map<String, String[]> known = known();
        List<String> differences = new ArrayList<>();
        try (RespClient client = RespClient.connect(onggi.port())) {
            ours.forEach((name, own) -> {
                Map<String, String> docs = docs(client.ask("COMMAND", "DOCS", name));
                String[] row = known.get(name);
                if (row == null) {
                    differences.add(name + " is in no list of commands");
                    return;
                }
                compare(differences, name, "group", docs.getOrDefault("group", ""), row[1]);
                compare(differences, name, "since", docs.getOrDefault("since", ""), row[2]);
                if (theirs.get(name) == null) {
                    compare(
                            differences,
                            name,
                            "arity",
                            own.facts().getOrDefault("arity", ""),
                            row[3]);
                }
            });
        }

        assertThat(differences).isEmpty();
    }

    @Test
    void commandsOfTheList_areThereUnlessTheyWait() {
        Set<String> missing = new TreeSet<>();
        known().forEach((name, row) -> {
            if (WHOLE_GROUPS.contains(row[1]) && !ours.containsKey(name)) {
                missing.add(name);
            }
        });

        assertThat(missing).isEqualTo(WAITING.keySet());
    }

    @Test
    void newerOptionsOfTheList_areInOurSyntax() {
        List<String> missing = new ArrayList<>();
        int seen = 0;
        try (RespClient client = RespClient.connect(onggi.port())) {
            for (Map.Entry<String, String[]> row : known().entrySet()) {
                String name = row.getKey();
                String options = row.getValue()[OPTIONS];
                if (!options.isEmpty() && ours.containsKey(name)) {
                    String syntax = client.ask("COMMAND", "DOCS", name).toString();
                    for (String word : options.split(" ", -1)) {
                        seen++;
                        if (!syntax.contains("\"" + word + "\"")) {
                            missing.add(name + " " + word);
                        }
                    }
                }
            }
        }

        assertThat(seen).isGreaterThan(80);
        assertThat(missing).isEmpty();
    }

    private static void compare(
            List<String> differences, String name, String fact, String own, String listed) {
        if (!own.equals(listed) && !TOLERATED.containsKey(name + " " + fact)) {
            differences.add(name + " " + fact + ": ours " + own + ", listed " + listed);
        }
    }

    private static Map<String, String> docs(Wire.Value reply) {
        Map<String, String> fields = new HashMap<>();
        if (reply.parts().size() == 2) {
            List<Wire.Value> parts = reply.parts().get(1).parts();
            for (int i = 0; i + 1 < parts.size(); i += 2) {
                fields.put(parts.get(i).text(), parts.get(i + 1).text());
            }
        }
        return fields;
    }

    /** Names, groups, versions and arities of every command of Redis 8 and Valkey 9. */
    private static Map<String, String[]> known() {
        Map<String, String[]> rows = new HashMap<>();
        try (InputStream in = CommandTableTest.class.getResourceAsStream("commands.tsv")) {
            if (in == null) {
                throw new IllegalStateException("commands.tsv is missing");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .forEach(row ->
                            rows.put(row[0].toLowerCase(Locale.ROOT).replace(' ', '|'), row));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
