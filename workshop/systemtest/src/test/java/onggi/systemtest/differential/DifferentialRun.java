package onggi.systemtest.differential;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import onggi.testkit.Gen;
import onggi.testkit.RealServer;

/**
 * Compares two servers by so many random commands.
 *
 * <p>Command line: the number of commands, then the port of the server taken as right and the port
 * of the one in question.
 */
final class DifferentialRun {

    /** What both servers are started with: small limits are met more often. */
    static final String[] OPTIONS = {
        "--proto-max-bulk-len",
        "1mb",
        "--notify-keyspace-events",
        "KEAmn",
        "--stream-node-max-entries",
        "5",
        "--stream-node-max-bytes",
        "200",
        "--hash-max-listpack-entries",
        "6",
        "--zset-max-listpack-entries",
        "4",
        "--set-max-intset-entries",
        "6",
        "--enable-debug-command",
        "yes",
        "--slowlog-log-slower-than",
        "-1",
        "--loglevel",
        "warning"
    };

    /**
     * The groups whose commands are drawn; {@code -Ddifferential.groups=string,list} names others.
     */
    private static final List<String> GROUPS =
            List.of(
                    System.getProperty(
                                    "differential.groups",
                                    "string,bitmap,hyperloglog,stream,hash,set,list,sorted-set,geo,generic,pubsub,transactions,connection,scripting,server")
                            .split(","));

    private static final int STEPS = 1_000;
    private static final int MOST_FAILURES = Integer.getInteger("differential.differences", 1);

    /** What a run did. */
    record Result(long commands, int histories, int commandNames, long millis) {

        @Override
        public String toString() {
            return "%,d commands in %,d histories of %d commands' names, seeds from %d, %,d commands/s"
                    .formatted(
                            commands,
                            histories,
                            commandNames,
                            Gen.firstSeed(),
                            commands * 1000 / Math.max(1, millis));
        }
    }

    private DifferentialRun() {}

    /**
     * Compares until so many commands were run.
     *
     * @throws AssertionError at the first difference, with the shortest history found and its seed
     */
    static Result compare(int rightPort, int otherPort, long commands) {
        Map<String, Grammar.Command> grammar =
                Grammar.of(rightPort).sharedWith(Grammar.of(otherPort));
        Peer peer = Peer.of(rightPort);
        peer.withhold(grammar);
        grammar.values().removeIf(command -> !GROUPS.contains(command.group()));
        long start = System.nanoTime();
        long progress = start;
        int histories = 0;
        int names = new CommandGen(new Gen(1), grammar).drawn().size();
        try (var comparison = new Comparison(rightPort, otherPort)) {
            Map<String, String> failures = new LinkedHashMap<>();
            long seed = Gen.firstSeed();
            while (comparison.commands() < commands) {
                List<Step> steps = peer.drawn(new CommandGen(new Gen(seed), grammar).steps(STEPS));
                Comparison.Difference difference = comparison.run(steps);
                if (difference != null) {
                    failures.putIfAbsent(
                            kind(difference), failure(comparison, seed, steps, difference));
                }
                if (failures.size() >= MOST_FAILURES) {
                    break;
                }
                seed++;
                histories++;
                if (System.nanoTime() - progress > 60_000_000_000L) {
                    progress = System.nanoTime();
                    System.out.printf(
                            "differential: %,d commands, no difference%n", comparison.commands());
                }
            }
            if (!failures.isEmpty()) {
                throw new AssertionError(String.join("\n", failures.values()));
            }
            return new Result(
                    comparison.commands(),
                    histories,
                    names,
                    (System.nanoTime() - start) / 1_000_000);
        }
    }

    /** Differences of one command are likely to have one cause: the first of them is reported. */
    private static String kind(Comparison.Difference difference) {
        String[] words = difference.command().toLowerCase(Locale.ROOT).split(" ");
        return words[0].startsWith("#")
                ? words[1]
                : difference.command().replaceAll(".* #\\d (\\S+).*", "$1");
    }

    private static String failure(
            Comparison comparison, long seed, List<Step> steps, Comparison.Difference difference) {
        List<Step> least = comparison.shrink(steps, difference);
        Comparison.Difference last = comparison.run(least);
        return "seed %d (repeat with -Dseed=%d): the servers differ%n%s%nafter the shortest history found:%n%s%n"
                .formatted(
                        seed,
                        seed,
                        last == null ? difference : last,
                        least.stream().map(step -> "  " + step).collect(Collectors.joining("\n")));
    }

    /** Compares two running servers. */
    public static void main(String[] arguments) {
        if (arguments.length == 3) {
            System.out.println(
                    compare(
                            Integer.parseInt(arguments[1]),
                            Integer.parseInt(arguments[2]),
                            Long.parseLong(arguments[0])));
            return;
        }
        try (var redis = RealServer.redis(OPTIONS);
                var onggi = RealServer.onggi(OPTIONS)) {
            System.out.println(compare(redis.port(), onggi.port(), Long.parseLong(arguments[0])));
        }
    }
}
