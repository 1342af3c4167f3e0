package onggi.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts the server in the background ({@code daemonize}): the same command once more in a session of
 * its own, without a terminal, while this process ends. A Java process cannot fork itself.
 */
final class Daemon {

    /** Set for the process in the background, so that it stays there. */
    private static final String MARK = "ONGGI_IN_BACKGROUND";

    private static final Path SET_SID = Path.of("/usr/bin/setsid");

    private Daemon() {}

    /** Returns whether this process is the one in the background. */
    static boolean isThere() {
        return System.getenv(MARK) != null;
    }

    /**
     * Starts the process in the background.
     *
     * @throws IOException when it cannot be started, or nobody knows this process's own command
     */
    static void start() throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SET_SID)) {
            command.add(SET_SID.toString());
        }
        command.addAll(own());
        File nowhere = new File("/dev/null");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectInput(ProcessBuilder.Redirect.from(nowhere))
                        .redirectOutput(ProcessBuilder.Redirect.to(nowhere))
                        .redirectError(ProcessBuilder.Redirect.to(nowhere));
        builder.environment().put(MARK, "yes");
        builder.start();
    }

    private static List<String> own() throws IOException {
        String line = ProcessInfo.text("/proc/self/cmdline");
        if (!line.isEmpty()) {
            List<String> words = new ArrayList<>(Arrays.asList(line.split("\0", -1)));
            words.removeLast(); // behind the last end
            words.set(0, ProcessHandle.current().info().command().orElse(words.getFirst()));
            return words;
        }
        ProcessHandle.Info info = ProcessHandle.current().info();
        List<String> words = new ArrayList<>();
        words.add(info.command().orElseThrow(() -> new IOException("own command is not known")));
        words.addAll(List.of(info.arguments().orElseThrow(() -> new IOException("nor arguments"))));
        return words;
    }
}
