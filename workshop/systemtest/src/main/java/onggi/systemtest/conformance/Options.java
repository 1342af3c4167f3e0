package onggi.systemtest.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * What was asked for.
 *
 * @param files files of the suite; none means all that the list names
 * @param ci only the files the list marks for every build
 * @param baseline runs the real server and keeps its results as the baseline
 * @param record writes the results to the page
 * @param tls encrypts the connections of all files, not only of unit/tls
 * @param jobs how many files run at once
 * @param port the first port for servers
 * @param hangSeconds the shortest silence that counts as a hang
 */
record Options(
        List<String> files,
        boolean ci,
        boolean baseline,
        boolean record,
        boolean tls,
        int jobs,
        int port,
        int hangSeconds) {

    static final String USAGE =
            """
            Usage: ./onggi conformance [options] [file...]

              file            as unit/scan or unit/type/string; without any, all that are listed
              --ci            only the files that run in every build, two at once; fails when
                              anything is worse than docs/conformance.md says
              --record        writes the results to docs/conformance.md
              --baseline      measures the redis-server on the path instead, as the new baseline
              --tls           over encrypted connections, as unit/tls always is
              --jobs N        how many files run at once (1, with --ci 2)
              --port N        the first port for servers (23111)
              --sentinel      the suite of Sentinel instead; further arguments name units, such as 05;
                              with --real-servers or --real-sentinels those are the real ones
              --hang N        seconds of silence after which a test counts as hung (60)
            """;

    /**
     * @throws IllegalArgumentException with what is wrong
     */
    static Options parse(List<String> arguments) {
        List<String> files = new ArrayList<>();
        boolean ci = false;
        boolean baseline = false;
        boolean record = false;
        boolean tls = false;
        int jobs = 0;
        int port = 23_111;
        int hang = 60;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--ci" -> ci = true;
                case "--baseline" -> baseline = true;
                case "--record" -> record = true;
                case "--tls" -> tls = true;
                case "--jobs" -> jobs = number(arguments, ++i);
                case "--port" -> port = number(arguments, ++i);
                case "--hang" -> hang = number(arguments, ++i);
                default -> {
                    if (argument.startsWith("-")) {
                        throw new IllegalArgumentException("there is no option " + argument);
                    }
                    files.add(argument.replaceFirst("^tests/", "").replaceFirst("\\.tcl$", ""));
                }
            }
        }
        if (jobs == 0) {
            jobs = ci ? 2 : 1;
        }
        return new Options(List.copyOf(files), ci, baseline, record, tls, jobs, port, hang);
    }

    private static int number(List<String> arguments, int index) {
        if (index >= arguments.size()) {
            throw new IllegalArgumentException(arguments.get(index - 1) + " needs a number");
        }
        return Integer.parseInt(arguments.get(index));
    }
}
